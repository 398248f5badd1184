"""Fixings supersede one another and are never overwritten; what was known at any moment can be asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fxtracker.lagos import dated_instant
from fxtracker.rates import (
    USD,
    Basis,
    Exclusion,
    Fixing,
    FixingKind,
    Grade,
    Input,
    Market,
    Measure,
    Observation,
    Pair,
    Quote,
    Segment,
    Status,
    Timing,
)
from fxtracker.store import Poll, Store

DAY = date(2026, 2, 25)
NOON = datetime(2026, 2, 25, 12, 0, tzinfo=UTC)
GBP = Pair("GBP")


def session(value: str, day: date = DAY, **more: Any) -> Fixing:
    return Fixing(
        market=more.pop("market", Market.OFFICIAL),
        pair=more.pop("pair", USD),
        measure=more.pop("measure", Measure.CLOSE),
        kind=FixingKind.SESSION,
        session=day,
        at=dated_instant(day, NOON + timedelta(days=400)),
        value=Decimal(value),
        grade=Grade.A,
        inputs_hash=more.pop("inputs_hash", value),
        **more,
    )


def snapshot(value: str, at: datetime) -> Fixing:
    return Fixing(Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SNAPSHOT, at.date(), at, Decimal(value), Grade.B, inputs_hash=value)


def standing(store: Store, **more: Any) -> list[str]:
    return [str(fixing.value) for fixing in store.fixings(Market.OFFICIAL, USD, Measure.CLOSE, **more)]


def test_all_that_a_fixing_was_made_from_comes_back(store: Store) -> None:
    full = Fixing(
        Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SNAPSHOT, DAY, NOON, Decimal("1378.5000"), Grade.C, Status.SPLIT,
        bid=Decimal("1367.00"), ask=Decimal("1390"), low=Decimal("1367"), high=Decimal("1390.10"), groups=3, dispersion=Decimal("0.7312"),
        median_age_seconds=5400, candidate=Decimal("1401"),
        inputs=(
            Input(7, "nairatoday", "street", "street", Decimal("0.50"), Decimal("1378.5"), Decimal(1367), Decimal("1390"), ("ok",), NOON),
            Input(None, "quidax", "quidax", None, Decimal("0.25"), Decimal("1E+3")),
        ),
        exclusions=(Exclusion(9, "ngnrates", "stale"), Exclusion(None, "luno", "thin")),
        inputs_hash="abc", notes=("one source speaks for half of the weight",),
    )  # fmt: skip

    store.save_fixings([full], NOON)
    back = store.fixing(Market.PARALLEL, USD, Measure.QUOTE, NOON)

    assert back is not None
    assert back == replace(full, known_at=NOON, id=back.id)
    assert str(back.value) == "1378.5000"
    assert store.fixing_by_id(back.id or 0) == back
    assert store.fixing_by_id(10**9) is None


def test_a_correction_supersedes_and_says_why(store: Store) -> None:
    store.save_fixings([session("1359.00")], NOON)
    store.save_fixings([session("1359.50")], NOON + timedelta(hours=1), cause="correction")
    old, new = (store.fixing_by_id(number) for number in (1, 2))

    assert old is not None
    assert new is not None
    assert (str(old.value), old.supersedes, old.cause) == ("1359.00", None, None)
    assert (str(new.value), new.supersedes, new.cause) == ("1359.50", old.id, "correction")
    assert standing(store) == ["1359.50"]


def test_what_was_known_then_can_be_asked_again(store: Store) -> None:
    for hour, value in enumerate(("1359.00", "1359.50", "1360.00")):
        store.save_fixings([session(value)], NOON + timedelta(hours=hour))

    assert [standing(store, known_at=NOON + timedelta(hours=hour)) for hour in (-1, 0, 1, 2, 99)] == [
        [], ["1359.00"], ["1359.50"], ["1360.00"], ["1360.00"],
    ]  # fmt: skip
    later = NOON + timedelta(days=1)
    known = store.fixing(Market.OFFICIAL, USD, Measure.CLOSE, later, known_at=NOON + timedelta(minutes=90))
    assert known is not None
    assert str(known.value) == "1359.50"
    assert store.fixing(Market.OFFICIAL, USD, Measure.CLOSE, later, known_at=NOON - timedelta(seconds=1)) is None


def test_what_is_as_before_is_not_kept_again(store: Store) -> None:
    assert store.save_fixings([session("1359.00"), session("1831.22", pair=GBP)], NOON) == 2
    assert store.save_fixings([session("1359.00"), session("1831.22", pair=GBP)], NOON + timedelta(hours=1)) == 0
    assert store.save_fixings([session("1359.00"), session("1831.30", pair=GBP)], NOON + timedelta(hours=2)) == 1
    assert store.save_fixings([], NOON) == 0


def test_a_value_that_goes_and_comes_back_is_three_rows(store: Store) -> None:
    for hour, value in enumerate(("1359.00", "1395.00", "1359.00")):
        assert store.save_fixings([session(value)], NOON + timedelta(hours=hour)) == 1

    back = store.fixing_by_id(3)
    assert back is not None
    assert (str(back.value), back.supersedes) == ("1359.00", 2)


def test_twice_in_one_breath_supersedes_too(store: Store) -> None:
    assert store.save_fixings([session("1359.00"), session("1359.00"), session("1360.00")], NOON) == 2
    assert standing(store) == ["1360.00"]


def test_measures_markets_pairs_and_days_stand_apart(store: Store) -> None:
    others = [
        session("1359.00"),
        session("1361.00", measure=Measure.HIGH),
        session("1831.00", pair=GBP),
        session("1378.00", market=Market.MIDMARKET, measure=Measure.QUOTE),
        session("1346.00", DAY - timedelta(days=1)),
    ]
    assert store.save_fixings(others, NOON) == 5

    assert standing(store) == ["1346.00", "1359.00"]
    assert standing(store, since=DAY) == ["1359.00"]
    assert standing(store, until=DAY - timedelta(days=1)) == ["1346.00"]
    assert {fixing.pair for fixing in store.fixings(Market.OFFICIAL, None, Measure.CLOSE)} == {USD, GBP}
    assert store.fixed_pairs(Market.OFFICIAL) == [GBP, USD]
    assert store.fixed_pairs(Market.BANK) == []


def test_each_moment_has_its_snapshot(store: Store) -> None:
    moments = [NOON + timedelta(minutes=15 * n) for n in range(3)]
    store.save_fixings([snapshot(f"137{n}.00", at) for n, at in enumerate(moments)], NOON)
    store.save_fixings([snapshot("1379.00", moments[1])], NOON + timedelta(hours=1))

    found = store.fixings(Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SNAPSHOT)
    assert [str(fixing.value) for fixing in found] == ["1370.00", "1379.00", "1372.00"]
    at = store.fixing(Market.PARALLEL, USD, Measure.QUOTE, moments[1] + timedelta(minutes=14))
    assert at is not None
    assert str(at.value) == "1379.00"
    assert store.fixing(Market.PARALLEL, USD, Measure.QUOTE, moments[0] - timedelta(microseconds=1)) is None
    assert store.fixing(Market.PARALLEL, USD, Measure.QUOTE, moments[0], FixingKind.SESSION) is None


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_past_answer_can_be_given_again(tmp_path_factory: Any, changes: list[tuple[int, int]]) -> None:
    """Whatever is corrected in whatever order, the answer of each past moment is what it was at that moment."""
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('past') / 'store.db'}") as store:
        answers = []
        for hour, (day, value) in enumerate(changes):
            store.save_fixings([session(f"135{value}.00", DAY - timedelta(days=day))], NOON + timedelta(hours=hour))
            answers.append(standing(store))
        assert [standing(store, known_at=NOON + timedelta(hours=hour)) for hour in range(len(changes))] == answers


def seen(day: date, pair: Pair = USD, market: Market = Market.PARALLEL) -> Observation:
    return Observation(
        "ledger", market, Segment.STREET, Measure.QUOTE, None, pair, Quote(Decimal(1367), Decimal(1390)), day,
        dated_instant(day, NOON + timedelta(days=400)), NOON, Timing.DATED,
    )  # fmt: skip


def land(store: Store, *rows: Observation) -> None:
    store.add_poll(Poll("import", NOON, NOON, "ok"), list(rows), history=True)


def test_what_no_fixing_has_seen_is_known_until_it_is_worked_out(store: Store) -> None:
    assert store.untouched() == []
    land(store, seen(DAY - timedelta(days=3)), seen(DAY), seen(DAY, GBP))
    pound, dollar = store.untouched()

    assert (pound.pair, pound.since, pound.until) == (GBP, DAY, DAY)
    assert (dollar.market, dollar.pair, dollar.since, dollar.until) == (Market.PARALLEL, USD, DAY - timedelta(days=3), DAY)
    store.save_fixings([session("1359.00")], NOON, through=max(pound.through, dollar.through))
    assert store.untouched() == []


def test_only_what_landed_since_is_left(store: Store) -> None:
    land(store, seen(DAY - timedelta(days=1)))
    (first,) = store.untouched()
    land(store, seen(DAY))
    store.save_fixings([], NOON, through=first.through)
    (left,) = store.untouched()

    assert (left.since, left.until) == (DAY, DAY)
    store.save_fixings([], NOON, through=left.through)
    store.save_fixings([], NOON, through=first.through)
    assert store.untouched() == [], "a mark never goes back"


def test_what_a_fixing_was_made_from_is_kept_once_and_given_back_in_its_order(store: Store) -> None:
    day, noon, later = (Basis(name * 64, name.encode()) for name in "abc")
    first = replace(session("1359.00"), made_from=(day, noon))
    second = replace(session("1360.00"), made_from=(day, later, noon))
    store.save_fixings([first], NOON)
    store.save_fixings([second, session("1831.22", pair=GBP)], NOON)

    kept = [store.made_from(number) for number in (1, 2, 3)]
    assert [[bytes(part) for part in parts] for parts in kept] == [[b"a", b"b"], [b"a", b"c", b"b"], []]


def test_holidays_are_kept_as_they_were_known(store: Store) -> None:
    store.keep_holidays({}, NOON)
    store.keep_holidays({DAY: "Eid"}, NOON + timedelta(hours=1))
    store.keep_holidays({DAY: "Eid"}, NOON + timedelta(hours=2))

    assert store.holidays(NOON - timedelta(hours=1)) is None
    assert store.holidays(NOON) == {}
    assert store.holidays(NOON + timedelta(hours=3)) == {DAY: "Eid"}
