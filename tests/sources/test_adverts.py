"""A market of adverts: the volume-weighted median of those that count, and a cap that is told from a market."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.errors import BadAnswer
from fxtracker.rates import Segment, Side
from fxtracker.sources import Parsed, Payload, Source, parse
from fxtracker.sources.adverts import Advert, price_of, qualifying
from fxtracker.sources.reading import Adverts, Spot
from sources.written import NOW, written

RULES = Adverts(Spot("price"))
BUYERS, SELLERS = "https://p2p.example/online#bid", "https://p2p.example/online#ask"


def adverts(*rows: tuple[object, ...]) -> list[Advert]:
    return [Advert(*(None if value is None else Decimal(str(value)) for value in row)) for row in rows]


def test_the_price_at_which_half_of_the_volume_is_reached() -> None:
    rows = adverts((1390, 100, 50, 99), (1392, 100, 50, 99), (1400, 1000, 50, 99))

    assert price_of(rows, Side.ASK, RULES) == (Decimal(1400), False, 3)


def test_without_volumes_each_counts_one_and_of_two_in_the_middle_it_is_the_middle() -> None:
    assert price_of(adverts((1390,), (1392,), (1396,), (1500,)), Side.ASK, RULES) == (Decimal(1394), False, 4)
    assert price_of(adverts((1390, 1), (1392, 1), (1396, 2)), Side.ASK, RULES) == (Decimal(1394), False, 3)


def test_few_orders_or_a_poor_completion_do_not_count_and_what_is_not_stated_is_not_required() -> None:
    rows = adverts((1300, 10, 19, 100), (1310, 10, 20, "89.9"), (1390, 10, 20, 90), (1391, 0, 99, 99), (1392, 10, None, 99))

    assert [row.price for row in qualifying(rows, RULES)] == [1390]
    assert len(qualifying(adverts((1390, None, None, None), (1391, None, None, None)), RULES)) == 2


def test_a_completion_may_be_stated_as_a_fraction() -> None:
    rules = Adverts(Spot("price"), completion_of=1)

    assert [row.price for row in qualifying(adverts((1390, 1, 50, "0.95"), (1391, 1, 50, "0.85")), rules)] == [1390]


def test_only_the_best_twenty_of_a_side_count_whatever_their_order() -> None:
    rows = adverts(*((1400 + number,) for number in range(40)))

    assert price_of(rows, Side.ASK, RULES) == price_of(rows[::-1], Side.ASK, RULES) == (Decimal("1409.5"), False, 20)
    assert price_of(rows, Side.BID, RULES) == (Decimal("1429.5"), False, 20)


@pytest.mark.parametrize(("same", "capped"), [(5, False), (6, True), (10, True)])
def test_sixty_percent_on_one_exact_price_are_a_cap(same: int, capped: bool) -> None:
    rows = adverts(*[(1450,)] * same, *((1451 + number,) for number in range(10 - same)))

    price = price_of(rows, Side.ASK, RULES)
    assert price is not None
    assert price.capped is capped


@given(st.lists(st.tuples(st.integers(1300, 1500), st.integers(1, 10_000)), min_size=1, max_size=20), st.sampled_from([Side.BID, Side.ASK]))
def test_half_of_the_volume_lies_on_either_side_of_the_figure(rows: list[tuple[int, int]], side: Side) -> None:
    price = price_of(adverts(*rows), side, RULES)

    assert price is not None
    whole = sum(volume for _, volume in rows)
    assert 2 * sum(volume for stated, volume in rows if stated < price.value) <= whole
    assert 2 * sum(volume for stated, volume in rows if stated > price.value) <= whole


FILE = """
    [read]
    format = "json"
    rows = "result.items"
    pair = "USDT"
    expect = { ret_code = "0" }
    [read.adverts]
    price = "price"
    volume = "lastQuantity"
    orders = "recentOrderNum"
    completion = "recentExecuteRate"
    """
ASKED = """
    [[request]]
    urls = ["https://p2p.example/online"]
    json = { tokenId = "USDT", currencyId = "NGN", side = "0", size = "20" }
    gives = "bid"
    [[request]]
    urls = ["https://p2p.example/online"]
    json = { tokenId = "USDT", currencyId = "NGN", side = "1", size = "20" }
    gives = "ask"
    """


def market(folder: Path) -> Source:
    return written(folder, FILE, request=ASKED)


def online(*rows: tuple[str, str, int, int]) -> bytes:
    """An answer in the shape that three clients of Bybit's market of adverts read."""
    items = [
        {"price": price, "lastQuantity": volume, "recentOrderNum": orders, "recentExecuteRate": rate, "nickName": "n", "payments": ["14"]}
        for price, volume, orders, rate in rows
    ]
    return json.dumps({"ret_code": 0, "ret_msg": "SUCCESS", "result": {"count": len(items), "items": items}}).encode()


