"""Who passes the Central Bank's figure on stands in where the bank cannot be reached, at grade C, and never in its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from fxtracker.desk.answers import rate_rows
from fxtracker.desk.fetching import fetch
from fxtracker.rates import USD, FixingKind, Grade, Market, Measure, Pair
from wire import Wire

from .house import Newsroom

SESSION = date(2026, 6, 11)


def central(newsroom: Newsroom, clock: str, mirror: str, *sources: str):
    """The standing central rate of the session after those sources were asked."""
    with newsroom.at(clock, mirror) as desk:
        fetch(desk, sources)
        (fixing,) = desk.store.fixings(Market.OFFICIAL, USD, Measure.CENTRAL, FixingKind.SESSION, SESSION, SESSION)
        return fixing


def test_alone_it_is_a_c_whatever_the_session(tmp_path: Path) -> None:
    with Wire() as wire:
        fixing = central(Newsroom(tmp_path / "home"), "2026-06-12T12:00:00", wire.url, "frankfurter")

    assert (fixing.value, fixing.grade, fixing.sources) == (Decimal("1363.325"), Grade.C, ("frankfurter",))


def test_it_speaks_for_every_currency_that_the_bank_quotes(tmp_path: Path) -> None:
    with Wire() as wire, Newsroom(tmp_path / "home").at("2026-06-12T12:00:00", wire.url) as desk:
        fetch(desk, ["frankfurter"])
        stands = {fixing.pair.base for fixing in desk.store.fixings(Market.OFFICIAL, measure=Measure.CENTRAL)}

    assert stands == {"USD", "GBP", "EUR", "CHF", "JPY", "CNY", "SAR", "ZAR", "DKK", "AED", "XOF", "XDR"}


def test_the_banks_own_table_displaces_it_and_is_not_displaced_by_it(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "home")
    with Wire() as wire:
        central(newsroom, "2026-06-12T12:00:00", wire.url, "frankfurter")
        own = central(newsroom, "2026-06-12T12:15:00", wire.url, "cbn")
        wire.put(
            "https://api.frankfurter.dev/v2/rates?base=USD&quotes=NGN&providers=CBN",
            b'[{"date":"2026-06-11","base":"USD","quote":"NGN","rate":1390}]',
        )
        later = central(newsroom, "2026-06-12T12:30:00", wire.url, "frankfurter")

    assert (own.grade, own.sources) == (Grade.A, ("cbn",))
    assert (later.value, later.grade, later.sources) == (own.value, Grade.A, ("cbn",))
    assert {("frankfurter", "outranked")} <= {(out.source, out.reason) for out in later.exclusions}


def test_beside_the_close_it_is_not_what_the_official_market_says(tmp_path: Path) -> None:
    with Wire() as wire, Newsroom(tmp_path / "home").at("2026-06-12T12:00:00", wire.url) as desk:
        fetch(desk, ["frankfurter", "cbn-nfem"])
        (row,) = rate_rows(desk.store, USD, desk.clock.now(), desk.calendar, Market.OFFICIAL)

    assert (row.measure, row.mid, row.grade, row.sources) == (Measure.CLOSE, Decimal("1364.5000"), Grade.A, ("cbn-nfem",))


def test_where_the_bank_is_silent_it_says_the_rate_and_that_it_is_indicative(tmp_path: Path) -> None:
    with Wire() as wire, Newsroom(tmp_path / "home").at("2026-06-12T12:00:00", wire.url) as desk:
        wire.fail("www.cbn.gov.ng", "500")
        fetch(desk, ["frankfurter", "cbn", "cbn-nfem"])
        (dollar,) = rate_rows(desk.store, USD, desk.clock.now(), desk.calendar, Market.OFFICIAL)
        (franc,) = rate_rows(desk.store, Pair("CHF"), desk.clock.now(), desk.calendar, Market.OFFICIAL)

    assert (dollar.measure, dollar.mid, dollar.grade) == (Measure.CENTRAL, Decimal("1363.325"), Grade.C)
    assert franc.mid == Decimal("1737.57")
