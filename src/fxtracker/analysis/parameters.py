"""The constants of the method in one versioned object, so that a number can name the rules that made it.

Only the table of grades stands elsewhere, as it is read: in `grading.py`, its hours in `reading.py`.

The text of the method is `docs/methodology.md`. A share is a fraction (0.05 is 5 %), a time is in hours or days as its name says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import cached_property

from fxtracker.rates import METHOD

__all__ = ["METHOD_1", "Parameters", "exceeds"]


@dataclass(frozen=True)
class Parameters:
    """The constants of one version of the method; a changed constant is a changed version."""

    version: str = METHOD

    # 1. Quote to mid
    widest_spread: float = 0.08
    """A quote whose sides lie further apart, as a share of their middle, is set aside."""
    orientation_quotes: int = 10
    """So many quotes of a source with ask at or above bid let a crossed one be swapped."""
    imputed_days: int = 30
    """The half-spread that a one-sided quote is given is the segment's median over so many days."""

    # 2. Screening
    screen_days: float = 7
    """A fixing older than this screens and gates nothing: that is a cold start."""
    unit_ratio: float = 2.0
    """Over so many times the last fixing, or under its inverse, is a slip of unit or scale."""
    official_nearness: float = 0.005
    official_premium: float = 0.03
    wrong_currency_distance: float = 0.05
    wrong_currency_nearness: float = 0.02
    stale_hours: float = 72
    future_minutes: float = 10
    frozen_hours: float = 72
    frozen_move: float = 0.02
    release_groups: int = 3
    """When over half of the groups, and at least so many, trip one code, that code holds for none: it is a move."""

    # 3. Independence
    copy_days: int = 60
    copy_before_days: int = 3
    """A figure is a copy of one that another source showed at that moment or in so many days before."""
    copy_changes: int = 10
    copy_share: float = 0.8
    copy_beyond: float = 3

    # 4. Weight
    fresh_hours: float = 6
    half_life_hours: float = 24
    record_days: int = 30
    record_least: int = 10
    """With fewer days of record than this a source has the full weight."""
    record_scale: float = 0.005
    record_floor: float = 0.25

    # 5. Centre and scale
    mad_factor: float = 1.4826
    scale_floor: float = 0.004
    far_scales: float = 3.5
    three_far: float = 0.03
    three_agree: float = 0.015
    far_share: float = 1 / 3

    # 6. Value
    split: float = 0.05
    """Where the two figures beside the median lie further apart than this, there is no value."""
    band_groups: int = 6
    band_cover: float = 0.90
    dispersion_groups: int = 4

    # 7. Jump gate
    gate_move: float = 0.05
    gate_mads: float = 6
    gate_groups: int = 3
    gate_share: float = 0.5
    gate_segments: int = 2
    mad_days: int = 30
    mad_moves: int = 10
    """With fewer daily moves than this their spread is not known."""

    # 8. The day
    day_from: time = time(12, 0)
    day_until: time = time(16, 0)
    day_snapshots: int = 3

    # 10 and 11. The official market
    official_move: float = 0.05
    official_apart: float = 0.03
    official_witnesses: int = 2
    official_stays: float = 0.02
    official_unwitnessed: float = 2.0
    """With nothing of the same session to compare, only a move over so many times (or under the inverse) is held back."""
    central_below_average: str = "0.50"
    """The Central Bank's central rate is its weighted average less so many naira."""

    @cached_property
    def text(self) -> str:
        """All constants as one canonical line, which goes into the hash of a fixing's inputs."""
        return repr(self)


METHOD_1 = Parameters()
"""The method in force."""


def exceeds(share: float, limit: float) -> bool:
    """Whether a share lies over a limit; one that is the limit to nine places does not, though a float may say so."""
    return share > limit + 1e-9
