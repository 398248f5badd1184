"""Prices by what they are said to be (close, high, low, average, dealers' buying and selling), in prose and in tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fxtracker.checker.blocks import Block
from fxtracker.checker.foreign.clauses import Clause, context_of, range_of
from fxtracker.checker.foreign.lexicon import ACTOR, MARKET, ROLE
from fxtracker.checker.foreign.moves import Move
from fxtracker.checker.moments import mask
from fxtracker.checker.numerals import Amount, amounts

__all__ = ["Level", "levels_of_cell", "levels_of_clause"]

_AFTER = re.compile(
    r"\s*(?:per dollar|per \$1|/\$1?)?,? ?\(?(?:for |as the |is the |was the )?(?:the )?(?:day'?s )?"
    r"(?P<word>buy\w*|sell\w*|high(?:est)?|low(?:est)?|close|bid|ask)\b(?! (?:at|for|dollars|\$))",
    re.IGNORECASE,
)
_APPOSED = re.compile(
    r"\s*(?:per dollar|per \$1|/\$1?)?,? ?\(?the (?:day'?s )?(?:highest|lowest|high|low|close)(?: (?:level|rate|price|point))?"
    r"(?= (?:during|before|of the|in the|for the)|,|\)|$)",
    re.IGNORECASE,
)
"""In "N1,351 per dollar, the highest level during trading" what follows a price at once is said of that price."""


@dataclass(frozen=True, slots=True)
class Level:
    """One price with its role; `when` is empty for the day of the piece."""

    role: str
    market: str | None
    currency: str
    city: str
    when: str
    value: Decimal
    text: str
    sentence: str
    block: int
    naira_view: bool = False
    """Whether the sentence speaks of the naira's own high and low, which some desks turn round."""

    @property
    def key(self) -> tuple[str, str | None, str, str, str]:
        """What one day has one of."""
        return (self.role, self.market, self.currency, self.city, self.when)


def levels_of_clause(clause: Clause, move: Move) -> list[Level]:
    """The prices that a clause states, with the role that the words around each give it."""
    if any(amount.unit in ("USD", "GBP", "EUR") and amount.value != 1 for amount in clause.amounts) or clause.currency == "mixed":
        return []
    found: list[Level] = []
    last = 0
    pending: list[str] = []
    for place, amount in enumerate(clause.amounts):
        if amount.unit in ("USD", "GBP", "EUR"):
            # "Purchase 1 dollar at N1,140": what is bought does not part the price from its verb.
            continue
        lead = clause.text[last : amount.start]
        if last and (told := _APPOSED.match(lead)):
            lead = lead[told.end() :]
        last = amount.end
        if amount is move.before or amount is move.by or amount.unit not in ("NGN", "bare") or not amount.is_rate:
            pending = []
            continue
        roles = [pending.pop(0)] if pending and re.search(r"^[^.;]{0,30}(?:and|/|,|–|-)\s*$", lead) else _roles(clause, amount, lead)
        if len(roles) > 1:
            following = clause.amounts[place + 1] if place + 1 < len(clause.amounts) else None
            between = clause.text[amount.end : following.start] if following else ""
            if following and re.fullmatch(r"(?: per dollar)?\s*(?:and|/|,|–|-)\s*(?:[₦N])?", between, re.IGNORECASE):
                pending = roles[1:2]
                roles = roles[:1]
            else:
                roles = roles[-1:]
        if not roles and amount is move.after:
            roles = ["level"]
        if not roles and re.search(r"\b(?:at|for)\s*$", lead):
            roles = ["level"]
        if roles:
            clause.used.add(place)
            found.append(_level(roles[0], clause, amount))
    return found + _bounds(clause)


def _bounds(clause: Clause) -> list[Level]:
    """The ends of a range that a market traded in."""
    ends = range_of(clause)
    if ends is None:
        return []
    low, high = sorted(ends, key=lambda amount: amount.value)
    return [_level("bottom", clause, low), _level("top", clause, high)]


def _level(role: str, clause: Clause, amount: Amount) -> Level:
    market = clause.market
    if market is None:
        # Of a clause that names both markets, the one that was named last before the price.
        named = [(match.end(), name) for name, pattern in MARKET.items() for match in pattern.finditer(clause.text[: amount.start])]
        market = max(named)[1] if named else None
    return Level(
        role, market, clause.currency, clause.city, clause.when, amount.value, amount.text, clause.sentence, clause.block,
        naira_view=clause.subject == "naira",
    )  # fmt: skip


def _roles(clause: Clause, amount: Amount, lead: str) -> list[str]:
    after = _AFTER.match(clause.text[amount.end : amount.end + 50])
    found = sorted((match.start(), match.end(), role) for role, pattern in ROLE.items() for match in pattern.finditer(lead))
    if any(role == "average" for *_, role in found):
        return ["weighted average" if re.search(r"\bweighted\b", lead, re.IGNORECASE) else "average"]
    if after and not found:
        found = [(0, 0, next(role for role, pattern in ROLE.items() if pattern.match(after["word"])))]
    names: list[str] = []
    offset = amount.start - len(lead)
    for start, _, role in found:
        if role in ("buy", "sell") and _by_customer(clause.text[: offset + start]):
            role = "sell" if role == "buy" else "buy"  # the dealer's side of what a customer does
        if role not in names:
            names.append(role)
    pairs = [name for name in names if name in ("buy", "sell")] or [name for name in names if name in ("high", "low")]
    return pairs or names[-1:]


def _by_customer(before: str) -> bool:
    actors = list(ACTOR.finditer(before))
    return bool(actors) and actors[-1]["customer"] is not None


def levels_of_cell(block: Block, number: int, today: date | None, setting: str) -> Iterable[Level]:
    """The prices of a table cell; `setting` is the heading or caption that the table stands under."""
    label = re.sub(r"\([^)]*\)", " ", block.label) if block.label != block.text else ""
    column = re.sub(r"\([^)]*\)", " ", block.column)
    words = f"{label} | {column}"
    if any(amount.unit in ("USD", "GBP", "EUR", "NGN") and amount.value != 1 for amount in amounts(mask(words))):
        return []
    market, currency, city, when = context_of(words, today)
    roles = sorted((match.start(), role) for role, pattern in ROLE.items() for match in pattern.finditer(words))
    names = list(dict.fromkeys(role for _, role in roles))
    prices = [amount for amount in amounts(mask(block.text)) if amount.is_rate]
    if "average" in names:
        names = ["weighted average" if "weighted" in words.lower() else "average"]
    if not prices or not names or (len(names) != len(prices) and len(names) != 1):
        return []
    if len(prices) > len(names):
        return []
    customer = re.search(r"\byou\b", words, re.IGNORECASE)
    if customer:
        names = [{"buy": "sell", "sell": "buy"}.get(name, name) for name in names]
    if market is None:
        market = next((name for name in (context_of(setting, today)[0],) if name), None)
        if market is None and names[0] in ("close", "high", "low"):
            market = "official"
        if market is None and names[0] in ("buy", "sell") and not MARKET["official"].search(setting):
            market = "parallel"
    currency = currency or context_of(setting, today)[1].replace("mixed", "") or "USD"
    return [
        Level(
            name,
            market,
            currency,
            city or "Lagos",
            when,
            price.value,
            price.text,
            f"{block.label} | {block.column} | {block.text}",
            number,
        )
        for name, price in zip(names, prices, strict=False)
    ]
