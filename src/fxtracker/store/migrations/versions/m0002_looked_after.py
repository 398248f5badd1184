"""Answers that can be read again, failures by name, days that a source does not have, and from when a figure could be seen."""

import json
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

from fxtracker.store.types import Instant, SessionDay

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_AN_ANSWER = ("url", "hash", "etag", "last_modified")
_HISTORY = timedelta(days=3)


def upgrade() -> None:
    """Add the columns and tables, and fill in what can be known of the rows that are there."""
    op.add_column("payloads", sa.Column("base", sa.String(length=64), nullable=True))
    op.add_column("polls", sa.Column("retry_at", Instant(), nullable=True))
    op.add_column("observations", sa.Column("flags", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("observations", sa.Column("visible_at", Instant(), nullable=True))
    op.create_index("ix_observations_poll_id", "observations", ["poll_id"])
    op.create_index("ix_verdicts_reason", "verdicts", ["reason", "observation_id"])
    _lay_tables()
    connection = op.get_bind()
    _fill_visible(connection)
    _fill_known(connection)


def _lay_tables() -> None:
    op.create_table(
        "readings",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_readings_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index("ix_readings_poll_id", "readings", ["poll_id", "id"])
    op.create_table(
        "known_answers",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("structure", sa.Text(), nullable=True),
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_known_answers_poll_id")),
        sa.PrimaryKeyConstraint("source", "url", name=op.f("pk_known_answers")),
    )
    op.create_table(
        "troubles",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("over_at", Instant(), nullable=True),
        sa.Column("over_told_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubles")),
    )
    op.create_index("ix_troubles_source_kind", "troubles", ["source", "kind", "id"])
    op.create_table(
        "alerts",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_table(
        "absent_days",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("day", SessionDay(), nullable=False),
        sa.Column("learnt_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absent_days")),
        sa.UniqueConstraint("source", "address", "day", name=op.f("uq_absent_days_source_address_day")),
    )


def _fill_visible(connection: sa.Connection) -> None:
    # What was read within three days of its moment was seen when it was fetched; an imported or phoned quote, and what came as history,
    # from the moment that it states.
    o = sa.table(
        "observations",
        *(sa.column(name) for name in ("id", "poll_id")),
        sa.column("observed_at", Instant()), sa.column("retrieved_at", Instant()), sa.column("visible_at", Instant()),
    )  # fmt: skip
    p = sa.table("polls", sa.column("id"), sa.column("source"))
    rows = connection.execute(sa.select(o.c.id, p.c.source, o.c.observed_at, o.c.retrieved_at).join(p, p.c.id == o.c.poll_id)).all()
    if rows:
        connection.execute(
            o.update().where(o.c.id == sa.bindparam("row")).values(visible_at=sa.bindparam("moment", type_=Instant())),
            [{"row": row_id, "moment": _visible(source, observed, retrieved)} for row_id, source, observed, retrieved in rows],
        )


def _visible(source: str, observed_at: datetime, retrieved_at: datetime) -> datetime:
    polled = source not in ("import", "desk") and retrieved_at - observed_at <= _HISTORY
    return retrieved_at if polled else min(observed_at, retrieved_at)


def _fill_known(connection: sa.Connection) -> None:
    p = sa.table("polls", *(sa.column(name) for name in ("id", "source", "status", "answers")), sa.column("started_at", Instant()))
    known = sa.table(
        "known_answers",
        *(sa.column(name) for name in ("source", "url", "hash", "etag", "last_modified", "poll_id")),
        sa.column("seen_at", Instant()),
    )
    newest = sa.select(sa.func.max(p.c.id)).where(p.c.status != "failed", p.c.source != "import").group_by(p.c.source)
    polls = connection.execute(sa.select(p.c.id, p.c.source, p.c.answers, p.c.started_at).where(p.c.id.in_(newest)))
    rows = [
        {**{name: item[name] for name in _OF_AN_ANSWER}, "source": source, "poll_id": poll_id, "seen_at": at}
        for poll_id, source, answers, at in polls
        for item in {one["url"]: one for one in json.loads(answers) if not one["rejected"]}.values()
    ]
    if rows:
        connection.execute(known.insert(), rows)
