"""The review of many mutants of one piece: `desk.reviewing.review` itself, with its desk opened once and each day worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from fxtracker.checker import Checker
from fxtracker.desk import Desk, reviewing
from fxtracker.errors import UsageError

__all__ = ["quick_review"]


class _Open:
    """A desk that a `with` does not close."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __enter__(self) -> Desk:
        return self._desk

    def __exit__(self, *_: object) -> None:
        return None


def quick_review(patch: pytest.MonkeyPatch, desk: Desk) -> Callable[[str, str], bool]:
    """Whether a text passes, by the very review; only what does not hang on the text is kept from one call to the next."""
    kept: dict[Any, Any] = {}
    day_of = reviewing.day_of

    def known_day(desk: Desk, day: Any, edition: Any = None, now: Any = None, **rest: Any) -> Any:
        key = (day, edition, now, *sorted(rest.items()))
        if key not in kept:
            kept[key] = day_of(desk, day, edition, now=now, **rest)
        return kept[key]

    checkers: dict[str, Checker] = {}

    def known_checker(day: Any, setting: Any = None) -> Checker:
        key = f"{day.date}{day.made_at}{day.edition}{len(day.facts)}{setting!r}"
        if key not in checkers:
            checkers[key] = Checker(day, setting)
        return checkers[key]

    patch.setattr(reviewing, "day_of", known_day)
    patch.setattr(reviewing, "Checker", known_checker)
    patch.setattr(reviewing.Desk, "open", lambda *_, **__: _Open(desk))
    patch.setattr(desk.store, "revisions", lru_cache(maxsize=None)(desk.store.revisions))

    def passes(text: str, suffix: str) -> bool:
        try:
            return not reviewing.review(text, suffix, None).problems
        except UsageError:
            return False

    return passes
