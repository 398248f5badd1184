"""Checked reading of a TOML table: what is taken is typed, what is left over is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from fxtracker.errors import ConfigError
from fxtracker.rates import CURRENCIES

__all__ = ["Table"]

_Choice = TypeVar("_Choice", bound=StrEnum)
_MISSING: Any = object()
_MINUTES = {"m": 1, "h": 60, "d": 1440}


class Table:
    """One table of a file; each `take` method removes a key, and `done` refuses what nobody took.

    Every refusal is a ConfigError that names the file, the key, its value and what would be right.
    """

    def __init__(self, file: str, values: Mapping[str, Any], prefix: str = "") -> None:
        self._file = file
        self._left = dict(values)
        self._known: list[str] = []
        self._prefix = prefix

    def refuse(self, key: str, value: object, right: str) -> ConfigError:
        """The error for a value that cannot be used; `right` completes "write ..."."""
        return ConfigError(f"{self._file}: {self._prefix}{key}: {value!r} will not do; write {right}")

    def _take(self, key: str, kind: type | tuple[type, ...], right: str, default: Any) -> Any:
        self._known.append(key)
        value = self._left.pop(key, _MISSING)
        if value is _MISSING:
            if default is _MISSING:
                raise ConfigError(f"{self._file}: {self._prefix}{key} is missing; write {right}")
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.refuse(key, value, right)
        return value

    def has(self, key: str) -> bool:
        """Whether the key stands in the file and has not been taken; it is then known, as if it had been."""
        self._known.append(key)
        return key in self._left

    def is_table(self, key: str) -> bool:
        """Whether the value of a key that has not been taken is a table."""
        return isinstance(self._left.get(key), dict)

    def is_list(self, key: str) -> bool:
        """Whether the value of a key that has not been taken is a list."""
        return isinstance(self._left.get(key), list)

    def is_text(self, key: str) -> bool:
        """Whether the value of a key that has not been taken is a text."""
        return isinstance(self._left.get(key), str)

    def is_number(self, key: str) -> bool:
        """Whether the value of a key that has not been taken is a number."""
        value = self._left.get(key)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def names(self) -> tuple[str, ...]:
        """The keys that nobody has taken yet."""
        return tuple(self._left)

    def left(self) -> Mapping[str, Any]:
        """What nobody has taken yet, with its values."""
        return dict(self._left)

    def value(self, key: str, default: Any = _MISSING) -> Any:
        """A value of any type."""
        return self._take(key, object, "a value", default)

    def text(self, key: str, right: str = "a text in quotes", default: Any = _MISSING) -> Any:
        """A text that is not blank."""
        value = self._take(key, str, right, default)
        if isinstance(value, str) and not value.strip() and value != default:
            raise self.refuse(key, value, right)
        return value

    def matching(self, key: str, pattern: str, right: str, default: Any = _MISSING) -> Any:
        """A text that the pattern matches in full."""
        value = self.text(key, right, default)
        if value != default and not re.fullmatch(pattern, value):
            raise self.refuse(key, value, right)
        return value

    def flag(self, key: str, default: Any = _MISSING) -> bool:
        """True or false."""
        return bool(self._take(key, bool, "true or false", default))

    def number(self, key: str, low: float, high: float, default: Any = _MISSING) -> Any:
        """A number from `low` to `high`."""
        right = f"a number from {low:g} to {high:g}"
        value = self._take(key, (int, float), right, default)
        if value is not default and not low <= value <= high:
            raise self.refuse(key, value, right)
        return value

    def integer(self, key: str, low: int, high: int, default: Any = _MISSING) -> Any:
        """A whole number from `low` to `high`."""
        right = f"a whole number from {low} to {high}"
        value = self._take(key, int, right, default)
        if value is not default and not low <= value <= high:
            raise self.refuse(key, value, right)
        return value

    def day(self, key: str, default: Any = _MISSING) -> Any:
        """A calendar date, as TOML writes one or as a text."""
        right = "a day such as 2024-03-02"
        value = self._take(key, (date, str), right, default)
        if value is default:
            return default
        try:
            return value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value))
        except ValueError:
            raise self.refuse(key, str(value), right) from None

    def rhythm(self, key: str, right: str, default: Any = _MISSING) -> Any:
        """A span of time such as 15m, 24h or 2d."""
        value = self.matching(key, r"[1-9]\d{0,3}[mhd]", right, default)
        return value if value is default else timedelta(minutes=int(value[:-1]) * _MINUTES[value[-1]])

    def texts(self, key: str, right: str = "a list of texts", default: Any = _MISSING) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, list, right, default)
        if any(not isinstance(item, str) or not item.strip() for item in value):
            raise self.refuse(key, value, right)
        return tuple(value)

    def choice(self, key: str, kind: type[_Choice], default: Any = _MISSING) -> Any:
        """A member of an enumeration, by its value."""
        right = "one of " + ", ".join(kind)
        value = self._take(key, str, right, default)
        if value is default:
            return default
        if value not in list(kind):
            raise self.refuse(key, value, right)
        return kind(value)

    def currency(self, key: str, code: str) -> str:
        """The code of a currency that stands at a key."""
        if code not in CURRENCIES:
            raise self.refuse(key, code, "one of " + ", ".join(CURRENCIES))
        return code

    def table(self, key: str, default: Any = _MISSING) -> Table:
        """A table within this one."""
        return Table(self._file, self._take(key, dict, f"a table [{self._prefix}{key}]", default), f"{self._prefix}{key}.")

    def tables(self, key: str) -> list[Table]:
        """An array of tables, or a single one."""
        value = self._take(key, (list, dict), f"a table [{self._prefix}{key}]", [])
        rows = [value] if isinstance(value, dict) else value
        if any(not isinstance(row, dict) for row in rows):
            raise self.refuse(key, value, f"tables [[{self._prefix}{key}]]")
        return [Table(self._file, row, f"{self._prefix}{key}.") for row in rows]

    def pairs(self, key: str) -> Mapping[str, str]:
        """A table of texts by name; it need not be there."""
        value = self._take(key, dict, "a table of texts", {})
        for name, item in value.items():
            if not isinstance(item, str):
                raise self.refuse(f"{key}.{name}", item, "a text in quotes")
        return dict(value)

    def spans(self, key: str) -> Mapping[str, tuple[Decimal, Decimal]]:
        """A table of `NAME = [low, high]`, exact decimals with 0 < low < high."""
        spans: dict[str, tuple[Decimal, Decimal]] = {}
        for name, item in self._take(key, dict, "a table of [low, high] by currency", {}).items():
            right = "the smallest and the largest believable naira for one unit, such as [300, 10000]"
            try:
                low, high = (Decimal(str(bound)) for bound in item)
            except (TypeError, ValueError, InvalidOperation):
                raise self.refuse(f"{key}.{name}", item, right) from None
            if not 0 < low < high:
                raise self.refuse(f"{key}.{name}", item, right)
            spans[name] = (low, high)
        return spans

    def done(self) -> None:
        """Refuse what is left: a key that nobody knows is a slip of the pen. What was looked for is named as known."""
        for key in self._left:
            known = ", ".join(sorted(set(self._known)))
            raise ConfigError(f"{self._file}: {self._prefix}{key} is not a key that is known here; known are {known}")
