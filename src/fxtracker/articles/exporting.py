"""A piece as JSON: the documented shape that `article --format json` prints and that the store keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fxtracker.articles.piece import Piece
from fxtracker.facts import Day, Fact, Value
from fxtracker.lagos import iso_utc

__all__ = ["to_json"]


def to_json(piece: Piece, day: Day) -> dict[str, Any]:
    """The piece with every fact of its day; decimals are strings, instants ISO 8601 with their zone, what is absent is null.

    `text` of a fact is what the piece printed of it, or null where it did not print it.
    """
    return {
        "kind": piece.kind,
        "lang": piece.lang,
        "date": piece.date.isoformat(),
        "revision": piece.number,
        "edition": piece.edition.value,
        "published_at": iso_utc(piece.published_at),
        "updated_at": iso_utc(piece.updated_at),
        "grades": {market: str(grade) for market, grade in sorted(day.grades.items())},
        "headline": piece.headline,
        "title": piece.title,
        "description": piece.description,
        "changes": list(piece.changes),
        "facts": [_fact(fact, piece.facts.get(fact.id)) for fact in day.facts],
        "body": piece.body,
    }


def _fact(fact: Fact, text: str | None) -> dict[str, Any]:
    return {
        "id": fact.id,
        "role": fact.role,
        "value": _value(fact.value),
        "unit": fact.unit.value,
        "measure": fact.measure.value if fact.measure else None,
        "session": fact.session.isoformat() if fact.session else None,
        "as_of": iso_utc(fact.as_of) if fact.as_of else None,
        "text": text,
        "sources": list(fact.sources),
        "base": fact.base.isoformat() if fact.base else None,
        "derivation": fact.derivation or None,
    }


def _value(value: Value) -> str | int:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
