"""The parts that a piece is laid out from; every text in them is a sentence of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fxtracker.articles.piece import Said

__all__ = ["Block", "Heading", "Items", "Link", "Links", "Notice", "Paragraph", "Picture", "StatusLine", "Table", "spoken"]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The line under the headline."""

    items: tuple[Said, ...]
    kind: str = "status"


@dataclass(frozen=True, slots=True)
class Notice:
    """What an update changed, at the head of a piece."""

    sentences: tuple[Said, ...]
    kind: str = "notice"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    said: Said
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that follow one another; the first one may have a dateline before it."""

    sentences: tuple[Said, ...]
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of as many cells."""

    header: Said
    rows: tuple[Said, ...]
    kind: str = "table"

    @property
    def columns(self) -> tuple[str, ...]:
        """The header's cells."""
        return tuple(self.header.text.split(" | "))

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The rows' cells."""
        return tuple(tuple(row.text.split(" | ")) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Said, ...]
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its address and what it shows, in words."""

    src: str
    alt: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Link:
    """A line that leads elsewhere."""

    said: Said
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """Where to read on."""

    links: tuple[Link, ...]
    kind: str = "links"


def spoken(blocks: Iterable[Block]) -> Iterator[Said]:
    """Every sentence of the blocks in reading order."""
    for block in blocks:
        match block:
            case StatusLine(items=said) | Items(items=said) | Notice(sentences=said) | Paragraph(sentences=said):
                yield from said
            case Heading(said=heading):
                yield heading
            case Table(header=header, rows=rows):
                yield header
                yield from rows
            case Links(links=links):
                yield from (link.said for link in links)
            case Picture():
                pass


Block = StatusLine | Notice | Heading | Paragraph | Table | Items | Picture | Links
