"""Reading any history from a CSV file: streamed, bad rows set aside in a file of their own, the same file twice adds nothing."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.errors import UsageError
from fxtracker.lagos import NAIRA_START, dated_instant, parse_date, parse_when, session_of
from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Segment, Timing, default_measure, parse_decimal
from fxtracker.safe import formula_free
from fxtracker.store import Answer, Poll

__all__ = ["COLUMNS", "BadRow", "Imported", "import_csv"]

COLUMNS = (
    "observed_at",
    "date",
    "session",
    "source",
    "market",
    "segment",
    "measure",
    "location",
    "pair",
    "currency",
    "bid",
    "ask",
    "mid",
    "note",
)
"""The columns that a file may have; options fill what it lacks."""

_CHUNK = 20_000
_TOLD = 20
_TOLD = 20
"""So many bad rows are told; all of them are in the file beside."""

_Word = TypeVar("_Word", bound=StrEnum)


class BadRow(NamedTuple):
    """A row that was set aside: its line in the file, and one sentence why."""

    line: int
    error: str


class Imported(NamedTuple):
    """How a file was read. `added` of `rows` were new; `bad` were set aside in `rejects`."""

    file: str
    rows: int
    added: int
    bad: int
    first_bad: tuple[BadRow, ...]
    rejects: str | None


def import_csv(
    desk: Desk,
    path: Path,
    fill: Mapping[str, str],
    progress: Callable[[float], None] | None = None,
    *,
    rejects: Path | None = None,
    work_out: bool = True,
) -> Imported:
    """Land a CSV file; `fill` gives a value for each column that the file lacks, `progress` is told the share that is read.

    UsageError where the file cannot be read, has no such columns, or does not say enough of source, market and day.
    """
    if not path.is_file():
        raise UsageError(f"FILE: there is no file {path}")
    _check_text(path)
    size = max(1, path.stat().st_size)
    now = desk.clock.now()
    aside = rejects or desk.settings.home / "imports" / f"{path.stem}.rejected.csv"
    rows = added = refused = 0
    bad: list[BadRow] = []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(_told(lines, size, progress), strict=True)
        _check_header(path, reader.fieldnames, fill)
        with _Rejects(aside, reader.fieldnames or ()) as kept:
            for chunk in _chunks(reader):
                good: list[Observation] = []
                for line, row in chunk:
                    rows += 1
                    try:
                        good.append(_observation(row, fill, now))
                    except UsageError as fault:
                        refused += 1
                        bad += [BadRow(line, str(fault))] if refused <= _TOLD else []
                        kept.add(line, row, str(fault))
                if good:
                    added += len(desk.store.add_poll(Poll("import", now, now, "ok"), good, history=True).added)
    # Said last: a file whose reading was cut short is not one that was read.
    desk.store.add_poll(Poll("import", now, now, "ok", answers=(Answer(path.name, file_hash(path)),)), history=True)
    if progress is not None:
        progress(1.0)
    if work_out:
        refix(desk, cause=f"import of {path.name}")
    return Imported(str(path), rows, added, refused, tuple(bad), str(aside) if refused else None)


def _check_text(path: Path) -> None:
    # Read through before anything lands: a file that turns out to be none half-way has changed nothing.
    reader = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(_told(lines, 1, None), strict=True)
            for _ in reader:
                pass
    except (csv.Error, UnicodeDecodeError) as fault:
        line = reader.line_num if reader else 0
        raise UsageError(f"FILE: {path.name} cannot be read as CSV in UTF-8 after line {line}: {fault}") from fault
    except OSError as fault:
        raise UsageError(f"FILE: {path.name} cannot be read ({fault.strerror})") from fault


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(lines: IO[str], size: int, progress: Callable[[float], None] | None) -> Iterator[str]:
    read = 0
    for number, line in enumerate(lines):
        read += len(line)
        if "\0" in line:
            raise UsageError(f"FILE: line {number + 1} has a NUL character; write the file as UTF-8 text")
        if progress is not None and number % 5000 == 0:
            progress(min(0.99, read / size))
        yield line


def _chunks(reader: csv.DictReader[str]) -> Iterator[list[tuple[int, dict[str, str]]]]:
    chunk: list[tuple[int, dict[str, str]]] = []
    for row in reader:
        chunk.append((reader.line_num, row))
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _check_header(path: Path, header: object, fill: Mapping[str, str]) -> None:
    names = [str(name).strip().lower() for name in header] if isinstance(header, list) else []
    known = [name for name in names if name in COLUMNS]
    if not known:
        raise UsageError(f"FILE: the first line of {path.name} names no known column; it may name {', '.join(COLUMNS)}")
    if not {"observed_at", "date"} & {*known, *fill}:
        raise UsageError(f"FILE: {path.name} has neither observed_at nor date; one of them must say when each row held")
    if not {"bid", "ask", "mid"} & set(known):
        raise UsageError(f"FILE: {path.name} has none of bid, ask, mid; at least one must carry the figure")
    for column in ("source", "market"):
        if column not in known and column not in fill:
            raise UsageError(f"FILE: {path.name} has no column {column}; add it or write --{column}")
    if not {"pair", "currency"} & {*known, *fill}:
        raise UsageError(f"FILE: {path.name} has neither pair nor currency; add one or write --currency")


def _observation(row: Mapping[str, str | None], fill: Mapping[str, str], now: datetime) -> Observation:
    cells = {
        str(name).strip().lower(): (value or "").strip()
        for name, value in row.items()
        if name is not None and isinstance(value, str | None)
    }
    if None in row:
        raise UsageError("row: it has more cells than the header has names")

    def cell(name: str) -> str:
        return cells.get(name) or fill.get(name, "")

    market = _one_of(Market, cell("market"), "market")
    pair = Pair.parse(cell("pair") or cell("currency"), "pair" if cell("pair") else "currency")
    observed_at, session, timing = _when(cell("observed_at"), cell("date"), cell("session"), now)
    if min(session, session_of(observed_at)) < NAIRA_START:
        raise UsageError(f"date: {session} is before the naira came in; write {NAIRA_START} or a later day")
    source = cell("source")
    if not source or len(source) > 64:
        raise UsageError(f"source: {source!r} is not a name of 1 to 64 letters")
    return Observation(
        source=source,
        market=market,
        segment=_one_of(Segment, cell("segment"), "segment") if cell("segment") else None,
        measure=_one_of(Measure, cell("measure"), "measure") if cell("measure") else default_measure(market, session),
        location=cell("location")[:64] or None,
        pair=pair,
        quote=_quote(cell("bid"), cell("ask"), cell("mid")),
        session=session,
        observed_at=observed_at,
        retrieved_at=now,
        timing=timing,
        note=cell("note")[:500] or None,
        visible_at=min(observed_at, now),
    )


def _when(observed_at: str, day: str, session: str, now: datetime) -> tuple[datetime, date, Timing]:
    if observed_at and len(observed_at) > 10:
        instant = parse_when(observed_at, "observed_at")
        return instant, parse_date(session, "session") if session else session_of(instant), Timing.INSTANT
    stated = parse_date(observed_at or day, "observed_at" if observed_at else "date")
    belongs = parse_date(session, "session") if session else stated
    return dated_instant(stated, now), belongs, Timing.DATED


def _quote(bid: str, ask: str, mid: str) -> Quote:
    # A zero says that there was no quote on that side.
    sides = {name: parse_decimal(text, name, positive=False) if text else None for name, text in (("bid", bid), ("ask", ask), ("mid", mid))}
    for name, value in sides.items():
        if value is not None and value < 0:
            raise UsageError(f"{name}: {value} is below zero; write naira for one unit")
    quote = Quote(*(value or None for value in sides.values()))
    if quote == Quote():
        raise UsageError("bid, ask, mid: none carries a figure; at least one must")
    return quote


def _one_of(kind: type[_Word], text: str, field: str) -> _Word:
    try:
        return kind(text.lower().replace("-", "_"))
    except ValueError:
        raise UsageError(f"{field}: {text!r} is not a {field}; write one of {', '.join(word.value for word in kind)}") from None


class _Rejects:
    """The file of rows that were set aside, made only when there is one."""

    def __init__(self, path: Path, header: object) -> None:
        self._path = path
        self._header = [str(name) for name in header] if isinstance(header, list) else []
        self._file: IO[str] | None = None

    def add(self, line: int, row: Mapping[str, str | None], error: str) -> None:
        """Set a row aside with its line and the reason."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(["line", "error", *map(formula_free, self._header)])
        # A person opens this file to mend it: no cell of it may be a formula.
        csv.writer(self._file).writerow([line, error, *(formula_free(row.get(name) or "") for name in self._header)])

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
