"""What the parts of the store share: the engine, the write lock, and the next id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, func, select
from sqlalchemy.types import TypeEngine

from fxtracker.store.types import DecimalText, Instant, SessionDay, day_text, decimal_text, instant_text

__all__ = ["Part", "in_parts", "insert_many", "next_id"]

_AT_ONCE = 5_000
_IN_ONE_QUESTION = 500

One = TypeVar("One")


class Part:
    """A family of reads and writes on one engine."""

    _engine: Engine


def next_id(connection: Connection, table: Table) -> int:
    """The id of the next row; only to be asked under the write lock."""
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    return int(highest or 0) + 1


def in_parts(wanted: Sequence[One]) -> Iterator[Sequence[One]]:
    """The ids or hashes that are asked for, so many at a time as go into one question."""
    return (wanted[start : start + _IN_ONE_QUESTION] for start in range(0, len(wanted), _IN_ONE_QUESTION))


def insert_many(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows, each with a value for every column, through the driver itself.

    A history of sixty thousand rows lands in half the time that the library's own way through each value takes; rows that are made as they
    are asked for never stand in memory all at once.
    """
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    names = ", ".join(f'"{column.name}"' for column in table.c)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(mark for _ in table.c)})'  # noqa: S608
    left = iter(rows)
    while chunk := list(islice(left, _AT_ONCE)):
        columns = [_kept(column.type, [row[column.name] for row in chunk]) for column in table.c]
        connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _kept(kind: TypeEngine[Any], values: list[Any]) -> list[Any]:
    # Text is what both engines take: PostgreSQL reads an instant with its zone out of it.
    write: Callable[[Any], str]
    if isinstance(kind, DecimalText):
        write = decimal_text
    elif isinstance(kind, Instant):
        write = instant_text
    elif isinstance(kind, SessionDay):
        write = day_text
    else:
        return values
    return [None if value is None else write(value) for value in values]
