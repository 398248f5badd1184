"""The tables. Rows are only ever added; a later one supersedes an earlier one.

What is written over: a run's end, a request's taking, a heartbeat, a mark, what is remembered of an address, and how a trouble goes on.
What is removed: the bytes of answers that are older than they are to be kept.

    payloads      an answer's bytes, compressed, once per hash
    polls         every time a source was asked: outcome, payload, which observations it showed
    readings      a poll's answers read again: which observations stand in them by what is understood since
    known_answers the last good answer of each address
    set_aside     what could not be believed as an observation, with the reason
    series        source, market, segment, measure, location, pair
    observations  what a series said
    verdicts      observations that screening set aside for good or that were withdrawn, with the reason
    fixings       what was made of them; contexts: all that each was worked out from, once per hash
    calendars     the holidays that the operator set, as they were known
    pieces        an article or post of a day; revisions: its finished forms
    troubles      what goes wrong with a source, from its first time to its last; alerts: what the operator was told
    absent_days   days that a source itself does not have
    job_runs      firings of jobs; run_requests: "run now"; heartbeats: who is alive
    marks         how far the desk has come, by name
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint, text

from fxtracker.store.types import DecimalText, Instant, SessionDay

__all__ = [
    "HEAD",
    "absent_days",
    "alerts",
    "calendars",
    "contexts",
    "fixings",
    "heartbeats",
    "job_runs",
    "known_answers",
    "marks",
    "metadata",
    "observations",
    "payloads",
    "pieces",
    "polls",
    "readings",
    "revisions",
    "run_requests",
    "series",
    "set_aside",
    "troubles",
    "verdicts",
]

HEAD = "0004"
"""The newest migration; a database at another is brought up to it when it is opened."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    # Ids are given out under the write lock, so that both engines number rows alike and in the order of their landing.
    return Column("id", _Id, primary_key=True, autoincrement=False)