def test_two_sides_of_one_asking_are_one_quote_and_again_when_they_are_read_again(tmp_path: Path) -> None:
    buyers = online(("1386.00", "500", 120, 98), ("1384.00", "900", 80, 95), ("1500.00", "9000", 2, 50))
    sellers = online(("1391.00", "700", 300, 99), ("1393.50", "100", 45, 97))

    def both() -> Parsed:
        return parse(market(tmp_path), [Payload(BUYERS, buyers), Payload(SELLERS, sellers)], NOW)

    (row,) = both().observations
    assert [str(side) for side in row.quote] == ["1384.00", "1391.00", "None"]
    assert (row.segment, row.flags, row.note) == (Segment.STREET, (), "bid 2 of 3 adverts, ask 2 of 2 adverts")
    assert both() == both()


def test_one_side_alone_is_one_sided(tmp_path: Path) -> None:
    (row,) = parse(market(tmp_path), [Payload(SELLERS, online(("1391.00", "700", 300, 99)))], NOW).observations

    assert row.quote[:2] == (None, Decimal("1391.00"))
    assert row.flags == ()


@pytest.mark.parametrize(("prices", "flags"), [(1, ()), (2, ()), (3, ("capped",))])
def test_a_cap_is_told_from_three_adverts_on_and_fewer_are_a_thin_side(tmp_path: Path, prices: int, flags: tuple[str, ...]) -> None:
    sellers = online(*[("1391.00", "700", 300, 99)] * prices)

    (row,) = parse(market(tmp_path), [Payload(SELLERS, sellers)], NOW).observations
    assert row.flags == flags


def test_a_cap_on_either_side_is_a_flag_of_the_quote(tmp_path: Path) -> None:
    capped = online(*[("1450.00", "10", 50, 99)] * 4, ("1460.00", "10", 50, 99))
    free = online(("1440.00", "10", 50, 99), ("1439.00", "10", 50, 99))

    (row,) = parse(market(tmp_path), [Payload(BUYERS, free), Payload(SELLERS, capped)], NOW).observations
    assert row.flags == ("capped",)


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (online(), "empty", "an empty list"),
        (online(("1391.00", "700", 2, 99)), "no_rate", "no advert that counts (1 adverts, 1 with a price)"),
        (online(("13.91", "700", 200, 99)), "no_rate", "1 out_of_range"),
        (online(("call me", "700", 200, 99)), "no_rate", "1 not_a_number"),
        (b'{"ret_code":10001,"result":null}', "layout", "ret_code = '10001' where '0' was expected"),
        (b"<html><title>Access Denied</title></html>", "firewall", "a page titled 'Access Denied'"),
    ],
)
def test_a_market_that_shows_no_price_is_a_failure_by_name(tmp_path: Path, body: bytes, kind: str, told: str) -> None:
    with pytest.raises(BadAnswer) as fault:
        parse(market(tmp_path), [Payload(SELLERS, body)], NOW)

    assert fault.value.kind == kind
    assert told in str(fault.value)


def test_an_odd_advert_costs_only_itself(tmp_path: Path) -> None:
    parsed = parse(
        market(tmp_path), [Payload(SELLERS, online(("1391.00", "700", 300, 99), ("13910", "1", 300, 99), ("1392.00", "n/a", 300, 99)))], NOW
    )

    assert [str(row.quote.ask) for row in parsed.observations] == ["1391.00"]
    assert [row.reason for row in parsed.set_aside] == ["out_of_range"]
