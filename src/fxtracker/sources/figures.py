"""From what a source printed to an exact decimal, with its digits kept."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal, Inexact, localcontext
from functools import lru_cache

from fxtracker.sources.reading import NumberStyle

__all__ = ["figure", "for_one", "turned_round"]

_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "nil", "none", "null"})
_NAIRA = r"(?:₦|NGN|NAIRA|=N=|N)"
_WORDS = re.compile(rf"(?:{_NAIRA}\s*)?(?P<bare>.*?)(?:\s*{_NAIRA})?", re.IGNORECASE)
_BLANKS = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " ") | {"\N{ZERO WIDTH SPACE}": None})
_LONGEST = 40
_ENOUGH = 8
_PLAIN = NumberStyle()


def figure(raw: object, style: NumberStyle = _PLAIN) -> Decimal | None:
    """The decimal that a source stated, or None where it states none: a blank, a dash, null, and 0, which is never a price.

    Text may carry a naira sign or the word, before or behind, and thousands in groups of three as `style` parts them. ValueError for
    anything else: other text, two numbers in one, a comma that groups no thousands, NaN and endless values. A negative number is a number;
    whether it can be believed is decided later.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        value = _written(raw, style)
    elif isinstance(raw, Decimal):
        value = _plain(raw)
    elif isinstance(raw, int) and not isinstance(raw, bool):
        value = Decimal(raw)
    else:
        # A float here would already have lost the source's digits, so that it is refused like any other stranger.
        raise ValueError(f"{raw!r} is not a number")
    return value or None


def for_one(value: Decimal, units: int) -> Decimal:
    """A figure that is for so many units, for one of them, exactly; ValueError where it does not divide without a remainder."""
    if units == 1:
        return value
    power = len(str(units)) - 1
    with localcontext(prec=2 * _LONGEST) as context:
        if units == 10**power:
            return value.scaleb(-power)
        context.traps[Inexact] = True
        try:
            return value / units
        except Inexact:
            raise ValueError(f"{value} for {units} units is no exact figure for one") from None


def turned_round(value: Decimal) -> Decimal:
    """Naira for one unit where units for one naira were stated, with as many digits as were given and eight at least."""
    with localcontext(prec=max(_ENOUGH, len(value.as_tuple().digits)), rounding=ROUND_HALF_EVEN):
        found = 1 / value
    # Written out: 1600, and not 1.6E+3.
    return found if found.as_tuple().exponent <= 0 else Decimal(f"{found:f}")  # type: ignore[operator]


def _written(text: str, style: NumberStyle) -> Decimal | None:
    whole = text.translate(_BLANKS).strip()
    if whole.lower() in _NOTHING:
        return None
    if len(whole) > _LONGEST:
        raise ValueError(f"{whole[:60]!r} is not a number")
    found = _WORDS.fullmatch(whole)
    bare = found["bare"] if found is not None else whole
    if _shape(style).fullmatch(bare) is None:
        raise ValueError(f"{whole[:60]!r} is not a number")
    return Decimal(bare.replace(style.thousands, "").replace(style.decimal, ".") if style.thousands else bare.replace(style.decimal, "."))


@lru_cache(maxsize=16)
def _shape(style: NumberStyle) -> re.Pattern[str]:
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(style.thousands)}[0-9]{{3}})+|" if style.thousands else ""
    return re.compile(rf"-?(?:{grouped}[0-9]+)(?:{re.escape(style.decimal)}[0-9]+)?")


def _plain(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        raise ValueError(f"{value} is not a number")
    # 1.3e3 is 1300 written short; kept as text it must read like any other figure.
    return value if -_LONGEST < int(value.as_tuple().exponent) <= 0 else Decimal(format(value, "f"))
