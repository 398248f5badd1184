"""Markdown: front matter, headings, paragraphs, lists, tables, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fxtracker.checker.blocks import Block, Document, normalise

__all__ = ["read_markdown"]

_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<url>[^)\s]*)\)")
_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
_ITEM = re.compile(r"(?:[-*+•]|\d+\.) +(.*)")


def read_markdown(text: str) -> Document:
    """The blocks of a Markdown piece; a front matter that does not close is a fault."""
    document = Document()
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and lines[0].strip() == "---":
        end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
        if end is None:
            document.faults.append(("the front matter has no closing line of three hyphens", lines[0]))
            end = 0
        for line in lines[1:end]:
            key, colon, value = line.partition(":")
            if not colon:
                document.faults.append(("a line of the front matter is no field", line))
                continue
            document.blocks.append(Block("meta", normalise(_unquote(value.strip())), key=key.strip()))
        lines = lines[end + 1 :]
    for group in _paragraphs(lines):
        _read_group(group, document)
    return document


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"')
    return value


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if not line.strip():
            if group:
                yield group
            group = []
            continue
        if re.match(r"#{1,6} ", line) and group:
            yield group
            group = []
        group.append(line)
        if re.match(r"#{1,6} ", line):
            yield group
            group = []
    if group:
        yield group


def _read_group(group: list[str], document: Document) -> None:
    heading = re.match(r"(#{1,6}) +(.*)", group[0])
    if heading:
        document.blocks.append(Block("heading", normalise(_inline(heading[2].rstrip("# "), document)), level=len(heading[1])))
        return
    start = next((n for n in range(len(group) - 1) if group[n].lstrip().startswith("|") and _RULE.fullmatch(group[n + 1].strip())), None)
    if start is not None:
        end = next((n for n in range(start, len(group)) if not group[n].lstrip().startswith("|")), len(group))
        for part in (group[:start], group[end:]):
            if part:
                _read_group(part, document)
        _read_table(group[start:end], document)
        return
    prose: list[str] = []
    for line in group:
        item = _ITEM.fullmatch(line.strip())
        if item:
            if prose:
                document.add_prose(_inline(" ".join(prose), document))
                prose = []
            document.add_prose(_inline(item[1], document), "item")
        elif not re.fullmatch(r"\s*([-*_])(\s*\1){2,}\s*", line):
            prose.append(re.sub(r"^\s*>\s?", "", line))
    if prose:
        document.add_prose(_inline(" ".join(prose), document))


def _read_table(group: list[str], document: Document) -> None:
    table = 1 + max((block.table for block in document.blocks), default=-1)
    header = [normalise(_inline(cell, document)) for cell in _cells(group[0])]
    for column in header:
        document.blocks.append(Block("cell", column, column=column, table=table, row=0))
    for row, line in enumerate(group[2:], 1):
        cells = [normalise(_inline(cell, document)) for cell in _cells(line)]
        if len(cells) != len(header):
            document.faults.append((f"a row of the table has {len(cells)} cells under {len(header)} headers", line.strip()))
        for column, cell in zip(header, cells, strict=False):
            document.blocks.append(Block("cell", cell, label=cells[0], column=column, table=table, row=row))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))]


def _inline(text: str, document: Document) -> str:
    def take(match: re.Match[str]) -> str:
        document.blocks.append(Block("link", match["url"], key="picture" if match["picture"] else normalise(match["text"])))
        if match["picture"]:
            document.add_prose(match["text"], "alt")
            return ""
        return match["text"]

    text = _LINK.sub(take, text)
    text = re.sub(r"(?<![\w\\])(\*\*\*|\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|$~<>-])", r"\1", text.replace("`", ""))
