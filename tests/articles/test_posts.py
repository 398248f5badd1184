"""The day's posts, each within its network's limit."""

from __future__ import annotations

import pytest

from fxtracker.articles import post
from fxtracker.articles.posting import LIMITS
from fxtracker.errors import Held, NoData, UsageError

from .days import Case, cases

URL = "https://rates.example/dollar-to-naira/2026-02-25/"
ALL = {name: case.made() for name, case in cases().items()}


@pytest.mark.parametrize("network", list(LIMITS))
@pytest.mark.parametrize("name", list(ALL))
def test_a_post_fits_its_network_and_every_rate_has_its_day(name: str, network: str) -> None:
    made = post(ALL[name], network, URL)
    assert len(made.text) <= LIMITS[network]
    assert made.text.endswith(URL) is (network != "push")
    if not {"official.today", "parallel.today"} & ALL[name].flags:
        assert "today" not in made.text


def test_the_post_for_x() -> None:
    assert post(ALL["plain"], "x", URL).text.splitlines() == [
        "Dollar to naira, Wed 25 Feb:",
        "Official close ₦1,359.50",
        "Black market: dealers buy ₦1,380, sell ₦1,390",
        "Dealers sell ₦30.50 (2.2%) above the official close.",
        URL,
    ]


def test_a_carried_rate_is_dated() -> None:
    assert "Official close, Fri 27 Feb: ₦1,368.50" in post(ALL["weekend"], "x").text
    assert "*$1 = ₦1,390* from black market dealers, Wed 25 Feb" in post(ALL["official_missing"], "whatsapp").text
    assert post(ALL["both_carried"], "push").text == "Last official close ₦1,359/$1, Tue 24 Feb"


def test_a_post_keeps_what_it_was_bound_to() -> None:
    made = post(ALL["plain"], "push")
    assert made.text == "Naira at ₦1,359.50/$1 official, ₦1,390 on the black market, Wed 25 Feb"
    assert made.facts == {"official.close": "₦1,359.50", "parallel.ask": "₦1,390"}


def test_wrong_use_and_no_data() -> None:
    with pytest.raises(UsageError, match="x, whatsapp, telegram, push"):
        post(ALL["plain"], "myspace")
    with pytest.raises(NoData):
        post(Case(nfem={}, street={}).made(), "x")
    with pytest.raises(Held, match="shorter address"):
        post(ALL["plain"], "x", "https://rates.example/" + "a" * 280)
