"""Which addresses may be asked: whatever a source file or a redirect says, only the open internet is reached."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Sequence

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.errors import SourceError
from fxtracker.sources.client import Answered, Client, Patience
from fxtracker.sources.dial import Dialer
from fxtracker.sources.guard import Guard, is_public, site_of
from fxtracker.sources.loop import Loop
from fxtracker.sources.request import Ask
from sources.asking import Talker, asked, in_turn, settings_for, talk

OPEN = Guard.of("")
NUMBERS = [
    "127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.0x1",
    "0x", "0X7F.0.0.1", "10.0.0.5", "8.8.8.8", "169.254.169.254", "2852039166", "192.168.1.1.", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[fd00:ec2::254]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[2001:4860:4860::8888]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "1.2.3.4.5",
]  # fmt: skip
LOCAL = [
    "localhost", "LOCALHOST", "localhost.", "rates.localhost", "localhost.localdomain", "printer.local", "metadata.google.internal",
    "router.lan", "nas.home.arpa", "db.internal", "wiki.corp", "ip6-localhost", "ip6-loopback", "intranet", "1.0.0.127.in-addr.arpa",
]  # fmt: skip
ODD = [
    "https://desk:secret@rates.example.ng/", "https://desk@rates.example.ng/", "https://rates.example.ng:22/", "https://rates.example.ng:8443/",
    "https://rates.example.ng:80/", "https://rates.example.ng:99999/", "https://rates.example.ng:x/", "http://rates.example.ng/",
    "ftp://rates.example.ng/", "file:///etc/passwd", "data:text/html,1400", "javascript:alert(1)", "gopher://rates.example.ng/", "https://",
    "https:///path", "https:rates.example.ng", "//rates.example.ng/", "rates.example.ng", "", "https://rates.example.ng\\@127.0.0.1/",
    "https://rates.example.ng\n.evil.example/", "https://rates.example.ng\t/", "https://rates example.ng/", "https://rates%2eexample.ng/",
    "https://１２７.0.0.1/", "https://ⓛocalhost/", "https://rates。example.ng/", "https://нaira.example.ng/", "https://-.example.ng/",
    "https://a..b/", "https://rates.example.ng,127.0.0.1/", "https://[/", "https://[::1/", f"https://{'a' * 64}.example.ng/",
]  # fmt: skip


def refused(url: str, guard: Guard = OPEN) -> str:
    with pytest.raises(SourceError) as fault:
        guard.host(url)
    assert fault.value.kind == "forbidden_address"
    return str(fault.value)


class TestText:
    @pytest.mark.parametrize("host", NUMBERS)
    def test_an_address_in_numbers_is_refused_however_it_is_written(self, host: str) -> None:
        assert refused(f"https://{host}/rates").startswith("is not asked")

    @pytest.mark.parametrize("host", LOCAL)
    def test_a_name_of_this_machine_or_of_a_local_network_is_refused(self, host: str) -> None:
        assert "of this machine or of a local network" in refused(f"https://{host}/rates")

    @pytest.mark.parametrize("url", ODD)
    def test_what_is_no_plain_address_over_tls_is_refused(self, url: str) -> None:
        refused(url)

    def test_a_password_in_an_address_is_not_repeated(self) -> None:
        assert "secret" not in refused("https://desk:secret@rates.example.ng/")
        assert "secret" not in refused("http://desk:secret@rates.example.ng/")

    @pytest.mark.parametrize("url", [
        "https://www.cbn.gov.ng/api/GetAllExchangeRates", "https://api.rates.noblocks.xyz/rates/usdt/ngn", "https://0x.org/", "https://a-b.example.ng/",
        "https://2026-06-12.currency-api.pages.dev/v1/", "https://CBN.gov.ng:443/", "https://cbn.gov.ng./", "https://xn--naira-9ua.example.ng/",
        "https://nairatoday.com/black market", "https://localhost.example.ng/", "https://1e100.net/",
    ])  # fmt: skip
    def test_every_plain_one_may_be_asked(self, url: str) -> None:
        assert OPEN.host(url)

    @pytest.mark.parametrize(
        "url", ["http://10.0.0.7:9000/", "https://cache.internal/", "http://cache.internal:8080/rates", "https://[fd00::7]/"]
    )
    def test_a_host_that_the_operator_names_may_be_anything(self, url: str) -> None:
        guard = Guard.of(" 10.0.0.7, Cache.Internal. ,[fd00::7]")

        assert guard.host(url)
        refused(url.replace("cache.", "other.").replace("0.7", "0.8").replace("::7", "::8"), guard)

    def test_trust_is_in_the_very_host_and_in_no_password_or_scheme(self) -> None:
        guard = Guard.of("cache.internal")

        for url in ("https://db.cache.internal/", "https://desk@cache.internal/", "ftp://cache.internal/", "https://cache.internal:x/"):
            refused(url, guard)

    def test_a_site_is_its_host_with_or_without_www(self) -> None:
        assert site_of("WWW.cbn.gov.ng.") == site_of("cbn.gov.ng") == "cbn.gov.ng"


PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.5", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.9", "168.63.129.16", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
    "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:10.0.0.5", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::a00:5", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2002:a00:5::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1",
    "rates", "",
]  # fmt: skip


class TestAddresses:
    @pytest.mark.parametrize("address", PRIVATE)
    def test_one_that_is_not_of_the_open_internet_is_none(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "104.16.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1", "2a00:1450::1", "64:ff9b::808:808"]
    )
    def test_one_of_the_open_internet_is_one(self, address: str) -> None:
        assert is_public(address)

    @given(st.ip_addresses())
    def test_none_that_python_knows_as_private_is_public(self, address: object) -> None:
        if is_public(str(address)) and not str(address).startswith("64:ff9b::"):
            assert address.is_global  # type: ignore[attr-defined]
            assert not address.is_multicast  # type: ignore[attr-defined]

    def test_one_private_among_public_ones_condemns_the_name(self) -> None:
        with pytest.raises(SourceError, match=r"has the address 10\.0\.0\.5") as fault:
            OPEN.addresses("rates.example.ng", ["8.8.8.8", "10.0.0.5"])
        assert fault.value.kind == "forbidden_address"
        assert Guard.of("rates.example.ng").addresses("rates.example.ng", ["10.0.0.5", "10.0.0.5"]) == ["10.0.0.5"]


def straight(url: str, found: Sequence[str] | None = None, **how: object) -> tuple[Answered, list[str]]:
    """Ask an address without a mirror; the resolver of the loop answers with `found`, and the names that it was asked for come back."""
    names: list[str] = []

    async def one() -> Answered:
        loop = asyncio.get_running_loop()
        real = loop.getaddrinfo

        async def look_up(host: str, port: int, **more: object) -> list[object]:
            names.append(host)
            if found is None:
                return await real(host, port, **more)  # type: ignore[arg-type, return-value]
            return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        loop.getaddrinfo = look_up  # type: ignore[method-assign, assignment]
        async with Client(settings_for(**how)) as client:
            return await client.ask(Ask(url, url), None, Patience(loop.time() + 3, 1))

    return asyncio.run(one()), names


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class TestNames:
    @pytest.mark.parametrize("found", [
        ["10.0.0.5"], ["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["2606:4700::1", "::1"], ["::ffff:127.0.0.1"],
        ["169.254.169.254"], ["fe80::1%lo"],
    ])  # fmt: skip
    def test_one_that_leads_to_a_private_address_is_refused_before_anything_is_sent(self, found: list[str]) -> None:
        with Talker(talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as talker:
            answered, names = straight(f"https://rates.example.ng/{talker.port}", found)

        assert answered.fault is not None
        assert answered.fault.kind == "forbidden_address"
        assert "rates.example.ng has the address" in str(answered.fault)
        assert names == ["rates.example.ng"]
        assert talker.connections == 0

    def test_a_private_address_is_reached_where_the_operator_trusts_the_name(self) -> None:
        with Talker(talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as talker:
            answered, _ = straight(f"http://cache.newsroom.ng:{talker.port}/", ["127.0.0.1"], trusted_hosts="cache.newsroom.ng")

        assert answered.payload is not None
        assert answered.payload.body == b"[]"
        assert b"Host: cache.newsroom.ng" in talker.heard[0]

    def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_the_one_that_is_reached(self) -> None:
        """A second look-up could be answered otherwise: DNS rebinding."""
        with Talker(talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as talker:
            answered, names = straight(f"http://cache.newsroom.ng:{talker.port}/", ["127.0.0.1"], trusted_hosts="cache.newsroom.ng")

        assert answered.payload is not None
        assert names == ["cache.newsroom.ng"]

    @pytest.mark.parametrize("name", ["localhost", "ip6-localhost", socket.gethostname()])
    def test_the_systems_own_resolver_is_believed_and_judged(self, name: str) -> None:
        async def one() -> None:
            await Dialer(OPEN).connect_tcp(name, 443, timeout=2)

        with pytest.raises((SourceError, httpcore.ConnectError)) as fault:
            asyncio.run(one())
        if isinstance(fault.value, SourceError):
            assert fault.value.kind == "forbidden_address"
        assert name != "localhost" or isinstance(fault.value, SourceError)

    def test_the_next_address_is_tried_where_one_does_not_answer(self) -> None:
        with Talker(talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as talker:
            answered, _ = straight(
                f"http://cache.newsroom.ng:{talker.port}/", ["::1", "127.0.0.9", "127.0.0.1"], trusted_hosts="cache.newsroom.ng"
            )

        assert answered.payload is not None

    def test_a_name_that_is_not_there_is_unreachable(self) -> None:
        async def one() -> Answered:
            loop = asyncio.get_running_loop()

            async def look_up(host: str, port: int, **more: object) -> list[object]:
                raise socket.gaierror(-2, "Name or service not known")

            loop.getaddrinfo = look_up  # type: ignore[method-assign, assignment]
            async with Client(settings_for()) as client:
                return await client.ask(Ask("https://rates.example.ng/", "https://rates.example.ng/"), None, Patience(loop.time() + 3, 1))

        answered = asyncio.run(one())
        assert answered.fault is not None
        assert (answered.fault.kind, str(answered.fault)) == ("unreachable", "cannot be reached (no address was found for it)")

    def test_a_resolver_that_hangs_ends_with_the_time_for_a_connection(self) -> None:
        async def one() -> Answered:
            loop = asyncio.get_running_loop()

            async def look_up(host: str, port: int, **more: object) -> list[object]:
                await asyncio.sleep(30)
                return []

            loop.getaddrinfo = look_up  # type: ignore[method-assign, assignment]
            async with Client(settings_for()) as client:
                return await client.ask(
                    Ask("https://rates.example.ng/", "https://rates.example.ng/"), None, Patience(loop.time() + 0.5, 0.3)
                )

        answered = asyncio.run(one())
        assert answered.fault is not None
        assert answered.fault.kind == "timeout"


class TestLoop:
    """Where names are looked up."""

    @staticmethod
    def look_up(name: str) -> list[tuple[object, ...]]:
        loop = Loop()
        try:
            return loop.run_until_complete(loop.getaddrinfo(name, 443, type=socket.SOCK_STREAM))
        finally:
            loop.close()

    def test_a_name_has_the_addresses_that_the_system_gives_it(self) -> None:
        assert self.look_up("localhost") == socket.getaddrinfo("localhost", 443, type=socket.SOCK_STREAM)

    def test_a_name_without_an_address_is_what_the_system_says(self) -> None:
        with pytest.raises(OSError):  # noqa: PT011 - each system has words of its own
            self.look_up("no.such.name.invalid")

    def test_a_resolver_that_hangs_does_not_keep_the_process_alive(self) -> None:
        code = (
            "import socket, time; socket.getaddrinfo = lambda *_: time.sleep(60)\n"
            "import asyncio; from fxtracker.sources.loop import Loop\n"
            "async def one():\n    async with asyncio.timeout(0.2): await asyncio.get_running_loop().getaddrinfo('a.example', 1)\n"
            "loop = Loop()\n"
            "try: loop.run_until_complete(one())\n"
            "except TimeoutError: print('late')\n"
            "loop.close()"
        )
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)

        assert (told.stdout, told.stderr) == ("late\n", "")


class TestMirror:
    @pytest.mark.parametrize(
        "url", ["https://127.0.0.1/", "https://localhost/", "http://rates.example.ng/", "https://2130706433/", *ODD[:4]]
    )
    def test_what_may_not_be_asked_is_not_asked_of_the_mirror_either(self, url: str) -> None:
        with Talker(talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as talker:
            answered = asked(settings_for(talker.url), Ask(url, url))

        assert answered.fault is not None
        assert answered.fault.kind == "forbidden_address"
        assert talker.connections == 0

    def test_nothing_but_the_mirror_is_reached(self) -> None:
        async def one() -> None:
            await Dialer(OPEN, "127.0.0.1").connect_tcp("rates.example.ng", 443, timeout=1)

        with pytest.raises(httpcore.ConnectError, match=r"rates\.example\.ng is not the mirror"):
            asyncio.run(one())

    @pytest.mark.parametrize("location", [
        "https://127.0.0.1/", "https://localhost/x", "https://[::1]/", "https://10.0.0.5:8080/", "https://169.254.169.254/latest/meta-data/",
        "https://2852039166/", "http://0x7f.1/", "file:///etc/passwd", "data:application/json,[]", "javascript:1", "gopher://127.0.0.1:6379/_SET",
        "https://desk:pw@rates.example.ng/", "https://rates.example.ng:22/", "//localhost/", "https://metadata.google.internal/", "ftp://rates.example.ng/x",
    ])  # fmt: skip
    def test_a_redirect_to_such_a_place_is_refused_before_anything_is_sent(self, location: str) -> None:
        with Talker(talk(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode())) as talker:
            answered = asked(settings_for(talker.url), Ask("https://rates.example.ng/a", "https://rates.example.ng/a"))

        assert answered.fault is not None
        assert answered.fault.kind == "forbidden_address"
        assert str(answered.fault).startswith("redirected to ")
        assert "pw@" not in str(answered.fault)
        assert talker.connections == 1

    def test_a_redirect_to_a_host_that_the_operator_trusts_is_followed(self) -> None:
        scripts = in_turn(
            talk(b"HTTP/1.1 302 Found\r\nLocation: https://cdn.example.org/rates.json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"),
        )
        with Talker(scripts) as talker:
            answered = asked(
                settings_for(talker.url, trusted_hosts="cdn.example.org"), Ask("https://rates.example.ng/a", "https://rates.example.ng/a")
            )

        assert answered.payload is not None
        assert answered.payload.url == "https://rates.example.ng/a"
        assert talker.heard[1].startswith(b"GET /cdn.example.org/rates.json ")


class TestProxy:
    def test_it_is_reached_wherever_it_is_and_the_name_behind_it_is_judged_as_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Talker(talk(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            through, names = straight("https://rates.example.ng/", ["10.0.0.5"])
            local, _ = straight("https://localhost/", ["8.8.8.8"])

        assert proxy.heard[0].startswith(b"CONNECT rates.example.ng:443 ")
        assert names == []
        assert through.fault is not None
        assert (through.fault.kind, "through the proxy" in str(through.fault)) == ("unreachable", True)
        assert local.fault is not None
        assert local.fault.kind == "forbidden_address"

    def test_it_is_left_aside_for_hosts_of_no_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Talker(talk(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")) as talker:
            monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
            monkeypatch.setenv("NO_PROXY", "newsroom.ng")
            answered, _ = straight(f"http://cache.newsroom.ng:{talker.port}/", ["127.0.0.1"], trusted_hosts="cache.newsroom.ng")

        assert answered.payload is not None
