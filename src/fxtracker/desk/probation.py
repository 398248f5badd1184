"""How long a new source is stored and shown before it counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from fxtracker.desk import Desk

__all__ = ["probations"]


def probations(desk: Desk, ids: Collection[str], known_at: datetime | None = None) -> dict[str, datetime]:
    """Source to the instant at which its probation ends or ended, for those of the ids that have one and have landed something by then.

    It runs from the first observation of the source that was learnt, so that it comes out the same whenever it is worked out.
    """
    days = {source: known.probation_days for source in ids if (known := desk.ever.get(source)) is not None and known.probation_days}
    if not days:
        return {}
    landed = desk.store.landings(known_at)
    return {source: landed[source][0] + timedelta(days=count) for source, count in days.items() if source in landed}
