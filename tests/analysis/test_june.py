"""What the street, the exchanges and the Central Bank really said from 11 to 13 June 2026 (pages and answers recorded then)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import Context, premium
from fxtracker.analysis.independence import declared_groups
from fxtracker.rates import USD, Grade, Market, Segment

from .panel import quoted

AT = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 13, 18, 0, tzinfo=UTC)
OFFICIAL = Decimal("1363.8250")


def june(at: datetime):
    def ago(moment: datetime) -> float:
        return (at - moment) / timedelta(hours=1)

    said = [
        quoted("abokiforex", mid=1397, hours=ago(datetime(2026, 6, 11, 16, 0, tzinfo=UTC)), at=at),
        quoted("nairatoday", 1388, 1400, hours=ago(datetime(2026, 6, 12, 1, 42, tzinfo=UTC)), at=at),
        quoted("talentbase", 1388, 1400, hours=ago(datetime(2026, 6, 12, 1, 50, tzinfo=UTC)), at=at),
        quoted("ngnrates", 1390, 1400, hours=ago(datetime(2026, 6, 12, 1, 45, tzinfo=UTC)), at=at),
        quoted("quidax", "1386.0", "1391.75", segment=Segment.EXCHANGE, hours=ago(datetime(2026, 6, 12, 1, 48, tzinfo=UTC)), at=at),
    ]
    if at == LATER:
        luno = datetime(2026, 6, 13, 17, 52, tzinfo=UTC)
        said.append(quoted("luno", "1382.7796", "1385.6695", segment=Segment.EXCHANGE, hours=ago(luno), at=at))
    context = Context(official_close=OFFICIAL, groups=declared_groups({"talentbase": ["nairatoday"]}))
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
    assert ("talentbase", "copy") in [(left.source, left.reason) for left in fixing.exclusions]


def test_a_day_later_with_the_second_exchange_it_still_does():
    fixing = june(LATER)

    assert fixing.value is not None
    assert 1380 <= fixing.value <= 1400
    assert fixing.groups == 5
