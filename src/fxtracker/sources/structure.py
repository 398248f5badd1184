"""The fingerprint of a layout: what must not change unnoticed in the part of an answer that is read, and nothing else.

It holds the headings of a table and its number of cells, the tags and positions of what was read within a row of a page, and the type of
each leaf that was read in JSON. Order, number and values of rows, classes, keys that are not read, and a row that lacks a side leave it
as it is. It is a text that is stored with an answer; two of them are compared by `changed`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fxtracker.sources.reading import Reading

__all__ = ["HEADINGS", "MISSING", "Shape", "changed", "heading", "headings_form"]

HEADINGS = "headings"
"""The place under which a fingerprint holds the headings of a table."""
MISSING = "missing"
"""The form of a leaf whose key is not there at all, which is more than that it holds nothing."""

_ROWS = 200
_VARIANTS = 6
_HEADINGS, _HEADING = 40, 40
_CALENDAR = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|today|yesterday)\b"
)


def heading(text: str) -> str:
    """A heading without what changes from day to day: figures, names of months and days, arrows and blanks."""
    bare = _CALENDAR.sub("@", " ".join(text.lower().split()))
    return re.sub(r"[^\w@#₦$€£%/() ]", "", re.sub(r"\d+", "#", bare)).strip()[:_HEADING]


def headings_form(texts: Iterable[str]) -> str:
    """The headings of a table as one text of its fingerprint."""
    return ", ".join(repr(heading(text)) for text in list(texts)[:_HEADINGS]) or "none"


@dataclass
class Shape:
    """Collects the fingerprint of one answer while it is read."""

    rows: int = 0
    seen: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether enough rows were looked at."""
        return self.rows >= _ROWS

    def see(self, place: str, form: str | None) -> None:
        """Note in which form something was found at a place; None says that nothing stood there, which tells nothing."""
        if form is not None:
            self.seen.setdefault(place, Counter())[form] += 1

    def text(self, reading: Reading) -> str:
        """The fingerprint, which also tells by which layout, and which version of it, the answer was read."""
        at = {place: _commonest(forms) for place, forms in sorted(self.seen.items())}
        return json.dumps({"read": reading.digest, "layout": reading.layout, "at": at}, ensure_ascii=False, separators=(",", ":"))


def changed(known: str | None, new: str | None) -> str | None:
    """What is different between the layout of two answers, as a clause for a person, or None where they are laid out alike.

    Answers that were read by different layouts, or by different versions of a source file, cannot be compared and count as alike.
    """
    if known is None or new is None or known == new:
        return None
    try:
        before, after = json.loads(known), json.loads(new)
        if (before["read"], before["layout"]) != (after["read"], after["layout"]):
            return None
        return _difference(before, after)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # a fingerprint of another version of this program


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    for place in sorted(before["at"], key=lambda name: name != HEADINGS):
        forms = before["at"][place]
        now = after["at"].get(place)
        # Rows may differ among themselves: it is a change where what was usual is gone and what is usual now was never there.
        if forms and now and now[0] not in forms and forms[0] not in now:
            if place == HEADINGS:
                return f"the headings were {forms[0]} and are {now[0]}"
            return f"{_place(place)} was {forms[0]} and is {now[0]}"
    return None


def _commonest(forms: Counter[str]) -> list[str]:
    return [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))][:_VARIANTS]


def _place(place: str) -> str:
    return "the number of cells of a row" if place == "cells" else f"the place of {place}" if place != "row" else "the element of a row"
