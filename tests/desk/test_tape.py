"""The tape answers what the plain panel answers, whatever was said, in whatever order it was learnt and however often it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.usual import half_spreads, orientation
from fxtracker.analysis.parameters import METHOD_1
from fxtracker.desk.pages import pages_of
from fxtracker.desk.panel import Panel
from fxtracker.desk.tape import Tape
from fxtracker.lagos import session_of
from fxtracker.rates import USD, Market, Measure, Observation, Quote, Segment, Timing
from fxtracker.store import Poll, Store

START = datetime(2026, 5, 1, 9, tzinfo=UTC)
FIGURES = [Decimal(text) for text in ("1390", "1390.00", "1395.50", "1400", "0", "13900")]
SEGMENTS = {"a": Segment.STREET, "b": Segment.EXCHANGE, "c": Segment.STREET}

side = st.one_of(st.none(), st.sampled_from(FIGURES))
quotes = st.builds(Quote, side, side, side).filter(lambda quote: quote != Quote())
moments = st.integers(0, 20 * 96).map(lambda quarter: START + timedelta(minutes=15 * quarter))


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    source, timing = draw(st.sampled_from("abc")), draw(st.sampled_from(list(Timing)))
    observed = draw(moments)
    late = draw(st.sampled_from([timedelta(0), timedelta(minutes=7), timedelta(days=1), timedelta(minutes=-20)]))
    retrieved = max(START - timedelta(hours=1), observed + late)
    flags = ("capped",) if draw(st.integers(0, 9)) == 0 else ()
    return Observation(
        source, Market.PARALLEL, SEGMENTS[source], Measure.QUOTE, draw(st.sampled_from([None, "Lagos"])), USD, draw(quotes),
        session_of(observed), observed, retrieved, timing, None, None, flags, draw(st.sampled_from([None, retrieved])),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path}/tape.db")


def landed(store: Store, said: Sequence[Observation]) -> None:
    """Each observation by a poll of its own, in the order in which they were learnt."""
    for seen in sorted(said, key=lambda seen: seen.retrieved_at):
        store.add_poll(Poll(seen.source, seen.retrieved_at, seen.retrieved_at, "ok"), [seen])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(observations(), min_size=1, max_size=25), st.lists(moments, min_size=1, max_size=6, unique=True))
def test_it_is_the_panel_by_arrays(tmp_path_factory: pytest.TempPathFactory, said: list[Observation], asked: list[datetime]):
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('tape')}/tape.db") as store:
        landed(store, said)
        rows = store.observations(Market.PARALLEL, USD, Measure.QUOTE, counted=True)
        until = START + timedelta(days=40)
        polls = {source: store.polls(source, START - timedelta(days=2), until) for source in "abc"}
        panel = Panel(rows, polls)
        tape = Tape(store, pages_of(store.columns(Market.PARALLEL, [USD], Measure.QUOTE), [], {}), polls)
        tape.prepare(sorted(asked), METHOD_1.frozen_hours)

        assert tape.days() == panel.days()
        for at in asked:
            # What was shown longer than four days ago is not looked for; such a quote is stale either way.
            close = at - timedelta(days=4)
            plain = [seen if seen.seen_at >= close else seen._replace(seen_at=seen.observation.observed_at) for seen in panel.sightings(at)]
            assert sorted(map(repr, tape.sightings(at))) == sorted(map(repr, plain))
            long = {source: since for source, since in panel.unmoved_since(at).items() if at - since >= timedelta(hours=72)}
            assert tape.unmoved_since(at) == long
            recent = [row for row in panel.before(at, 30) if "capped" not in row.flags]
            spreads = half_spreads(recent)
            assert tape.half_spreads(at, 30) == {segment: pytest.approx(share) for segment, share in spreads.items()}
            assert tape.orientation(at, 30, 10) == orientation(recent)


def test_by_id_and_by_series_a_row_is_what_it_was_when_it_landed(store: Store):
    said = [
        Observation(
            "a", Market.PARALLEL, Segment.P2P, Measure.QUOTE, "Kano", USD, Quote(Decimal("1390.1000"), Decimal("1401")), date(2026, 5, 1),
            START, START, Timing.INSTANT, "7", None, ("capped", "odd"), START,
        ),
        Observation(
            "b", Market.PARALLEL, None, Measure.QUOTE, None, USD, Quote(mid=Decimal("1395.50")), date(2026, 5, 2),
            START + timedelta(days=1), START + timedelta(days=1, minutes=4), Timing.SEEN,
        ),
    ]  # fmt: skip
    landed(store, said)
    rows = store.observations(Market.PARALLEL)

    assert store.observations_by_id([row.id for row in rows if row.id] + [99]) == {row.id: row for row in rows}
    assert store.observations_by_id([]) == {}
    columns = store.columns(Market.PARALLEL, [USD], Measure.QUOTE)
    assert [(one.series.source, one.series.segment, one.series.location) for one in columns] == [
        ("a", Segment.P2P, "Kano"),
        ("b", None, None),
    ]
    assert [one.ids.tolist() for one in columns] == [[1], [2]]
    assert [datetime.fromtimestamp(one.observed[0] / 1e6, UTC) for one in columns] == [row.observed_at for row in rows]
    assert [datetime.fromtimestamp(one.visible[0] / 1e6, UTC) for one in columns] == [row.visible_at for row in rows]
    assert columns[0].bid[0] == 1390.1
    assert str(columns[1].bid[0]) == "nan"
    assert store.quoted_pairs(Market.PARALLEL) == [USD]


def test_what_was_withdrawn_is_not_in_the_columns(store: Store):
    said = [
        Observation(
            "a", Market.PARALLEL, None, Measure.QUOTE, None, USD, Quote(mid=Decimal(1390 + n)), date(2026, 5, 1),
            START + timedelta(hours=n), START + timedelta(hours=n), Timing.INSTANT,
        )
        for n in range(3)
    ]  # fmt: skip
    landed(store, said)
    store.withdraw([2], "misread", START + timedelta(days=1))

    assert [one.mid.tolist() for one in store.columns(Market.PARALLEL, [USD], Measure.QUOTE)] == [[1390.0, 1392.0]]


def test_a_span_of_sessions_is_read_alone(store: Store):
    said = [
        Observation(
            "a", Market.PARALLEL, None, Measure.QUOTE, None, USD, Quote(mid=Decimal(1390 + n)), date(2026, 5, 1) + timedelta(days=n),
            START + timedelta(days=n), START + timedelta(days=n), Timing.INSTANT,
        )
        for n in range(5)
    ]  # fmt: skip
    landed(store, said)
    some = store.columns(Market.PARALLEL, [USD], Measure.QUOTE, date(2026, 5, 2), date(2026, 5, 4))

    assert [one.mid.tolist() for one in some] == [[1391.0, 1392.0, 1393.0]]
    assert store.columns(Market.BANK, [USD], Measure.QUOTE) == []
