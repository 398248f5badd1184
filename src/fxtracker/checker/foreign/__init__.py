"""Any piece, read without facts: what contradicts itself is a problem, what nothing can be said of is listed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from fxtracker.checker.blocks import Block, Document
from fxtracker.checker.foreign import rules
from fxtracker.checker.foreign.clauses import Clause, clauses
from fxtracker.checker.foreign.days import judge_dates, reference
from fxtracker.checker.foreign.levels import Level, levels_of_cell, levels_of_clause
from fxtracker.checker.foreign.moves import Move, judge, read_move
from fxtracker.checker.moments import mask
from fxtracker.checker.numerals import amounts
from fxtracker.checker.reading import read
from fxtracker.checker.report import Problem, Report, excerpt

__all__ = ["read_foreign"]

_SKIPPED = {"link", "attribute"}


def read_foreign(text: str, form: str, date: date | None = None) -> Report:
    """The contradictions within a piece of text, and the numerals that no rule could judge.

    `form` is md, html, txt, post, alt or chart; `date` is the West Africa Time day of the piece where the reader knows it (it gives a date
    without a year its year). UsageError for another form.
    """
    return _Reader(read(text, form), date).report()


class _Reader:
    def __init__(self, document: Document, given: date | None) -> None:
        self.blocks = [replace(block, text=_mended(block.text)) for block in document.blocks if block.kind not in _SKIPPED]
        self.today = reference((block.text for block in self.blocks), given)
        self.problems: list[Problem] = []
        self.clauses: list[Clause] = []
        self.moves: list[Move] = []
        self.levels: list[Level] = []
        self.loose: list[str] = []

    def report(self) -> Report:
        setting = ""
        for number, block in enumerate(self.blocks):
            self.problems += judge_dates(block.text, self.today)
            if re.search(r"\{\{|\}\}|\{%|₦\s?(?:nan|None)\b|\bNaN\b", block.text):
                self.problems.append(Problem("T12", "a placeholder was left in the text", excerpt(block.text)))
            if block.kind == "cell":
                self._cell(block, number, setting)
                continue
            if block.kind in ("heading", "caption"):
                setting = block.text
            self._prose(block, number)
        self.levels = _plausible(self.levels)
        self.problems += rules.bounds(self.levels) + rules.sides(self.levels) + rules.twice(self.levels)
        self.problems += rules.standing(self.moves) + rules.gaps(self.moves, self.levels)
        self.problems += rules.averages(self.clauses, self.levels)
        for clause in self.clauses:
            self.loose += [
                f"{amount.text}: {excerpt(clause.sentence)}" for place, amount in enumerate(clause.amounts) if place not in clause.used
            ]
        return Report(tuple(dict.fromkeys(self.problems)), tuple(dict.fromkeys(self.loose)))

    def _cell(self, block: Block, number: int, setting: str) -> None:
        found = list(levels_of_cell(block, number, self.today, setting)) if block.row > 0 else []
        self.levels += found
        if not found:
            self.loose += [f"{amount.text}: {block.label} | {block.column}" for amount in amounts(mask(block.text))]

    def _prose(self, block: Block, number: int) -> None:
        before = self.clauses[-1] if self.clauses and self.clauses[-1].block >= number - 1 else None
        for clause in clauses(block, number, self.today, before):
            earlier = next((move for move in reversed(self.moves) if move.before and move.after and move.clause.block >= number - 2), None)
            move = read_move(clause)
            self.problems += judge(move, earlier) + rules.names(clause, self.today)
            self.levels += levels_of_clause(clause, move)
            self.moves.append(move)
            self.clauses.append(clause)


def _plausible(levels: list[Level]) -> list[Level]:
    """Those that can be rates: an amount twenty times smaller than the others of its currency is a difference of two rates."""
    highest = {
        currency: max(level.value for level in levels if level.currency == currency) for currency in {level.currency for level in levels}
    }
    return [level for level in levels if level.value * 20 > highest[level.currency]]


def _mended(text: str) -> str:
    """The text with figures whose thousands comma has a space after it ("N1, 625") put together."""
    return re.sub(r"(?<=[₦N]\d),\s(?=\d{3}\b)", ",", text)
