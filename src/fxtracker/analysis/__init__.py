"""Where numbers are understood: pure functions from observations to fixings, and from fixings to a day's facts. No input or output."""

from __future__ import annotations

__all__: list[str] = []
