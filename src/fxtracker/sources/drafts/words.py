"""What the words of an answer mean to one who looks for rates in it: currencies, sides, and words that no rate stands under."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from fxtracker.rates import CURRENCIES
from fxtracker.sources.names import pair_of

__all__ = ["WIDE", "Role", "currencies_in", "currency_in", "pair_in", "role_of", "words_of"]

WIDE: Mapping[str, tuple[Decimal, Decimal]] = {
    code: (Decimal(low), Decimal(high))
    for code, low, high in (
        ("USD", "300", "10000"), ("USDT", "300", "10000"), ("GBP", "350", "12000"), ("EUR", "300", "10000"), ("CAD", "200", "8000"),
        ("CHF", "300", "12000"), ("JPY", "2", "80"), ("CNY", "40", "1500"), ("ZAR", "15", "600"), ("SAR", "80", "2700"),
        ("AED", "80", "2700"), ("DKK", "40", "1600"), ("GHS", "20", "1000"), ("XOF", "0.4", "18"), ("XAF", "0.4", "18"),
        ("XDR", "400", "13000"), ("WAUA", "400", "13000"), ("INR", "3", "130"), ("AUD", "200", "7000"),
    )
}  # fmt: skip
"""Naira for one unit that can be believed of a currency of which no fixing is known: what the source files of fxtracker allow."""


class Role(StrEnum):
    """What a column or a key holds, by its words."""

    BID = "bid"
    ASK = "ask"
    MID = "mid"
    OFFICIAL = "official"
    OTHER = "other"
    TIME = "time"
    NONE = "none"


_ROLES: tuple[tuple[Role, str], ...] = (
    (
        Role.OTHER,
        (
            "change changes diff difference percent percentage pct volume vol high highest low lowest open opening min max minimum maximum "
            "id count previous prev yesterday spread fee fees limit turnover cap rank margin decimals precision order orders quantity qty "
            "completion trend historical deals size total page"
        ),
    ),
    (Role.OFFICIAL, "cbn official bank banks interbank nafem nafex nfem efems ie western union moneygram remittance"),
    (
        Role.TIME,
        (
            "date time updated update timestamp modified created published day datetime ts asof served stamp generated "
            "datum fecha zeit heure hora"
        ),
    ),
    (Role.BID, "buy buying bid buys buyer purchase purchases bought ankauf kauf achat compra acquisto inkoop aankoop"),
    (Role.ASK, "sell selling ask asks sells seller sale sales offer sold verkauf vente venta venda vendita verkoop"),
    # Last of these, since a customer also buys at a rate.
    (Role.TIME, "at"),
    (
        Role.MID,
        (
            "rate rates price mid middle value last close closing average avg exchange central midpoint current market naira ngn quote "
            "conversion black parallel kurs preis cours taux tasa cambio"
        ),
    ),
)
_WORDS = tuple((role, frozenset(text.split())) for role, text in _ROLES)

_NAMES: tuple[tuple[str, str], ...] = (
    ("USDT", r"\busdt\b|\btether\b"),
    ("CAD", r"\bcad\b|\bcanad\w+\s+dollars?\b|\bc\$"),
    ("AUD", r"\baud\b|\baustralian?\s+dollars?\b|\ba\$"),
    ("GBP", r"\bgbp\b|\bpounds?\b|\bsterling\b|£"),
    ("EUR", r"\beur\b|\beuros?\b|€"),
    ("CHF", r"\bchf\b|\bswiss\b"),
    ("JPY", r"\bjpy\b|\byen\b"),
    ("CNY", r"\bcny\b|\byuan\b|\brenminbi\b|\brmb\b"),
    ("ZAR", r"\bzar\b|\brands?\b"),
    ("SAR", r"\bsar\b|\briyals?\b"),
    ("AED", r"\baed\b|\bdirhams?\b"),
    ("DKK", r"\bdkk\b|\bdanish\b"),
    ("GHS", r"\bghs\b|\bcedis?\b"),
    ("XAF", r"\bxaf\b|\bcentral\s+african\b"),
    ("XOF", r"\bxof\b|\bcfa\b"),
    ("XDR", r"\bxdr\b|\bsdr\b"),
    ("WAUA", r"\bwaua\b"),
    ("INR", r"\binr\b|\brupees?\b"),
    ("USD", r"\busd\b|\bu\.?s\.?\s+dollars?\b|\bdollars?\b|(?<![A-Za-z])\$"),
)
_SEARCHES = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _NAMES)
_CODE = "|".join(sorted(CURRENCIES, key=len, reverse=True))
_STRICT = re.compile(rf"(?<![A-Za-z])({_CODE})(?![A-Za-z])")
_PAIRED = re.compile(rf"(?<![A-Za-z])({_CODE})\s*[-/_:=]?\s*(?:to\s+)?(?:NGN|naira)(?![A-Za-z])", re.IGNORECASE)
_NAMED_PAIR = re.compile(r"([A-Za-z. ]+?)[-_ /]*\bto[-_ /]*(?:the[-_ ]*)?(?:naira|ngn)\b", re.IGNORECASE)
_JOINED = re.compile(r"([a-z]{2,})(rate|price|value|date|time)")
_SPLIT = re.compile(r"[^A-Za-z0-9%&]+|(?<=[a-z0-9])(?=[A-Z])")


def words_of(name: str) -> list[str]:
    """A heading or a key in small words: `lastUpdated_at` is last, updated, at."""
    words = [word.lower() for word in _SPLIT.split(name) if word]
    parts: list[str] = []
    for word in words:
        joined = _JOINED.fullmatch(word)
        parts += [joined[1], joined[2]] if joined else [word]
    return parts


def role_of(name: str) -> Role:
    """What stands under a heading or a key, by its words; NONE where they do not tell."""
    words = words_of(name.replace("I&E", "ie"))
    if "%" in name:
        return Role.OTHER
    return next((role for role, known in _WORDS if known.intersection(words)), Role.NONE)


def pair_in(text: str) -> str | None:
    """The currency whose price in naira a text names, as USDNGN, usdt_ngn, USD/NGN or us-dollar-to-naira; None where it names none."""
    found = _PAIRED.search(text)
    if found:
        return found[1].upper()
    named = _NAMED_PAIR.search(text.replace("-", " ").replace("_", " "))
    return currency_in(named[1]) if named else None


def currencies_in(text: str) -> list[str]:
    """Every currency that a text names, each once: those named by their code first, in their order, else those named by a name."""
    exact = pair_of(text)
    if exact is not None:
        return [exact.base]
    strict = list(dict.fromkeys(_STRICT.findall(text)))
    if strict:
        return strict
    found: list[str] = []
    for code, search in _SEARCHES:
        if search.search(text):
            found.append(code)
            # What named this one must not name another: a Canadian dollar is no dollar.
            text = search.sub(" ", text)
    return found


def currency_in(text: str) -> str | None:
    """The one currency that a short text names, or None where it names none or several."""
    found = currencies_in(text[:200])
    return found[0] if len(found) == 1 else None
