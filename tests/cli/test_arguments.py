"""Every wrong argument gives one sentence that names the field, the value and what would be right; it ends with 2 and changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Terminal

NO_INSTANT = (
    "", " ", "now", "tomorrow", "-1", "1772000000", "2026-02-30", "2026-13-01", "2026-06-31", "0000-01-01", "0001-01-01", "9999-12-31",
    "1899-12-31", "2200-01-01", "10000-01-01", "26-06-12", "2026-6-2", "20260612", "2026-W24-5", "２０２６-06-12", "2026-06-12x",
    "12/06/2026", "2026-06-12T25:00", "2026-06-12T12:00+99:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00+14:00", "2026-06-12T",
    "x" * 5000, "2026-06-12\n2026-06-13",
)  # fmt: skip
NO_AMOUNT = (
    "", " ", "-1", "0", "-0", "0.00", "text", "NaN", "nan", "-NaN", "sNaN", "inf", "-inf", "Infinity", "1e999", "1E+30", "1e-30", "9" * 41,
    "1" * 5000, "1.5.2", "--", "１００", "١٠٠", "1,00", "1,0000", ",100", "1,00,000", "1_000", "0x10", "1 000", "₦100", "$5", "10%", "5e",
)  # fmt: skip
NO_CURRENCY = ("", "XXX", "NGN", "naira", "dollar", "US D", "ＵＳＤ", "USD/EUR", "NGN/USD", "NGNNGN", "usd/ngn/x", "U" * 5000, "USD\n")[:-1]
NO_MARKET = ("", "black", "offical", "Parallel ", "ＰＡＲＡＬＬＥＬ", "parallel,official")


def refuse(terminal: Terminal, argv: tuple[str, ...], *words: str) -> str:
    """Run a command that must be refused; its sentence names these words."""
    ran = terminal.run(*argv)
    assert (ran.code, ran.out) == (2, ""), ran
    said = ran.sentence
    assert len(said) < 400, said
    for word in words:
        assert word in said, said
    return said


class TestMoments:
    COMMANDS = (
        ("--at", "rate", "--at"),
        ("--known-at", "rate", "USD", "--known-at"),
        ("--at", "convert", "5", "USD", "NGN", "--at"),
        ("--known-at", "convert", "5", "USD", "NGN", "--known-at"),
        ("--at", "history", "--market", "parallel", "--at"),
        ("--known-at", "replay", "--from", "2026-06-01", "--to", "2026-06-02", "--known-at"),
        ("--known-at", "explain", "1", "--known-at"),
        ("--at", "article", "--at"),
        ("--at", "quote", "--bid", "1390", "--at"),
    )

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[1:]))
    def test_what_is_no_instant_is_refused(self, refused: Terminal, command: tuple[str, ...]) -> None:
        field, *argv = command
        for text in NO_INSTANT:
            refuse(refused, (*argv, text), f"{field}: ", repr(text)[1:20], "write ")

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[1:]))
    def test_what_is_yet_to_come_is_refused(self, refused: Terminal, command: tuple[str, ...]) -> None:
        field, *argv = command
        for text in ("2026-06-13", "2199-12-31", "2026-06-13T00:00:00+01:00", "2026-06-12T23:00:00Z"):
            refuse(refused, (*argv, text), f"{field}: ", text, "is yet to come")

    def test_the_end_of_today_is_no_future(self, refused: Terminal) -> None:
        assert refused.good("rate", "--at", "2026-06-12").out
        assert refused.good("rate", "--known-at", "2026-06-12").out
        assert refused.good("convert", "5", "USD", "NGN", "--at", "2026-06-12").out

    def test_a_quote_later_today_has_not_been_given_yet(self, refused: Terminal) -> None:
        refuse(refused, ("quote", "--bid", "1390", "--at", "2026-06-12T21:00"), "--at: ", "2026-06-12T20:00:00Z is yet to come")

    def test_a_quote_of_today_by_its_date_is_of_this_moment(self, terminal: Terminal) -> None:
        assert terminal.good("quote", "--bid", "1390", "--at", "2026-06-12", "--json").json["observed_at"] == "2026-06-12T19:30:00Z"

    def test_there_is_no_quote_from_before_the_naira(self, refused: Terminal) -> None:
        refuse(refused, ("quote", "--bid", "0.66", "--at", "1972-12-31"), "--at: ", "1972-12-31 is before the naira came in")

    def test_long_before_any_figure_there_is_no_data(self, refused: Terminal) -> None:
        for text in ("1900-01-01", "1973-01-01", "2000-02-29T00:00:00Z"):
            ran = refused.run("rate", "--at", text)
            assert (ran.code, ran.out) == (1, "")
            assert "no rate of USD/NGN is known up to" in ran.sentence


class TestDays:
    COMMANDS = (
        ("--from", "history", "--market", "parallel", "--from"),
        ("--to", "history", "--market", "parallel", "--to"),
        ("--from", "history", "--market", "official", "--every", "raw", "--from"),
        ("--to", "history", "--market", "official", "--every", "month", "--to"),
        ("--date", "article", "--date"),
        ("--date", "post", "--date"),
        ("--date", "chart", "gap", "--date"),
        ("--date", "check", __file__, "--date"),
    )

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[1:]).replace(__file__, "FILE"))
    def test_what_is_no_day_is_refused(self, refused: Terminal, command: tuple[str, ...]) -> None:
        field, *argv = command
        for text in NO_INSTANT:
            refuse(refused, (*argv, text), f"{field}: ", repr(text)[1:20], "write ")

    @pytest.mark.parametrize("argv", [("article",), ("post",), ("chart", "gap")], ids=" ".join)
    def test_there_is_no_piece_of_a_day_to_come(self, refused: Terminal, argv: tuple[str, ...]) -> None:
        for day in ("2026-06-13", "2199-12-31"):
            refuse(refused, (*argv, "--date", day), "--date: ", day, "yet to come; write 2026-06-12 or an earlier day")

    @pytest.mark.parametrize("argv", [("article",), ("post",), ("chart", "gap")], ids=" ".join)
    def test_of_a_day_that_nobody_knows_there_is_no_data(self, refused: Terminal, argv: tuple[str, ...]) -> None:
        for day in ("1900-01-01", "1973-01-01", "2010-01-01"):
            ran = refused.run(*argv, "--date", day)
            assert (ran.code, ran.out) == (1, ""), ran
            assert ran.sentence

    def test_a_span_goes_forward(self, refused: Terminal) -> None:
        argv = ("history", "--market", "parallel", "--from", "2026-06-12", "--to", "2026-06-11")
        refuse(refused, argv, "--from: 2026-06-12 is after --to 2026-06-11")

    @pytest.mark.parametrize("every", ["raw", "day", "week", "month"])
    def test_a_span_may_be_as_wide_as_dates_go(self, refused: Terminal, every: str) -> None:
        assert refused.good("history", "--market", "parallel", "--every", every, "--from", "1900-01-01", "--to", "2199-12-31").out

    @pytest.mark.parametrize("every", ["raw", "day", "week", "month"])
    def test_an_empty_span_has_no_data(self, refused: Terminal, every: str) -> None:
        ran = refused.run("history", "--market", "parallel", "--every", every, "--from", "2027-01-01", "--to", "2027-12-31")
        assert (ran.code, ran.out) == (1, "")
        assert "nothing is known of USD/NGN on the parallel market from 2027-01-01 to 2027-12-31" in ran.sentence


class TestAmounts:
    @pytest.mark.parametrize(
        ("field", "argv"),
        [
            ("AMOUNT", ("convert", "--", "{}", "USD", "NGN")),
            ("--bid", ("quote", "--bid={}")),
            ("--ask", ("quote", "--bid", "1390", "--ask={}")),
        ],
    )
    def test_what_is_no_amount_is_refused(self, refused: Terminal, field: str, argv: tuple[str, ...]) -> None:
        for text in NO_AMOUNT:
            refuse(refused, tuple(word.replace("{}", text) for word in argv), f"{field}: ", repr(text)[1:20], "write a ")

    def test_a_negative_amount_is_not_taken_for_an_option(self, refused: Terminal) -> None:
        assert refused.run("convert", "-5", "USD", "NGN").code == 2

    @pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "40001", "1" * 5000, "１００", "1_000", "+5", "ten", "NaN", "1e2"])
    def test_days_are_counted_in_whole_numbers(self, refused: Terminal, text: str) -> None:
        refuse(refused, ("chart", "gap", f"--days={text}"), "--days: ", text[:20], "is not a whole number from 1 to 40000")

    def test_a_dealer_buys_for_less_than_he_sells(self, refused: Terminal) -> None:
        refuse(refused, ("quote", "--bid", "1355", "--ask", "1345"), "--bid: 1355 is above --ask 1345")

    def test_a_slip_of_a_digit_is_no_quote(self, refused: Terminal) -> None:
        refuse(refused, ("quote", "--bid", "135", "--ask", "1355"), "--ask: 1355 is too far from --bid 135")

    def test_the_official_rate_is_nobodys_to_quote(self, refused: Terminal) -> None:
        refuse(refused, ("quote", "--bid", "1390", "--market", "official"), "--market: official is the Central Bank's to state", "import")

    def test_a_quote_has_a_side(self, refused: Terminal) -> None:
        refuse(refused, ("quote",), "--bid, --ask: neither is given", "--bid 1345 --ask 1355")


class TestNames:
    @pytest.mark.parametrize(
        ("field", "argv"),
        [
            ("currency", ("rate", "{}")),
            ("currency", ("history", "{}", "--market", "official")),
            ("currency", ("quote", "{}", "--bid", "1390")),
            ("FROM", ("convert", "5", "{}", "USD")),
            ("TO", ("convert", "5", "USD", "{}")),
            ("--pair", ("chart", "gap", "--pair", "{}")),
            ("--currency", ("import", __file__, "--currency", "{}")),
        ],
        ids=" ".join,
    )
    def test_an_unknown_currency(self, refused: Terminal, field: str, argv: tuple[str, ...]) -> None:
        for text in NO_CURRENCY:
            if argv[0] != "convert" or text != "NGN":
                refuse(refused, tuple(word.replace("{}", text) for word in argv), f"{field}: ", repr(text)[1:20], "one of USD, GBP")

    @pytest.mark.parametrize(
        "argv",
        [("rate",), ("history",), ("convert", "5", "USD", "NGN"), ("quote", "--bid", "1390"), ("import", __file__)],
        ids=lambda argv: argv[0],
    )
    def test_an_unknown_market(self, refused: Terminal, argv: tuple[str, ...]) -> None:
        for text in NO_MARKET:
            refuse(refused, (*argv, "--market", text), "--market: ", repr(text)[1:20], "one of official, parallel, midmarket")

    @pytest.mark.parametrize(
        ("argv", "words"),
        [
            (("history", "--market", "official", "--measure", "closing"), ("--measure: 'closing'", "weighted_average")),
            (("history", "--market", "official", "--measure", ""), ("--measure: ''", "weighted_average")),
            (("import", __file__, "--measure", "closing"), ("--measure: 'closing'", "weighted_average")),
            (("import", __file__, "--segment", "lane"), ("--segment: 'lane'", "street, exchange, p2p, press, desk, fmdq")),
            (("import", __file__, "--source", " "), ("--source: ' '", "1 to 64 letters")),
            (("import", __file__, "--location", "x" * 65), ("--location: 'xxx", "1 to 64 letters")),
            (("convert", "5", "USD", "NGN", "--side", "buy"), ("--side: 'buy'", "bid, ask or mid")),
            (("convert", "5", "USD", "USD"), ("TO: USD is what FROM is",)),
            (("convert", "5", "NGN", "NGN"), ("TO: NGN is what FROM is",)),
            (("quote", "--bid", "1390", "--city", ""), ("--city: ''", "1 to 64 letters")),
            (("quote", "--bid", "1390", "--city", "Lagos\nKano"), ("--city: 'Lagos\\nKano'", "1 to 64 letters")),
            (("quote", "--bid", "1390", "--source", "x" * 65), ("--source: 'xxx", "1 to 64 letters")),
            (("fetch", "nosuch"), ("'nosuch'", "cbn-nfem")),
            (("fetch", "cbn", "nosuch"), ("'nosuch'", "cbn-nfem")),
            (("fetch", "desk"), ("desk",)),
            (("sources", "show", "nosuch"), ("ID: 'nosuch'", "cbn-nfem")),
            (("jobs", "run", "nosuch"), ("ID: 'nosuch'", "housekeeping")),
            (("chart", "C3"), ("'C3'", "gap")),
            (("chart", ""), ("''", "gap")),
            (("chart", "gap", "--size", "huge"), ("--size", "'huge'", "'thumb'")),
            (("chart", "gap", "--out", "gap.pdf"), ("--out: 'gap.pdf'", ".png", ".svg")),
            (("article", "--kind", "euro-to-naira"), ("--kind", "'euro-to-naira'", "'naira-to-dollar'")),
            (("article", "--format", "pdf"), ("--format", "'pdf'", "'html'")),
            (("history", "--market", "official", "--format", "xml"), ("--format", "'xml'", "'parquet'")),
            (("history", "--market", "official", "--every", "hour"), ("--every", "'hour'", "'week'")),
            (("history", "--market", "official", "--format", "parquet"), ("--out: ", "--out FILE.parquet")),
            (("post", "--for", "facebook"), ("--for", "'facebook'", "'whatsapp'")),
            (("edition", "evening"), ("'evening'", "'closing'")),
        ],
        ids=lambda value: " ".join(value)[:60].replace(__file__, "FILE"),
    )
    def test_an_unknown_word(self, refused: Terminal, argv: tuple[str, ...], words: tuple[str, ...]) -> None:
        refuse(refused, argv, *words)


class TestFiles:
    @pytest.mark.parametrize("command", ["check", "import"])
    def test_a_file_that_is_not_there(self, refused: Terminal, command: str) -> None:
        for text in ("", "no.csv", "/no/such/folder/a.csv", "a\0b", "x" * 5000, f"{__file__}/a.csv"):
            refuse(refused, (command, text), "FILE: ")

    @pytest.mark.parametrize("command", ["check", "import"])
    def test_a_folder_is_no_file(self, refused: Terminal, command: str, tmp_path: Path) -> None:
        refuse(refused, (command, str(tmp_path)), "FILE: ", "is a folder")

    @pytest.mark.parametrize("command", ["check", "import"])
    def test_a_file_that_is_no_text(self, refused: Terminal, command: str, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(b"date,bid\n2026-06-01,\xff\xfe\n")
        refuse(refused, (command, str(tmp_path / "a.csv")), "FILE: ", "a.csv", "UTF-8")

    def test_a_piece_has_a_known_form(self, refused: Terminal, tmp_path: Path) -> None:
        for name, text in (("a.pdf", "x"), ("a.json", "{"), ("b.json", "[]"), ("c.json", "1e999"), ("d.json", "{}")):
            (tmp_path / name).write_text(text)
            refuse(refused, ("check", str(tmp_path / name)))

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", ("names no known column",)),
            ("\n\n", ("names no known column",)),
            ("when,what\n1,2\n", ("names no known column",)),
            ("date,mid\n2026-06-01,1390\n", ("has no column source; add it or write --source",)),
            ("date,source,mid\n2026-06-01,a,1390\n", ("has no column market; add it or write --market",)),
            ("date,source,market,mid\n2026-06-01,a,parallel,1390\n", ("neither pair nor currency",)),
            ("source,market,currency,mid\na,parallel,USD,1390\n", ("neither observed_at nor date",)),
            ("date,source,market,currency\n2026-06-01,a,parallel,USD\n", ("none of bid, ask, mid",)),
            ('date,source,market,currency,mid\n2026-06-01,a,parallel,USD,1390\n2026-06-02,"a"b,parallel,USD,1390\n', ("line ", "CSV")),
            ("date,source,market,currency,mid\n2026-06-01,a,parallel,USD,1390\n2026-06-02,\0,parallel,USD,1390\n", ("line 3", "NUL")),
            ("date,mid\n2026-06-01," + "1" * 200_000 + "\n", ("field larger than field limit",)),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_a_file_that_cannot_be_read_lands_no_row(self, refused: Terminal, tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
        (tmp_path / "a.csv").write_text(text)
        refuse(refused, ("import", "a.csv"), "FILE: ", "a.csv" if "NUL" not in words else "", *words)

    @pytest.mark.parametrize(
        "argv",
        [
            ("chart", "gap", "--out", "{}.png"),
            *(("history", "--market", "parallel", "--format", f, "--out", "{}") for f in ("csv", "json")),
        ],
        ids=" ".join,
    )
    def test_a_place_that_cannot_be_written(self, refused: Terminal, argv: tuple[str, ...], tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "folder.png").mkdir()
        (tmp_path / "folder").mkdir()
        for text in ("", "file/x", "folder", "a\0b", "x" * 5000):
            path = argv[-1].replace("{}", text)
            if path != ".png":
                refuse(refused, (*argv[:-1], path), "--out: ")

    def test_a_home_is_laid_in_a_folder(self, refused: Terminal, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        for text in ("", "file", "file/home", "a\0b", "x" * 5000):
            refuse(refused, ("init", text), "DIR: ")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


class TestShape:
    @pytest.mark.parametrize(
        "argv",
        [
            ("nosuch",), ("--nosuch",), ("rate", "--nosuch"), ("rate", "USD", "GBP"), ("rate", "--at"), ("convert",), ("convert", "5"),
            ("convert", "5", "USD"), ("convert", "5", "USD", "NGN", "GBP"), ("history",), ("history", "USD"), ("quote", "USD", "1", "2"),
            ("import",), ("import", "a", "b"), ("check",), ("check", "a", "b"), ("article", "x"), ("post", "x"), ("chart", "gap", "spread"),
            ("edition",), ("edition", "morning", "x"), ("sources", "x"), ("sources", "show"), ("sources", "show", "cbn", "x"),
            ("jobs", "x"), ("jobs", "run"), ("config", "x"), ("tidy", "x"), ("serve", "x"), ("daemon", "x"), ("up", "x"), ("up", "--twice"),
            ("init", "a", "b"), ("fetch", "--jsn"), ("serve", "--port"), ("article", "--json=yes"), ("chart", "--list", "gap", "x"),
        ],
        ids=" ".join,
    )  # fmt: skip
    def test_too_few_too_many_or_unknown(self, refused: Terminal, argv: tuple[str, ...]) -> None:
        said = refuse(refused, argv)
        assert "--help` shows how" in said

    def test_alone_it_shows_its_manual(self, refused: Terminal) -> None:
        assert refused.good().out == refused.good("--help").out


@pytest.mark.parametrize(
    "argv",
    [("convert", "1e999", "USD", "NGN"), ("rate", "--at", "9999-12-31"), ("history", "--market", "parallel", "--from", "0001-01-01")],
    ids=lambda argv: argv[0],
)
def test_a_real_process_says_the_same(argv: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fxtracker", *argv],
        env={**os.environ, "FXTRACKER_HOME": str(tmp_path / "fresh")}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fxtracker: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "fresh").exists()
