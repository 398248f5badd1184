"""What an old answer is understood to say now lands under its own poll: behind what came before it, before what came after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fxtracker.lagos import dated_instant
from fxtracker.rates import USD, Market, Measure, Observation, Quote, Segment, Timing
from fxtracker.store import Poll, Store
from fxtracker.store.landing import said_of

NOW = datetime(2026, 2, 25, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
HOUR = timedelta(hours=1)
DAY = date(2026, 2, 24)


def said(mid: str, at: datetime, timing: Timing = Timing.SEEN) -> Observation:
    moment = {Timing.SEEN: at, Timing.DATED: dated_instant(DAY, at), Timing.INSTANT: NOW - HOUR}[timing]
    return Observation(
        "page", Market.PARALLEL, Segment.STREET, Measure.QUOTE, None, USD, Quote(mid=Decimal(mid)),
        DAY if timing is Timing.DATED else at.date(), moment, at, timing, visible_at=at,
    )  # fmt: skip


def asked(store: Store, mid: str, at: datetime, timing: Timing = Timing.SEEN, status: str = "ok") -> Poll:
    landed = store.add_poll(Poll("page", at, at, status), [said(mid, at, timing)] if status == "ok" else [])
    (poll,) = [one for one in store.poll_rows("page") if one.id == landed.poll_id]
    return poll


def again(store: Store, poll: Poll, mid: str | None, timing: Timing = Timing.SEEN) -> tuple[int, int]:
    stated = [] if mid is None else [said(mid, poll.started_at, timing)._replace(retrieved_at=LATER)]
    return store.reread(poll, stated, {said_of(one) for one in stated}, LATER, "reparse")


def counted(store: Store, known_at: datetime | None = None) -> list[str]:
    return [str(one.quote.mid) for one in store.observations(counted=True, by_landing=True, known_at=known_at)]


@pytest.mark.parametrize("timing", [Timing.DATED, Timing.INSTANT])
def test_the_word_of_a_later_poll_stands_behind_it(store: Store, timing: Timing) -> None:
    first, second = asked(store, "1340", NOW, timing), asked(store, "1350", NOW + HOUR, timing)

    assert again(store, first, "1345", timing) == (1, 1)
    assert again(store, second, "1350", timing) == (0, 0)
    assert counted(store) == ["1345", "1350"]
    assert again(store, first, "1345", timing) == (0, 0)
    assert counted(store, NOW + 2 * HOUR) == ["1340", "1350"]


def test_an_undated_figure_runs_on_as_it_is_understood_now(store: Store) -> None:
    polls = [asked(store, mid, NOW + number * HOUR) for number, mid in enumerate(("1340", "1340", "1340", "1341"))]

    assert [again(store, poll, mid) for poll, mid in zip(polls, ("1350", "1350", "1360", "1360"), strict=True)] == [
        (1, 1), (0, 0), (1, 0), (0, 1),
    ]  # fmt: skip
    assert counted(store) == ["1350", "1360"]
    shown = dict(store.polls("page", NOW, LATER))
    ids = [one.id for one in store.observations(counted=True)]
    assert [shown[poll.started_at] for poll in polls] == [[ids[0]], [ids[0]], [ids[1]], [ids[1]]]
    again_polls = store.poll_rows("page")
    assert [again(store, poll, mid) for poll, mid in zip(again_polls, ("1350", "1350", "1360", "1360"), strict=True)] == [(0, 0)] * 4


def test_a_figure_that_was_withdrawn_is_new_where_it_is_said_again(store: Store) -> None:
    first = asked(store, "1340", NOW)
    assert again(store, first, None) == (0, 1)
    assert counted(store) == []

    assert len(store.add_poll(Poll("page", LATER, LATER, "ok"), [said("1340", LATER)]).added) == 1
    assert counted(store) == ["1340"]


def test_a_poll_that_failed_and_is_understood_since_did_show_what_it_showed(store: Store) -> None:
    asked(store, "1340", NOW)
    failed = asked(store, "", NOW + HOUR, status="failed")

    assert again(store, failed, "1340") == (0, 0)
    (seen,) = store.sightings(Market.PARALLEL, [USD], LATER)
    assert seen.seen_at == NOW + HOUR
    (before,) = store.sightings(Market.PARALLEL, [USD], NOW + 2 * HOUR, known_at=NOW + 2 * HOUR)
    assert before.seen_at == NOW


def test_what_is_withdrawn_is_named_until_it_is_worked_out(store: Store) -> None:
    poll = asked(store, "1340", NOW)
    for one in store.untouched():
        store.save_fixings([], NOW, through=one.through)
    assert store.untouched() == []

    again(store, poll, "1345")
    (left,) = store.untouched()
    assert (left.market, left.pair, left.since, left.until, left.again) == (Market.PARALLEL, USD, NOW.date(), NOW.date(), True)
    store.save_fixings([], LATER, through=left.through, withdrawn=left.withdrawn)
    assert store.untouched() == []


def test_what_is_read_of_a_moment_long_gone_is_history_and_a_correction_is_seen_no_earlier_than_what_it_corrects(store: Store) -> None:
    old = said("1340", NOW, Timing.DATED)._replace(session=date(2026, 2, 2), observed_at=datetime(2026, 2, 2, 16, tzinfo=UTC))
    fresh = said("1341", NOW, Timing.DATED)
    store.add_poll(Poll("page", NOW, NOW, "ok"), [old, fresh])
    late = NOW + timedelta(days=8)
    corrected = [
        one._replace(quote=Quote(mid=Decimal(mid)), retrieved_at=late, visible_at=one.observed_at)
        for one, mid in ((old, "1342"), (fresh, "1343"))
    ]
    store.add_poll(Poll("page", late, late, "ok"), corrected, past=True)

    assert {str(one.quote.mid): one.visible_at for one in store.observations()} == {
        "1340": old.observed_at, "1342": old.observed_at, "1341": NOW, "1343": NOW,
    }  # fmt: skip
