"""What an earlier version of a piece printed, which is all that a revision needs of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fxtracker.articles.piece import Piece

__all__ = ["Earlier"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """Fact id to the text that was printed and to its session, with when the piece first came out and when this version did (UTC)."""

    texts: Mapping[str, str]
    sessions: Mapping[str, date]
    published_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, piece: Piece) -> Earlier:
        """What a piece in hand printed."""
        return cls(piece.facts, piece.sessions, piece.published_at, piece.updated_at)

    @classmethod
    def from_facts(cls, facts: Iterable[Mapping[str, Any]], published_at: datetime, updated_at: datetime) -> Earlier:
        """What a stored version printed, from the `facts` of its JSON."""
        printed = [fact for fact in facts if fact.get("text")]
        return cls(
            {str(fact["id"]): str(fact["text"]) for fact in printed},
            {str(fact["id"]): date.fromisoformat(str(fact["session"])) for fact in printed if fact.get("session")},
            published_at,
            updated_at,
        )
