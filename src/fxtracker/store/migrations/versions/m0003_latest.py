"""The latest fixing of one kind is found at once, however many there are of the other."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_fixings_market_pair_measure_kind_at", "fixings", ["market", "pair", "measure", "kind", "at", "id"])
