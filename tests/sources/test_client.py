"""The polite client over a real socket: what it says, what it follows, how often it tries, and when it gives up."""

from __future__ import annotations

import asyncio
import itertools
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from fxtracker import __version__
from fxtracker.errors import ConfigError, SourceError
from fxtracker.settings import Settings
from fxtracker.sources import KnownPayload, Payload, manners
from fxtracker.sources.client import Answered, Client, Patience
from fxtracker.sources.manners import asked_to_wait, jitter
from fxtracker.sources.mirror import Mirror, same_site
from fxtracker.sources.request import Ask
from fxtracker.sources.secret import Secret
from sources.asking import Talker, asked, in_turn, talk
from wire import CBN_URL, LUNO_URL, QUIDAX_URL, Wire, cbn_rows, luno

URL = "https://api.luno.com/api/1/ticker?pair=USDTNGN"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries it waits a twentieth of what it would."""
    monkeypatch.setattr(manners, "_FIRST_WAIT", manners._FIRST_WAIT / 20)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as running:
        yield running


def get(
    wire: Wire | str, url: str = URL, *, known: KnownPayload | None = None, seconds: float = 5, silence: float = 2, contact: str = ""
) -> Payload | None:
    """One client asks for an address: the payload, or None where nothing has changed; the fault is raised."""
    settings = Settings(home=Path("home"), mirror=wire if isinstance(wire, str) else wire.url, contact=contact)
    answered = asked(settings, Ask(url, url), known=known, seconds=seconds, silence=silence, accept="application/json")
    if answered.fault is not None:
        raise answered.fault
    return answered.payload


def refused(kind: str, wire: Wire | str, url: str = URL, **how: float) -> str:
    with pytest.raises(SourceError) as fault:
        get(wire, url, **how)  # type: ignore[arg-type]
    assert fault.value.kind == kind
    return str(fault.value)


async def many(wire: Wire, count: int, at_once: int, pause: float = 0) -> None:
    async with Client(Settings(home=Path("home"), mirror=wire.url)) as client:
        client.mind("api.luno.com", at_once, pause)
        patience = Patience(asyncio.get_running_loop().time() + 5, 2)
        await asyncio.gather(*(client.ask(Ask(URL, URL), None, patience) for _ in range(count)))


def test_it_says_who_it_is_and_what_it_takes(wire: Wire) -> None:
    get(wire, contact="desk@example.com")

    headers = {name.lower(): value for name, value in wire.heard[0].headers.items()}
    assert headers["user-agent"] == f"fxtracker/{__version__} (rate desk of the naira; +desk@example.com)"
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["accept-language"] == "en"


def test_an_answer_is_kept_decompressed_under_the_sources_own_address(wire: Wire) -> None:
    answer = get(wire, CBN_URL)

    assert answer is not None
    assert (answer.url, answer.body) == (CBN_URL, cbn_rows())
    assert answer.etag
    assert len(answer.hash) == 64


def test_the_query_reaches_the_mirror(wire: Wire) -> None:
    get(f"{wire.url}/", LUNO_URL)

    assert wire.urls() == [LUNO_URL]


def test_an_address_with_a_space_is_asked(wire: Wire) -> None:
    wire.put("https://example.ng/black%20market", b"yes")

    answer = get(wire, "https://example.ng/black market")

    assert answer is not None
    assert answer.body == b"yes"


def test_what_is_known_is_asked_for_only_if_it_changed(wire: Wire) -> None:
    first = get(wire)
    assert first is not None
    known = KnownPayload(first.hash, first.etag, "Thu, 11 Jun 2026 16:00:00 GMT")

    assert get(wire, known=known) is None
    assert wire.heard[-1].headers["If-None-Match"] == first.etag
    assert wire.heard[-1].headers["If-Modified-Since"] == "Thu, 11 Jun 2026 16:00:00 GMT"

    wire.put(URL, luno(bid="1380.0"))
    assert get(wire, known=known) is not None


@pytest.mark.parametrize("status", [403, 404, 410, 304, 204])
def test_a_status_that_is_not_200_is_a_failure_and_is_not_tried_again(wire: Wire, status: int) -> None:
    wire.fail("luno", str(status))

    assert refused("status", wire).startswith(f"answered {status}")
    assert len(wire.heard) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_a_failure_that_may_pass_is_tried_again(wire: Wire, status: int) -> None:
    wire.fail("luno", str(status))

    assert refused("rate_limited" if status == 429 else "status", wire).startswith(f"answered {status}")
    assert len(wire.heard) == 3


@pytest.mark.parametrize("status", [501, 505])
def test_what_the_host_cannot_do_is_not_asked_of_it_again(wire: Wire, status: int) -> None:
    wire.fail("luno", str(status))

    refused("status", wire)
    assert len(wire.heard) == 1


def test_the_waits_between_tries_are_random_within_spans_that_double() -> None:
    for attempt, longest in ((1, 0.025), (2, 0.05), (3, 0.1)):
        waits = [jitter(attempt) for _ in range(300)]
        assert 0 <= min(waits) < 0.2 * longest
        assert 0.8 * longest < max(waits) <= longest


def test_a_failure_that_passed_is_forgotten(wire: Wire) -> None:
    wire.fail("luno", "500")
    healing = threading.Thread(target=heal_once_heard, args=(wire,))
    healing.start()

    assert get(wire) is not None
    healing.join()


def heal_once_heard(wire: Wire) -> None:
    while not wire.heard:
        time.sleep(0.001)
    time.sleep(0.005)  # the first answer is under way
    wire.heal()


def test_a_host_is_not_stormed(wire: Wire) -> None:
    wire.fail("luno", "500")

    asyncio.run(many(wire, 17, at_once=20))

    assert len(wire.heard) <= 17 + 4


def test_few_requests_are_under_way_to_one_host(wire: Wire) -> None:
    wire.fail("luno", "slow:0.2")

    began = time.monotonic()
    asyncio.run(many(wire, 6, at_once=2))

    assert time.monotonic() - began >= 0.6


def test_two_requests_to_a_host_start_a_pause_apart_whatever_they_are_for(wire: Wire) -> None:
    asyncio.run(many(wire, 3, at_once=4, pause=0.2))

    times = sorted(heard.at for heard in wire.heard)
    assert all(later - earlier > 0.15 for earlier, later in itertools.pairwise(times))


def test_the_most_careful_of_the_sources_of_a_host_decides_for_all() -> None:
    client = Client(Settings(home=Path("home")))
    client.mind("www.cbn.gov.ng", 4, 0)
    client.mind("cbn.gov.ng", 1, 2)
    client.mind("cbn.gov.ng", 8, 1)

    (host,) = client._hosts.values()
    assert (host.at_once, host.pause) == (1, 2)


def test_it_waits_as_long_as_it_is_asked_to(wire: Wire) -> None:
    wire.fail("luno", "429:1")

    refused("rate_limited", wire, seconds=2.5)

    times = [heard.at for heard in wire.heard]
    assert [round(later - earlier) for earlier, later in itertools.pairwise(times)] == [1, 1]


def test_it_does_not_wait_beyond_its_time_and_says_until_when(wire: Wire) -> None:
    wire.fail("luno", "429:300")
    began = time.monotonic()

    answered = asked(Settings(home=Path("home"), mirror=wire.url), Ask(URL, URL))

    assert "asks to wait 300 seconds" in str(answered.fault)
    assert answered.wait == 300
    assert time.monotonic() - began < 5
    assert len(wire.heard) == 1


def test_a_host_that_asked_to_be_left_alone_is_asked_no_more_in_the_same_round(wire: Wire) -> None:
    wire.fail("luno", "429:300")
    asyncio.run(many(wire, 8, at_once=1))

    assert len(wire.heard) == 1


def test_a_date_in_retry_after_is_understood_by_the_hosts_own_clock(wire: Wire) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    wire.fail("luno", f"503:{format_datetime(later, usegmt=True)}")

    assert re.search("asks to wait (3600|359.) seconds", refused("status", wire))
    assert asked_to_wait("Fri, 12 Jun 2026 14:10:00 GMT", "Fri, 12 Jun 2026 14:00:00 GMT") == 600


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("", None), ("soon", None), ("-5", None), ("1.5", None), ("٣", None), ("0", 0), (" 7 ", 7), ("9" * 400, 86400),
     ("Fri, 12 Jun 2099 14:00:00 GMT", 86400), ("Fri, 12 Jun 2020 14:00:00 GMT", 0), ("Fri, 99 Jun 99999 14:00:00 GMT", None)],
)  # fmt: skip
def test_a_wait_is_a_count_or_a_date_and_never_longer_than_a_day(header: str | None, seconds: float | None) -> None:
    assert asked_to_wait(header, None) == seconds


def test_silence_ends_after_its_own_time_and_is_not_tried_again(wire: Wire) -> None:
    wire.fail("luno", "silent")
    began = time.monotonic()

    assert refused("timeout", wire, silence=0.5) == "sent nothing for 0.5 seconds"
    assert time.monotonic() - began < 5
    assert len(wire.heard) == 1


def test_an_answer_that_breaks_off_is_tried_again_and_then_a_failure(wire: Wire) -> None:
    wire.fail("luno", "broken")

    assert refused("unreachable", wire).startswith("broke off in the middle of its answer")
    assert len(wire.heard) == 3


def test_a_host_that_is_not_there_is_asked_no_more_in_the_same_round() -> None:
    async def twice() -> tuple[list[Answered], float]:
        async with Client(Settings(home=Path("home"), mirror="http://127.0.0.1:9")) as client:
            patience = Patience(asyncio.get_running_loop().time() + 5, 2)
            first = await client.ask(Ask(URL, URL), None, patience)
            began = time.monotonic()
            return [first, await client.ask(Ask(URL, URL), None, patience)], time.monotonic() - began

    (first, second), spent = asyncio.run(twice())

    assert str(first.fault).startswith("cannot be reached through the mirror")
    assert str(second.fault) == str(first.fault)
    assert spent < 0.05


class TestRequest:
    def test_a_body_is_posted_as_it_is_and_tried_again_since_it_asks_and_changes_nothing(self) -> None:
        turns = in_turn(talk(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"))
        body = b'{"side":"1","tokenId":"USDT"}'
        posted = Ask(f"{URL}#ask", URL, "POST", {"Content-Type": "application/json"}, body, {"Content-Type": "application/json"}, body)
        with Talker(turns) as talker:
            answered = asked(Settings(home=Path("home"), mirror=talker.url), posted)

        assert answered.payload is not None
        assert answered.payload.url == f"{URL}#ask"
        assert (answered.payload.method, answered.payload.request_body, answered.payload.status) == ("POST", body, 200)
        assert answered.payload.request_headers["Content-Type"] == "application/json"
        assert len(talker.heard) == 2
        assert all(heard.startswith(b"POST /api.luno.com/api/1/ticker") and heard.endswith(body) for heard in talker.heard)

    def test_what_was_asked_and_how_it_was_answered_goes_with_the_answer(self, wire: Wire) -> None:
        answer = get(wire)

        assert answer is not None
        assert (answer.method, answer.status, answer.request_body) == ("GET", 200, None)
        assert answer.request_headers["User-Agent"].startswith("fxtracker/")
        assert answer.headers["etag"] == answer.etag
        assert set(answer.headers) <= {"etag", "date", "server", "content-type", "content-encoding", "last-modified", "age", "cf-ray"}

    def test_a_failure_comes_with_what_was_said_of_it(self, wire: Wire) -> None:
        wire.fail("luno", "403")

        answered = asked(Settings(home=Path("home"), mirror=wire.url), Ask(URL, URL))

        assert answered.payload is not None
        assert (answered.payload.status, answered.payload.body) == (403, b"it does not work")

    def test_a_cookie_is_not_sent_back(self) -> None:
        with Talker(talk(b"HTTP/1.1 503 Busy\r\nSet-Cookie: visitor=1; Path=/\r\nContent-Length: 0\r\n\r\n")) as talker:
            asked(Settings(home=Path("home"), mirror=talker.url), Ask(URL, URL))

        assert len(talker.heard) == 3
        assert not any(b"visitor" in heard for heard in talker.heard)


class TestKey:
    KEY = "k3y&of=the/desk"

    def ask(self) -> Ask:
        sent = quote(self.KEY, safe="")
        return Ask(
            "https://api.example.ng/rates?app_id={key}", f"https://api.example.ng/rates?app_id={sent}", "POST",
            {"api_key": self.KEY}, self.KEY.encode(), {"api_key": "{key}"}, b"{key}",
        )  # fmt: skip

    @pytest.mark.parametrize("script", [
        b"HTTP/1.1 200 OK\r\nETag: \"KEY\"\r\nServer: KEY\r\nContent-Length: 15\r\n\r\nKEY",
        b"HTTP/1.1 401 KEY is not known\r\nContent-Length: 15\r\n\r\nKEY",
        b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/?k=KEY\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 KEY\r\n\r\n",
        b"KEY",
    ])  # fmt: skip
    def test_it_is_on_the_wire_and_nowhere_else(self, script: bytes, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(0)
        with Talker(talk(script.replace(b"KEY", self.KEY.encode()))) as talker:
            answered = asked(Settings(home=Path("home"), mirror=talker.url), self.ask(), secret=Secret(self.KEY))

        heard = talker.heard[0].decode()
        assert quote(self.KEY, safe="") in heard
        assert f"api_key: {self.KEY}" in heard
        for told in (repr(answered), repr(self.ask()), str(answered.fault), caplog.text):
            assert self.KEY not in told
            assert quote(self.KEY, safe="") not in told

    def test_a_host_that_the_operator_trusts_is_not_shown_it(self) -> None:
        turns = in_turn(
            talk(b"HTTP/1.1 307 Moved\r\nLocation: https://other.example/rates\r\nContent-Length: 0\r\n\r\n"),
            talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"),
        )
        with Talker(turns) as talker:
            settings = Settings(home=Path("home"), mirror=talker.url, trusted_hosts="other.example")
            answered = asked(settings, self.ask(), secret=Secret(self.KEY))

        assert answered.payload is not None
        assert talker.heard[1].startswith(b"POST /other.example/rates")
        assert self.KEY.encode() not in talker.heard[1]

    @pytest.mark.parametrize("key", ["two\nlines", " w1th", "w1th ", "₦", "a\x7fb"])
    def test_one_that_no_header_can_carry_is_named_and_not_shown(self, key: str) -> None:
        with pytest.raises(ConfigError, match="the key of monierate") as fault:
            Secret(key, "monierate")
        assert key.strip() not in str(fault.value)

    def test_it_stands_in_no_representation(self) -> None:
        assert self.KEY not in repr(Patience(1, 1, secret=Secret(self.KEY)))


class TestRedirects:
    @pytest.mark.parametrize(
        "location",
        [
            "/api/2/ticker",
            "https://api.luno.com/api/2/ticker",
            "http://api.luno.com/api/2/ticker",
            "https://www.api.luno.com/api/2/ticker",
            "MIRROR/api.luno.com/api/2/ticker",
            "/api.luno.com/api/2/ticker",
        ],
    )
    def test_one_within_the_site_is_followed(self, wire: Wire, location: str) -> None:
        wire.put("https://api.luno.com/api/2/ticker", b"moved here")
        wire.put("https://www.api.luno.com/api/2/ticker", b"moved here")
        wire.fail("api.luno.com/api/1", f"redirect:{location.replace('MIRROR', wire.url)}")

        answer = get(wire)

        assert answer is not None
        assert (answer.url, answer.body) == (URL, b"moved here")

    @pytest.mark.parametrize(
        "location", ["https://www.example.org/sorry", "MIRROR/www.example.org/sorry", "ftp://api.luno.com/", "//evil.example/", "https://["]
    )
    def test_one_to_another_site_is_refused(self, wire: Wire, location: str) -> None:
        wire.fail("luno", f"redirect:{location.replace('MIRROR', wire.url)}")

        kind = "forbidden_address" if location.startswith("ftp:") else "redirect"
        assert refused(kind, wire).startswith("redirected to ")
        assert len(wire.heard) == 1

    def test_a_circle_ends(self, wire: Wire) -> None:
        wire.fail("luno", f"redirect:{URL}")

        assert refused("redirect", wire).startswith("redirected more than 3 times")
        assert len(wire.heard) == 4


def test_same_site_knows_www_and_both_schemes_and_nothing_else() -> None:
    assert same_site("https://www.cbn.gov.ng/a", "http://cbn.gov.ng/b")
    assert not same_site("https://cbn.gov.ng.evil.example/a", "https://cbn.gov.ng/")
    assert not same_site("https://evil.example/cbn.gov.ng", "https://cbn.gov.ng/")
    assert not same_site("file:///etc/passwd", "https://cbn.gov.ng/")


class TestMirror:
    def test_every_address_goes_through_it(self) -> None:
        assert (
            Mirror.at("http://cache.local:9000/rates/").sends("https://a.example/x?y=1") == "http://cache.local:9000/rates/a.example/x?y=1"
        )
        assert Mirror.at("").sends("https://a.example/x?y=1") == "https://a.example/x?y=1"

    @pytest.mark.parametrize(("base", "here"), [("http://127.0.0.1:1", True), ("http://[::1]:1", True), ("http://localhost", True)])
    def test_it_knows_when_it_is_on_this_machine(self, base: str, here: bool) -> None:
        assert Mirror.at(base).loopback is here

    @pytest.mark.parametrize("base", ["", "http://cache.newsroom.example", "http://10.0.0.7:80"])
    def test_it_knows_when_it_is_not(self, base: str) -> None:
        assert not Mirror.at(base).loopback

    def test_a_mirror_on_this_machine_is_not_asked_through_a_proxy(self, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")

        assert get(wire) is not None


def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example")

    with pytest.raises(ConfigError, match="mend HTTPS_PROXY"):
        Client(Settings(home=Path("home")))


def test_naming_sources_does_not_load_the_client() -> None:
    """A command that prints a rate names its sources; it must not pay for HTTP, HTML and the event loop."""
    code = (
        "import sys, fxtracker.sources; print([m for m in ('httpx', 'asyncio', 'selectolax', 'jmespath', 'msgspec') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_the_address_of_a_second_host_is_another_address(wire: Wire) -> None:
    answer = get(wire, QUIDAX_URL)

    assert answer is not None
    assert answer.url == QUIDAX_URL
