"""Plain text: posts, alt texts, the strings of a chart, and the article without markup."""

from __future__ import annotations

import re

from fxtracker.checker.blocks import Block, Document, normalise

__all__ = ["read_plain"]

_COLUMNS = re.compile(r"\s{2,}|\t+|\s*\|\s*")


def read_plain(text: str) -> Document:
    """Each line as prose, or, where lines stand in columns, as the cells of a table under its first line."""
    document = Document()
    lines = text.replace("\r\n", "\n").split("\n")
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and len(_columns(lines[end])) > 1:
            end += 1
        if end - place >= 2:
            _read_table(lines[place:end], document)
            place = end
            continue
        line = lines[place].strip()
        place += 1
        if not line or re.fullmatch(r"[-=_*~\s]+", line):
            continue
        item = re.fullmatch(r"(?:[-*•]|\d+\.) +(.*)", line)
        document.add_prose((item[1] if item else line).replace("*", ""), "item" if item else "sentence")
    return document


def _columns(line: str) -> list[str]:
    return [part for part in _COLUMNS.split(line.strip().strip("|").strip()) if part]


def _read_table(lines: list[str], document: Document) -> None:
    table = 1 + max((block.table for block in document.blocks), default=-1)
    rows = [[normalise(cell) for cell in _columns(line)] for line in lines if not re.fullmatch(r"[-=+|\s]+", line)]
    header = rows[0]
    for column in header:
        document.blocks.append(Block("cell", column, column=column, table=table, row=0))
    for number, cells in enumerate(rows[1:], 1):
        for place, cell in enumerate(cells):
            column = header[place] if place < len(header) else ""
            document.blocks.append(Block("cell", cell, label=cells[0], column=column, table=table, row=number))
