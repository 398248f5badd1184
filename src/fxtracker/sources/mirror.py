"""Where a request really goes: to its host, or to the mirror that an operator has set."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from fxtracker.errors import BadAnswer, shown

__all__ = ["Mirror", "same_site"]


@dataclass(frozen=True, slots=True)
class Mirror:
    """The one seam by which the network is replaced: https://HOST/PATH?Q is asked at BASE/HOST/PATH?Q; an empty base changes nothing."""

    base: str

    @classmethod
    def at(cls, base: str) -> Mirror:
        """The mirror at that address, with or without a slash at its end."""
        return cls(base.rstrip("/"))

    @property
    def host(self) -> str:
        """The host of the mirror itself; empty where there is none."""
        return urlsplit(self.base).hostname or ""

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine, where no proxy could reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")

    def sends(self, url: str) -> str:
        """The address that is really asked for a source's address."""
        return f"{self.base}/{url.partition('://')[2]}" if self.base else url

    def leads(self, url: str, location: str) -> str:
        """The source's address that a redirect from `url` leads to; BadAnswer where it is no address.

        A mirror may name the target as the source did, or under its own address. An address that was asked over TLS is never left for one
        without: http is asked again as https.
        """
        try:
            target = urljoin(url, location)
            urlsplit(target)
        except ValueError:
            raise BadAnswer(f"redirected to {shown(location)}, which is no address", "redirect") from None
        scheme = url.partition("://")[0]
        if self.base:
            within = urljoin(self.sends(url), location)
            if within.startswith(f"{self.base}/"):
                inner = f"{scheme}://" + within.removeprefix(f"{self.base}/")
                # A relative address without a host in front is one of the source's own, which the mirror passed on as it was.
                target = inner if same_site(inner, url) or location.startswith(self.base) else target
        return _secured(target) if scheme == "https" else target


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, with or without www., over http or https."""
    here, there = urlsplit(one), urlsplit(other)
    if {here.scheme, there.scheme} - {"http", "https"}:
        return False
    return (here.hostname or "").removeprefix("www.") == (there.hostname or "").removeprefix("www.") and bool(here.hostname)


def _secured(target: str) -> str:
    parts = urlsplit(target)
    return parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")).geturl() if parts.scheme == "http" else target
