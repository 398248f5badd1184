"""`quote --outlet`: what the press printed, taken down with its page and the session that it claims."""

from __future__ import annotations

import pytest

from .conftest import Terminal

PAGE = "https://punchng.com/naira-closes-at-1400/"
PRINTED = ("quote", "USD", "--outlet", "punchng.com", "--url", PAGE, "--session", "2026-06-11")


def test_it_stands_under_the_outlets_name_with_its_page_and_its_session(empty: Terminal) -> None:
    taken = empty.good(*PRINTED, "--bid", "1388", "--ask", "1,400.00", "--city", "Lagos", "--json").json

    assert taken == {
        "observed_at": "2026-06-11T16:00:00Z",
        "retrieved_at": "2026-06-12T19:30:00Z",
        "session": "2026-06-11",
        "source": "punchng.com",
        "market": "parallel",
        "segment": "press",
        "measure": "quote",
        "location": "Lagos",
        "pair": "USD/NGN",
        "bid": "1388",
        "ask": "1400.00",
        "mid": None,
        "note": PAGE,
    }


def test_it_has_the_form_of_an_imported_one_so_that_the_same_figure_comes_once(empty: Terminal) -> None:
    rows = f"date,source,market,segment,currency,mid,note\n2026-06-11,punchng.com,parallel,press,USD,1394,{PAGE}\n"
    empty.home.mkdir(exist_ok=True)
    file = empty.home / "press.csv"
    file.write_text(rows, encoding="utf-8")
    empty.good(*PRINTED, "--mid", "1394")

    assert empty.good("import", str(file), "--json").json["added"] == 0
    assert len(empty.good("history", "USD", "--market", "parallel", "--every", "raw", "--json").json) == 1


def test_an_official_figure_says_which_measure_it_is(empty: Terminal) -> None:
    taken = empty.good(*PRINTED, "--market", "official", "--measure", "close", "--mid", "1364.50", "--json").json

    assert (taken["market"], taken["measure"], taken["mid"], taken["segment"]) == ("official", "close", "1364.50", "press")
    shown = empty.good("rate", "USD", "--market", "official", "--json").json[0]
    assert (shown["grade"], shown["sources"]) == ("C", ["punchng.com"])


def test_what_the_press_printed_shows_under_reported(empty: Terminal) -> None:
    empty.good(*PRINTED, "--bid", "1388", "--ask", "1400")
    told = empty.good("sources", "show", "reported", "--json").json

    assert told["outlets"] == [{"outlet": "punchng.com", "figures": 1, "last_session": "2026-06-11"}]
    assert told["attribution"] == "as reported by the press"
    assert "punchng.com: 1, the last of 2026-06-11" in empty.good("sources", "show", "reported").out


def test_a_person_reads_what_was_taken(empty: Terminal) -> None:
    told = empty.good(*PRINTED, "--mid", "1394", "--city", "Kano").out

    assert told.startswith("Taken: USD/NGN 1,394, parallel market in Kano, for 2026-06-11, as punchng.com printed it.")


@pytest.mark.parametrize(
    ("argv", "begins", "tells"),
    [
        (PRINTED, "--bid, --ask: ", "neither is given; write at least one, or --mid"),
        ((*PRINTED, "--mid", "1394", "--bid", "1388"), "--mid: ", "stands beside"),
        ((*PRINTED, "--bid", "1400", "--ask", "1388"), "--bid: ", "1400 is above --ask 1388"),
        ((*PRINTED, "--mid", "1394", "--market", "official"), "--measure: ", "close, high, low"),
        ((*PRINTED, "--mid", "1394", "--measure", "close"), "--measure: ", "on the parallel market there are quotes alone"),
        ((*PRINTED, "--mid", "1394", "--at", "2026-06-11"), "--at: ", "--session"),
        ((*PRINTED, "--mid", "1394", "--source", "Musa"), "--source: ", "--outlet"),
        ((*PRINTED[:6], "--mid", "1394"), "--session: ", "missing"),
        (("quote", "USD", "--outlet", "punchng.com", "--session", "2026-06-11", "--mid", "1394"), "--url: ", "missing"),
        (("quote", "USD", "--bid", "1388", "--url", PAGE), "--url: ", "--outlet"),
        (("quote", "USD", "--mid", "1394"), "--mid: ", "--outlet"),
        ((*PRINTED[:-1], "2026-06-13", "--mid", "1394"), "--session: ", "2026-06-13 is yet to come"),
        ((*PRINTED[:-1], "1972-01-01", "--mid", "0.66"), "--session: ", "before the naira came in"),
        ((*PRINTED[:-1], "yesterday", "--mid", "1394"), "--session: ", "yesterday"),
        (("quote", "--outlet", "cbn", *PRINTED[4:], "--mid", "1394"), "--outlet: ", "a source of its own"),
    ],
)
def test_a_slip_is_told_in_one_sentence(empty: Terminal, argv: tuple[str, ...], begins: str, tells: str) -> None:
    ran = empty.run(*argv)

    assert ran.code == 2
    assert ran.sentence.startswith(begins), ran.sentence
    assert tells in ran.sentence


@pytest.mark.parametrize(
    "url",
    ["punchng.com/naira", "ftp://punchng.com/naira", "https://", "javascript:alert(1)", "https://a b/", "https://x/\x1b[31m", "http://[x/"],
)
def test_the_page_is_an_address_that_a_reader_can_open(empty: Terminal, url: str) -> None:
    ran = empty.run("quote", "--outlet", "punchng.com", "--url", url, "--session", "2026-06-11", "--mid", "1394")

    assert ran.code == 2
    assert ran.sentence.startswith("--url: ")
    assert "\x1b" not in ran.sentence
