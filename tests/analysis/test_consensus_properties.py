"""What holds of every fixing, whatever was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context
from fxtracker.analysis.weighted import band_rank, weighted_median
from fxtracker.rates import USD, Fixing, Grade, Market, Segment, Sighting

from .panel import NOW, SEGMENTS, fixed, quoted

LAST = replace(fixed("1400", NOW.date()), at=NOW - timedelta(minutes=15))
WARM = Context(previous=LAST, screen=LAST, official_close=Decimal(1320), premium_before=0.06, usd_crosses={"GBP": 1.35, "EUR": 1.16})

cents = st.integers(130_000, 150_000).map(lambda value: Decimal(value) / 100)
quotes = st.one_of(
    st.tuples(st.none(), st.none(), cents),
    st.tuples(cents, st.integers(0, 3000)).map(lambda pair: (pair[0], pair[0] + Decimal(pair[1]) / 100, None)),
)


@st.composite
def panels(draw: st.DrawFn, least: int = 1, most: int = 9) -> list[Sighting]:
    drawn = draw(st.lists(st.tuples(quotes, st.sampled_from(SEGMENTS), st.integers(0, 80)), min_size=least, max_size=most))
    return [
        quoted(f"s{index}", bid, ask, mid, segment=segment, hours=hours) for index, ((bid, ask, mid), segment, hours) in enumerate(drawn)
    ]


def made(said: list[Sighting], context: Context = WARM) -> Fixing:
    return fix(Market.PARALLEL, USD, said, NOW, context)


@given(panels(), st.randoms())
def test_the_order_in_which_quotes_come_does_not_matter(said, chance):
    mixed = list(said)
    chance.shuffle(mixed)

    assert made(mixed) == made(said)


@given(panels())
def test_bid_mid_and_ask_are_in_order_and_the_value_lies_in_the_band_of_a_small_panel(said):
    fixing = made(said, Context())

    if fixing.bid is not None and fixing.ask is not None and fixing.value is not None:
        assert fixing.bid <= fixing.value <= fixing.ask
    if fixing.value is not None and fixing.groups < 6:
        assert fixing.low is not None
        assert fixing.high is not None
        assert fixing.low - Decimal("0.0001") <= fixing.value <= fixing.high + Decimal("0.0001")


@given(panels())
def test_every_quote_is_used_or_left_out_with_a_reason(said):
    fixing = made(said)

    assert sorted([used.source for used in fixing.inputs] + [left.source for left in fixing.exclusions]) == sorted(
        sighting.observation.source for sighting in said
    )


@given(panels(), st.sampled_from([Decimal("0.01"), Decimal(10), Decimal("0.5")]))
def test_the_method_knows_no_scale(said, scale):
    def scaled(sighting: Sighting) -> Sighting:
        seen = sighting.observation
        return sighting._replace(observation=seen._replace(quote=type(seen.quote)(*(x and x * scale for x in seen.quote))))

    small, large = made(said, Context()), made([scaled(sighting) for sighting in said], Context())

    assert small.grade == large.grade or abs((small.dispersion or 0) - (large.dispersion or 0)) <= Decimal("0.0002")
    if small.value is not None and large.value is not None:
        assert abs(large.value - small.value * scale) <= Decimal("0.0001") * (1 + scale)


@given(panels(least=4), st.integers(1, 4))
def test_copies_do_not_count_twice(said, copies):
    original = said[0]
    repeated = [original._replace(observation=original.observation._replace(source=f"copy{number}")) for number in range(copies)]
    groups = {"s0": "s0", **{f"copy{number}": "s0" for number in range(copies)}}

    alone, together = made(said), made(said + repeated, replace(WARM, groups=groups))

    assert (together.value, together.grade, together.groups) == (alone.value, alone.grade, alone.groups)


FAULTS = st.sampled_from(
    [
        "x10",
        "x100",
        "/10",
        "/100",
        "official",
        "sterling",
        "euro",
        "up 8 %",
        "down 8 %",
        "crossed",
        "zero",
        "one",
        "stale",
        "gone",
        "future",
    ]
)


@settings(max_examples=300)
@given(
    st.lists(st.integers(-20, 20), min_size=4, max_size=8),
    st.integers(0, 7),
    FAULTS,
)
def test_a_single_fault_leaves_the_fixing_where_it_was_or_ungraded(offsets, which, fault):
    centre = Decimal(1400)
    said = [
        quoted(f"s{index}", centre + offset / Decimal(10) - 5, centre + offset / Decimal(10) + 5, segment=SEGMENTS[index % 3])
        for index, offset in enumerate(offsets)
    ]
    faulty = list(said)
    index = which % len(said)
    seen = said[index].observation
    bid, ask = seen.quote.bid or Decimal(1), seen.quote.ask or Decimal(1)
    factor = {
        "x10": 10,
        "x100": 100,
        "/10": "0.1",
        "/100": "0.01",
        "sterling": "1.35",
        "euro": "1.16",
        "up 8 %": "1.08",
        "down 8 %": "0.92",
    }
    if fault == "gone":
        del faulty[index]
    elif fault in ("stale", "future"):
        faulty[index] = quoted(seen.source, bid * 2, ask * 2, hours=100 if fault == "stale" else -3)
    else:
        sides = {
            "official": (Decimal(1319), Decimal(1321)),
            "crossed": (ask, bid),
            "zero": (Decimal(0), Decimal(0)),
            "one": (Decimal(1), Decimal(1)),
        }.get(fault) or (bid * Decimal(factor[fault]), ask * Decimal(factor[fault]))
        faulty[index] = quoted(seen.source, *sides, segment=seen.segment or Segment.STREET)

    before, after = made(said), made(faulty)

    assert before.value is not None
    assert after.grade is Grade.D or (after.value is not None and abs(after.value / before.value - 1) <= Decimal("0.005"))


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9)), min_size=1, max_size=9))
def test_the_weighted_median_lies_between_the_figures_that_halve_the_weight(points):
    pairs = [(Decimal(value), Decimal(weight)) for value, weight in points]
    found = weighted_median(pairs)
    half = sum(weight for _, weight in pairs) / 2

    assert sum(weight for value, weight in pairs if value < found.below) <= half
    assert sum(weight for value, weight in pairs if value > found.above) <= half
    assert found.below <= found.value <= found.above


@given(st.lists(st.integers(1, 50), min_size=1, max_size=9))
def test_with_equal_weights_it_is_the_ordinary_median(values):
    from statistics import median

    assert weighted_median([(Decimal(value), Decimal(1)) for value in values]).value == Decimal(str(median(values)))


def test_the_band_holds_the_median_nine_times_in_ten():
    assert [band_rank(count, 0.9) for count in (6, 7, 8, 9, 10, 11, 12)] == [1, 1, 2, 2, 2, 3, 3]
