"""Certificates over a real handshake: every chain is verified, a file can complete one, and no file can vouch for anything itself."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from fxtracker.errors import ConfigError
from fxtracker.sources.client import Answered
from fxtracker.sources.request import Ask
from fxtracker.sources.tls import complete
from sources.asking import Talker, asked, settings_for, talk

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")

AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"
HOST = "basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:{name}\nextendedKeyUsage=serverAuth\n"
SAID = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, as files."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / f"{self.name}.pem"

    @property
    def key(self) -> Path:
        return self.folder / f"{self.name}.key"

    @property
    def pem(self) -> str:
        return self.path.read_text()


def make(folder: Path, name: str, extensions: str, signer: Certificate | None = None, *validity: str) -> Certificate:
    """A certificate of that name, signed by another or by itself."""
    made = Certificate(folder, name)
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", made.key, "-out",
            folder / f"{name}.csr", "-subj", f"/CN={name}")  # fmt: skip
    (folder / f"{name}.ext").write_text(extensions)
    by = ["-signkey", made.key] if signer is None else ["-CA", signer.path, "-CAkey", signer.key, "-CAcreateserial"]
    openssl("x509", "-req", "-in", folder / f"{name}.csr", *by, "-out", made.path, "-extfile", folder / f"{name}.ext",
            *(validity or ("-days", "2")))  # fmt: skip
    return made


@dataclass(frozen=True)
class House:
    """A root that is trusted, two between, hosts below them; and the same of a stranger."""

    root: Certificate
    upper: Certificate
    lower: Certificate
    host: Certificate
    other_name: Certificate
    expired: Certificate
    stranger: Certificate
    strange_middle: Certificate
    strange_host: Certificate
    alone: Certificate


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("authorities")
    root = make(folder, "root", AUTHORITY)
    upper = make(folder, "upper", AUTHORITY, root)
    lower = make(folder, "lower", AUTHORITY, upper)
    stranger = make(folder, "stranger", AUTHORITY)
    strange_middle = make(folder, "strange-middle", AUTHORITY, stranger)
    mine = HOST.format(name="rates.newsroom.ng")
    return House(
        root,
        upper,
        lower,
        make(folder, "host", mine, lower),
        make(folder, "other-name", HOST.format(name="elsewhere.example.ng"), lower),
        make(folder, "expired", mine, lower, "-days", "-1"),
        stranger,
        strange_middle,
        make(folder, "strange-host", mine, strange_middle),
        make(folder, "alone", mine),
    )


@pytest.fixture(autouse=True)
def trusting(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system trusts the root alone, and no proxy stands in the way."""
    monkeypatch.setenv("SSL_CERT_FILE", str(house.root.path))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop finds every name on this machine."""

    async def found(self: object, host: str, port: int, **more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", found)


def ask(shown: list[Certificate], intermediate: str = "") -> tuple[Answered, Talker]:
    """Ask a host that shows this chain."""
    chain = shown[0].folder / "shown.pem"
    chain.write_text("".join(one.pem for one in shown))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, shown[0].key)
    with Talker(talk(SAID), context) as talker:
        url = f"https://rates.newsroom.ng:{talker.port}/"
        settings = settings_for(trusted_hosts="rates.newsroom.ng")
        return asked(settings, Ask(url, url), silence=1, seconds=2, intermediate=intermediate), talker


def refused(shown: list[Certificate], intermediate: str = "") -> str:
    answered, talker = ask(shown, intermediate)
    assert answered.fault is not None
    assert answered.fault.kind == "certificate"
    assert talker.heard == []
    assert talker.connections == 1
    return str(answered.fault)


@pytest.mark.usefixtures("look_up")
class TestChain:
    def test_a_whole_one_passes(self, house: House) -> None:
        answered, _ = ask([house.host, house.lower, house.upper])

        assert answered.payload is not None

    def test_one_without_its_links_is_refused_and_nothing_is_sent(self, house: House) -> None:
        assert refused([house.host]).startswith("shows a certificate that cannot be verified (unable to get local issuer")

    @pytest.mark.parametrize("order", [1, -1])
    def test_the_file_can_supply_the_links_that_the_host_leaves_out(self, house: House, order: int) -> None:
        answered, _ = ask([house.host], "\n".join([house.lower.pem, house.upper.pem][::order]))

        assert answered.payload is not None
        assert answered.payload.body == b"[]"

    def test_a_link_alone_is_no_end(self, house: House) -> None:
        """With the lower one alone the chain still reaches no root: a certificate of the file is never what a chain ends in."""
        assert "unable to get issuer certificate" in refused([house.host], house.lower.pem)
        assert "unable to get issuer certificate" in refused([house.strange_host], house.strange_middle.pem)

    def test_the_root_of_a_stranger_in_the_file_is_refused(self, house: House) -> None:
        with pytest.raises(ConfigError, match="intermediate: it is a root, which vouches for itself"):
            ask([house.strange_host], house.strange_middle.pem + house.stranger.pem)

    def test_a_name_that_the_certificate_does_not_bear_is_refused(self, house: House) -> None:
        assert "rates.newsroom.ng" in refused([house.other_name, house.lower, house.upper])

    def test_an_expired_one_is_refused(self, house: House) -> None:
        assert "expired" in refused([house.expired, house.lower, house.upper])

    def test_one_that_nobody_vouches_for_is_refused(self, house: House) -> None:
        assert "self-signed" in refused([house.alone]).replace("self signed", "self-signed")
        refused([house.strange_host, house.strange_middle, house.stranger])

    def test_what_one_file_supplies_serves_no_other_source(self, house: House) -> None:
        ask([house.host], house.lower.pem + house.upper.pem)

        refused([house.host])


class TestFile:
    @pytest.mark.parametrize(
        ("name", "message"),
        [("root", "a root"), ("stranger", "a root"), ("host", "the certificate of a host"), ("alone", "the certificate of a host")],
    )
    def test_nothing_but_links_is_taken(self, house: House, name: str, message: str) -> None:
        with pytest.raises(ConfigError, match=f"intermediate: it is {message}"):
            complete(ssl.create_default_context(), house.upper.pem + getattr(house, name).pem)

    @pytest.mark.parametrize("text", [
        "", "certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n₦\n-----END CERTIFICATE-----",
    ])  # fmt: skip
    def test_what_is_no_certificate_is_named(self, text: str) -> None:
        with pytest.raises(ConfigError, match="intermediate: it is no certificate"):
            complete(ssl.create_default_context(), text)

    def test_other_blocks_are_refused(self, house: House) -> None:
        for text in (house.upper.key.read_text(), house.upper.pem.replace("CERTIFICATE", "TRUSTED CERTIFICATE")):
            with pytest.raises(ConfigError, match="intermediate"):
                complete(ssl.create_default_context(), house.upper.pem + text)

    def test_a_part_of_a_chain_is_never_enough(self, house: House) -> None:
        context = ssl.create_default_context()
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN

        complete(context, house.upper.pem)

        assert not context.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname


@pytest.mark.usefixtures("look_up")
class TestHandshake:
    def test_one_that_hangs_ends_in_time(self) -> None:
        over = threading.Event()
        with Talker(lambda talking: over.wait(5) and None, listens=False) as talker:
            url = f"https://rates.newsroom.ng:{talker.port}/"
            began = time.monotonic()
            answered = asked(settings_for(trusted_hosts="rates.newsroom.ng"), Ask(url, url), silence=0.3, seconds=1)
            over.set()

        assert answered.fault is not None
        assert answered.fault.kind == "timeout"
        assert time.monotonic() - began < 4

    def test_a_host_that_speaks_no_tls_is_unreachable(self) -> None:
        with Talker(talk(SAID), listens=False) as talker:
            url = f"https://rates.newsroom.ng:{talker.port}/"
            answered = asked(settings_for(trusted_hosts="rates.newsroom.ng"), Ask(url, url), silence=0.5, seconds=1)

        assert answered.fault is not None
        assert answered.fault.kind == "unreachable"
