"""Pieces and their revisions: nothing that was published is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing
from fxtracker.store.rows import Revision

__all__ = ["PieceStore"]


class PieceStore(Part):
    """The desk's articles and posts."""

    def save_revision(self, revision: Revision, *, once: bool = False) -> Revision:
        """Add a finished state of a piece; returns it with its number and id.

        Published ones are numbered from 1 up; those that were held, which nobody has seen, from -1 down. With `once` a published one
        whose facts are those of the standing one is not added, and the standing one comes back: another desk was quicker.
        """
        with writing(self._engine) as connection:
            p, r = t.pieces.c, t.revisions.c
            piece = connection.execute(
                select(p.id).where(p.kind == revision.kind, p.lang == revision.lang, p.day == revision.date)
            ).scalar()
            if piece is None:
                piece = next_id(connection, t.pieces)
                connection.execute(
                    insert(t.pieces),
                    {"id": piece, "kind": revision.kind, "lang": revision.lang, "day": revision.date, "created_at": revision.created_at},
                )
            held = revision.status == "held"
            if once and not held:
                published = _select().where(r.piece_id == piece, r.status == "published")
                standing = connection.execute(published.order_by(r.id.desc()).limit(1)).first()
                if standing is not None and standing.facts_hash == revision.facts_hash:
                    return _revision(standing)
            furthest = connection.execute(select((func.min if held else func.max)(r.number)).where(r.piece_id == piece)).scalar() or 0
            number = min(furthest, 0) - 1 if held else max(furthest, 0) + 1
            saved = replace(revision, number=number, id=next_id(connection, t.revisions))
            connection.execute(
                insert(t.revisions),
                {
                    "id": saved.id,
                    "piece_id": piece,
                    "number": saved.number,
                    "edition": saved.edition,
                    "status": saved.status,
                    "created_at": saved.created_at,
                    "headline": saved.headline,
                    "title": saved.title,
                    "description": saved.description,
                    "forms": json.dumps(dict(saved.forms), ensure_ascii=False),
                    "facts": json.dumps([dict(fact) for fact in saved.facts], ensure_ascii=False),
                    "facts_hash": saved.facts_hash,
                    "grades": json.dumps(dict(saved.grades)),
                    "changes": json.dumps(list(saved.changes), ensure_ascii=False),
                    "charts": json.dumps([dict(chart) for chart in saved.charts], ensure_ascii=False),
                    "problems": json.dumps(list(saved.problems), ensure_ascii=False),
                },
            )
        return saved

    def revision(self, kind: str, day: date, number: int | None = None, lang: str = "en") -> Revision | None:
        """A published revision of a day's piece: that of a number, else the newest one; None where there is none."""
        found = self.revisions(kind, day, lang)
        if number is not None:
            return next((revision for revision in found if revision.number == number), None)
        return found[-1] if found else None

    def revisions(
        self, kind: str, day: date, lang: str = "en", status: str = "published", known_at: datetime | None = None
    ) -> list[Revision]:
        """The revisions of a day's piece of that status (published or held) that were there at `known_at`, oldest first."""
        p, r = t.pieces.c, t.revisions.c
        query = _select().where(p.kind == kind, p.lang == lang, p.day == day, r.status == status)
        if known_at is not None:
            query = query.where(r.created_at <= known_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(r.id))
            return [_revision(row) for row in rows]

    def latest_pieces(self, limit: int = 30, kinds: tuple[str, ...] = (), before: date | None = None) -> list[Revision]:
        """The newest published revision of each piece, the newest day first (a closing edition before its sister by time)."""
        p, r = t.pieces.c, t.revisions.c
        newest = select(func.max(r.id)).where(r.status == "published").group_by(r.piece_id)
        query = _select().where(r.id.in_(newest))
        if kinds:
            query = query.where(p.kind.in_(kinds))
        if before is not None:
            query = query.where(p.day < before)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(p.day.desc(), r.id.desc()).limit(limit))
            return [_revision(row) for row in rows]

    def neighbours(self, kind: str, day: date, lang: str = "en") -> tuple[date | None, date | None]:
        """The days before and after that have a published piece of the kind."""
        p, r = t.pieces.c, t.revisions.c
        base = select(p.day).join(t.revisions, r.piece_id == p.id).where(p.kind == kind, p.lang == lang, r.status == "published")
        with self._engine.connect() as connection:
            before = connection.execute(base.where(p.day < day).order_by(p.day.desc()).limit(1)).scalar()
            after = connection.execute(base.where(p.day > day).order_by(p.day).limit(1)).scalar()
        return before, after


def _select() -> Any:
    p = t.pieces.c
    return select(t.revisions, p.kind, p.lang, p.day).join(t.pieces, p.id == t.revisions.c.piece_id)


def _revision(row: Any) -> Revision:
    return Revision(
        kind=row.kind,
        lang=row.lang,
        date=row.day,
        edition=row.edition,
        status=row.status,
        created_at=row.created_at,
        headline=row.headline,
        title=row.title,
        description=row.description,
        forms=json.loads(row.forms),
        facts=json.loads(row.facts),
        facts_hash=row.facts_hash,
        grades=json.loads(row.grades),
        changes=tuple(json.loads(row.changes)),
        charts=tuple(json.loads(row.charts)),
        problems=tuple(json.loads(row.problems)),
        number=row.number,
        id=row.id,
    )
