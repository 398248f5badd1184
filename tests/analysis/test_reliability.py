"""What a source's own record makes it weigh: its distance from what the others alone would have said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import log

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context
from fxtracker.analysis.reliability import distances, reliability, said_by
from fxtracker.rates import USD, Fixing, Market, Sighting

from .panel import SEGMENTS, quoted

AT = datetime(2026, 6, 12, 12, 0, tzinfo=UTC)


def panel(mids: dict[str, object]) -> list[Sighting]:
    return [quoted(name, mid=mid, segment=SEGMENTS[n % 3], number=n + 1) for n, (name, mid) in enumerate(mids.items())]


def fixed(said: list[Sighting], **context: object) -> Fixing:
    return fix(Market.PARALLEL, USD, said, AT, Context(**context))


def mids(said: list[Sighting]) -> dict[int, Decimal]:
    return {seen.id: middle for seen, _ in said if seen.id is not None and (middle := seen.quote.middle) is not None}


def test_a_source_is_held_against_the_others_alone():
    said = panel({"a": 1400, "b": 1410, "c": 1420})
    found = distances(fixed(said), mids(said), {})

    assert found["a"] == pytest.approx(log(1415 / 1400))
    assert found["b"] == pytest.approx(0)
    assert found["c"] == pytest.approx(log(1420 / 1405))


def test_a_copy_is_held_against_those_that_are_not_of_its_group_and_may_be_far_by_itself():
    said = panel({"a": 1400, "b": 1402, "c": 1404, "d": 1406, "copy": 1400, "slip": 1550})
    groups = {"a": "a", "copy": "a"}
    fixing = fixed(said, groups=groups)
    found = distances(fixing, mids(said), groups)

    assert ("slip", "far") in [(left.source, left.reason) for left in fixing.exclusions]
    assert found["a"] == found["copy"] == pytest.approx(log(1404 / 1400))
    assert found["slip"] == pytest.approx(log(1550 / 1403))


def test_what_was_no_quote_of_the_moment_costs_no_record():
    late = quoted("late", mid=1500, hours=80, number=9)
    said = [*panel({"a": 1400, "b": 1401}), late]
    fixing = fixed(said)

    assert said_by(fixing) == set()
    assert "late" not in distances(fixing, mids(said), {})


def test_one_voice_alone_has_no_record():
    said = panel({"a": 1400})

    assert distances(fixed(said), mids(said), {}) == {}


@pytest.mark.parametrize(
    ("away", "weight"), [(0.0, 1.0), (0.0025, 0.8), (0.005, 0.5), (0.01, 0.25), (0.5, 0.25)], ids=["none", "quarter", "half", "one", "all"]
)
def test_the_weight_falls_with_the_distance_and_never_under_a_quarter(away: float, weight: float):
    assert reliability([{"a": away}] * 30) == {"a": pytest.approx(weight)}


def test_ten_days_make_a_record_and_one_bad_day_does_not_spoil_it():
    assert reliability([{"a": 0.001}] * 9) == {}
    assert reliability([{"a": 0.0}] * 9 + [{"a": 2.3}]) == {"a": 1.0}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(139_000, 141_000), min_size=3, max_size=9, unique=True), st.data())
def test_without_its_group_is_what_the_method_gives_for_the_others(kobo: list[int], data: st.DataObject):
    names = [f"s{n}" for n in range(len(kobo))]
    said = panel({name: Decimal(figure) / 100 for name, figure in zip(names, kobo, strict=True)})
    weights = {name: data.draw(st.sampled_from([0.25, 0.5, 1.0])) for name in names}
    groups = {names[1]: names[0], names[0]: names[0]} if data.draw(st.booleans()) else {}
    whole = fixed(said, reliability=weights, groups=groups)
    assume(not any(left.reason == "far" for left in whole.exclusions))
    found = distances(whole, mids(said), groups)
    for name, sighting in zip(names, said, strict=True):
        own = {other for other in names if groups.get(other, other) == groups.get(name, name)}
        rest = fixed([one for one in said if one.observation.source not in own], reliability=weights, groups=groups)
        if rest.value is None:
            assert name not in found
        else:
            assert found[name] == pytest.approx(abs(log(sighting.observation.quote.mid / rest.value)), abs=2e-7)


def test_a_record_counts_in_the_weight_and_in_the_hash():
    said = panel({"a": 1400, "b": 1410, "c": 1420})
    plain, judged = fixed(said), fixed(said, reliability={"a": 0.25})

    assert [str(used.weight) for used in judged.inputs] == ["0.250000", "1.000000", "1.000000"]
    assert judged.value is not None
    assert plain.value is not None
    assert judged.value > plain.value
    assert judged.inputs_hash != plain.inputs_hash
    assert timedelta(seconds=judged.median_age_seconds or 0) == timedelta(minutes=30)
