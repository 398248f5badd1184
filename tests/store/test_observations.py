"""What a source said stays as it was; what it says anew is a new row; what it says again is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from fxtracker.lagos import dated_instant
from fxtracker.rates import USD, Market, Measure, Observation, Pair, Quote, Segment, SetAside, Timing
from fxtracker.store import Answer, Poll, Store

NOW = datetime(2026, 2, 25, 18, 0, tzinfo=UTC)


def poll(source: str = "cbn", at: datetime = NOW, status: str = "ok", answers: tuple[Answer, ...] = ()) -> Poll:
    return Poll(source, at, at + timedelta(seconds=1), status, answers=answers)


def central(session: date, mid: str, at: datetime = NOW, note: str | None = None) -> Observation:
    return Observation(
        "cbn", Market.OFFICIAL, None, Measure.CENTRAL, None, USD, Quote(mid=Decimal(mid)), session,
        dated_instant(session, at), at, Timing.DATED, note,
    )  # fmt: skip


def street(bid: str, ask: str, at: datetime = NOW, timing: Timing = Timing.SEEN) -> Observation:
    return Observation(
        "nairatoday", Market.PARALLEL, Segment.STREET, Measure.QUOTE, None, USD, Quote(Decimal(bid), Decimal(ask)), at.date(),
        at, at, timing,
    )  # fmt: skip


def test_decimals_and_instants_come_back_to_the_last_digit(store: Store) -> None:
    at = NOW + timedelta(microseconds=123)
    row = central(date(2026, 2, 25), "1340.0000", at)._replace(flags=("capped", "thin"), visible_at=at)

    store.add_poll(poll(), [row])
    (back,) = store.observations()

    assert str(back.quote.mid) == "1340.0000"
    assert back == row._replace(id=back.id)


def test_the_same_answer_twice_adds_nothing(store: Store) -> None:
    rows = [central(date(2026, 2, 24), "1359.00"), central(date(2026, 2, 25), "1359.50")]

    first = store.add_poll(poll(), rows)
    again = store.add_poll(poll(at=NOW + timedelta(hours=1)), rows)

    assert (len(first.added), len(again.added)) == (2, 0)


def test_a_cap_that_comes_or_goes_makes_the_same_price_another_one(store: Store) -> None:
    price = street("1388", "1400")
    said = [price, price._replace(flags=("capped",)), price._replace(flags=("capped",)), price]

    added = [
        len(
            store.add_poll(
                poll("nairatoday", NOW + timedelta(hours=hour)),
                [row._replace(observed_at=NOW + timedelta(hours=hour), retrieved_at=NOW + timedelta(hours=hour))],
            ).added
        )
        for hour, row in enumerate(said)
    ]
    assert added == [1, 1, 0, 1]


def test_more_zeros_are_no_correction(store: Store) -> None:
    store.add_poll(poll(), [central(date(2026, 2, 25), "1359.5")])

    assert not store.add_poll(poll(), [central(date(2026, 2, 25), "1359.5000")]).added


def test_a_correction_is_a_new_row_and_so_is_its_withdrawal(store: Store) -> None:
    day = date(2026, 2, 25)
    for mid in ("1359.50", "1395.50", "1359.50"):
        store.add_poll(poll(), [central(day, mid)])

    assert [str(o.quote.mid) for o in store.observations()] == ["1359.50", "1395.50", "1359.50"]


def test_conflicting_rows_of_one_answer_are_kept_in_their_order_and_once(store: Store) -> None:
    day = date(2023, 12, 12)
    rows = [central(day, "853.28", note="1"), central(day, "848.78", note="2")]

    for _ in range(3):
        store.add_poll(poll(), rows)

    assert [str(o.quote.mid) for o in store.observations()] == ["853.28", "848.78"]


def test_a_file_read_twice_adds_nothing_whatever_stands(store: Store) -> None:
    day = date(2023, 12, 12)
    rows = [central(day, "853.28"), central(day, "848.78")]
    store.add_poll(poll(), rows, history=True)
    store.add_poll(poll(), [central(day, "850.00")])

    assert not store.add_poll(poll(), rows, history=True).added


def test_an_undated_figure_is_renewed_by_each_poll_that_shows_it(store: Store) -> None:
    later = NOW + timedelta(hours=3)
    store.add_poll(poll("nairatoday"), [street("1388", "1400")])
    store.add_poll(poll("nairatoday", later), [street("1388", "1400", later)])

    (seen,) = store.sightings(Market.PARALLEL, [USD], later + timedelta(minutes=5))

    assert seen.observation.observed_at == NOW
    assert seen.seen_at == later


def test_an_unchanged_answer_renews_what_the_last_one_showed(store: Store) -> None:
    later = NOW + timedelta(hours=3)
    store.add_poll(poll("nairatoday"), [street("1388", "1400")])
    store.add_poll(poll("nairatoday", later, "unchanged"))

    (seen,) = store.sightings(Market.PARALLEL, [USD], later)

    assert seen.seen_at == later


def test_a_quote_that_left_the_page_is_not_renewed(store: Store) -> None:
    later = NOW + timedelta(hours=3)
    pound = street("1840", "1880")._replace(pair=Pair("GBP"))
    store.add_poll(poll("nairatoday"), [street("1388", "1400"), pound])
    store.add_poll(poll("nairatoday", later), [street("1389", "1401", later)])

    (seen,) = store.sightings(Market.PARALLEL, [Pair("GBP")], later)

    assert seen.seen_at == NOW


def test_what_was_not_known_yet_is_not_seen(store: Store) -> None:
    store.add_poll(poll(), [central(date(2026, 2, 25), "1359.50")])
    store.add_poll(poll(at=NOW + timedelta(days=1)), [central(date(2026, 2, 25), "1395.50", NOW + timedelta(days=1))])

    (then,) = store.sightings(Market.OFFICIAL, [USD], NOW + timedelta(days=2), known_at=NOW + timedelta(hours=1))

    assert then.observation.quote.mid == Decimal("1359.50")


def test_what_cannot_be_believed_is_kept_once_with_its_reason(store: Store) -> None:
    row = SetAside("unknown_currency", '{"currency":"NAIRA"}', "row 3")
    for _ in range(2):
        store.add_poll(poll(), [central(date(2026, 2, 25), "1359.50")], [row])

    (kept,) = store.set_aside_rows("cbn")

    assert (kept.reason, kept.raw) == ("unknown_currency", '{"currency":"NAIRA"}')


def test_an_answer_is_kept_as_it_came_and_once(store: Store) -> None:
    answer = Answer("https://www.cbn.gov.ng/api", "a" * 64, body=b'[{"id":1}]')
    for _ in range(2):
        store.add_poll(poll(answers=(answer,)), [central(date(2026, 2, 25), "1359.50")])

    assert store.payload("a" * 64) == b'[{"id":1}]'
    assert store.answers("cbn")[answer.url].hash == "a" * 64
