"""Moves that a clause states: from, to, by and by how many percent; whether they agree (T3, T5, and the gap's own narrowing, T6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fxtracker.checker.foreign.clauses import Clause
from fxtracker.checker.foreign.lexicon import APPROXIMATE, DOWN, FLAT, NARROWED, UP, WIDENED
from fxtracker.checker.numerals import Amount
from fxtracker.checker.report import Problem, excerpt

__all__ = ["Move", "judge", "read_move"]

_CHANGE_NOUN = (
    r"(?:gain|loss|appreciation|depreciation|rise|fall|drop|increase|decrease|decline|jump|slump|dip|improvement|difference|change|surge"
    r"|plunge)"
)
_FROM = re.compile(r"\b(?:from|compared (?:to|with)|as against|against|versus|vs\.?|relative to|in contrast to|than)\b", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:to|at|was|stood at|is)\b(?! (?:the |a |one )?(?:US )?(?:dollar|naira|greenback|pound|euro|\$)\b)|→|->|[–—-]>", re.IGNORECASE
)
_BY = re.compile(
    rf"\bby$|\b{_CHANGE_NOUN} of$|\b(?:gained|lost|shed|gains|loses|added|dropped|gaining|losing|shedding|or|,|\()$", re.IGNORECASE
)
_AFTER = re.compile(
    r"\s*(?:,? or [\d.]+ ?(?:%|per ?cent),? ?|\([\d.]+%\) ?)?(?:per dollar |to the dollar )?"
    rf"(?:(?:stronger|firmer|weaker|higher|lower|more|less|above|below)\b|{_CHANGE_NOUN}\b)",
    re.IGNORECASE,
)
_ANAPHORA = re.compile(
    r"\b(?:this|that|representing|represents?|indicat\w+|reflect\w+|translat\w+|which"
    r"|an? (?:\w+ )?(?:gain|loss|appreciation|depreciation|drop|fall|rise))\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\baccording to [^,]*,|\b(?:data|figures) (?:from|by|on|obtained from|published by) [^,]*?\b(?:showed|shows|revealed)\b", re.IGNORECASE
)
_CURRENCY_AFTER = re.compile(
    r"\b(?:against|to|than)\s+(?:the |a |one |1 |US )*(?:US )?"
    r"(?:dollars?|greenback|naira|USD|pounds?(?: sterling)?|sterling|euros?|\$\s?1\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Move:
    """What a clause says of a move; a part that it does not state, or states more than once, is None."""

    clause: Clause
    before: Amount | None = None
    after: Amount | None = None
    by: Amount | None = None
    percent: Amount | None = None
    direction: int = 0
    """1: the subject rose, -1: it fell, 0: not said; naira that strengthen have risen."""
    flat: bool = False
    has_ends: bool = False
    """Whether the clause states where the move began or ended, be it once or several times."""


def read_move(clause: Clause) -> Move:
    """The move that a clause states."""
    slots: dict[str, list[int]] = {"from": [], "to": [], "by": [], "percent": [], "": []}
    if (
        re.match(r"(?:when )?(?:compared|as against)\b", clause.text, re.IGNORECASE)
        and sum(amount.is_rate for amount in clause.amounts) > 2
    ):
        # All that follows is of the day that it compares with.
        return Move(clause, has_ends=True)
    last = 0
    for place, amount in enumerate(clause.amounts):
        lead = clause.text[last : amount.start]
        last = amount.end
        slots[_slot(clause, amount, lead)].append(place)
    if len(slots["from"]) == 1 and not slots["to"]:
        # "... N1,598.59 from N1,596.36": the level stands before the word.
        earlier = [place for place in slots[""] if place < slots["from"][0] and clause.amounts[place].is_rate]
        if earlier:
            slots["to"] = [earlier[-1]]
    arrow = re.search(r"[\d]\s*(?:→|->|–>|—>)\s*[₦N#]?\s?\d", clause.text)
    if arrow and len(slots["to"]) == 1 and not slots["from"]:
        place = slots["to"][0] - 1
        if place >= 0 and clause.amounts[place].is_rate:
            slots["from"] = [place]
    move = Move(clause)
    for name, field in (("from", "before"), ("to", "after"), ("by", "by"), ("percent", "percent")):
        if len(slots[name]) == 1:
            setattr(move, field, clause.amounts[slots[name][0]])
    move.direction, move.flat = _direction(clause)
    move.has_ends = bool(slots["from"] or slots["to"])
    if move.before and (move.after or move.by or move.percent):
        clause.used.update(place for name in ("from", "to", "by", "percent") for place in slots[name])
    return move


def _slot(clause: Clause, amount: Amount, lead: str) -> str:
    lead = _CURRENCY_AFTER.sub(" ", _ACCORDING.sub(" ", lead))
    tail = lead.rstrip().removesuffix("a").removesuffix("the").rstrip()
    follows = clause.text[amount.end : amount.end + 60]
    if APPROXIMATE.search(lead):
        return ""
    if amount.unit == "percent":
        return (
            "percent"
            if _BY.search(tail) or _AFTER.match(follows) or UP.search(lead) or DOWN.search(lead) or re.search(r"\b(?:up|down)\s*$", lead)
            else ""
        )
    if amount.unit not in ("NGN", "bare"):
        return ""
    froms = [match.end() for match in _FROM.finditer(lead)]
    tos = [
        match.end()
        for match in _TO.finditer(lead)
        if not re.search(r"compared $|relative $|contrast $", lead[: match.start()], re.IGNORECASE)
    ]
    sized = (_BY.search(tail) and not tail.endswith((",", "("))) or (_AFTER.match(follows) and not froms)
    if amount.unit == "NGN" and sized:
        return "by"
    if not amount.is_rate:
        return "by" if re.search(rf"\bby$|{_CHANGE_NOUN} of$", tail, re.IGNORECASE) else ""
    if froms and not any(re.fullmatch(r"to", lead[end - 2 : end], re.IGNORECASE) and end > froms[-1] for end in tos):
        return "from"
    return "to" if tos else ""


def _direction(clause: Clause) -> tuple[int, bool]:
    up = UP.search(clause.text)
    down = DOWN.search(clause.text)
    flat = FLAT.search(clause.text) is not None
    if re.search(r"\b(?:not|never|failed to|without)\b|n't\b", clause.text):
        return 0, False
    if up and down:
        return 0, False
    return (1 if up else -1 if down else 0), flat and not up and not down


def judge(move: Move, earlier: Move | None) -> list[Problem]:
    """What does not agree within the move; `earlier` is the last complete one, which "this represents a gain of N6" speaks of."""
    clause = move.clause
    told = _ANAPHORA.search(clause.text) and re.search(rf"\b(?:{_CHANGE_NOUN}|stronger|weaker)\b", clause.text, re.IGNORECASE)
    if not move.has_ends and (move.by or move.percent) and earlier and told:
        move.before, move.after = earlier.before, earlier.after
        clause.used.update(place for place, amount in enumerate(clause.amounts) if amount in (move.by, move.percent))
    if move.before is None or move.after is None:
        return []
    where = excerpt(clause.sentence)
    difference = move.after.value - move.before.value
    problems = _wrong_sums(move, move.before, move.after, where)
    if move.flat and difference and clause.subject != "gap":
        problems.append(Problem("T3", f"it is called unchanged, and {move.before.text} is not {move.after.text}", where))
    return problems + _wrong_way(move, move.before, move.after, where)


def _wrong_sums(move: Move, before: Amount, after: Amount, where: str) -> list[Problem]:
    difference = after.value - before.value
    problems = []
    if move.by is not None and move.by.unit == "NGN" and abs(abs(difference) - abs(move.by.value)) > move.by.ulp / 2:
        problems.append(
            Problem("T5", f"from {before.text} to {after.text} is {abs(difference):,f}, and the text says {move.by.text}", where)
        )
    if move.percent is not None and before.value and after.value:
        ratios = (before.value / after.value - 1, after.value / before.value - 1)
        blur = 50 * (before.ulp + after.ulp) / min(before.value, after.value)
        if all(abs(abs(ratio) * 100 - abs(move.percent.value)) > move.percent.ulp + blur for ratio in ratios):
            said = " or ".join(f"{abs(ratio) * 100:.2f}%" for ratio in ratios)
            problems.append(Problem("T4", f"from {before.text} to {after.text} is {said}, and the text says {move.percent.text}", where))
    return problems


def _wrong_way(move: Move, before: Amount, after: Amount, where: str) -> list[Problem]:
    difference = after.value - before.value
    clause = move.clause
    if clause.subject == "gap":
        narrowed, widened = NARROWED.search(clause.text), WIDENED.search(clause.text)
        if bool(narrowed) != bool(widened) and (difference >= 0 if narrowed else difference <= 0):
            return [Problem("T6", f"from {before.text} to {after.text} the gap did not {'narrow' if narrowed else 'widen'}", where)]
        return []
    if not move.direction or clause.subject in (None, "rate"):
        # "The rate rose" may mean either currency.
        return []
    if not difference:
        return [Problem("T3", f"it is said to have moved, and {before.text} is {after.text}", where)]
    naira = clause.subject == "naira" or re.search(r"\b(?:ap|de)preciation\b", clause.text, re.IGNORECASE) is not None
    if (difference > 0) != (move.direction > 0) if not naira else (difference > 0) != (move.direction < 0):
        subject = "the naira" if naira else f"the {clause.subject}"
        right = ("weaker" if difference > 0 else "stronger") if naira else ("dearer" if difference > 0 else "cheaper")
        return [Problem("T3", f"from {before.text} to {after.text} {subject} became {right}, and the text says the opposite", where)]
    return []
