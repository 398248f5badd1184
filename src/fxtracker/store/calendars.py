"""The holidays that the operator set, as they were known: by them it is told for how long the official market was silent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import insert, select

from fxtracker.store import schema as t
from fxtracker.store.base import Part, next_id
from fxtracker.store.engine import writing

__all__ = ["CalendarStore"]


class CalendarStore(Part):
    """Days and the names that the operator gave them; an empty name makes a working day of a holiday."""

    def holidays(self, known_at: datetime) -> dict[date, str] | None:
        """Those that were known at an instant, None where nothing was kept by then."""
        c = t.calendars.c
        with self._engine.connect() as connection:
            kept = connection.execute(
                select(c.holidays).where(c.known_at <= known_at).order_by(c.known_at.desc(), c.id.desc()).limit(1)
            ).scalar()
        return None if kept is None else {date.fromisoformat(day): name for day, name in json.loads(kept).items()}

    def keep_holidays(self, holidays: Mapping[date, str], at: datetime) -> None:
        """Keep them where they differ from those that were kept last."""
        text = json.dumps({day.isoformat(): name for day, name in sorted(holidays.items())}, ensure_ascii=False)
        c = t.calendars.c
        newest = select(c.holidays).order_by(c.id.desc()).limit(1)
        with self._engine.connect() as connection:
            if connection.execute(newest).scalar() == text:
                return
        with writing(self._engine) as connection:
            if connection.execute(newest).scalar() != text:
                connection.execute(insert(t.calendars), {"id": next_id(connection, t.calendars), "known_at": at, "holidays": text})
