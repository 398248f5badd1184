"""A fixing keeps all that it was worked out from, so that it can be worked out again whatever was changed since."""

import sqlalchemy as sa
from alembic import op

from fxtracker.store.types import Instant

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column and the table; what was made before has nothing kept."""
    op.add_column("fixings", sa.Column("made_from", sa.Text(), nullable=True))
    op.create_table(
        "contexts",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contexts")),
        sa.UniqueConstraint("hash", name=op.f("uq_contexts_hash")),
    )
    op.create_table(
        "calendars",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )
