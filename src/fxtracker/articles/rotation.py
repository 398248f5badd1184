"""Which variant of a wording a day has: the same facts give the same text, and two days running never share one.

No chance is involved. The ordinal counts trading days, so that Friday and Monday are neighbours, and gives Saturday and Sunday ordinals
that differ from both; this holds for two variants and for four and more, which is why the catalogue allows no case of three.
"""

from __future__ import annotations

from datetime import date
from zlib import crc32

__all__ = ["ordinal", "turn"]

_WEEKEND = {5: 7, 6: 6}


def ordinal(day: date) -> int:
    """The number of a day on which neighbouring trading days differ by one."""
    week, weekday = divmod(day.toordinal() - 1, 7)
    return week * 5 + _WEEKEND.get(weekday, weekday)


def turn(place: str, day: date, variants: int) -> int:
    """The index of the variant that stands in that place on that day."""
    return (ordinal(day) + crc32(place.encode())) % variants
