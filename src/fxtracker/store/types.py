"""Column types that lose nothing on either engine.

SQLite's own keep a decimal as a binary float and drop the zone of an instant. Here a decimal is the text that its source printed, and an
instant is UTC with its zone written out, at a width at which text order is time order.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import TIMESTAMP, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

__all__ = ["DecimalText", "Instant", "SessionDay", "day_of", "day_text", "decimal_text", "instant_of", "instant_text"]


def decimal_text(value: Decimal) -> str:
    """The decimal with all its digits and never an exponent."""
    text = str(value)
    return text if "E" not in text else format(value, "f")


@lru_cache(maxsize=16384)
def instant_text(value: datetime) -> str:
    """The instant in UTC at fixed width, so that text order is time order; ValueError where it has no zone."""
    if value.tzinfo is None:
        raise ValueError(f"{value} has no zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


@lru_cache(maxsize=16384)
def instant_of(stored: str | datetime) -> datetime:
    """The instant in UTC that either engine gives back."""
    # A history of sixty thousand rows shares its few thousand instants.
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored.astimezone(UTC)


@lru_cache(maxsize=16384)
def day_of(text: str) -> date:
    """The day of YYYY-MM-DD."""
    return date.fromisoformat(text)


@lru_cache(maxsize=16384)
def day_text(value: date) -> str:
    """The day as YYYY-MM-DD."""
    return value.isoformat()


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal, kept as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text to store."""
        return None if value is None else decimal_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """The decimal that was stored, with the same digits."""
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: native on PostgreSQL, ISO text of fixed width on SQLite; a naive one is refused."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The engine's own type where it keeps the zone."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """The instant to store; ValueError where it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return value if dialect.name == "postgresql" else instant_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The same instant, in UTC."""
        return None if value is None else instant_of(value)


class SessionDay(TypeDecorator[date]):
    """A West Africa Time day, kept as YYYY-MM-DD."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text to store."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """The same day."""
        return None if value is None else day_of(value)
