"""A changed layout is told from an unchanged one: what is cosmetic leaves the fingerprint alone, what is not does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fxtracker.sources import Source
from fxtracker.sources.structure import changed, heading
from sources.recorded import export_answer, recorded, shipped_sources
from sources.written import read, written
from wire import CBN_URL, LUNO_URL, NAIRATODAY_URL, NGNRATES_URL, QUIDAX_URL, cbn_rows, luno, nairatoday, ngnrates, quidax

NOW = datetime(2026, 6, 13, 18, tzinfo=UTC)


def difference(source: Source, before: str | bytes, after: str | bytes, url: str, now: datetime = NOW) -> str | None:
    return changed(read(source, before, url, now).structure, read(source, after, url, now).structure)


PAGE = nairatoday().decode()
ROW = re.compile(r"<tr>\s*<td.*?</tr>", re.DOTALL)


def each_row(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda page: ROW.sub(lambda found: change(found[0]), page)


def turned(page: str) -> str:
    rows = iter(ROW.findall(page)[::-1])
    return ROW.sub(lambda _: next(rows), page)


COSMETIC: dict[str, Callable[[str], str]] = {
    "rows in another order": turned,
    "a row less": lambda page: ROW.sub("", page, count=1),
    "other values": lambda page: page.replace("1,388", "1,391").replace("1,400", "1,405"),
    "a row without a side": lambda page: page.replace("1,388", "—"),
    "classes that come and go": lambda page: page.replace("<tr>", '<tr class="up rate-up">').replace("<td>", '<td class="down">'),
    "an advert row": lambda page: ROW.sub(lambda found: '<tr><td colspan="5">Send money home!</td></tr>' + found[0], page, count=1),
    "words around the table": lambda page: page.replace(
        "<body>", "<body><div><h2>Naira gains</h2><table><tr><td>x</td></tr></table></div>"
    ),
}
REAL: dict[str, Callable[[str], str]] = {
    "a column behind": lambda page: page.replace("</tr>", "<td>spark</td></tr>"),
    "a column less": each_row(lambda row: re.sub(r"<td[^>]*>[^<]*</td>\s*</tr>", "</tr>", row)),
    "another heading": lambda page: page.replace("CBN (₦)", "Bank (₦)"),
}


class TestATableOfAPage:
    READ = """
        [read]
        format = "html"
        rows = "table.nt-rates-table tbody tr"
        currency = { at = "td:nth-child(1)", pattern = '\\(([A-Z]{3,4})\\)' }
        bid = "td:nth-child(2)"
        ask = { at = "td:nth-child(3) b, td:nth-child(3):not(:has(b))" }
        """

    @pytest.mark.parametrize("name", COSMETIC)
    def test_what_is_cosmetic(self, name: str) -> None:
        other = COSMETIC[name](PAGE)

        assert other != PAGE
        assert difference(shipped_sources()["nairatoday"], PAGE, other, NAIRATODAY_URL) is None

    @pytest.mark.parametrize("name", REAL)
    def test_what_is_not(self, name: str) -> None:
        other = REAL[name](PAGE)

        assert other != PAGE
        assert difference(shipped_sources()["nairatoday"], PAGE, other, NAIRATODAY_URL) is not None

    def test_a_column_in_front(self, tmp_path: Path) -> None:
        """Found by class, every figure would still be there."""
        source = written(tmp_path, '[read]\nformat = "html"\nrows = "tr.r"\ncurrency = "td.c"\nbid = "td.b"\nask = "td.s"\n', timing="seen")
        cells = '<td class="c">USD</td><td class="b">1388</td><td class="s">1400</td>'
        before = f'<html><table><tr class="r">{cells}</tr></table></html>'

        told = changed(read(source, before).structure, read(source, before.replace('<td class="c"', '<td>1</td><td class="c"')).structure)
        assert told == "the place of ask was td3 and is td4"

    def test_a_side_in_another_element(self, tmp_path: Path) -> None:
        source = written(tmp_path, self.READ)
        other = PAGE
        for row in ROW.findall(PAGE):
            cells = re.findall(r"<td[^>]*>[^<]*</td>", row)
            other = other.replace(row, row.replace(cells[1], cells[1].replace(">", "><b>", 1).replace("</td>", "</b></td>")))

        told = changed(read(source, PAGE, now=NOW).structure, read(source, other, now=NOW).structure)
        assert told == "the place of ask was td3 and is td3/b1"

    def test_what_changed_is_told_in_words(self) -> None:
        told = difference(shipped_sources()["nairatoday"], PAGE, PAGE.replace("CBN (₦)", "Bank (₦)"), NAIRATODAY_URL)

        assert told is not None
        assert "'cbn (₦)'" in told
        assert "'bank (₦)'" in told

    def test_the_recorded_pages_against_themselves_and_their_mutations(self) -> None:
        page = recorded("nairatoday.html").decode()
        source = shipped_sources()["nairatoday"]
        for change in (lambda text: text.replace("1,388", "1,391"), lambda text: text.replace("<td", '<td class="x"')):
            assert difference(source, page, change(page), NAIRATODAY_URL) is None
        boxes = recorded("ngnrates.html").decode()
        assert difference(shipped_sources()["ngnrates"], boxes, boxes.replace("1,390 / 1,400", "— / 1,401"), NGNRATES_URL) is None
        moved = boxes.replace('<span class="ng-val">', '<i></i><span class="ng-val">').replace("ng-fc", "ng-fc other")
        assert difference(shipped_sources()["ngnrates"], boxes, moved, NGNRATES_URL) is None


class TestBoxesOfAPage:
    def test_boxes_without_headings_are_known_by_tags_and_places(self) -> None:
        page, source = ngnrates().decode(), shipped_sources()["ngnrates"]
        wrapped = re.sub(r"(<span class=\"ng-val\">[^<]*</span>)", r"<p>\1</p>", page)

        assert wrapped != page
        assert difference(source, page, page.replace("1,390", "1,392"), NGNRATES_URL) is None
        assert "the place of sides was" in str(difference(source, page, wrapped, NGNRATES_URL))


class TestLeavesOfJson:
    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace('"1386.0"', '"1390.25"'),
            lambda text: text.replace('"1386.0"', "null"),
            lambda text: text.replace('"1386.0"', '"0"'),
            lambda text: text.replace('"at"', '"request_id":"x","at"'),
            lambda text: text.replace('"low"', '"lowest"'),
        ],
        ids=["value", "null", "nought", "another key", "a key that is not read"],
    )
    def test_what_is_cosmetic(self, change: Callable[[str], str]) -> None:
        before = quidax().decode()

        assert difference(shipped_sources()["quidax"], before, change(before), QUIDAX_URL) is None

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda text: text.replace('"1386.0"', "1386.0"), "the place of bid was text and is number"),
            (lambda text: text.replace('"buy"', '"best_buy"'), "the place of bid was text and is missing"),
        ],
        ids=["type", "renamed"],
    )
    def test_what_is_not(self, change: Callable[[str], str], told: str) -> None:
        before = quidax().decode()

        assert difference(shipped_sources()["quidax"], before, change(before), QUIDAX_URL) == told

    def test_a_time_that_became_a_number(self) -> None:
        before = luno().decode()
        other = re.sub(r'"timestamp":\s*(\d+)', r'"timestamp":"\1"', before)

        assert other != before
        assert difference(shipped_sources()["luno"], before, other, LUNO_URL) == "the place of time was number and is text"

    def test_one_odd_row_among_many_is_no_change_and_all_are(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "json"\nrows = "@"\ncurrency = "code"\nbid = "buy"\nask = "sell"\n')
        rows = [{"code": code, "buy": 1800, "sell": 1880} for code in ("USD", "GBP", "EUR")]
        odd = [*rows[:2], rows[2] | {"buy": "1800"}]
        one_sided = [*rows[:2], {"code": "EUR", "sell": 1880}]
        texts = [row | {"buy": "1800"} for row in rows]

        def told(other: list[dict[str, object]]) -> str | None:
            return changed(read(source, json.dumps(rows)).structure, read(source, json.dumps(other)).structure)

        assert told(odd) is None  # type: ignore[arg-type]
        assert told(one_sided) is None  # type: ignore[arg-type]
        assert told(rows[::-1]) is None  # type: ignore[arg-type]
        assert told(texts) == "the place of bid was number and is text"  # type: ignore[arg-type]

    def test_the_central_banks_table(self) -> None:
        source, body = shipped_sources()["cbn"], cbn_rows()
        numbers = re.sub(rb'"sellingrate":\s*"([\d.]+)"', rb'"sellingrate":\1', body)

        assert numbers != body
        assert difference(source, body, export_answer(), CBN_URL) is None
        assert difference(source, body, numbers, CBN_URL) == "the place of sellingrate was text and is number"


class TestColumns:
    def test_a_column_more_or_under_another_name_is_a_change(self, tmp_path: Path) -> None:
        source = written(tmp_path, '[read]\nformat = "csv"\ncurrency = "Currency"\nbid = "Buy"\nask = "Sell"\n')
        before = "Currency,Buy,Sell,Note\nUSD,1388,1400,\nGBP,1840,1880,\n"

        def told(other: str) -> str | None:
            return changed(read(source, before).structure, read(source, other).structure)

        assert told("Currency,Buy,Sell,Note\nGBP,1840,,x\nEUR,1600,1640,\nUSD,1389,1401,\n") is None
        assert "the headings were" in str(told("Currency,Buy,Sell,Note,Extra\nUSD,1388,1400,,\n"))
        assert "the headings were" in str(told("Currency,Buy,Sell,Remark\nUSD,1388,1400,\n"))
        assert "the headings were" in str(told("Buy,Currency,Sell,Note\n1388,USD,1400,\n"))


def test_an_edited_file_and_another_layout_of_it_start_anew(tmp_path: Path) -> None:
    first = read(written(tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\n'), '{"rate":1390}')
    edited = read(written(tmp_path, '[read]\nformat = "json"\npair = "USD"\nmid = "rate"\nnote = "id"\n'), '{"rate":"1390"}')

    assert changed(first.structure, edited.structure) is None
    assert first.structure != edited.structure


@pytest.mark.parametrize("other", [None, "", "no JSON", "[]", "{}", '{"read":1}'])
def test_a_fingerprint_that_cannot_be_read_is_no_change(other: str | None) -> None:
    known = read(shipped_sources()["quidax"], quidax(), QUIDAX_URL, NOW).structure

    assert changed(other, known) is None
    assert changed(known, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rate 6/11/2026", "Rate 6/12/2026"), ("Thursday 11 June", "Friday 12 June"), ("Buy ▲", "Buy ▼"), ("CBN  (₦)", "cbn (₦)")],
)
def test_a_heading_keeps_its_words_whatever_the_day(one: str, other: str) -> None:
    assert heading(one) == heading(other)


def test_a_table_put_in_front_and_blocks_around_do_not_change_what_is_read(tmp_path: Path) -> None:
    source = written(tmp_path, '[read]\nformat = "html"\nrows = "tr"\ncurrency = "td:nth-child(1)"\nbid = "td:nth-child(2)"\n')
    table = "<table><tr><th>Currency</th><th>Buy</th></tr><tr><td>USD</td><td>1388</td></tr></table>"
    sponsor = "<table><tr><th>Send</th><th>Fee</th></tr><tr><td>Money home</td><td>free</td></tr></table>"

    before, after = (read(source, f"<html><body>{front}{table}</body></html>").structure for front in ("", sponsor))
    assert changed(before, after) is None


def test_of_a_page_that_is_read_as_a_whole_what_stands_around_does_not_matter(tmp_path: Path) -> None:
    source = written(tmp_path, "[read]\nformat = 'html'\nrows = 'body'\npair = 'USD'\nmid = { at = 'h1', pattern = '(\\d+) naira' }\n")
    before = "<html><body><div><div><h1>1390 naira</h1></div></div></body></html>"

    def told(other: str) -> str | None:
        return changed(read(source, before).structure, read(source, other).structure)

    assert told(before.replace("<body>", "<body><div>advert</div>").replace("1390", "1391")) is None
    assert told("<html><body><ul><li><h1>1390 naira</h1></li></ul></body></html>") == "the place of mid was div/div/h1 and is ul/li/h1"
