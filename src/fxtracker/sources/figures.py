"""From what a source printed to an exact decimal, with its digits kept."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["figure"]

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "nil", "none", "null"})
_SIGNS = re.compile(r"^(?:₦|NGN|N)\s*", re.IGNORECASE)
_LONGEST = 40


def figure(raw: object) -> Decimal | None:
    """The decimal that a source stated, or None where it states none: a blank, a dash, null, and 0, which is never a price.

    Text may carry a naira sign and thousands commas in groups of three. ValueError for anything else: text, two numbers in one, a comma
    that groups no thousands, NaN and endless values. A negative number is a number; whether it can be believed is decided later.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        value = _written(raw)
    elif isinstance(raw, Decimal):
        value = _plain(raw)
    elif isinstance(raw, int) and not isinstance(raw, bool):
        value = Decimal(raw)
    else:
        # A float here would already have lost the source's digits, so that it is refused like any other stranger.
        raise ValueError(f"{raw!r} is not a number")
    return value or None


def _written(text: str) -> Decimal | None:
    bare = text.replace("\N{NO-BREAK SPACE}", " ").strip()
    if bare.lower() in _NOTHING:
        return None
    bare = _SIGNS.sub("", bare)
    if len(bare) > _LONGEST or _NUMBER.fullmatch(bare) is None:
        raise ValueError(f"{text.strip()[:60]!r} is not a number")
    return Decimal(bare.replace(",", ""))


def _plain(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        raise ValueError(f"{value} is not a number")
    # 1.3e3 is 1300 written short; kept as text it must read like any other figure.
    return value if -_LONGEST < int(value.as_tuple().exponent) <= 0 else Decimal(format(value, "f"))
