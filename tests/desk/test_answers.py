"""What a market answers when the row of a session was set aside after it had been fixed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from fxtracker.desk.answers import rate_rows
from fxtracker.lagos import Calendar
from fxtracker.rates import USD, Fixing, FixingKind, Grade, Market, Measure
from fxtracker.store import Store

NOW = datetime(2026, 2, 25, 20, tzinfo=UTC)


def session(day: int, hour: int, value: str | None, text: str) -> Fixing:
    return Fixing(
        market=Market.OFFICIAL,
        pair=USD,
        measure=Measure.CLOSE,
        kind=FixingKind.SESSION,
        session=date(2026, 2, day),
        at=datetime(2026, 2, day, hour, tzinfo=UTC),
        value=None if value is None else Decimal(value),
        grade=Grade.A if value else Grade.D,
        inputs_hash=text,
    )


def test_the_session_before_stands_and_not_an_earlier_version_of_the_one_that_was_withdrawn(store: Store) -> None:
    for fixing in (session(24, 16, "1359", "a"), session(25, 15, "1595", "b"), session(25, 16, "1595.50", "c"), session(25, 16, None, "d")):
        store.save_fixings([fixing], NOW)

    (row,) = rate_rows(store, USD, NOW, Calendar(), Market.OFFICIAL)

    assert (row.session, row.mid) == (date(2026, 2, 24), Decimal(1359))
