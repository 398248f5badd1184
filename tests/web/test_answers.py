"""How answers travel: conditional requests, gzip, HEAD, security headers, nothing outside the folder of charts."""

from __future__ import annotations

import gzip

import pytest
from starlette.applications import Starlette

from fxtracker.settings import Settings
from fxtracker.site.assets import assets
from fxtracker.web import create_app

from .house import PNG, SVG, ask, draw, ruin

PATHS = [
    "/",
    "/latest/",
    "/about/",
    "/dollar-to-naira/2026-02-25/",
    "/charts/2026-02-25/gap.png",
    "/charts/2026-02-25/gap.svg",
    "/v1/rates/USD-NGN",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_reader_who_has_it_is_told_so(newsroom: Starlette, path: str) -> None:
    first = ask(newsroom, path)
    again = ask(newsroom, path, if_none_match=f'"other", {first.headers["etag"]}')
    other = ask(newsroom, path, if_none_match='"other"')

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", ["/", "/charts/2026-02-25/gap.png", "/v1/rates/USD-NGN"])
def test_a_reader_may_ask_by_date(newsroom: Starlette, path: str) -> None:
    changed = ask(newsroom, path).headers["last-modified"]

    assert ask(newsroom, path, if_modified_since=changed).status_code == 304
    assert ask(newsroom, path, if_modified_since="Tue, 24 Feb 2026 00:00:00 GMT").status_code == 200
    assert ask(newsroom, path, if_modified_since="yesterday").status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/nowhere"])
def test_head_is_get_without_a_body(newsroom: Starlette, path: str) -> None:
    got, head = ask(newsroom, path, accept_encoding="identity"), ask(newsroom, path, "HEAD", accept_encoding="identity")

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == str(len(got.content))


def test_text_is_packed_for_those_who_can_unpack_it_and_pictures_are_not(newsroom: Starlette) -> None:
    assert ask(newsroom, "/", accept_encoding="br;q=1.0, gzip;q=0.8").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in ask(newsroom, "/", accept_encoding="gzip;q=0, identity").headers
    assert "content-encoding" not in ask(newsroom, "/charts/2026-02-25/gap.png", accept_encoding="gzip").headers
    assert len(gzip.compress(ask(newsroom, "/").content)) < 10_000


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/nowhere", "/v1/rates/ABC-NGN"])
def test_every_answer_carries_the_security_headers(newsroom: Starlette, path: str) -> None:
    headers = ask(newsroom, path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "script" not in headers["content-security-policy"]
    if not path.endswith(".svg"):
        assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/dollar-to-naira/2026-02-30/",
        "/dollar-to-naira/2026-W09-3/",
        "/dollar-to-naira/1999-01-01/",
        "/charts/2026-02-25/none/",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so_and_is_not_kept(newsroom: Starlette, path: str) -> None:
    answer = ask(newsroom, path)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_only_get_and_head_are_answered(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/", "POST")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert ask(newsroom, "/v1/rates/USD-NGN", "DELETE").headers["content-type"] == "application/problem+json"


def test_a_missing_slash_is_put_right_on_this_host_alone(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/dollar-to-naira/2026-02-25?rev=1", host="evil.example")

    assert answer.status_code == 308
    assert answer.headers["location"] == "/dollar-to-naira/2026-02-25/?rev=1"
    assert "evil.example" not in ask(newsroom, "/", host="evil.example").text
    assert ask(newsroom, "http://test//evil.example").status_code == 404


def test_pictures_are_the_drawn_bytes(newsroom: Starlette) -> None:
    assert ask(newsroom, "/charts/2026-02-25/gap.png").content == PNG + b"wide"
    assert ask(newsroom, "/charts/2026-02-25/gap-og.png").content == PNG + b"og"
    svg = ask(newsroom, "/charts/2026-02-25/gap.svg")
    assert svg.text == SVG
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in svg.headers["content-security-policy"]


def test_the_plain_name_answers_for_a_chart_that_was_not_drawn_wide(newsroom: Starlette, settings: Settings) -> None:
    (settings.home / "charts" / "2026-02-25" / "gap-wide.png").unlink()

    assert ask(newsroom, "/charts/2026-02-25/gap.png").content == PNG + b"og"


def test_a_csv_runs_nothing_in_a_spreadsheet(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/charts/2026-02-25/gap.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.splitlines() == ["Day,Official close,Note", "2026-02-24,1359,'-", '2026-02-25,1359.50,"\'=HYPERLINK(""x"")"']


@pytest.mark.parametrize(
    "path",
    [
        "/charts/2026-02-25/..%2f..%2ffxtracker.db",
        "/charts/2026-02-25/%2e%2e%2f%2e%2e%2fsecrets.toml",
        "/charts/..%2f..%2f/secrets.png",
        "/charts/../secrets.toml",
        "/charts/2026-02-25/gap.json",
        "/charts/2026-02-25/gap.png%00.svg",
        "/charts/2026-02-25/..%5c..%5csecrets.png",
        "/charts/2026-02-25/gap-wide.svg",
        "/charts/2026-02-25/GAP.png",
        "/charts/2026-02-25/" + "a" * 5000 + ".png",
        "/charts/2026-02-25/" + "a-" * 200 + ".png",
        "/charts/2026-02-25/link.png",
        "/charts/2026-02-25/link/",
        "/charts/%D9%A2026-02-25/gap.png",
        "/assets/..%2fsite.css",
        "/assets/site.css",
    ],
)
def test_nothing_outside_the_charts_can_be_asked_for(newsroom: Starlette, settings: Settings, path: str) -> None:
    secret = settings.home / "secrets.toml"
    secret.write_text("token = 'hush'", encoding="utf-8")
    (settings.home / "charts" / "2026-02-25" / "link-wide.png").symlink_to(secret)
    answer = ask(newsroom, path)

    assert answer.status_code == 404
    assert "hush" not in answer.text


def test_the_style_sheet_is_kept_for_a_year_under_its_hash(newsroom: Starlette) -> None:
    path = assets()["site.css"].path
    answer = ask(newsroom, path)

    assert path in ask(newsroom, "/").text
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]


def test_a_half_written_description_of_a_chart_hides_the_chart_not_the_page(settings: Settings) -> None:
    draw(settings.home)
    (settings.home / "charts" / "2026-02-25" / "gap.json").write_text('{"title": "cut o', encoding="utf-8")
    app = create_app(settings)
    statuses = [ask(app, path).status_code for path in ("/", "/charts/2026-02-25/gap/", "/charts/2026-02-25/gap.png")]
    app.state.library.close()

    assert statuses == [200, 404, 200]


def test_when_the_database_is_lost_readers_are_told_to_come_back(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(settings)
    ruin(settings.home / "fxtracker.db")
    app.state.library.close()
    page, rates = ask(app, "/"), ask(app, "/v1/rates/USD-NGN")
    app.state.library.close()

    assert (page.status_code, rates.status_code) == (503, 503)
    assert "Back in a moment" in page.text
    assert str(settings.home) not in page.text + rates.text
    assert rates.json()["title"] == "Service Unavailable"
