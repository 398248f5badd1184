"""Reads CSV answers by the names of their columns, as a source file gives them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime

from fxtracker.errors import BadAnswer, ConfigError
from fxtracker.sources.answers import Misfit, Parsed, Payload
from fxtracker.sources.collect import Answer, collect
from fxtracker.sources.decoding import as_utf8
from fxtracker.sources.reading import DELIMITERS, Reading, Spot
from fxtracker.sources.request import Asked
from fxtracker.sources.rows import Rows, answer_time
from fxtracker.sources.spec import Source
from fxtracker.sources.strangers import instead
from fxtracker.sources.structure import HEADINGS, headings_form

__all__ = ["read"]

_BEGINNING, _MOST_HEAD = 20_000, 50
"""How far into an answer the names of columns are looked for, in bytes and lines."""


def read(
    source: Source,
    reading: Reading,
    payload: Payload,
    asked: Asked,
    retrieved_at: datetime,
    before: bytes | None,  # noqa: ARG001
) -> Parsed:
    """The observations of one table; Misfit where its columns are not those that the layout names, BadAnswer where it cannot be used."""
    text = as_utf8(payload.body, reading.encoding or "utf-8")
    if text.lstrip()[:1] in (b"", b"<", b"{", b"["):
        raise instead(text, "CSV")
    lines = _lines(text, reading)
    if reading.head > len(lines):
        told = f"answered with {len(lines)} lines where the columns are named in line {reading.head}{_hint(reading, text)}"
        raise Misfit(told, "layout")
    head = [_name(cell) for cell in lines[reading.head - 1]] if reading.head else [str(place + 1) for place in range(_widest(lines))]
    columns: dict[str, int] = {}
    for place, name in enumerate(head):
        columns.setdefault(name, place)
    _check(reading, head, columns, _hint(reading, text))
    rows = _begun(Answer(source, reading, asked, retrieved_at), lines)
    body = [(number, line) for number, line in enumerate(lines, 1) if number > reading.head and any(cell.strip() for cell in line)]
    if not body:
        raise Misfit("answered with a table without a row", "empty")
    if len(body[-1][1]) < len(head) and not text.endswith((b"\n", b"\r")):
        raise BadAnswer(f"answered with a table that breaks off in line {body[-1][0]}", "cut")
    return collect(rows, [_Line(line, columns, f"{payload.url} line {number}", reading) for number, line in body])


class _Line:
    """One line of a table."""

    def __init__(self, cells: list[str], columns: Mapping[str, int], where: str, reading: Reading) -> None:
        self._cells = cells
        self._columns = columns
        self._reading = reading
        self.where = where

    def raw(self) -> str:
        """The line as it was printed."""
        return self._reading.delimiter.join(self._cells)

    def value(self, spot: Spot) -> object:
        """What stands in a column; None where the line is too short."""
        place = self._columns[_name(spot.at)]
        return self._cells[place].strip() if place < len(self._cells) else None

    def shape(self, spot: Spot) -> str | None:
        """The place of a column."""
        return f"column {self._columns[_name(spot.at)] + 1}"

    def frame(self) -> Mapping[str, str]:
        """How many cells a line has, and the headings of the table."""
        return {"cells": str(len(self._cells)), **({HEADINGS: headings_form(self._columns)} if self._reading.head else {})}


def _lines(body: bytes, reading: Reading) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(body.decode(), newline=""), delimiter=reading.delimiter))
    except csv.Error as fault:
        raise Misfit(f"answered with what is no CSV ({fault})", "not_rates") from None


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()


def _widest(lines: list[list[str]]) -> int:
    return max((len(line) for line in lines), default=0)


def _check(reading: Reading, head: list[str], columns: Mapping[str, int], hint: str) -> None:
    for place, text in reading.expect.items():
        if not place.isdecimal() or int(place) < 1:
            raise ConfigError(f"expect.{place}: {text!r} will not do; write the number of a column = a text in its heading")
        found = head[int(place) - 1] if int(place) <= len(head) else "nothing"
        if text.casefold() not in found:
            raise Misfit(
                f"answered with a table of another layout: column {place} is headed {found!r} where {text!r} was expected{hint}", "layout"
            )
    for _, spot in reading.places():
        if _name(spot.at) not in columns:
            shown = ", ".join(repr(name) for name in head[:20])
            raise Misfit(f"answered with a table without a column {spot.at!r}; its columns are {shown}{hint}", "layout")


def _hint(reading: Reading, body: bytes) -> str:
    """Where the columns that were looked for are named, as keys of a source file, where that is elsewhere than the file says."""
    wanted = {_name(spot.at) for _, spot in reading.places()}
    if not reading.head:
        return ""
    beginning = body[:_BEGINNING].decode("utf-8", "ignore").splitlines()[:_MOST_HEAD]
    for delimiter in (reading.delimiter, *(other for other in DELIMITERS if other != reading.delimiter)):
        for number, line in enumerate(beginning, 1):
            if wanted <= {_name(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])}:
                keys = [f"delimiter = {json.dumps(delimiter)}"] if delimiter != reading.delimiter else []
                keys += [f"head = {number}"] if number != reading.head else []
                return f"; they stand in line {number}: write {' and '.join(keys)}" if keys else ""
    return ""


def _begun(answer: Answer, lines: list[list[str]]) -> Rows:
    """The collector of the rows, with the time that a line of the table states where no row does."""
    moment = answer.reading.time
    if moment is None or moment.each_row:
        return answer.rows(None)
    spot = moment.spot
    if not spot.at.isdecimal():
        raise ConfigError(f"read.time.at: {spot.at!r} will not do; write the number of the line that states the time, such as 1")
    place = int(spot.at) - 1
    text = answer.reading.delimiter.join(lines[place]) if 0 <= place < len(lines) else None
    if text is not None and spot.pattern is not None:
        found = spot.search(text)
        text = found[1] if found is not None else text
    return answer.rows(answer_time(answer.reading, answer.asked, text, f"line {spot.at}", answer.retrieved_at))
