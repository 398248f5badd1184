"""The columns that a JSON answer holds: lists of rows, tables by currency, and single figures, each with the path that reaches it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from fxtracker.rates import CURRENCIES
from fxtracker.sources.drafts.grid import Column, Grid
from fxtracker.sources.drafts.words import Role, currency_in, pair_in, role_of, words_of

__all__ = ["json_grids"]

_DEEP = 6
_LEAVES = 3000
_ROWS = 400
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CODES = "|".join(sorted(CURRENCIES, key=len, reverse=True))
_CODE_IN_KEY = re.compile(rf"(?<![A-Za-z])({_CODES})(?=(?:[-_/ ]?NGN)?(?![A-Za-z]))|^({_CODES})(?=NGN$)", re.IGNORECASE)
_QUOTE_KEYS = frozenset(("quote", "target", "to", "destination", "fiat", "counter"))
_CHECKED = frozenset(("status", "result", "success", "base", "base_code", "pair", "market", "ticker", "symbol", "code"))

_Path = tuple[str, ...]


def json_grids(document: Any) -> Iterator[Grid]:
    """Every grid of an answer: its lists of rows, its tables whose keys are currencies, and the answer as one row."""
    yield from _lists(document, ())
    leaves = dict(_leaves(document, ()))
    expect = _expectations(leaves)
    yield from _by_currency(leaves, expect)
    columns = tuple(Column(_path(path), " ".join(path), (text,)) for path, text in leaves.items())
    base = _base(leaves)
    for path, text in leaves.items():
        # The naira's own figure in a table of all currencies: what it is the price of stands elsewhere.
        if path[-1].upper() == "NGN" and text is not None:
            inside = next((code for key in reversed(path[:-1]) if (code := _code_of(key))), None)
            where = "the naira in a table of currencies"
            yield Grid("json", None, (*_times(columns), Column(_path(path), "rate", (text,))), where, inside or base, expect=expect)
    yield Grid("json", None, columns, "the whole answer", base, expect=expect)


def _lists(value: Any, path: _Path, depth: int = 0) -> Iterator[Grid]:
    if depth > _DEEP:
        return
    if isinstance(value, Mapping):
        for key, inner in list(value.items())[:_ROWS]:
            yield from _lists(inner, (*path, str(key)), depth + 1)
    elif isinstance(value, list) and value:
        rows = value[:_ROWS]
        at = _path(path) if path else "@"
        if all(isinstance(row, Mapping) for row in rows):
            yield from _records(rows, at)
        elif all(isinstance(row, list) for row in rows):
            width = max(len(row) for row in rows)
            texts = [[_text(row[n]) if n < len(row) else None for row in rows] for n in range(min(width, 30))]
            yield Grid(
                "json", at, tuple(Column(f"[{n}]", "", tuple(column)) for n, column in enumerate(texts)), f"a list of {len(rows)} rows"
            )


def _records(rows: Sequence[Mapping[str, Any]], at: str) -> Iterator[Grid]:
    flat = [dict(_leaves(row, ())) for row in rows]
    paths = list(dict.fromkeys(path for row in flat for path in row))[:60]
    columns = tuple(Column(_path(path), " ".join(path), tuple(row.get(path) for row in flat)) for path in paths)
    where = f"a list of {len(rows)} rows"
    mixed = False
    for path in paths:
        texts = [row.get(path) or "" for row in flat]
        codes = {text.upper() for text in texts}
        naira = [row for row, text in zip(flat, texts, strict=True) if text.upper() == "NGN"]
        if naira and _QUOTE_KEYS.intersection(words_of(path[-1])):
            name = next(text for text in texts if text.upper() == "NGN")
            kept = tuple(Column(_path(one), " ".join(one), tuple(row.get(one) for row in naira)) for one in paths if one != path)
            mixed = len(codes) > 1
            yield Grid("json", f"{at}[?{_path(path)}=='{name}']" if mixed else at, kept, where)
    if not mixed:
        yield Grid("json", at, columns, where)


def _by_currency(leaves: Mapping[_Path, str | None], expect: Mapping[str, str]) -> Iterator[Grid]:
    """Tables whose keys name the currency: {"USD": 1388}, {"usd_ngn": {"buy": ...}}, {"usd_buy": ..., "usd_sell": ...}."""
    found: dict[_Path, dict[str, dict[str, _Path]]] = {}
    for path in leaves:
        for place in range(len(path) - 1, -1, -1):
            match = _CODE_IN_KEY.search(path[place])
            if match:
                code = match[1] or match[2]
                rest = path[place][: match.start()] + "*" + path[place][match.end() :]
                field = " ".join((rest.replace("*", " "), *path[place + 1 :])).strip()
                found.setdefault(path[:place], {}).setdefault(code.upper(), {})[re.sub(r"(?i)^ngn\b|\bngn$", "", field).strip(" -_/")] = (
                    path
                )
                break
    for parent, by_code in found.items():
        fields = list(dict.fromkeys(field for fields in by_code.values() for field in fields if role_of(field) is not Role.OTHER))[:30]
        alias = {field: _alias(field, n) for n, field in enumerate(fields)}
        where = f"a table by currency{' at ' + '.'.join(parent) if parent else ''}"
        if len(by_code) == 1:
            code, own = next(iter(by_code.items()))
            single = tuple(Column(_path(path), field or "rate", (leaves[path],)) for field, path in own.items())
            yield Grid("json", None, single, where, code, expect=expect)
            continue
        known = {code: own for code, own in by_code.items() if code != "NGN"}
        columns = [Column("code", "code", tuple(known))]
        paths: dict[str, dict[str, str]] = {}
        for field in fields:
            texts = tuple(leaves[own[field]] if field in own else None for own in known.values())
            columns.append(Column(alias[field], field or "rate", texts))
            paths[alias[field]] = {code: _path(own[field]) for code, own in known.items() if field in own}
        yield Grid("json", "@", tuple(columns), where, expect=expect, paths=paths)


def _alias(field: str, number: int) -> str:
    bare = "_".join(words_of(field))
    return bare if _PLAIN.fullmatch(bare) and bare != "code" else f"figure{number or ''}"


def _leaves(value: Any, path: _Path) -> Iterator[tuple[_Path, str | None]]:
    stack: list[tuple[_Path, Any]] = [(path, value)]
    count = 0
    while stack and count < _LEAVES:
        here, one = stack.pop()
        if isinstance(one, Mapping):
            if len(here) < _DEEP:
                stack += [((*here, str(key)), inner) for key, inner in reversed(list(one.items()))]
        elif not isinstance(one, list) and here:
            count += 1
            yield here, _text(one)


def _expectations(leaves: Mapping[_Path, str | None]) -> dict[str, str]:
    """Texts that tell this answer from a failure or from another one: its status, its base, its pair."""
    return {
        _path(path): text
        for path, text in leaves.items()
        if len(path) <= 3 and path[-1].lower() in _CHECKED and text and len(text) <= 40
        if not re.fullmatch(r"[\d.]+", text)
    }  # fmt: skip


def _base(leaves: Mapping[_Path, str | None]) -> str | None:
    """The currency that an answer says it is about: its base, its source, its pair."""
    for path, text in leaves.items():
        if text and len(text) <= 20 and {"pair", "market", "ticker", "symbol", "instrument"}.intersection(words_of(path[-1])):
            code = pair_in(text)
            if code:
                return code
    for path, text in leaves.items():
        words = words_of(path[-1])
        if text and len(text) <= 10 and {"base", "source", "from", "asset", "stablecoin", "coin"}.intersection(words):
            code = currency_in(text)
            if code:
                return code
    return next((code for path in leaves for key in path if (code := pair_in(key))), None)


def _code_of(key: str) -> str | None:
    return pair_in(key) or (key.upper() if key.upper() in CURRENCIES else None)


def _times(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(column for column in columns if {"date", "time", "timestamp", "updated", "at"}.intersection(words_of(column.heading)))


def _path(path: _Path) -> str:
    return ".".join(key if _PLAIN.fullmatch(key) else json.dumps(key) for key in path)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, list | Mapping):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
