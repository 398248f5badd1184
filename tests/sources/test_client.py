"""The polite client over a real socket: what it says, what it follows, how often it tries, and when it gives up."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fxtracker import __version__
from fxtracker.errors import BadAnswer, BadStatus, ConfigError, SourceError, Unreachable
from fxtracker.settings import Settings
from fxtracker.sources import KnownPayload, Payload
from fxtracker.sources.client import Client, Patience
from fxtracker.sources.mirror import Mirror, same_site
from wire import CBN_URL, LUNO_URL, QUIDAX_URL, Wire, cbn_rows, luno

URL = "https://api.luno.com/api/1/ticker?pair=USDTNGN"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as running:
        yield running


def get(
    wire: Wire | str,
    url: str = URL,
    *,
    known: KnownPayload | None = None,
    seconds: float = 5,
    silence: float = 2,
    times: int = 1,
    contact: str = "",
) -> Payload | None:
    """One client asks for an address, `times` times over."""
    settings = Settings(home=Path("home"), mirror=wire if isinstance(wire, str) else wire.url, contact=contact)

    async def ask() -> Payload | None:
        answer = None
        async with Client(settings) as client:
            for _ in range(times):
                deadline = asyncio.get_running_loop().time() + seconds
                answer = await client.get(url, known, Patience(deadline, silence, 4, "application/json, */*;q=0.5"))
        return answer

    return asyncio.run(ask())


def refused(kind: type[SourceError], wire: Wire | str, url: str = URL, **how: float) -> str:
    with pytest.raises(kind) as fault:
        get(wire, url, **how)  # type: ignore[arg-type]
    return str(fault.value)


def test_it_says_who_it_is_and_what_it_takes(wire: Wire) -> None:
    get(wire, contact="desk@example.com")

    headers = {name.lower(): value for name, value in wire.heard[0].headers.items()}
    assert headers["user-agent"] == f"fxtracker/{__version__} (rate desk of the naira; +desk@example.com)"
    assert headers["accept"].startswith("application/json")
    assert headers["accept-encoding"] == "gzip"


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

    assert refused(BadStatus, wire).startswith(f"answered {status}")
    assert len(wire.heard) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_failure_that_may_pass_is_tried_again_a_little_later(wire: Wire, status: int) -> None:
    wire.fail("luno", str(status))

    assert refused(BadStatus, wire).startswith(f"answered {status}")
    times = [heard.at for heard in wire.heard]
    assert len(times) == 3
    assert times[1] - times[0] >= 0.12
    assert times[2] - times[1] >= 0.25


def test_a_failure_that_passed_is_forgotten(wire: Wire) -> None:
    wire.fail("luno", "500")
    threading.Timer(0.1, wire.heal).start()

    assert get(wire) is not None


def test_a_host_is_not_stormed(wire: Wire) -> None:
    wire.fail("luno", "500")

    async def many() -> None:
        async with Client(Settings(home=Path("home"), mirror=wire.url)) as client:
            patience = Patience(asyncio.get_running_loop().time() + 5, 2, 20, "*/*")
            await asyncio.gather(*(client.get(URL, None, patience) for _ in range(17)), return_exceptions=True)

    asyncio.run(many())

    assert len(wire.heard) <= 17 + 4


def test_few_requests_are_under_way_to_one_host(wire: Wire) -> None:
    wire.fail("luno", "slow:0.2")

    async def many() -> None:
        async with Client(Settings(home=Path("home"), mirror=wire.url)) as client:
            patience = Patience(asyncio.get_running_loop().time() + 5, 2, 2, "*/*")
            await asyncio.gather(*(client.get(URL, None, patience) for _ in range(6)))

    began = time.monotonic()
    asyncio.run(many())

    assert time.monotonic() - began >= 0.6


def test_it_waits_as_long_as_it_is_asked_to(wire: Wire) -> None:
    wire.fail("luno", "429:1")

    refused(BadStatus, wire, seconds=2.5)

    times = [heard.at for heard in wire.heard]
    assert [round(later - earlier) for earlier, later in itertools.pairwise(times)] == [1, 1]


def test_it_does_not_wait_beyond_its_time(wire: Wire) -> None:
    wire.fail("luno", "429:300")
    began = time.monotonic()

    assert "asks to wait 300 seconds" in refused(BadStatus, wire)
    assert time.monotonic() - began < 5
    assert len(wire.heard) == 1


def test_a_date_in_retry_after_is_understood(wire: Wire) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    wire.fail("luno", f"503:{format_datetime(later, usegmt=True)}")

    assert "asks to wait 3" in refused(BadStatus, wire)


def test_silence_ends_after_its_own_time_and_is_not_tried_again(wire: Wire) -> None:
    wire.fail("luno", "silent")
    began = time.monotonic()

    assert refused(Unreachable, wire, silence=0.5) == "sent nothing for 0.5 seconds"
    assert time.monotonic() - began < 5
    assert len(wire.heard) == 1


def test_an_answer_that_breaks_off_is_tried_again_and_then_a_failure(wire: Wire) -> None:
    wire.fail("luno", "broken")

    assert refused(Unreachable, wire).startswith("broke off in the middle of its answer")
    assert len(wire.heard) == 3


def test_a_host_that_is_not_there_is_asked_no_more_in_the_same_round() -> None:
    async def twice() -> tuple[float, float]:
        async with Client(Settings(home=Path("home"), mirror="http://127.0.0.1:9")) as client:
            spent = []
            for _ in range(2):
                began = time.monotonic()
                with pytest.raises(Unreachable, match="cannot be reached"):
                    await client.get(URL, None, Patience(asyncio.get_running_loop().time() + 5, 2, 4, "*/*"))
                spent.append(time.monotonic() - began)
            return spent[0], spent[1]

    first, second = asyncio.run(twice())

    assert first > 0.3
    assert second < 0.05


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

        assert refused(BadAnswer, wire).startswith("redirected to ")
        assert len(wire.heard) == 1

    def test_a_circle_ends(self, wire: Wire) -> None:
        wire.fail("luno", f"redirect:{URL}")

        assert refused(BadAnswer, wire).startswith("redirected more than 3 times")
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


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    """64 MB is the limit after decompression: 80 MB of blanks are 80 kB on the wire."""
    packed = gzip.compress(b" " * (80 << 20), 1)

    class Endless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_: object) -> None: ...

    with Serving(Endless) as address:
        assert refused(BadAnswer, address) == "answered with more than 64 MB"


def test_a_body_that_does_not_decompress_is_refused() -> None:
    class Garbled(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"not gzip!")

        def log_message(self, *_: object) -> None: ...

    with Serving(Garbled) as address:
        assert refused(BadAnswer, address).startswith("answered with a body that does not decompress")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "1",
            "-subj",
            "/CN=localhost",
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no openssl to make a certificate with")

    class Secure(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Serving(Secure, context) as address:
        assert "shows a certificate that cannot be verified" in refused(Unreachable, address)


def test_naming_sources_does_not_load_the_client() -> None:
    """A command that prints a rate names its sources; it must not pay for HTTP, HTML and the event loop."""
    code = (
        "import sys, fxtracker.sources; print([m for m in ('httpx', 'asyncio', 'selectolax', 'jmespath', 'msgspec') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


class Serving:
    """A server of one handler, over TLS where a context is given."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign, assignment]
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._address = f"{'https' if context else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self._address

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_the_address_of_a_second_host_is_another_address(wire: Wire) -> None:
    answer = get(wire, QUIDAX_URL)

    assert answer is not None
    assert answer.url == QUIDAX_URL
