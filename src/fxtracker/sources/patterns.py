"""Regular expressions of source files: compiled only where they cannot run away, and run only on a bounded text.

A source file may come from a stranger. A repetition within a repetition, such as `(a+)+`, can take years over thirty characters; it is
refused when the file is read, and so are a repetition twice in a row, back-references and many dots. That leaves patterns whose time grows
with a small power of the text, and the text is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["LONGEST_SCRIPT", "LONGEST_TEXT", "BadPattern", "compiled"]

LONGEST_TEXT = 10_000
"""Characters of a text that a pattern is run on; what lies behind them is not looked at."""
LONGEST_SCRIPT = 200_000
"""The same for the content of a script, where pages keep the data that they state for search engines."""

_LONGEST_PATTERN = 500
_MANY = 10
_MOST_ANYTHING = 3
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT)


class BadPattern(ValueError):
    """A pattern that is not used; the message completes "write ..."."""


def compiled(text: str) -> re.Pattern[str]:
    """The pattern, or BadPattern where it does not compile or could run for ever."""
    if len(text) > _LONGEST_PATTERN:
        raise BadPattern(f"a regular expression of at most {_LONGEST_PATTERN} characters")
    try:
        tree = parser.parse(text)
        pattern = re.compile(text)
    except (re.error, OverflowError, RecursionError):
        raise BadPattern("a regular expression that compiles") from None
    if _nested(tree, within=False):
        raise BadPattern("a regular expression without a repetition inside a repetition, such as (a+)+, which could run for ever")
    if sum(_anything(tree)) > _MOST_ANYTHING:
        raise BadPattern(f"a regular expression with at most {_MOST_ANYTHING} repetitions of a dot, such as .*")
    return pattern


def _nested(tree: Iterable[Any], *, within: bool) -> bool:
    """Whether something of variable length is repeated by something that is itself repeated, or stands twice in a row."""
    before = ""
    for operator, value in tree:
        after, before = before, ""
        if operator in _REPEATS:
            low, high, body = value
            many = high > _MANY and high != low
            before = str(body) if many else ""
            if (within and many) or (many and before == after) or _nested(body, within=within or high > 1):
                return True
        elif operator is code.GROUPREF or any(_nested(body, within=within) for body in _bodies(operator, value)):
            return True
    return False


def _anything(tree: Iterable[Any]) -> Iterable[int]:
    """One for each endless repetition of a dot."""
    for operator, value in tree:
        if operator in _REPEATS:
            _, high, body = value
            inner = list(body)
            if high > _MANY and len(inner) == 1 and inner[0][0] is code.ANY:
                yield 1
            yield from _anything(inner)
        else:
            for body in _bodies(operator, value):
                yield from _anything(body)


def _bodies(operator: Any, value: Any) -> list[Any]:
    """The patterns within a part of one."""
    if operator is code.SUBPATTERN:
        return [value[3]]
    if operator is code.BRANCH:
        return list(value[1])
    if operator in (code.ASSERT, code.ASSERT_NOT):
        return [value[1]]
    if operator in (code.ATOMIC_GROUP,):
        return [value]
    if operator is code.POSSESSIVE_REPEAT:
        return [value[2]]
    if operator is code.GROUPREF_EXISTS:
        return [body for body in value[1:] if body is not None]
    return []
