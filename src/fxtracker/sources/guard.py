"""Which addresses may be asked: a source file can come from a stranger, and a redirect from anybody.

What is refused, before anything is sent: addresses without TLS, names and passwords in addresses, ports of other services, addresses in
numbers however they are written, names of this machine and of local networks, and names that turn out to have an address of such a network.
An operator allows a host by naming it in `trusted_hosts`; then it may have any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from fxtracker.errors import SourceError, shown

__all__ = ["FORBIDDEN", "Guard", "is_public", "site_of"]

FORBIDDEN = "forbidden_address"
"""The kind of every refusal."""

_LOCAL = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "lan", "home", "corp", "home.arpa", "in-addr.arpa", "ip6.arpa",
)  # fmt: skip
"""Endings of names that mean this machine or a local network (RFC 6761, 6762, 8375, ICANN's reserved ones and what routers give out)."""

# The registries of special addresses of IANA (RFC 6890), 100.64/10 of carriers (RFC 6598), and the one public address that clouds of
# Microsoft answer to from within.
_CLOSED_4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
)))  # fmt: skip
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")
"""Where a network without IPv4 finds hosts that have nothing else; the last four bytes are the host's own address."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


@dataclass(frozen=True, slots=True)
class Guard:
    """Says of addresses whether they may be asked; `trusted` are the hosts that the operator allows whatever they are."""

    trusted: frozenset[str] = frozenset()

    @classmethod
    def of(cls, trusted_hosts: str) -> Guard:
        """The guard for the setting: hosts parted by commas."""
        return cls(frozenset(name for part in trusted_hosts.split(",") if (name := _plain(part.strip().strip("[]")))))

    def host(self, url: str) -> str:
        """The host of an address that may be asked, in small letters; SourceError of kind forbidden_address where it may not be."""
        parts = _split(url)
        host = _plain(parts.hostname or "")
        if not host:
            raise _refused(url, "it names no host")
        if "@" in parts.netloc:
            raise SourceError("is not asked: its address carries a name or a password", FORBIDDEN)
        trusted = host in self.trusted
        if parts.scheme not in ("http", "https"):
            raise _refused(url, "only https:// is asked")
        if parts.scheme == "http" and not trusted:
            raise _refused(url, "without TLS only a host in trusted_hosts is asked")
        if not trusted and _port(parts) not in (None, 443):
            raise _refused(url, "another port than 443 is asked only of a host in trusted_hosts")
        _port(parts)
        if not trusted and (why := _why_local(host)):
            raise _refused(url, why)
        return host

    def addresses(self, host: str, found: Iterable[str]) -> list[str]:
        """The addresses of a host, in their order, if every one may be asked; SourceError of kind forbidden_address otherwise.

        One that is private among public ones is refused with them: an honest name has no such mixture.
        """
        addresses = list(dict.fromkeys(found))
        if _plain(host) not in self.trusted:
            for address in addresses:
                if not is_public(address):
                    raise SourceError(
                        f"is not asked: {host} has the address {address}, which is of this machine or of a private network; "
                        "name the host in trusted_hosts to allow it",
                        FORBIDDEN,
                    )
        return addresses


def is_public(address: str) -> bool:
    """Whether an IP address, as the resolver writes it, is one of the open internet."""
    bare, zone, _ = address.partition("%")
    if zone:
        return False
    try:
        ip = ip_address(bare)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return is_public(str(IPv4Address(ip.packed[12:])))
        return ip in _OPEN_6 and not any(ip in closed for closed in _CLOSED_6)
    return not any(ip in closed for closed in _CLOSED_4)


def site_of(host: str) -> str:
    """The host without www., so that both are one site."""
    return _plain(host).removeprefix("www.")


def _split(url: str) -> SplitResult:
    # What one library skips and another reads is how an address gets to be two.
    if any((ord(character) < 33 and character != " ") or character in "\\\x7f" for character in url):
        raise _refused(url, "it holds characters that no address has")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _refused(url, "it is no address") from None
    if not parts.netloc.isascii() or any(character in parts.netloc for character in " %"):
        raise _refused(url, "its host is not in plain letters; write a name of another alphabet as xn--")
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise _refused(parts.geturl(), "its port is no port") from None


def _plain(host: str) -> str:
    return host.lower().removesuffix(".")


def _why_local(host: str) -> str:
    """Why a name may not be asked, or an empty text."""
    if ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]):
        return "it is a number instead of a name"
    if "." not in host or any(host == ending or host.endswith(f".{ending}") for ending in _LOCAL):
        return "its name is one of this machine or of a local network"
    if not all(map(_LABEL.fullmatch, host.split("."))):
        return "its name is none that a host can have"
    return ""


def _refused(url: str, why: str) -> SourceError:
    try:
        netloc = urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        netloc = ""
    return SourceError(f"is not asked{f' at {shown(netloc)}' if netloc else ''}: {why}", FORBIDDEN)
