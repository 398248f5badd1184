"""The page that says how the sources are doing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.applications import Starlette

from fxtracker.settings import Settings, shipped
from fxtracker.store import Poll, Store
from fxtracker.web import create_app

from .house import NOW, ask

MARKUP = '<script>alert(1)</script><b onclick="x">'


def asked(store: Store, source: str, status: str = "unchanged") -> None:
    store.add_poll(Poll(source, NOW, NOW, status, "status" if status == "failed" else None))


@pytest.fixture
def app(settings: Settings) -> Iterator[Starlette]:
    folder = settings.home / "data" / "sources"
    folder.mkdir(parents=True)
    stranger = (shipped("data/sources") / "luno.toml").read_text(encoding="utf-8")
    stranger = stranger.replace('name = "Luno"', f"name = '{MARKUP}'").replace('id = "luno"', 'id = "stranger"')
    lines = ['homepage = "javascript:alert(1)"' if line.startswith("homepage") else line for line in stranger.splitlines()]
    (folder / "stranger.toml").write_text("\n".join(lines), encoding="utf-8")
    with Store.open(settings.database) as store:
        for source in ("nairatoday", "stranger"):
            asked(store, source)
        asked(store, "er-api", "failed")
        for source, kind, detail in (
            ("er-api", "out_of_range", "one row with a figure outside its range, such as '1,331.013867'"),
            ("nairatoday", "layout", f"nairatoday.com answered with {MARKUP}"),
        ):
            for _ in range(2):
                store.note_trouble(source, kind, detail, NOW - timedelta(hours=1))
    made = create_app(settings)
    yield made
    made.state.library.close()


def test_it_says_what_is_open_and_since_when(app: Starlette):
    answer = ask(app, "/sources/")
    page = LexborHTMLParser(answer.text)

    assert answer.status_code == 200
    assert page.css_first("h1").text() == "How the sources are doing"
    said = page.css_first("#open + div").text()
    assert "nairatoday, layout, 2 times since 25 Feb 2026, 19:40 WAT" in " ".join(said.split())


def test_every_source_has_a_row_or_says_why_it_is_not_asked(app: Starlette):
    page = LexborHTMLParser(ask(app, "/sources/").text)
    rows = {row.css_first("small").text(): row for row in page.css("tbody tr")}

    assert {"cbn", "nairatoday", "stranger", "er-api"} <= set(rows)
    assert "bybit-p2p" not in rows
    assert "its robots file forbids every address" in page.css_first("main").text()
    assert [cell.text(strip=True) for cell in rows["nairatoday"].css("td")][1] == "just now"
    assert [cell.text(strip=True) for cell in rows["cbn"].css("td")][1] == "never"


def test_what_a_source_says_of_itself_is_text_and_nothing_else(app: Starlette):
    answer = ask(app, "/sources/")
    page = LexborHTMLParser(answer.text)

    assert page.css("main script") == []
    assert page.css("main b") == []
    assert MARKUP not in answer.text
    assert MARKUP in page.css_first("main").text()
    assert all((link.attributes["href"] or "").startswith(("https://", "http://", "/")) for link in page.css("main a"))


def test_no_figure_of_one_who_forbids_it_stands_there(app: Starlette):
    text = ask(app, "/sources/").text

    assert "er-api, out of range" in text
    assert "1,331.013867" not in text


def test_every_page_leads_there(app: Starlette):
    assert LexborHTMLParser(ask(app, "/").text).css_first('footer a[href="/sources/"]') is not None


def test_an_empty_home_has_the_page_too(bare: Starlette, tmp_path: Path):
    answer = ask(bare, "/sources/")

    assert answer.status_code == 200
    assert "Nothing is open of any of them." in answer.text
    assert ask(bare, "/sources").status_code == 308
