"""Everything that a host can do wrong on the wire, by a server that does it: each has one name, ends in time and holds little memory."""

from __future__ import annotations

import gzip
import itertools
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from fxtracker.errors import BadAnswer
from fxtracker.sources import manners, unpack
from fxtracker.sources.client import Answered
from fxtracker.sources.request import Ask
from fxtracker.sources.unpack import Unpacker
from sources.asking import Talker, asked, settings_for, talk

URL = "https://rates.example.ng/api/rates"
LARGEST = 256 * 1024
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def head(status: str, *lines: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *lines, "", "")).encode()


def whole(body: bytes, *lines: str) -> bytes:
    return head("200 OK", f"Content-Length: {len(body)}", *lines) + body


def zipped(body: bytes) -> bytes:
    return whole(gzip.compress(body, 1), "Content-Encoding: gzip")


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def hang(*first: bytes) -> Callable[[socket.socket], None]:
    """Say something, then nothing for as long as the client listens."""

    def script(talking: socket.socket) -> None:
        for part in first:
            talking.sendall(part)
        talking.settimeout(10)
        talking.recv(1)

    return script


def forever(first: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Say something, then the same piece for as long as the client listens."""

    def script(talking: socket.socket) -> None:
        talking.sendall(first)
        while True:
            talking.sendall(piece)

    return script


def drip(talking: socket.socket) -> None:
    talking.sendall(head("200 OK", "Content-Length: 100000"))
    while True:
        talking.sendall(b"1")
        time.sleep(0.05)


def drip_headers(talking: socket.socket) -> None:
    talking.sendall(OK)
    for number in itertools.count():
        talking.sendall(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


def reset(*first: bytes) -> Callable[[socket.socket], None]:
    """Say something, then break the connection off without a word."""

    def script(talking: socket.socket) -> None:
        for part in first:
            talking.sendall(part)
        talking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        talking.close()

    return script


FAULTS: dict[str, tuple[Callable[[socket.socket], None], str, str]] = {
    # phases in which nothing comes
    "no first byte": (hang(), "timeout", "sent nothing for 0.3 seconds"),
    "half a status line": (hang(b"HTTP/1.1 20"), "timeout", "sent nothing"),
    "half of the headers": (hang(OK + b"Content-Type: te"), "timeout", "sent nothing"),
    "no body": (hang(head("200 OK", "Content-Length: 5")), "timeout", "sent nothing"),
    "half a body": (hang(head("200 OK", "Content-Length: 5") + b"[1"), "timeout", "sent nothing"),
    "half a chunk": (hang(CHUNKED + b"ff\r\n["), "timeout", "sent nothing"),
    "no last chunk": (hang(CHUNKED + b"2\r\n[]\r\n"), "timeout", "sent nothing"),
    "a hint and no answer": (hang(head("103 Early Hints", "Link: </a.css>")), "timeout", "sent nothing"),
    # connections that end
    "hangs up at once": (talk(), "unreachable", "broke off"),
    "hangs up in the headers": (talk(OK + b"Content-Type"), "unreachable", "broke off"),
    "hangs up in the body": (talk(head("200 OK", "Content-Length: 5000") + b"[1,2"), "unreachable", "broke off"),
    "hangs up in a chunk": (talk(CHUNKED + b"ff\r\n[1,2"), "unreachable", "broke off"),
    "hangs up between chunks": (talk(CHUNKED + b"2\r\n[]\r\n"), "unreachable", "broke off"),
    "resets at once": (reset(), "unreachable", "broke off"),
    "resets in the headers": (reset(OK), "unreachable", "broke off"),
    "resets in the body": (reset(head("200 OK", "Content-Length: 5000") + b"[1,2"), "unreachable", "broke off"),
    # no HTTP
    "no HTTP": (talk(b"220 mail.example.ng ESMTP\r\n\r\n"), "undecodable", "is no HTTP"),
    "a bare page": (talk(b"<html>1400</html>\r\n\r\n"), "undecodable", "is no HTTP"),
    "a length that is none": (talk(head("200 OK", "Content-Length: many") + b"[]"), "undecodable", "is no HTTP"),
    "a length below zero": (talk(head("200 OK", "Content-Length: -1") + b"[]"), "undecodable", "is no HTTP"),
    "two lengths": (talk(head("200 OK", "Content-Length: 2", "Content-Length: 3") + b"[]"), "undecodable", "is no HTTP"),
    "a chunk of no size": (talk(CHUNKED + b"zz\r\n[]\r\n"), "undecodable", "is no HTTP"),
    "a header with a zero byte": (talk(OK + b"Server: a\x00b\r\n\r\n"), "undecodable", "is no HTTP"),
    # statuses
    "204": (talk(head("204 No Content")), "status", "answered 204 No Content"),
    "206": (talk(head("206 Partial Content", "Content-Length: 2") + b"[]"), "status", "answered 206"),
    "304 unasked": (talk(head("304 Not Modified")), "status", "answered 304"),
    "400": (talk(head("400 Bad Request", "Content-Length: 0")), "status", "answered 400"),
    "401": (talk(head("401 Unauthorized", "Content-Length: 0")), "status", "answered 401"),
    "403": (talk(head("403 Forbidden", "Content-Length: 0")), "status", "answered 403"),
    "404": (talk(head("404 Not Found", "Content-Length: 0")), "status", "answered 404"),
    "410": (talk(head("410 Gone", "Content-Length: 0")), "status", "answered 410"),
    "418 without end": (forever(head("418 Teapot", "Content-Length: 999999999"), b"tea" * 9999), "status", "answered 418"),
    "429": (talk(head("429 Too Many Requests", "Content-Length: 0")), "rate_limited", "answered 429"),
    "429 for an hour": (talk(head("429 Slow", "Retry-After: 3600", "Content-Length: 0")), "rate_limited", "asks to wait 3600 seconds"),
    "429 until a day": (
        talk(head("429 Slow", "Date: Fri, 12 Jun 2026 14:00:00 GMT", "Retry-After: Fri, 12 Jun 2026 15:00:00 GMT", "Content-Length: 0")),
        "rate_limited", "asks to wait 3600 seconds",
    ),
    "500": (talk(head("500 Oops", "Content-Length: 0")), "status", "answered 500 Oops"),
    "501": (talk(head("501 Not Implemented", "Content-Length: 0")), "status", "answered 501"),
    "502": (talk(head("502 Bad Gateway", "Content-Length: 0")), "status", "answered 502"),
    "503": (talk(head("503 Busy", "Content-Length: 0")), "status", "answered 503"),
    "504": (talk(head("504 Late", "Content-Length: 0")), "status", "answered 504"),
    "503 and no more": (hang(head("503 Busy", "Content-Length: 9")), "status", "answered 503"),
    "999": (talk(head("999 Request denied", "Content-Length: 0")), "status", "answered 999"),
    # redirects
    "302 to nowhere": (talk(head("302 Found", "Content-Length: 0")), "redirect", "answered 302 and does not say where to"),
    "a circle": (talk(head("302 Found", f"Location: {URL}", "Content-Length: 0")), "redirect", "redirected more than 3 times"),
    "its home page": (talk(head("301 Moved", "Location: /", "Content-Length: 0")), "redirect", "redirected to its home page"),
    "the home page of its www": (
        talk(head("302 Found", "Location: https://www.rates.example.ng/?from=api", "Content-Length: 0")), "redirect", "to its home page",
    ),
    "another host": (talk(head("307 Moved", "Location: https://other.example/", "Content-Length: 0")), "redirect", "redirected to https://other"),
    "a host like its own": (
        talk(head("302 Found", "Location: https://rates.example.ng.evil.example/", "Content-Length: 0")), "redirect", "redirected to https://rates",
    ),
    "a file": (talk(head("302 Found", "Location: file:///etc/passwd", "Content-Length: 0")), "forbidden_address", "redirected to file:"),
    "an address in it": (talk(head("302 Found", "Location: data:,1400", "Content-Length: 0")), "forbidden_address", "redirected to data:"),
    "this machine": (talk(head("302 Found", "Location: http://127.0.0.1/", "Content-Length: 0")), "forbidden_address", "redirected to https://127"),
    "no address": (talk(head("302 Found", "Location: https://[", "Content-Length: 0")), "redirect", "which is no address"),
    "terminal codes": (
        talk(b"HTTP/1.1 302 Found\r\nLocation: https://other.example/\x9b31m\xc2\x9b2J\r\nContent-Length: 0\r\n\r\n"),
        "redirect", "redirected to",
    ),
    # sizes
    "says 2 GB": (talk(head("200 OK", "Content-Length: 2147483648")), "too_large", "2048 MB, and more than 256 kB is not read"),
    "says more than can be": (talk(head("200 OK", f"Content-Length: {'9' * 19}")), "too_large", "is not read"),
    "never ends": (forever(head("200 OK", "Connection: close"), b"x" * 65536), "too_large", "answered with more than 256 kB"),
    "never ends in chunks": (forever(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"), "too_large", "more than 256 kB"),
    "never ends in tiny chunks": (forever(CHUNKED, b"1\r\nx\r\n" * 4096), "too_large", "answered in 11,025 crumbs"),
    "a gzip bomb": (talk(zipped(b" " * (80 << 20))), "too_large", "more than 256 kB"),
    "a deflate bomb": (talk(whole(zlib.compress(b" " * (80 << 20), 1), "Content-Encoding: deflate")), "too_large", "more than 256 kB"),
    "a bare deflate bomb": (talk(whole(raw_deflate(b" " * (20 << 20)), "Content-Encoding: deflate")), "too_large", "more than 256 kB"),
    "a bomb in many parts": (talk(whole(gzip.compress(b"") * 5000, "Content-Encoding: gzip")), "undecodable", "more than 64 parts"),
    "a header without end": (forever(OK + b"X-Long: ", b"x" * 65536), "too_large", "headers beyond all measure"),
    "headers without end": (forever(OK, b"X-More: 1\r\n" * 4096), "too_large", "headers beyond all measure"),
    "too many headers": (talk(head("200 OK", *(f"X-{n}: 1" for n in range(400)), "Content-Length: 2") + b"[]"), "too_large", "256 headers"),
    "a chunk size without end": (forever(CHUNKED, b"0" * 65536), "too_large", "headers beyond all measure"),
    # encodings
    "gzip that is none": (talk(whole(b"not gzip!", "Content-Encoding: gzip")), "undecodable", "does not decompress"),
    "gzip cut short": (talk(whole(gzip.compress(b"[1400]" * 99)[:-9], "Content-Encoding: gzip")), "undecodable", "ends in the middle"),
    "gzip with a wrong sum": (
        talk(whole(gzip.compress(b"[1400]")[:-8] + b"\0" * 8, "Content-Encoding: gzip")), "undecodable", "incorrect data check",
    ),
    "deflate that is none": (talk(whole(b"\xff\xff\xff\xff", "Content-Encoding: deflate")), "undecodable", "does not decompress"),
    "brotli": (talk(whole(b"\x0b\x02\x80", "Content-Encoding: br")), "undecodable", "an encoding that was not asked for (br)"),
    "zstd": (talk(whole(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd")), "undecodable", "not asked for (zstd)"),
    "one in the other": (
        talk(whole(gzip.compress(gzip.compress(b"[]")), "Content-Encoding: gzip, gzip")), "undecodable", "not asked for (gzip, gzip)",
    ),
    "one in the other, in two lines": (
        talk(whole(gzip.compress(b"[]"), "Content-Encoding: deflate", "Content-Encoding: gzip")), "undecodable", "not asked for",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "_FIRST_WAIT", 0.01)


def ask(script: Callable[[socket.socket], None], *, url: str = URL, **how: Any) -> Answered:
    with Talker(script) as talker:
        return asked(settings_for(talker.url), Ask(url, url), **{"silence": 0.3, "seconds": 3, "largest": LARGEST, **how})


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_name_and_says_what_it_is(name: str) -> None:
    script, kind, message = FAULTS[name]

    fault = ask(script).fault

    assert fault is not None
    assert fault.kind == kind, fault
    assert message in str(fault)
    assert str(fault).isprintable()
    assert len(str(fault)) < 400


@pytest.mark.parametrize("name", ["hangs up in the body", "resets at once", "hangs up between chunks", "503", "429"])
def test_what_may_pass_is_tried_three_times(name: str) -> None:
    with Talker(FAULTS[name][0]) as talker:
        asked(settings_for(talker.url), Ask(URL, URL), silence=0.3)

    assert talker.connections == 3


@pytest.mark.parametrize(
    "name", ["no first byte", "404", "a gzip bomb", "brotli", "another host", "no HTTP", "501", "429 for an hour", "206"]
)
def test_what_will_not_pass_is_not_tried_again(name: str) -> None:
    with Talker(FAULTS[name][0]) as talker:
        asked(settings_for(talker.url), Ask(URL, URL), silence=0.3, largest=LARGEST)

    assert len(talker.heard) == 1


@pytest.mark.parametrize("script", [drip, drip_headers])
def test_a_drip_is_cut_off_by_the_time_in_all(script: Callable[[socket.socket], None]) -> None:
    """The client alone goes on while there is a byte now and then; the round ends it (see the tests of a round)."""
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        ask(script, ends=0.6)

    assert time.monotonic() - began < 3


def test_a_host_that_does_not_listen_to_what_it_is_told_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"x" * (64 << 20)
    with Talker(lambda talking: time.sleep(3), listens=False) as talker:
        answered = asked(settings_for(talker.url), Ask(URL, URL, "POST", body=body), silence=0.3)

    assert answered.fault is not None
    assert (answered.fault.kind, str(answered.fault)) == ("timeout", "took nothing for 0.3 seconds")


def test_a_connection_that_nobody_takes_ends_in_time() -> None:
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    waiting = []
    try:
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(full.getsockname())
            waiting.append(one)
        began = time.monotonic()
        answered = asked(settings_for(f"http://127.0.0.1:{full.getsockname()[1]}"), Ask(URL, URL), silence=0.3, seconds=1)
    finally:
        for one in (*waiting, full):
            one.close()

    assert answered.fault is not None
    assert answered.fault.kind == "timeout"
    assert time.monotonic() - began < 5


def test_a_port_that_is_closed_is_unreachable() -> None:
    answered = asked(settings_for("http://127.0.0.1:9"), Ask(URL, URL))

    assert answered.fault is not None
    assert answered.fault.kind == "unreachable"


class TestRight:
    """What looks odd and is right."""

    @pytest.mark.parametrize("script", [
        talk(whole(b"[1400]")), talk(CHUNKED + b"3\r\n[14\r\n3\r\n00]\r\n0\r\n\r\n"), talk(OK + b"Connection: close\r\n\r\n[1400]"),
        talk(CHUNKED + b"6;note=1\r\n[1400]\r\n0\r\nX-Sum: 1\r\n\r\n"), talk(*(bytes([byte]) for byte in whole(b"[1400]"))),
        talk(zipped(b"[1400]")), talk(whole(zlib.compress(b"[1400]"), "Content-Encoding: deflate")),
        talk(whole(b"[1400]", "Content-Encoding: identity")),
        talk(whole(raw_deflate(b"[1400]"), "Content-Encoding: deflate")), talk(whole(gzip.compress(b"[1400]"), "Content-Encoding: X-GZIP")),
        talk(whole(gzip.compress(b"[14") + gzip.compress(b"00]") + b"\0\0\0", "Content-Encoding: gzip")),
        talk(head("100 Continue") + head("103 Early Hints") + whole(b"[1400]")), talk(whole(b"[1400]") + b"and more than was said"),
    ])  # fmt: skip
    def test_an_answer_is_whole_however_it_is_sent(self, script: Callable[[socket.socket], None]) -> None:
        answered = ask(script)

        assert answered.payload is not None
        assert answered.payload.body == b"[1400]"

    def test_an_empty_answer_is_an_answer(self) -> None:
        answered = ask(talk(whole(b"", "Content-Encoding: gzip")))

        assert answered.payload is not None
        assert answered.payload.body == b""

    def test_what_fits_to_the_byte_is_read(self) -> None:
        for answer in (whole(b"x" * LARGEST), zipped(b"x" * LARGEST)):
            answered = ask(talk(answer))
            assert answered.payload is not None
            assert len(answered.payload.body) == LARGEST

    def test_marks_that_cannot_be_sent_back_are_forgotten(self) -> None:
        answered = ask(talk(b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nLast-Modified: ' + b"x" * 999 + b"\r\nContent-Length: 2\r\n\r\n[]"))

        assert answered.payload is not None
        assert (answered.payload.etag, answered.payload.last_modified) == (None, None)
        assert all(len(value) <= 200 and value.isprintable() for value in answered.payload.headers.values())


class TestUnpacking:
    @pytest.mark.parametrize("size", [1, 2, 3, 7, 1000, 1 << 16])
    @pytest.mark.parametrize("way", ["gzip", "deflate", "bare", "parts", ""])
    def test_the_pieces_in_which_it_comes_make_no_difference(self, way: str, size: int) -> None:
        body = bytes(range(256)) * 40
        packed = {
            "gzip": gzip.compress(body), "deflate": zlib.compress(body), "bare": raw_deflate(body), "": body,
            "parts": gzip.compress(body[:100]) + gzip.compress(body[100:]),
        }[way]  # fmt: skip
        unpacker = Unpacker({"bare": "deflate", "parts": "gzip"}.get(way, way), len(body))
        for start in range(0, len(packed), size):
            unpacker.feed(packed[start : start + size])

        assert unpacker.body() == body

    @pytest.mark.parametrize(("way", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)])
    def test_a_bomb_is_cut_having_held_no_more_than_the_limit_and_a_step(self, way: str, pack: Callable[[bytes], bytes]) -> None:
        bomb = pack(b"\0" * (64 << 20))
        tracemalloc.start()
        try:
            with pytest.raises(BadAnswer, match="more than 1 MB") as fault:
                Unpacker(way, 1 << 20).feed(bomb)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert fault.value.kind == "too_large"
        assert peak < 2 * (1 << 20) + 2 * unpack.STEP + len(bomb)

    @pytest.mark.parametrize("way", ["br", "gzip, br", "deflate,gzip", "compress", "gzip;q=1", "gzip gzip", "x-gzip,x-gzip"])
    def test_any_other_encoding_is_refused_before_a_byte_is_read(self, way: str) -> None:
        with pytest.raises(BadAnswer) as fault:
            Unpacker(way, 99)
        assert fault.value.kind == "undecodable"
