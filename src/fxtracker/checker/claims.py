"""What a sentence claims beyond its figures, as conditions on the evidence: `gap > 0`, `official@session == day@date`, `flag weekend`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fxtracker.checker.evidence import Evidence, Truth

__all__ = ["holds"]

_COMPARED = re.compile(r"(?P<left>\S+) (?P<op>==|!=|<=|>=|<|>) (?P<right>\S+)")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def holds(claim: str, evidence: Evidence) -> bool:
    """Whether the evidence bears the claim out; what compares a figure that is not there does not hold.

    A claim is NAME (there is such a figure), `flag NAME`, a comparison of two names, a number or a 'word' (`|NAME|` is the size), or `not`
    before one of them; ` or ` divides alternatives.
    """
    return any(_holds(part.strip(), evidence) for part in claim.split(" or "))


def _holds(claim: str, evidence: Evidence) -> bool:
    if evidence.partial and claim.removeprefix("not ").startswith(("flag ", "day@holiday")):
        return True
    if claim.startswith("not "):
        return not _holds(claim[4:], evidence)
    if claim.startswith("flag "):
        return claim[5:] in evidence.day.flags
    compared = _COMPARED.fullmatch(claim)
    if compared is None:
        return evidence.get(claim) is not None
    left, right = (_operand(compared[side], evidence) for side in ("left", "right"))
    if (
        left is None
        or right is None
        or isinstance(left, str) != isinstance(right, str)
        or isinstance(left, date) != isinstance(right, date)
    ):
        return False
    return bool(_OPERATORS[compared["op"]](left, right))


def _operand(text: str, evidence: Evidence) -> Truth | None:
    if text.startswith("'"):
        return text.strip("'")
    if text.startswith("|"):
        value = evidence.get(text.strip("|"))
        return abs(Decimal(value)) if isinstance(value, (Decimal, int)) else None
    if text.startswith("raw:"):
        return evidence.raw(text[4:])
    try:
        return Decimal(text)
    except InvalidOperation:
        value = evidence.get(text)
        return value.date() if isinstance(value, datetime) else value
