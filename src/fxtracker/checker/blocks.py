"""A piece as the checker sees it: a sequence of blocks, each a sentence, a heading, a cell, an item or a field."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

__all__ = ["Block", "Document", "Kind", "normalise", "sentences"]

Kind = str
"""meta, heading, sentence, item, cell, caption, link, attribute."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*(?:[A-Z0-9₦$£€$]|\w))")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Mr|Mrs|Ms|Dr|St|vs|approx|Inc|Ltd|Co|Gov|Prof|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])|e\.g|i\.e|a\.m|p\.m)\.$"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of text, normalised.

    `label` and `column` are the row label and the column header of a cell, `key` the name of a field, attribute or link, `level` that of a
    heading, `table` the number of the table that a cell stands in and `row` its row.
    """

    kind: Kind
    text: str
    label: str = ""
    column: str = ""
    key: str = ""
    level: int = 0
    table: int = -1
    row: int = -1


@dataclass(slots=True)
class Document:
    """The blocks of a piece in reading order, and what was wrong with its form."""

    blocks: list[Block] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    """(sentence for a person, excerpt) of each fault of the markup itself."""

    def add_prose(self, text: str, kind: Kind = "sentence") -> None:
        """Add each sentence of a paragraph or an item as a block."""
        self.blocks.extend(Block(kind, sentence) for sentence in sentences(normalise(text)))


def normalise(text: str) -> str:
    """The text in NFC, on one line, with plain single spaces and without invisible characters."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def sentences(text: str) -> list[str]:
    """A paragraph cut into sentences; a full stop inside a number, a name or an abbreviation does not end one."""
    found: list[str] = []
    start = 0
    for cut in _END.finditer(text):
        head = text[start : cut.start()]
        if _ABBREVIATION.search(head):
            continue
        found.append(text[start : cut.end()].strip())
        start = cut.end()
    if text[start:].strip():
        found.append(text[start:].strip())
    return found
