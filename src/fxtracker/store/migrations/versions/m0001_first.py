"""The tables as they were first laid."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Lay all tables."""
