"""What the parts of the store share: the engine, the write lock, and the next id."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Table, func, select

__all__ = ["Part", "next_id"]


class Part:
    """A family of reads and writes on one engine."""

    _engine: Engine


def next_id(connection: Connection, table: Table) -> int:
    """The id of the next row; only to be asked under the write lock."""
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    return int(highest or 0) + 1
