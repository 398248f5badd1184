"""A finished piece of ours against the facts of its day: whatever the facts do not bear out refuses it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from fxtracker.checker.binding import Binder, Bound
from fxtracker.checker.blocks import Block, Document
from fxtracker.checker.consistency import judge_day
from fxtracker.checker.evidence import Evidence, Setting
from fxtracker.checker.fields import judge_field, judge_link
from fxtracker.checker.markup import read_markup
from fxtracker.checker.membership import Membership
from fxtracker.checker.reading import read
from fxtracker.checker.report import Problem, Report, excerpt
from fxtracker.checker.wording import judge_words
from fxtracker.facts import Day

__all__ = ["Checker", "check"]

_ARTICLES = ("md", "html", "txt")
_SPANS = (90, 30)
"""How many days the charts of an article show."""
_REQUIRED = {
    "about_how.any": "the disclosure that software wrote it",
    "about_position.cbn": "the sentence on the Central Bank and the parallel market",
}
_PLAIN = frozenset({"heading", "sentence", "item", "link", "meta"})
"""Plain text does not say which of its lines are headings."""
_KINDS = {
    "sentence": frozenset({"sentence"}),
    "heading": frozenset({"heading"}),
    "item": frozenset({"item", "sentence", "link"}),
    "alt": frozenset({"alt"}),
    "caption": frozenset({"alt", "sentence"}),
    "status": frozenset({"status"}),
    "row": frozenset({"row"}),
    "header": frozenset({"header"}),
}


def check(text: str, form: str, day: Day, *, kind: str = "", setting: Setting | None = None) -> Report:
    """What is wrong with a finished piece of ours.

    `form` is md, html, txt, post, alt or chart; `kind` is the kind of article, or of a post its network; `setting` says when it was
    published and what else may stand in it. UsageError for another form.
    """
    return Checker(day, setting).check(text, form, kind=kind)


class Checker:
    """One day's facts, worked out once, against any number of pieces."""

    def __init__(self, day: Day, setting: Setting | None = None) -> None:
        self.evidence = Evidence(day, setting)
        self.binder = Binder(self.evidence)
        self.membership = Membership(self.evidence)
        self.faults = judge_day(self.evidence)

    def check(self, text: str, form: str, *, kind: str = "") -> Report:
        """What is wrong with one piece; see the function `check`."""
        document = read(text, form)
        problems = [*self.faults, *judge_words(text, form, kind, document)]
        if form == "html":
            markup = read_markup(text)
            document.faults += markup.faults
            document.blocks += [block for block in markup.blocks if block.kind == "attribute"]
        problems += [Problem("H", message, excerpt(where)) for message, where in document.faults]
        bound = list(self._blocks(document, form))
        for text_of, found in bound:
            problems += found.problems if form != "chart" else self.membership.judge(text_of)
        problems += _twice(bound)
        if form in _ARTICLES:
            entries = {found.entry.rpartition(".")[0] for _, found in bound}
            problems += [Problem("T18", f"{what} is missing") for entry, what in _REQUIRED.items() if entry not in entries]
        return Report(tuple(dict.fromkeys(problems)))

    def _blocks(self, document: Document, form: str) -> Iterator[tuple[str, Bound]]:
        for block in _rows(document.blocks):
            if block.kind == "meta":
                yield block.text, judge_field(block, self.evidence, self.binder)
            elif block.kind in ("link", "attribute"):
                yield block.text, judge_link(block, self.evidence)
            elif block.kind == "row":
                yield block.text, self._row(block)
            else:
                yield from self._prose(block, form)

    def _prose(self, block: Block, form: str) -> Iterator[tuple[str, Bound]]:
        link = re.fullmatch(r"(?:(?P<label>.+): )?(?P<url>https?://\S+)", block.text)
        if link and form == "post":
            wrong = (
                [] if block.text == self.evidence.setting.url else [Problem("T14", "the address is not that of the article", block.text)]
            )
            yield block.text, Bound("post.url", problems=tuple(wrong))
        elif link and form == "txt":
            yield link["url"], judge_link(Block("link", link["url"], key=link["label"] or ""), self.evidence)
            yield link["label"] or "", self.binder.bind(link["label"] or "", frozenset({"link"}))
        else:
            for kind, text in self._parts(block, form):
                found = self.binder.bind(text, _kinds(kind, form))
                periods = [period for slot, period in found.slots if slot.startswith("period")]
                if form in _ARTICLES and any(not self.evidence.opens(period, _SPANS) for period in periods):
                    problem = Problem("T7", "the picture is not of the days that the charts of an article show", excerpt(text))
                    found = replace(found, problems=(*found.problems, problem))
                yield text, found

    def _row(self, block: Block) -> Bound:
        found = self.binder.bind(block.text, _KINDS["row"])
        header = self.binder.bind(block.column, _KINDS["header"])
        if found.under and header.entry not in found.under:
            problem = Problem("T16", f"the row {found.entry} stands under the header {block.column}", excerpt(block.text))
            return Bound(found.entry, found.under, found.slots, (*found.problems, problem))
        return found

    def _parts(self, block: Block, form: str) -> Iterator[tuple[str, str]]:
        """The text of a block, or of the line under the headline its parts; a dateline goes if it is the one that is set."""
        text = block.text
        if form != "post" and " · " in text:
            yield from (("status", part) for part in text.split(" · "))
            return
        place = self.evidence.names.get("place")
        if place and text.startswith(f"{place.upper()}: "):
            text = text[len(place) + 2 :]
        elif self.evidence.partial:
            text = re.sub(r"^[A-Z][A-Z ]+: ", "", text)
        yield block.kind, text


def _kinds(kind: str, form: str) -> frozenset[str]:
    if form == "post":
        return frozenset({"line"})
    if form in ("alt", "chart"):
        return frozenset({"alt", "string"})
    return _PLAIN if form == "txt" and kind not in ("row", "header", "status") else _KINDS.get(kind, frozenset({kind}))


def _rows(blocks: list[Block]) -> Iterator[Block]:
    """The blocks with the cells of a row put together, each row with its header."""
    rows: dict[tuple[int, int], list[str]] = defaultdict(list)
    for block in blocks:
        if block.kind == "cell":
            rows[block.table, block.row].append(block.text)
    done = set()
    for block in blocks:
        place = (block.table, block.row)
        if block.kind != "cell":
            yield block
        elif place not in done:
            done.add(place)
            header = " | ".join(rows[block.table, 0])
            yield Block("row" if block.row else "header", " | ".join(rows[place]), column=header, table=block.table, row=block.row)


def _twice(bound: list[tuple[str, Bound]]) -> Iterator[Problem]:
    """The same figure printed in two ways (T11)."""
    seen: dict[str, str] = {}
    for text, found in bound:
        for slot, printed in found.slots:
            if re.match(r"(?:rate|sum|usd|pct) ", slot) and seen.setdefault(slot, printed) != printed:
                yield Problem("T11", f"{slot} is {seen[slot]} in one place and {printed} in another", excerpt(text))