payloads = Table(
    "payloads",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("source", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("base", String(64)),  # hash of the payload that it was packed against, which must be kept as long
)

polls = Table(
    "polls",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("status", String(16), nullable=False),
    Column("kind", String(32)),
    Column("error", Text),
    Column("answers", Text, nullable=False),  # JSON: the fields of `rows.Answer` but its body
    Column("shown", Text, nullable=False),  # JSON: ids of the observations that stood in the answer
    Column("added", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("retry_at", Instant),
    Index("ix_polls_source_started_at", "source", "started_at"),
)

readings = Table(
    "readings",
    metadata,
    _id(),
    Column("poll_id", _Id, ForeignKey("polls.id"), nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("shown", Text, nullable=False),  # JSON: ids of the observations that stand in the answers
    Index("ix_readings_poll_id", "poll_id", "id"),
)

known_answers = Table(
    "known_answers",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("structure", Text),
    Column("poll_id", _Id, ForeignKey("polls.id"), nullable=False),
    Column("seen_at", Instant, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    _id(),
    Column("poll_id", _Id, ForeignKey("polls.id"), nullable=False),
    Column("source", String(64), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("at_place", Text, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("source", "reason", "raw"),
)

series = Table(
    "series",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("market", String(16), nullable=False),
    Column("segment", String(16), nullable=False),  # "" is none: a NULL would not be unique
    Column("measure", String(24), nullable=False),
    Column("location", String(64), nullable=False),
    Column("pair", String(16), nullable=False),
    UniqueConstraint("source", "market", "segment", "measure", "location", "pair"),
    Index("ix_series_market_pair", "market", "pair"),
)

observations = Table(
    "observations",
    metadata,
    _id(),
    Column("series_id", _Id, ForeignKey("series.id"), nullable=False),
    Column("poll_id", _Id, ForeignKey("polls.id"), nullable=False),
    Column("session", SessionDay, nullable=False),
    Column("observed_at", Instant, nullable=False),
    Column("retrieved_at", Instant, nullable=False),
    Column("timing", String(8), nullable=False),
    Column("bid", DecimalText),
    Column("ask", DecimalText),
    Column("mid", DecimalText),
    Column("note", Text),
    Column("flags", Text, nullable=False, server_default=text("''")),  # codes, parted by commas
    Column("visible_at", Instant),
    Index("ix_observations_series_id_observed_at", "series_id", "observed_at", "id"),
    Index("ix_observations_series_id_session", "series_id", "session", "id"),
    Index("ix_observations_poll_id", "poll_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    _id(),
    Column("observation_id", _Id, ForeignKey("observations.id"), nullable=False),
    Column("reason", String(64), nullable=False),  # "" lifts an earlier verdict
    Column("method", String(16), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Index("ix_verdicts_observation_id", "observation_id", "id"),
    Index("ix_verdicts_reason", "reason", "observation_id"),
)

fixings = Table(
    "fixings",
    metadata,
    _id(),
    Column("market", String(16), nullable=False),
    Column("pair", String(16), nullable=False),
    Column("measure", String(24), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("session", SessionDay, nullable=False),
    Column("at", Instant, nullable=False),
    Column("value", DecimalText),
    Column("bid", DecimalText),
    Column("ask", DecimalText),
    Column("low", DecimalText),
    Column("high", DecimalText),
    Column("grade", String(1), nullable=False),
    Column("status", String(16), nullable=False),
    Column("groups", Integer, nullable=False),
    Column("dispersion", DecimalText),
    Column("median_age_seconds", Integer),
    Column("candidate", DecimalText),
    Column("inputs", Text, nullable=False),
    Column("exclusions", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("method", String(16), nullable=False),
    Column("inputs_hash", String(64), nullable=False),
    Column("known_at", Instant, nullable=False),
    Column("supersedes", _Id),
    Column("cause", Text),
    Column("made_from", Text),  # ids of contexts
    Index("ix_fixings_market_pair_measure_at", "market", "pair", "measure", "at", "id"),
    Index("ix_fixings_market_pair_measure_kind_at", "market", "pair", "measure", "kind", "at", "id"),
    Index("ix_fixings_market_kind_session", "market", "kind", "session", "id"),
)

contexts = Table(
    "contexts",
    metadata,
    _id(),
    Column("hash", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

calendars = Table(
    "calendars",
    metadata,
    _id(),
    Column("known_at", Instant, nullable=False),
    Column("holidays", Text, nullable=False),
)

pieces = Table(
    "pieces",
    metadata,
    _id(),
    Column("kind", String(32), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("day", SessionDay, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("kind", "lang", "day"),
    Index("ix_pieces_day", "day"),
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    Column("piece_id", _Id, ForeignKey("pieces.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("edition", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("headline", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("forms", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("facts_hash", String(64), nullable=False),
    Column("grades", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("charts", Text, nullable=False),
    Column("problems", Text, nullable=False),
    UniqueConstraint("piece_id", "number"),
)

troubles = Table(
    "troubles",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("payload_hash", String(64)),
    Column("told_at", Instant),
    Column("over_at", Instant),
    Column("over_told_at", Instant),
    Index("ix_troubles_source_kind", "source", "kind", "id"),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("source", String(64)),
    Column("kind", String(32), nullable=False),
    Column("text", Text, nullable=False),
)

absent_days = Table(
    "absent_days",
    metadata,
    _id(),
    Column("source", String(64), nullable=False),
    Column("address", Text, nullable=False),  # "" is the whole source
    Column("day", SessionDay, nullable=False),
    Column("learnt_at", Instant, nullable=False),
    UniqueConstraint("source", "address", "day"),
)

job_runs = Table(
    "job_runs",
    metadata,
    _id(),
    Column("job", String(64), nullable=False),
    Column("scheduled_for", Instant, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("worker", String(128), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("status", String(16), nullable=False),
    Column("output", Text),
    UniqueConstraint("job", "scheduled_for", "attempt"),
)

run_requests = Table(
    "run_requests",
    metadata,
    _id(),
    Column("job", String(64), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("taken_at", Instant),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", _Id, nullable=False),
)
