"""What the street, the exchanges and the Central Bank really said from 11 to 13 June 2026 (pages and answers recorded then)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context, premium
from fxtracker.analysis.independence import declared_groups
from fxtracker.rates import USD, Grade, Market, Observation, Segment, Sighting, Timing
from fxtracker.sources import Payload, parse
from sources.recorded import recorded, shipped_sources

from .panel import quoted

AT = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 13, 18, 0, tzinfo=UTC)
OFFICIAL = Decimal("1363.8250")
DERIVED = {source.id: source.derived_from for source in shipped_sources().values()}


def june(at: datetime):
    def ago(moment: datetime) -> float:
        return (at - moment) / timedelta(hours=1)

    said = [
        quoted("abokiforex", mid=1397, hours=ago(datetime(2026, 6, 11, 16, 0, tzinfo=UTC)), at=at),
        quoted("nairatoday", 1388, 1400, hours=ago(datetime(2026, 6, 12, 1, 42, tzinfo=UTC)), at=at),
        quoted("talentbase", 1388, 1400, hours=ago(datetime(2026, 6, 12, 1, 50, tzinfo=UTC)), at=at),
        quoted("ngnrates", 1390, 1400, hours=ago(datetime(2026, 6, 12, 1, 45, tzinfo=UTC)), at=at),
        quoted("quidax", "1386.0", "1391.75", segment=Segment.EXCHANGE, hours=ago(datetime(2026, 6, 12, 1, 48, tzinfo=UTC)), at=at),
        quoted("noblocks", "1386.02", "1391.77", segment=Segment.EXCHANGE, hours=ago(datetime(2026, 6, 12, 1, 49, tzinfo=UTC)), at=at),
    ]
    if at == LATER:
        luno = datetime(2026, 6, 13, 17, 52, tzinfo=UTC)
        said.append(quoted("luno", "1382.7796", "1385.6695", segment=Segment.EXCHANGE, hours=ago(luno), at=at))
    context = Context(official_close=OFFICIAL, groups=declared_groups(DERIVED))
    return fix(Market.PARALLEL, USD, said, at, context)


def test_the_mid_lies_within_the_street_and_stands_by_itself():
    fixing = june(AT)

    assert fixing.value is not None
    assert 1388 <= fixing.value <= 1400
    assert fixing.grade <= Grade.B
    assert fixing.bid is not None
    assert fixing.ask is not None
    assert fixing.bid <= fixing.value <= fixing.ask
    above = premium(fixing.value, OFFICIAL)
    assert above is not None
    assert 0.015 <= above <= 0.03


def test_the_site_that_copies_another_does_not_count_twice():
    fixing = june(AT)

    assert fixing.groups == 4
    assert {("talentbase", "copy"), ("noblocks", "copy")} <= {(left.source, left.reason) for left in fixing.exclusions}


RECORDED = {
    "abokiforex": ("https://abokiforex.app/dollar-to-naira-black-market", "aboki_usd.html"),
    "nairatoday": ("https://nairatoday.com/", "nairatoday.html"),
    "ngnrates": ("https://www.ngnrates.com/", "ngnrates.html"),
    "quidax": ("https://app.quidax.io/api/v1/markets/tickers/usdtngn", "quidax_usdtngn.json"),
    "luno": ("https://api.luno.com/api/1/ticker?pair=USDTNGN", "luno_usdtngn.json"),
}


def recorded_dollars(*names: str, at: datetime) -> list[Sighting]:
    """What the recorded answers of those sources say of the dollar, the token counted as one, and when it was seen to hold."""
    found: list[Observation] = []
    for number, name in enumerate(names):
        address, file = RECORDED[name]
        source = shipped_sources()[name]
        rows = parse(source, [Payload(address, recorded(file))], at).observations
        found += [row._replace(id=number, pair=USD) for row in rows if source.counts_as.get(row.pair.base, row.pair.base) == "USD"]
    return [Sighting(row, at if row.timing is Timing.SEEN else row.observed_at) for row in found]


def test_the_recorded_pages_and_books_themselves_say_so_on_each_of_the_days():
    panels = {
        datetime(2026, 6, 12, 2, 0, tzinfo=UTC): ("abokiforex", "nairatoday", "ngnrates", "quidax"),
        datetime(2026, 6, 12, 16, 0, tzinfo=UTC): ("abokiforex", "nairatoday", "ngnrates", "quidax"),
        LATER: ("abokiforex", "nairatoday", "ngnrates", "quidax", "luno"),
    }
    for at, names in panels.items():
        context = Context(official_close=OFFICIAL, groups=declared_groups(DERIVED))
        fixing = fix(Market.PARALLEL, USD, recorded_dollars(*names, at=at), at, context)

        assert fixing.value is not None
        assert 1388 <= fixing.value <= 1400, (at, fixing.value)
        assert fixing.grade <= Grade.B or at == LATER, (at, fixing.grade)
        assert fixing.groups == len(names)


def test_a_day_later_with_the_second_exchange_it_still_does():
    fixing = june(LATER)

    assert fixing.value is not None
    assert 1380 <= fixing.value <= 1400
    assert fixing.groups == 5
