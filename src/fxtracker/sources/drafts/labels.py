"""The column that names the currency of each row, how its text becomes a code, and for how many units a row's figures are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fxtracker.sources.drafts.grid import Column, Grid, Place
from fxtracker.sources.drafts.words import Role, currency_in, pair_in, role_of, words_of
from fxtracker.sources.names import named

__all__ = ["label_of", "naming", "other_pairs", "unit_column", "unit_in"]

_CODE_PATTERNS = (r"\(([A-Za-z]{3,4})\)", r"^([A-Za-z]{3,4})\b", r"(?i)^([A-Z]{3,4}?)[-_/ ]?NGN$", r"\b([A-Z]{3,4})\b")
_UNITS = (1, 10, 100, 1000)
_UNIT_WORDS = frozenset(
    ("unit", "units", "per", "menge", "einheit", "einheiten", "nominal", "amount", "quantity", "qty", "lot", "quantite")
)
_PAIR = re.compile(r"(?i)([A-Z]{3,5}?)[-_/ ]?([A-Z]{3})")


def label_of(grid: Grid) -> tuple[Column, list[str | None]] | None:
    """The column that names the currency of each row, and what it names; None where there is none, or one that tells nothing more."""
    best: tuple[float, Column, list[str | None]] | None = None
    for column in grid.columns:
        codes = [(pair_in(text) or currency_in(text)) if text and len(text) < 120 else None for text in column.texts]
        told = [code for code in codes if code]
        worth = len(told) + len(set(told)) - 0.01 * sum(len(text or "") for text in column.texts) / max(1, len(column.texts))
        if told and len(told) * 3 >= len(codes) and (best is None or worth > best[0]):
            best = (worth, column, codes)
    if best is None:
        return None
    _, column, codes = best
    # Where words above name the one currency that the rows name too, a word in the rows tells nothing more.
    alike = len(codes) > 1 and set(codes) == {grid.currency}
    return None if alike else (column, codes)


def naming(column: Column, codes: Sequence[str | None]) -> tuple[Place, dict[str, str]]:
    """How a row's text becomes a code: as it is, by a pattern that every row fits, or by names of its own."""
    rows = [(" ".join(text.split()), code) for text, code in zip(column.texts, codes, strict=True) if text and code]
    best = Place(column.at), {text: code for text, code in rows if not _is(text, code)}
    for pattern in _CODE_PATTERNS if best[1] else ():
        search = re.compile(pattern)
        parts = [(search.search(text), code) for text, code in rows]
        # A row that the pattern does not fit would name nothing.
        if all(part is not None and _is(part[1], code) for part, code in parts):
            return Place(column.at, pattern), {}
    return best


def other_pairs(column: Column, codes: Sequence[str | None]) -> list[str]:
    """Texts of rows that name a pair of two other currencies, such as USDGHS beside USDNGN."""
    texts = [(" ".join((text or "").split()), code) for text, code in zip(column.texts, codes, strict=True)]
    if not any(code and (found := _PAIR.fullmatch(text)) and found[2].upper() == "NGN" for text, code in texts):
        return []
    return [text for text, code in texts if not code and _PAIR.fullmatch(text)]


def unit_in(text: str) -> int:
    """How many units a label speaks of: 100 in `JPY (100)` and `100 Japanese yen`."""
    found = re.search(r"(?<![\d.,])(10|100|1,?000)(?![\d.,])", text)
    return int(found[1].replace(",", "")) if found else 1


def unit_column(grid: Grid) -> tuple[Column, list[int]] | None:
    """A column that says for how many units (1, 10, 100 or 1000) the figures of each row are, and what it says."""
    for column in grid.columns:
        told = bool(_UNIT_WORDS.intersection(words_of(column.heading)))
        texts = [re.sub(r"[.,](?=000$)", "", (text or "").strip()) for text in column.texts]
        if not all(text in map(str, _UNITS) for text in texts if text) or not all(texts[:1]):
            continue
        units = [int(text) if text else 1 for text in texts]
        if told or (len(set(units)) > 1 and role_of(column.heading) is Role.NONE):
            return column, units
    return None


def _is(text: str, code: str) -> bool:
    pair = named(text).pair
    return pair is not None and pair.base == code
