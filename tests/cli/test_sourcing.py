"""`sources` and what looks after one: new, test, accept; and that a source file from a stranger is harmless wherever it shows."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from fxtracker.safe import escaped_markdown, formula_free, harmless, json_harmless, one_line
from fxtracker.settings import shipped
from wire import Wire, nairatoday

from .conftest import NOW, Terminal

TRIAL = "source market asked count observations set_aside warnings kind error compared"
STREET = nairatoday(modified="2026-06-12T18:42:46.589Z")


@pytest.fixture
def net() -> Iterator[Wire]:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        yield wire


@pytest.fixture
def payload(tmp_path: Path) -> str:
    path = tmp_path / "answer"
    path.write_bytes(STREET)
    return str(path)


# new


def test_new_writes_a_source_that_the_desk_then_knows(empty: Terminal, net: Wire) -> None:
    empty.set(MIRROR=net.url)
    net.put("https://street.ng/today", STREET)
    ran = empty.good("sources", "new", "https://street.ng/today", "--market", "parallel")

    path = empty.home / "data" / "sources" / "street.toml"
    assert "USD/NGN" in ran.out
    assert str(path) in ran.out
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert (values["market"], values["default_on"], values["robots_ok"], values["redistribute_ok"]) == ("parallel", False, False, False)
    assert (values["reason"], values["probation_days"]) == ("Drafted and not yet read by a person", 14)
    rows = {row["id"]: row for row in empty.good("sources", "--json").json}
    assert (rows["street"]["asked"], rows["street"]["reason"]) == ("off", "Drafted and not yet read by a person")
    assert empty.good("sources", "test", "street").out.startswith("Read: https://street.ng/today\n")
    again = empty.run("sources", "new", "https://street.ng/today")
    assert (again.code, again.out) == (2, "")
    assert "is there already" in again.sentence


def test_new_from_a_file(empty: Terminal, payload: str, tmp_path: Path) -> None:
    target = tmp_path / "new" / "mine.toml"
    told = empty.good("sources", "new", "https://x.ng/", "--payload", payload, "--id", "mine", "--out", str(target), "--json").json

    assert list(told) == ["id", "file", "text", "trial"]
    assert (told["id"], told["file"]) == ("mine", str(target))
    assert target.read_text(encoding="utf-8") == told["text"]
    assert " ".join(told["trial"]) == TRIAL
    assert not empty.home.exists()


def test_new_on_the_screen(empty: Terminal, payload: str) -> None:
    ran = empty.run("sources", "new", "https://x.ng/", "--payload", payload, "--id", "mine", "--out", "-")

    assert ran.code == 0
    assert tomllib.loads(ran.out)["id"] == "mine"
    assert "USD/NGN" in ran.err
    assert not empty.home.exists()


def test_new_where_nothing_reads_like_a_rate(empty: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><head><title>Hello \x1b[31m</title></head><body><table><tr><td>1</td></tr></table></body></html>")
    ran = empty.run("sources", "new", "https://x.ng/", "--payload", str(path))

    assert (ran.code, ran.out) == (1, "")
    assert "it is a page titled 'Hello' with 1 table and 0 repeated boxes; looked for were a currency" in ran.sentence
    assert not empty.home.exists()


@pytest.mark.parametrize(
    "argv",
    [
        ("https://x.ng/", "--payload", "/no/such/file"),
        ("https://x.ng/", "--payload", "/"),
        ("nonsense",),
        ("https://x.ng/", "--market", "grey"),
        ("https://x.ng/", "--id", "No Good"),
    ],
)
def test_new_used_wrongly(empty: Terminal, argv: tuple[str, ...]) -> None:
    ran = empty.run("sources", "new", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.sentence
    assert not empty.home.exists()


def test_new_refuses_a_private_host(empty: Terminal) -> None:
    ran = empty.run("sources", "new", "https://127.0.0.1/rates", "--id", "mine")
    assert (ran.code, ran.out) == (1, "")
    assert ran.sentence
    assert not empty.home.exists()


# test


def test_a_source_beside_the_fixing(terminal: Terminal, net: Wire) -> None:
    terminal.set(MIRROR=net.url)
    rows = terminal.rows()
    told = terminal.good("sources", "test", "nairatoday", "--json").json

    assert " ".join(told) == TRIAL
    assert (told["source"], told["market"], told["compared"], told["error"]) == ("nairatoday", "parallel", True, None)
    dollar = told["observations"][0]
    assert (dollar["pair"], dollar["bid"], dollar["ask"]) == ("USD/NGN", "1388", "1400")
    assert re.fullmatch(r"\d+\.\d+", dollar["fixing"])
    assert re.fullmatch(r"-?\d+\.\d\d", dollar["distance_percent"])
    assert "Not compared" not in terminal.good("sources", "test", "nairatoday").out
    assert terminal.rows() == rows


LEDGER = """
id = "ledger"
name = "Ledger"
homepage = "https://ledger.ng/"
market = "parallel"
segment = "street"
timing = "dated"
sides = "buy is the bid"
default_on = true
robots_ok = true
needs_key = false
redistribute_ok = true
terms = "None"
attribution = "Ledger"
[expected]
words = "daily"
[[request]]
urls = ["https://ledger.ng/rates.csv"]
[read]
format = "csv"
currency = "code"
bid = "buy"
ask = "sell"
time = { at = "date", form = "date" }
[range]
USD = [460, 9800]
"""


def test_every_row_and_what_was_set_aside_of_many(empty: Terminal, tmp_path: Path) -> None:
    (tmp_path / "ledger.toml").write_text(LEDGER)
    days = [f"2026-05-{day:02},USD,{1380 + day},{1392 + day}" for day in range(1, 29)]
    goods = [f"2026-05-28,Cocoa {n},5000,5100" for n in range(12)]
    (tmp_path / "rates.csv").write_text("\n".join(("date,code,buy,sell", *days, *goods)) + "\n")
    argv = ("sources", "test", str(tmp_path / "ledger.toml"), "--payload", str(tmp_path / "rates.csv"))
    short, long, told = empty.good(*argv).out, empty.good(*argv, "--all").out, empty.good(*argv, "--json").json

    assert "and 27 more or older (`sources test --all` shows every row)" in short
    assert "Set aside: 12 (10 shown)" in short
    assert "unknown_currency: 12 rows were set aside, " in short
    assert "add the spelling to names" in short
    assert "Nothing looks wrong" not in short
    assert long.count("USD/NGN") >= 28
    assert "Set aside: 12\n" in long
    assert (told["count"], len(told["observations"]), len(told["set_aside"])) == (28, 28, 12)


def test_a_source_that_says_nothing(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text("<html><head><title>Request Rejected</title></head><body>Your support ID is: 1</body></html>")
    ran = terminal.run("sources", "test", "nairatoday", "--payload", str(path))

    assert (ran.code, ran.err) == (1, "")
    assert "Failed (firewall): answered with a page titled 'Request Rejected'" in ran.out
    assert "No rate was read." in ran.out


@pytest.mark.parametrize(
    "argv", [("nothing",), ("desk",), ("no.toml",), ("luno", "--payload", "/no/such/file"), ("luno", "--as", "https://x.ng/")]
)
def test_test_used_wrongly(empty: Terminal, argv: tuple[str, ...]) -> None:
    ran = empty.run("sources", "test", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.sentence


# accept


MINE = """
id = "mine"
name = "Mine"
homepage = "https://mine.ng/"
market = "parallel"
segment = "street"
timing = "seen"
sides = "buy is the bid"
default_on = true
robots_ok = true
needs_key = false
redistribute_ok = true
terms = "None"
attribution = "Mine"
[expected]
words = "daily"
[[request]]
urls = ["https://mine.ng/"]
[read]
format = "html"
rows = "tr:has(td)"
currency = "td.code"
bid = "td.buy"
ask = "td.sell"
[range]
USD = [460, 9800]
"""


def mine(buy: str, extra: str = "") -> bytes:
    row = f'<tr>{extra}<td class="code">USD</td><td class="buy">{buy}</td><td class="sell">1,400</td></tr>'
    return f"<html><body><table>{row}</table></body></html>".encode()


def test_a_changed_layout_is_accepted(empty: Terminal, net: Wire) -> None:
    folder = empty.home / "data" / "sources"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(MINE)
    empty.set(MIRROR=net.url)
    net.put("https://mine.ng/", mine("1,388"))
    empty.good("fetch", "mine")
    nothing = empty.run("sources", "accept", "mine", "--yes")
    assert nothing.code == 1
    assert "nothing of mine was refused for its layout" in nothing.sentence

    net.put("https://mine.ng/", mine("1,390", extra="<td>new</td>"))
    for minute in (40, 50):
        empty.set(NOW=f"2026-06-12T20:{minute}:00+01:00")
        assert empty.run("fetch", "mine").code == 1
    assert empty.run("sources", "accept", "mine").code == 2  # nobody is there to be asked
    ran = empty.run("sources", "accept", "mine", "--yes")

    assert (ran.code, ran.err) == (0, "alert: mine answers again; it had failed (layout) since 2026-06-12 20:40 WAT.\n")
    assert "2 answers refused since 2026-06-12 20:40 WAT" in ran.out
    assert "1,390" in ran.out
    history = empty.good("history", "--market", "parallel", "--every", "raw", "--from", "2026-06-12", "--json").json
    assert [row["bid"] for row in history if row["source"] == "mine"] == ["1388", "1390"]
    assert empty.run("sources", "accept", "mine", "--yes").code == 1
    empty.set(NOW="2026-06-12T21:00:00+01:00")
    assert empty.good("fetch", "mine", "--json").json[0]["status"] in ("ok", "unchanged")


# What the list says


def test_the_list_fits_a_terminal_and_says_why_one_is_off(terminal: Terminal) -> None:
    out = terminal.good("sources").out
    rows = {row["id"]: row for row in terminal.good("sources", "--json").json}

    assert max(map(len, out.splitlines())) <= 120
    assert all(row["reason"] for row in rows.values() if not row["default_on"])
    assert rows["desk"]["asked"] == "not asked"
    keyed = next(row for row in rows.values() if row["needs_key"] and row["robots_ok"])
    assert (keyed["asked"], keyed["has_key"]) == ("no key", False)
    assert all(re.fullmatch(r"\d+(\.\d+)?", bound) for row in rows.values() for span in row["ranges"].values() for bound in span)
    assert rows["cbn"]["requests"] == ["https://www.cbn.gov.ng/api/GetAllExchangeRates"]
    assert (rows["cbn"]["expected_by"], rows["cbn"]["expected_days"][0], rows["cbn"]["probation_until"]) == ("18:00", "mon", None)


def test_a_key_is_never_shown(empty: Terminal) -> None:
    rows = empty.good("sources", "--json").json
    keyed = next(row["id"] for row in rows if row["needs_key"])
    empty.set(**{f"KEY_{keyed.upper().replace('-', '_')}": "hush-hush"})

    shown = [empty.good("sources", "--json"), empty.good("sources", "show", keyed), empty.good("sources")]
    assert next(row for row in shown[0].json if row["id"] == keyed)["has_key"] is True
    assert not any("hush" in ran.out for ran in shown)


# A source file that comes from a stranger

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "formula": "=HYPERLINK(1)",
    "title": "\x1b]0;owned\x07\x1b[31mred\x9b1m",
    "math": "$\\frac{1}{2}$",
    "turned": "‮drawkcab⁦",
    "link": "[win](javascript:alert(1))",
    "lines": "one\r\ntwo\n# three | four",
}


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest, terminal: Terminal) -> tuple[Terminal, str]:
    """A home in which a source of a stranger, with such a text wherever a text can stand, is the newest voice of the street."""
    text = HOSTILE[request.param]
    quoted = json.dumps(text, ensure_ascii=True)
    folder = terminal.home / "data" / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    source = (shipped("data/sources") / "nairatoday.toml").read_text(encoding="utf-8")
    for key in ("name", "homepage", "terms", "attribution", "sides"):
        source = re.sub(rf'(?m)^{key} = ".*?"', lambda _, key=key: f"{key} = {quoted}", source)
    source = re.sub(r'(?m)^words = ".*?"', lambda _: f"words = {quoted}", source)
    (folder / "nairatoday.toml").write_text(source, encoding="utf-8")
    return terminal, text


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    "argv",
    [
        ("sources",), ("sources", "--json"), ("sources", "show", "nairatoday"), ("doctor",), ("rate",), ("rate", "--json"),
        ("article",), ("article", "--format", "html"), ("article", "--format", "txt"), ("post",), ("chart", "gap", "--json"),
        ("history", "--market", "parallel", "--every", "raw", "--from", "2026-06-12"), ("config",), ("jobs",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_terminal_stays_as_it_is(hostile: tuple[Terminal, str], argv: tuple[str, ...]) -> None:
    ran = hostile[0].run(*argv)
    assert not CONTROL.search(ran.out + ran.err), argv
    assert ran.code in (0, 1)


def test_an_article_takes_no_markup_from_a_source(hostile: tuple[Terminal, str]) -> None:
    terminal, text = hostile
    for form in ("md", "html"):
        ran = terminal.run("article", "--format", form)
        assert "<script" not in ran.out
        assert "](javascript" not in ran.out.replace("\\]", "")
        assert not re.search(r"(?m)^# three", ran.out)
        # What cannot be printed safely is held, and says so.
        assert ran.code == 0 or (ran.code == 1 and ran.err), (text, ran)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Board {x} ${y}", "Board x y"), ("1. `Board` 1,234.50!", "1 Board 123450"), ("*Board* [a](https://b.ng)", "Board a(https//b.ng)"),
        ("{}", "nairatoday"), ("Kano Rates (BDC) 24/7", "Kano Rates (BDC) 24/7"), ("x" * 300, "x" * 48),
    ],
)  # fmt: skip
def test_no_name_keeps_an_edition_from_appearing(terminal: Terminal, tmp_path: Path, name: str, printed: str) -> None:
    folder = terminal.home / "data" / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    source = (shipped("data/sources") / "nairatoday.toml").read_text(encoding="utf-8")
    source = re.sub(r'(?m)^name = ".*?"', lambda _: f"name = {json.dumps(name)}", source)
    (folder / "nairatoday.toml").write_text(source, encoding="utf-8")

    assert printed in terminal.good("article", "--format", "txt").out
    terminal.good("chart", "gap", "--out", str(tmp_path / "gap.png"))


def test_a_picture_takes_no_formula_from_a_source(hostile: tuple[Terminal, str], tmp_path: Path) -> None:
    terminal, _ = hostile
    for name in ("gap", "card"):
        for form in ("svg", "png"):
            ran = terminal.run("chart", name, "--out", str(tmp_path / f"{name}.{form}"))
            assert ran.code in (0, 1), ran
    svg = (tmp_path / "gap.svg").read_text(encoding="utf-8") if (tmp_path / "gap.svg").exists() else ""
    assert "<script" not in svg
    assert not CONTROL.search(svg)


@pytest.mark.parametrize("text", [*HOSTILE.values(), "+1", "-5", "@SUM(A1)", "\tx", "\rx", "＝1+1", " =1"])
def test_a_series_in_a_spreadsheet_holds_no_formula(terminal: Terminal, text: str, tmp_path: Path) -> None:
    path = tmp_path / "dealer.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("date", "source", "market", "currency", "bid", "ask", "note"))
        writer.writerow(("2026-06-12", "dealer", "parallel", "USD", "1390", "1400", text))
    ran = terminal.run("import", str(path))
    out = terminal.good("history", "--market", "parallel", "--every", "raw", "--from", "2026-06-12", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))

    assert ran.code in (0, 1)
    assert rows
    for row in rows:
        assert row["bid"] == "" or float(row["bid"]) > 0
        assert not any(cell.lstrip()[:1] in tuple("=+@＝") and not cell[1:].isdigit() for cell in row.values() if cell)
        assert not CONTROL.search("".join(row.values()))


# The one function that all of it goes through


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b]0;owned\x07name", "name"), ("\x1b[31mred\x1b[0m", "red"), ("a\x9b31mb", "ab"), ("\x1bPq#0\x1b\\x", "x"),
        ("a\u202eb\u2066c", "abc"),
        ("a\x00\x08\x7f\x85b", "ab"), ("₦1,400 é 🇳🇬", "₦1,400 é 🇳🇬"), ("one\ntwo\tthree", "one\ntwo\tthree"), ("a\rb", "ab"), ("\x1b", ""),
        ("\ud800x", "x"),
    ],
)  # fmt: skip
def test_harmless(text: str, left: str) -> None:
    assert harmless(text) == left


def test_texts_of_other_places() -> None:
    assert one_line("a\n b\t\x1b[1mc ") == "a b c"
    assert one_line("x" * 50, 10) == "xxxxxxx..."
    assert [formula_free(text) for text in ("=1", "-5", "-", "+2.5e3", "1,400", "@x", "-x", "")] == [
        "'=1",
        "-5",
        "-",
        "+2.5e3",
        "1,400",
        "'@x",
        "'-x",
        "",
    ]
    assert escaped_markdown("[a](b) <c> *d*") == r"\[a\]\(b\) \<c\> \*d\*"
    text = "\x9b‮\U000e0041é₦"
    assert json.loads(json_harmless(json.dumps(text, ensure_ascii=False))) == text
    assert not CONTROL.search(json_harmless(json.dumps(text, ensure_ascii=False)))
