"""What sources call a currency, which of ours it is, and for how many units a label says that its figures are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from fxtracker.rates import CURRENCIES, Pair

__all__ = ["NAMES", "SPELLINGS", "Named", "named", "pair_of"]

NAMES: Mapping[str, tuple[str, ...]] = {
    "USD": (
        "US Dollar", "U.S. Dollar", "USA Dollar", "United States Dollar", "American Dollar", "Dollar", "US$",
    ),
    "GBP": (
        "British Pound", "British Pound Sterling", "Great Britain Pound", "Great British Pound", "GB Pound", "UK Pound", "Pound",
        "Pound Sterling", "Pounds Sterling", "Sterling",
    ),
    "EUR": ("Euro",),
    "CAD": ("Canadian Dollar", "Canada Dollar"),
    "CHF": ("Swiss Franc",),
    "JPY": ("Japanese Yen", "Japan Yen", "Yen"),
    "CNY": (
        "Chinese Yuan", "China Yuan", "Yuan", "Renminbi", "Chinese Renminbi", "RMB", "Chinese RMB", "Yuan/Renminbi", "Yuan Renminbi",
        "Chinese Yuan Renminbi",
    ),
    "ZAR": ("South African Rand", "South Africa Rand", "Rand"),
    "SAR": ("Saudi Riyal", "Saudi Arabian Riyal", "Saudi Arabia Riyal", "Saudi Rial", "Riyal"),
    "AED": ("UAE Dirham", "U.A.E. Dirham", "Emirati Dirham", "United Arab Emirates Dirham", "Dubai Dirham", "Dirham"),
    "DKK": ("Danish Krone", "Danish Kroner", "Danish Krona", "Danish Kroners"),
    "GHS": ("Ghanaian Cedi", "Ghana Cedi", "Ghanian Cedi", "Cedi"),
    "XOF": (
        "CFA", "CFA Franc", "West African CFA", "West African CFA Franc", "West Africa CFA", "West Africa CFA Franc", "CFA Franc BCEAO",
        "CFA Franc West Africa",
    ),
    "XAF": (
        "Central African CFA", "Central African CFA Franc", "Central Africa CFA", "Central Africa CFA Franc", "CFA Franc BEAC",
        "CFA Franc Central Africa",
    ),
    "XDR": ("SDR", "Special Drawing Right", "Special Drawing Rights"),
    "WAUA": ("West African Unit of Account",),
    "INR": ("Indian Rupee", "India Rupee", "Rupee"),
    "AUD": ("Australian Dollar", "Australia Dollar", "Aussie Dollar"),
    "USDT": ("Tether", "Tether USD"),
}  # fmt: skip
"""Names in use beside the codes themselves; a plural with an s is understood too. A bare "Dollar" is the American one, as in Nigeria, and a
bare "CFA" the franc of West Africa. The Central Bank's history holds 27 spellings; its NAIRA and POESO rows name no currency that can be
told, so they stay unknown."""

_SHARED: Mapping[str, frozenset[str]] = {
    "DOLLAR": frozenset({"USD", "CAD", "AUD"}),
    "CFA": frozenset({"XOF", "XAF"}),
    "CFA FRANC": frozenset({"XOF", "XAF"}),
    "FRANC": frozenset({"CHF", "XOF", "XAF"}),
    "KRONE": frozenset({"DKK"}),
    "KRONER": frozenset({"DKK"}),
}
"""Names that several currencies bear, which a code beside them tells apart."""


def _plurals(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith(("S", "$")) or not name.isascii() else (name, f"{name}S")


SPELLINGS: Mapping[str, str] = {spelling: code for code, names in NAMES.items() for name in names for spelling in _plurals(name.upper())}
"""Each spelling in capitals, with its code."""

_PAIRS: Mapping[str, Pair] = {name: Pair(code) for name, code in SPELLINGS.items()} | {name: Pair(name) for name in CURRENCIES}
_COULD_BE: Mapping[str, frozenset[str]] = {name: frozenset({code}) for name, code in SPELLINGS.items()} | {
    spelling: codes for name, codes in _SHARED.items() for spelling in _plurals(name)
}
_PARTS = re.compile(r"\s*[()\[\]\-–—:/|,]+\s*")
_NUMBER = r"(?P<number>[0-9]{1,3}(?:[,. ][0-9]{3})+|[0-9]{1,7})"
_COUNTED = tuple(
    re.compile(form)
    for form in (
        rf"(?P<name>.*[^\s(\[])\s*[(\[]\s*(?:PER |X ?|FOR )?{_NUMBER}(?: UNITS?)?\s*[)\]]",
        rf"(?P<name>.*?[^\s0-9,.])\s+(?:PER |X ?|FOR )?{_NUMBER}(?: UNITS?)?",
        rf"[(\[]?{_NUMBER}[)\]]?\s*(?:UNITS? OF )?(?P<name>[^\s0-9,.()\[\]].*)",
    )
)
_LONGEST = 120


class Named(NamedTuple):
    """What a label names: the currency (None where that cannot be told), and for how many units its figures are said to be."""

    pair: Pair | None
    units: int = 1


def pair_of(label: str) -> Pair | None:
    """The pair that a source's label names, or None where it names no currency that is tracked.

    Blanks, case, flags and signs do not matter. A code may stand beside a name, as in "US Dollar (USD)" and "USD - US Dollar"; the two
    must agree.
    """
    return _known(_plain(label)) if len(label) <= _LONGEST else None


def named(label: str, own: Mapping[str, str] | None = None) -> Named:
    """What a label names, "Japanese Yen (100)" with its number of units; `own` are a source's own spellings, in capitals."""
    spellings = own or {}
    text = " ".join(label.upper().split())
    if len(text) > _LONGEST:
        return Named(None)
    counted = any("0" <= letter <= "9" for letter in text)
    found = next((match for form in _COUNTED if (match := form.fullmatch(text)) is not None), None) if counted else None
    units = int(re.sub(r"[^0-9]", "", found["number"])) if found is not None else 1
    if (code := spellings.get(text)) is not None:
        return Named(Pair(code), units)
    if (pair := pair_of(text)) is not None:
        return Named(pair)
    if found is None:
        return Named(None)
    name = found["name"].strip()
    return Named(Pair(spellings[name]) if name in spellings else pair_of(name), units)


@lru_cache(maxsize=2048)
def _known(text: str) -> Pair | None:
    if (pair := _PAIRS.get(text)) is not None:
        return pair
    bare = " ".join("".join(letter for letter in text if unicodedata.category(letter) not in ("Sc", "So", "Cf", "Mn")).split())
    parts = [part for part in _PARTS.split(bare) if part]
    if len(parts) == 1:
        words = parts[0].split()
        if (pair := _PAIRS.get(parts[0])) is not None or len(words) < 2:
            return pair
        return _agreed(words[0], " ".join(words[1:])) or _agreed(words[-1], " ".join(words[:-1]))
    return _agreed(*parts) or _agreed(*reversed(parts)) if len(parts) == 2 else None


def _agreed(code: str, name: str) -> Pair | None:
    """The currency of a code beside a name, where the name can be that of the code."""
    return Pair(code) if code in CURRENCIES and (name == code or code in _COULD_BE.get(name, ())) else None


def _plain(label: str) -> str:
    return " ".join(label.upper().split())
