"""Amounts as they stand in text, read without any help from the code that wrote them.

A naira amount may be written ₦1,351, N1,351 or NGN 1,351; small ones as "74 kobo". A minus may be U+2212 or a hyphen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["Amount", "amounts", "decimal_of", "grouped", "half_up", "places_of"]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<sign>[−+]|(?<![\d–—])-)?\s?"
    r"(?:(?P<cur>₦|NGN\s?|N(?=\d)|#(?=\d)|US\$|USD\s?|C\$|\$|£|GBP\s?|€|EUR\s?)\s?)?"
    rf"(?P<num>{_NUMBER})(?![\d])"
    r"(?P<unit>\s?(?:%|per\s?cent\b|percent\b|percentage points?\b|(?:basis points|bps)\b|kobo\b|cents?\b|naira\b|(?:US )?dollars?\b"
    r"|(?:million|billion|trillion|mn|bn|m|k)\b))?",
    re.IGNORECASE,
)
_CURRENCIES = {"₦": "NGN", "NGN": "NGN", "N": "NGN", "#": "NGN", "US$": "USD", "USD": "USD", "$": "USD", "C$": "CAD"}
_CURRENCIES |= {"£": "GBP", "GBP": "GBP", "€": "EUR", "EUR": "EUR"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its place in the text.

    `unit` is NGN, USD, GBP, EUR, CAD, percent, points or bare; kobo and cents are turned into the major unit; `ulp` is the worth of the
    last digit that is printed.
    """

    value: Decimal
    unit: str
    ulp: Decimal
    start: int
    end: int
    text: str

    @property
    def is_rate(self) -> bool:
        """Whether it can be naira for one unit of a foreign currency: naira, or a bare number from 100 up that is no year."""
        if self.unit == "NGN":
            return True
        return (
            self.unit == "bare" and self.value >= 100 and not (1990 <= self.value <= 2100 and "," not in self.text and "." not in self.text)
        )


def decimal_of(text: str) -> Decimal:
    """The decimal that digits with thousands commas mean."""
    return Decimal(text.replace(",", ""))


def places_of(text: str) -> int:
    """How many decimals are printed."""
    return len(text.partition(".")[2])


def amounts(text: str) -> list[Amount]:
    """Every number in the text, from left to right; parts of dates and times are among them, the caller masks those."""
    found = []
    for match in _AMOUNT.finditer(text):
        number = match["num"]
        value = decimal_of(number)
        ulp = Decimal(1).scaleb(-places_of(number))
        unit = _CURRENCIES.get((match["cur"] or "").strip().upper(), "bare")
        word = (match["unit"] or "").strip().lower()
        value, ulp, unit = _with_unit(word, value, ulp, unit)
        if match["sign"] in ("−", "-"):
            value = -value
        found.append(
            Amount(value, unit, ulp, match.start("cur") if match["cur"] else match.start("num"), match.end(), match.group().strip())
        )
    return found


def _with_unit(word: str, value: Decimal, ulp: Decimal, unit: str) -> tuple[Decimal, Decimal, str]:
    if word.startswith("percentage"):
        return value, ulp, "points"
    if word.startswith(("%", "per")):
        return value, ulp, "percent"
    if word in ("bps", "basis points"):
        return value / 100, ulp / 100, "points"
    if word == "kobo" and unit == "bare":
        return value / 100, ulp / 100, "NGN"
    if word.startswith("cent"):
        return value / 100, ulp / 100, "USD"
    if word == "naira":
        return value, ulp, "NGN"
    if "dollar" in word:
        return value, ulp, "USD" if unit == "bare" else unit
    scale = {"million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "trillion": 12, "k": 3}.get(word)
    if scale is not None:
        return value.scaleb(scale), ulp.scaleb(scale), "large" if unit in ("bare", "NGN", "USD") else unit
    return value, ulp, unit


def half_up(value: Decimal, places: int) -> Decimal:
    """The value at so many decimals, a half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def grouped(value: Decimal) -> str:
    """Digits with thousands commas and all the decimals that the value carries."""
    return f"{value:,f}"
