"""What goes wrong with the sources, what the operator was told of it, and the days that a source does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.rows import AbsentDay, Alert, Trouble

__all__ = ["TroubleStore"]


class TroubleStore(Part):
    """Troubles, of which one a source and kind is open at a time; alerts; absent days."""

    def open_troubles(self, source: str | None = None) -> list[Trouble]:
        """The troubles that are not over (of one source), the longest standing first."""
        where: list[ColumnElement[bool]] = [t.troubles.c.over_at.is_(None)]
        if source is not None:
            where.append(t.troubles.c.source == source)
        with self._engine.connect() as connection:
            return _troubles(connection, where)

    def troubles(self, source: str | None = None, since: datetime | None = None) -> list[Trouble]:
        """All troubles (of one source) that were still going on at `since` or later, open or over, in the order in which they began."""
        where: list[ColumnElement[bool]] = []
        if source is not None:
            where.append(t.troubles.c.source == source)
        if since is not None:
            where.append(t.troubles.c.last_at >= since)
        with self._engine.connect() as connection:
            return _troubles(connection, where)

    def note_trouble(self, source: str, kind: str, detail: str, at: datetime, payload_hash: str | None = None) -> Trouble:
        """Count one more time that this went wrong; the first time opens the trouble. The trouble as it stands then."""
        c = t.troubles.c
        with writing(self._engine) as connection:
            found = _troubles(connection, [c.source == source, c.kind == kind, c.over_at.is_(None)])
            if found:
                values = {"detail": detail, "last_at": at, "count": c.count + 1, "payload_hash": payload_hash or found[0].payload_hash}
                connection.execute(update(t.troubles).where(c.id == found[0].id).values(values))
                trouble_id = found[0].id
            else:
                trouble_id = next_id(connection, t.troubles)
                row = Trouble(trouble_id, source, kind, detail, at, at, 1, payload_hash)
                connection.execute(insert(t.troubles), {column.name: getattr(row, column.name) for column in t.troubles.c})
            return _troubles(connection, [c.id == trouble_id])[0]

    def end_troubles(self, source: str, kinds: Collection[str] | None, at: datetime) -> list[Trouble]:
        """Close the open troubles of a source of those kinds (None: of all), and give those that were closed."""
        c = t.troubles.c
        where: list[ColumnElement[bool]] = [c.source == source, c.over_at.is_(None)]
        if kinds is not None:
            where.append(c.kind.in_(sorted(kinds)))
        with self._engine.connect() as connection:
            # Nearly always there is nothing to close: a source that is well takes no write lock.
            if not _troubles(connection, where):
                return []
        with writing(self._engine) as connection:
            ids = [one.id for one in _troubles(connection, where)]
            connection.execute(update(t.troubles).where(c.id.in_(ids)).values(over_at=at))
            return _troubles(connection, [c.id.in_(ids)])

    def tell_trouble(self, trouble_id: int, at: datetime, *, over: bool = False) -> bool:
        """Mark that the operator is told of a trouble, or that it is over; False where someone marked it before."""
        column = t.troubles.c.over_told_at if over else t.troubles.c.told_at
        with writing(self._engine) as connection:
            done = connection.execute(update(t.troubles).where(t.troubles.c.id == trouble_id, column.is_(None)).values({column.name: at}))
            return bool(done.rowcount)

    def add_alert(self, at: datetime, source: str | None, kind: str, text: str) -> Alert:
        """Keep a message to the operator."""
        with writing(self._engine) as connection:
            row = Alert(next_id(connection, t.alerts), at, source, kind, text)
            connection.execute(insert(t.alerts), {"id": row.id, "at": at, "source": source, "kind": kind, "text": text})
        return row

    def alerts(self, limit: int = 100) -> list[Alert]:
        """What the operator was told, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.alerts).order_by(t.alerts.c.id.desc()).limit(limit))
            return [Alert(**row._mapping) for row in rows]

    def absent_days(self, source: str, since: date, until: date) -> list[AbsentDay]:
        """The days from `since` to `until`, both included, that a source is known not to have, oldest first."""
        a = t.absent_days.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(a.source, a.address, a.day, a.learnt_at)
                .where(a.source == source, a.day >= since, a.day <= until)
                .order_by(a.day, a.address)
            )
            return [AbsentDay(*row) for row in rows]

    def add_absent_days(self, source: str, days: Iterable[date], at: datetime, address: str = "") -> int:
        """Remember days that a source does not have; returns how many were not known yet. A later finding renews the day."""
        a = t.absent_days.c
        wanted = sorted(set(days))
        if not wanted:
            return 0
        with writing(self._engine) as connection:
            where = (a.source == source, a.address == address, a.day.in_(wanted))
            known = set(connection.execute(select(a.day).where(*where)).scalars())
            connection.execute(update(t.absent_days).where(*where).values(learnt_at=at))
            fresh = next_id(connection, t.absent_days)
            rows = [
                {"id": fresh + n, "source": source, "address": address, "day": day, "learnt_at": at}
                for n, day in enumerate(day for day in wanted if day not in known)
            ]
            if rows:
                connection.execute(insert(t.absent_days), rows)
        return len(rows)


def _troubles(connection: Connection, where: Iterable[ColumnElement[bool]]) -> list[Trouble]:
    rows = connection.execute(select(t.troubles).where(*where).order_by(t.troubles.c.id))
    return [Trouble(**row._mapping) for row in rows]
