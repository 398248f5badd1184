"""A sentence cut into clauses, each with what it speaks of: whose move, which market, currency, place and day."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from fxtracker.checker.blocks import Block
from fxtracker.checker.foreign.lexicon import ATTRIBUTED, CITY, CURRENCY, GAP, MARKET, PREVIOUS
from fxtracker.checker.moments import WEEKDAYS, dates, mask
from fxtracker.checker.numerals import Amount, amounts

__all__ = ["Clause", "clauses", "context_of", "range_of"]

_CUT = re.compile(
    r"; | while | whereas | but |, although |, as the | and the (?=pound|euro|naira|dollar)"
    r"|, and (?=the |in |at |it |dealers|on |fell|rose|lost|\w+ed )",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:(?P<gap>gap|margin|spread|premium|disparity|differential)|(?P<rate>rates?|prices?|quotes?)"
    r"|(?P<naira>naira|local currency|nigerian? currency|NGN(?!\s?\d))"
    r"|(?P<dollar>(?:US )?dollars?|greenback|USD)|(?P<pound>pounds? sterling|pounds?|sterling|GBP)|(?P<euro>euro|EUR))\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\b(?:against|per|to|of|for|between|over|for every|a|one|per one|to a|1) (?:the |a |one |1 |each |US )*(?:US )?"
    r"(?:dollars?|greenback|USD|pounds?(?: sterling)?|sterling|euro|naira)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Clause:
    """Part of a sentence with its amounts; what it does not say itself it inherits from what stands before it."""

    text: str
    sentence: str
    block: int
    subject: str | None
    market: str | None
    currency: str
    city: str
    when: str
    amounts: list[Amount]
    used: set[int] = field(default_factory=set)
    """Places in `amounts` that a rule has judged."""


def clauses(block: Block, number: int, today: date | None, before: Clause | None) -> Iterable[Clause]:
    """The clauses of a sentence; `before` is the last clause of the sentence before it, `today` the day of the piece."""
    start = 0
    pieces = []
    for cut in _CUT.finditer(block.text):
        pieces.append(block.text[start : cut.start()])
        start = cut.end()
    pieces.append(block.text[start:])
    last: Clause | None = None
    whole = context_of(block.text, today)
    for piece in pieces:
        market, currency, city, when = context_of(piece, today)
        subject = _subject(piece) or (last.subject if last else None)
        if not market:
            market = (last.market if last else None) or (whole[0] if len(pieces) == 1 else None) or (before.market if before else None)
        if not currency:
            currency = (last.currency if last else whole[1]) or "USD"
        clause = Clause(
            piece, block.text, number, subject, market, currency, city or whole[2] or "Lagos", when or whole[3], amounts(mask(piece))
        )
        last = clause
        yield clause


def _subject(text: str) -> str | None:
    text = _OBJECT.sub(" ", text)
    text = re.sub(
        r"\b(?:at|in|on|to|of|from) (?:the |an? |its |their )?(?:[\w-]+ ){0,2}(?:rates?|prices?)\b", " ", text, flags=re.IGNORECASE
    )
    found = _SUBJECT.search(text)
    return found.lastgroup if found else None


def context_of(text: str, today: date | None) -> tuple[str | None, str, str, str]:
    """Market, currency, city and day of a text; empty where it names none, or more than one."""
    markets = [name for name, pattern in MARKET.items() if pattern.search(text)]
    if (
        len(markets) == 2
        and re.search(r"\bunofficial\b", text, re.IGNORECASE)
        and not MARKET["official"].search(re.sub(r"unofficial", "", text, flags=re.IGNORECASE))
    ):
        markets = ["parallel"]
    currencies = [name for name, pattern in CURRENCY.items() if pattern.search(text)]
    if len(currencies) > 1 and currencies[-1] == "USD":
        currencies.pop()
    cities = CITY.findall(text)
    return (
        markets[0] if len(markets) == 1 else None,
        currencies[0] if len(currencies) == 1 else "mixed" if currencies else "",
        cities[0] if len(cities) == 1 else "",
        _when(text, today),
    )


def _when(text: str, today: date | None) -> str:
    if ATTRIBUTED.search(text):
        return "attributed"
    stated = dates(text)
    if len(stated) > 1:
        return "mixed"
    if stated:
        year = stated[0].year or (today.year if today else None)
        day = stated[0].in_year(year) if year else None
        return "" if day is not None and day == today else stated[0].text
    named = [name for name in WEEKDAYS if re.search(rf"\b{name}\b", text)]
    if len(named) > 1:
        return "mixed"
    if named:
        return "" if today is None or WEEKDAYS[today.weekday()] == named[0] else named[0]
    if PREVIOUS.search(text):
        return "previous"
    if re.search(
        r"\d{1,2}[:.]\d\d ?(?:am|pm|WAT|a\.m|p\.m)|\b(?:morning|afternoon|evening|week|month|year)\b", text, re.IGNORECASE
    ) and not GAP.search(text):
        return "at another time"
    return ""


def range_of(clause: Clause) -> tuple[Amount, Amount] | None:
    """The two ends of a range that a clause states, as it states them."""
    for one, two in itertools.pairwise(clause.amounts):
        lead, between = clause.text[: one.start], clause.text[one.end : two.start]
        if not (one.is_rate and two.is_rate):
            continue
        if re.search(r"\bbetween\s*$", lead) and re.fullmatch(r"(?:/\$1?)?\s*(?:per dollar )?and\s*(?:[₦N])?", between):
            return one, two
        if re.fullmatch(r"\s*[–—-]\s*[₦N]?", between) or (
            re.search(r"\brang\w+ from\s*$", lead) and re.search(r"^[^,;]{0,20}\bto\s*$", between)
        ):
            return one, two
    return None
