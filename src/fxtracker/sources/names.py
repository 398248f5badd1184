"""What sources call a currency, and which of ours it is."""

from __future__ import annotations

from fxtracker.rates import CURRENCIES, Pair

__all__ = ["SPELLINGS", "pair_of"]

SPELLINGS: dict[str, str] = {
    "US DOLLAR": "USD",
    "POUNDS STERLING": "GBP",
    "POUND STERLING": "GBP",
    "EURO": "EUR",
    "SWISS FRANC": "CHF",
    "YEN": "JPY",
    "JAPANESE YEN": "JPY",
    "CFA": "XOF",
    "YUAN/RENMINBI": "CNY",
    "RMB": "CNY",
    "RIYAL": "SAR",
    "SOUTH AFRICAN RAND": "ZAR",
    "SDR": "XDR",
    "DANISH KRONA": "DKK",
    "DANISH KRONER": "DKK",
    "UAE DIRHAM": "AED",
}
"""Names in use beside the codes themselves. The Central Bank's history holds 27 spellings, which differ by trailing blanks and tabs;
its NAIRA and POESO rows name no currency that can be told, so they stay unknown."""

_PAIRS: dict[str, Pair] = {name: Pair(name) for name in CURRENCIES} | {name: Pair(code) for name, code in SPELLINGS.items()}


def pair_of(label: str) -> Pair | None:
    """The pair that a source's label names (blanks and case do not matter), or None where it names no currency that is tracked."""
    return _PAIRS.get(" ".join(label.upper().split()))
