"""Rows of a page that are found by their words: each match of a pattern in its text is one, and the groups are its places."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fxtracker.sources.page_text import shown_text
from fxtracker.sources.patterns import LONGEST_TEXT
from fxtracker.sources.reading import Found, Spot

__all__ = ["Match", "TextRow", "matches"]

Match = re.Match[str]

_MOST = 500


def matches(nodes: Sequence[Any], found: Found) -> tuple[list[Match], str | None]:
    """The rows in the text of these elements, or none and what is wrong, as a clause.

    A text in which `from` or `until` does not stand is not read at all: what follows might be another market's.
    """
    rows: list[Match] = []
    told: str | None = None
    for node in nodes:
        text = shown_text(node, apart=True)
        cut = _cut(text, found)
        if cut is None:
            missing = found.until if found.begin is None or _place(text, found.begin) >= 0 else found.begin
            told = told or f"answered with a page of another layout: {missing!r} does not stand where it is to cut the text"
            continue
        for match in found.pattern.finditer(cut):
            rows.append(match)
            if len(rows) == _MOST:
                return rows, None
    return rows, (told or "answered with a page of another layout: rows.pattern finds nothing in its text") if not rows else None


def _cut(text: str, found: Found) -> str | None:
    """The part of a text in which rows are looked for, or None where its borders are not there."""
    if found.begin is not None:
        place = _place(text, found.begin)
        if place < 0:
            return None
        text = text[place + len(" ".join(found.begin.split())) :]
    if found.until is not None:
        place = _place(text, found.until)
        if place < 0:
            return None
        text = text[:place]
    # A figure that is cut in two would be another figure.
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rpartition(" ")[0]


def _place(text: str, words: str) -> int:
    wanted = r"\s+".join(re.escape(word) for word in words.split())
    match = re.search(wanted, text, re.IGNORECASE)
    return match.start() if match is not None else -1


class TextRow:
    """One match of the pattern that finds rows."""

    def __init__(self, match: Match, where: str) -> None:
        self._match = match
        self.where = where

    def raw(self) -> str:
        """The words of the row."""
        return self._match[0]

    def value(self, spot: Spot) -> object:
        """What a group holds; None where it took no part."""
        return self._match[spot.at]

    def shape(self, spot: Spot) -> str | None:
        """That the group took part: where it stands is told by the words of the row."""
        return "group" if self._match[spot.at] is not None else None

    def frame(self) -> Mapping[str, str]:
        """The words around the groups, in their order, without figures and signs."""
        match, text = self._match, []
        at = match.start()
        for name, number in sorted(match.re.groupindex.items(), key=lambda item: match.start(item[1])):
            begin, end = match.span(number)
            if begin >= at:
                text += [match.string[at:begin].lower(), json.dumps(name)]
                at = end
        text.append(match.string[at : match.end()].lower())
        return {"row": " ".join(re.sub(r'[^a-z"]+', " ", " ".join(text)).split())[:120]}
