"""What was said once: `reparse` reads kept answers again, `backfill` fetches the days that are missing."""

from __future__ import annotations

__all__: list[str] = []
