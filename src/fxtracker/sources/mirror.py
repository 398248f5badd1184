"""Where a request really goes: to its host, or to the mirror that an operator has set."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from fxtracker.errors import BadAnswer

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
    def loopback(self) -> bool:
        """Whether it is on this machine, where no proxy could reach it."""
        host = urlsplit(self.base).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    def sends(self, url: str) -> str:
        """The address that is really asked for a source's address."""
        return f"{self.base}/{url.removeprefix('https://')}" if self.base else url

    def follows(self, url: str, location: str) -> str:
        """The source's address that a redirect from `url` leads to; BadAnswer where it leads to another site.

        A mirror may name the target as the source did, or under its own address. http is asked again as https, never the other way.
        """
        try:
            target = urljoin(url, location)
            urlsplit(target)
        except ValueError:
            raise BadAnswer(f"redirected to {location[:200]!r}, which is no address") from None
        if self.base:
            within = urljoin(self.sends(url), location)
            if within.startswith(f"{self.base}/"):
                inner = "https://" + within.removeprefix(f"{self.base}/")
                # A relative address without a host in front is one of the source's own, which the mirror passed on as it was.
                target = inner if same_site(inner, url) or location.startswith(self.base) else target
        if not same_site(target, url):
            raise BadAnswer(f"redirected to {target[:200]}")
        return "https://" + target.split("://", 1)[1]


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, with or without www., over http or https."""
    here, there = urlsplit(one), urlsplit(other)
    if {here.scheme, there.scheme} - {"http", "https"}:
        return False
    return (here.hostname or "").removeprefix("www.") == (there.hostname or "").removeprefix("www.") and bool(here.hostname)
