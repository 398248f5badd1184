"""Answers that are something else than a source's rates: a firewall's page, an empty body, another format."""

from __future__ import annotations

import re

from fxtracker.sources.answers import Misfit, first_sign, seen_instead, title_of

__all__ = ["instead", "refusing"]

_REFUSALS = re.compile(
    r"rejected|denied|attention required|just a moment|captcha|forbidden|not allowed|blocked|are you (?:a )?human|verify (?:that )?you"
    r"|checking your browser|security check|unusual traffic|unauthori[sz]ed|enable javascript and cookies|incapsula|ddos|bot detection"
    r"|support id|ray id|too many requests|service unavailable|under maintenance|error \d{3}\b",
    re.IGNORECASE,
)
_SHORT = 3000


def refusing(body: bytes, text: str | None = None) -> bool:
    """Whether a page says by its title that we are not let in, or, where it is short, by its text."""
    if _REFUSALS.search(title_of(body)):
        return True
    shown = text if text is not None else body[: 4 * _SHORT].decode("utf-8", "replace")
    return len(shown) <= _SHORT and _REFUSALS.search(shown) is not None


def instead(body: bytes, expected: str) -> Misfit:
    """The failure for a body of another format than the expected one, under its name: empty, firewall or not_rates."""
    found = seen_instead(body)
    head = first_sign(body)
    if not head:
        return Misfit(f"answered with {found}", "empty")
    kind = "firewall" if head == b"<" else "not_rates"
    return Misfit(f"answered with {found} where {expected} was expected", kind)
