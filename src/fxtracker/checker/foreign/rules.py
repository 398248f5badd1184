"""Rules over all the prices of a text: bounds (S1), sides (S2), one figure one value (T11), the gap (T6), averages, market names (S8)."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fxtracker.checker.foreign.clauses import Clause, range_of
from fxtracker.checker.foreign.levels import Level
from fxtracker.checker.foreign.lexicon import GAP
from fxtracker.checker.foreign.moves import Move
from fxtracker.checker.numerals import Amount
from fxtracker.checker.report import Problem, excerpt
from fxtracker.lagos import NFEM_START

__all__ = ["averages", "bounds", "gaps", "names", "sides", "standing", "twice"]

_NEAR = 6
"""How many blocks apart a buying and a selling price may stand to be one quote."""

_Groups = dict[tuple[str | None, str, str, str], dict[str, list[Level]]]


def _grouped(levels: Iterable[Level]) -> _Groups:
    groups: _Groups = defaultdict(lambda: defaultdict(list))
    for level in levels:
        groups[level.key[1:]][level.role].append(level)
    return groups


def bounds(levels: list[Level]) -> list[Problem]:
    """A close outside the day's range, or a high below the low, on the official market (where the naira's own high is the lower figure)."""
    problems = []
    for (market, *_), roles in _grouped(levels).items():
        if market == "parallel":
            continue
        for high, low in itertools.product(roles["high"], roles["low"]):
            if high.value < low.value and not (high.naira_view and low.naira_view):
                problems.append(Problem("S1", f"the high {high.text} is below the low {low.text}", excerpt(high.sentence)))
        roles["high"] += roles["top"]
        roles["low"] += roles["bottom"]
        highs = [level.value for level in roles["high"] + roles["low"]]
        turned = any(level.naira_view for level in roles["high"] + roles["low"]) and bool(roles["high"]) != bool(roles["low"])
        for close in [] if turned else roles["close"] + roles["average"] + roles["weighted average"]:
            if roles["high"] and close.value > max(highs):
                problems.append(
                    Problem("S1", f"the {close.role} {close.text} is above the high {roles['high'][0].text}", excerpt(close.sentence))
                )
            if roles["low"] and close.value < min(highs):
                problems.append(
                    Problem("S1", f"the {close.role} {close.text} is below the low {roles['low'][0].text}", excerpt(close.sentence))
                )
    return problems


def sides(levels: list[Level]) -> list[Problem]:
    """A dealer's buying price above the selling price that stands nearest to it."""
    problems = []
    for roles in _grouped(levels).values():
        for buy in roles["buy"]:
            sell = min(roles["sell"], key=lambda level, place=buy.block: abs(level.block - place), default=None)  # type: ignore[misc]
            if sell is not None and buy.value > sell.value and abs(buy.block - sell.block) <= _NEAR:
                problems.append(
                    Problem("S2", f"dealers would buy at {buy.text} and sell at {sell.text}, at a loss", excerpt(sell.sentence))
                )
    return problems


def twice(levels: list[Level]) -> list[Problem]:
    """One price of one day with two values."""
    problems = []
    for (role, _market, _currency, _city, when), group in itertools.groupby(
        sorted(levels, key=lambda level: tuple(map(str, level.key))), key=lambda level: level.key
    ):
        if role in ("level", "average", "weighted average", "top", "bottom", "open") or when in (
            "mixed",
            "attributed",
            "at another time",
            "previous",
        ):
            continue
        first = None
        for level in group:
            first = first or level
            if level.value != first.value:
                problems.append(
                    Problem("T11", f"the {role} is {first.text} in one place and {level.text} in another", excerpt(level.sentence))
                )
                break
    return problems


def standing(moves: list[Move]) -> list[Problem]:
    """A rate that is said to have stayed where it is, beside a move that ends there."""
    problems = []
    flat = [move for move in moves if move.flat and move.after is not None]
    for move in moves if flat else ():
        if move.before is None or move.flat or move.clause.subject == "gap" or move.clause.when not in ("", "previous"):
            continue
        end = move.after.value if move.after else None
        for still in flat:
            level = still.after
            if (
                not still.flat
                or level is None
                or not level.value / 2 < move.before.value < level.value * 2
                or still.clause.currency != move.clause.currency
                or still.clause is move.clause
            ):
                continue
            if still.clause.market != move.clause.market and still.clause.market and move.clause.market:
                continue
            if (end is None or end == level.value) and move.before.value != level.value and (end is not None or move.percent is not None):
                message = f"it is said to have stayed at {level.text} and to have come from {move.before.text}"
                problems.append(Problem("T11", message, excerpt(move.clause.sentence)))
    return problems


def gaps(moves: list[Move], levels: list[Level]) -> list[Problem]:
    """A stated gap or margin that no pair of the prices in the text bears out."""
    official = [
        level
        for level in levels
        if level.market == "official" and level.currency == "USD" and level.role in ("close", "level", "average", "sell") and not level.when
    ]
    street = [
        level
        for level in levels
        if level.market == "parallel" and level.currency == "USD" and level.role in ("sell", "buy", "level", "average") and not level.when
    ]
    quoted = [level for level in levels if level.market != "official" and level.currency == "USD" and not level.when]
    buys, sells = ([level for level in quoted if level.role == role] for role in ("buy", "sell"))
    problems = []
    for move in moves:
        clause = move.clause
        if not GAP.search(clause.text) or clause.when not in ("", "at another time", "previous"):
            continue
        stated = _stated_gap(clause, move)
        if stated is None or stated.unit not in ("NGN", "bare"):
            continue
        dealers = re.search(r"\b(?:dealer|buying|bid|ask)", clause.text, re.IGNORECASE) is not None
        pairs = [] if dealers else list(itertools.product(street, official))
        if dealers or not re.search(r"\b(?:official|NFEM|NAFEM|CBN|markets|parallel|gap)\b", clause.text, re.IGNORECASE):
            pairs += list(itertools.product(sells, buys))
        if re.search(r"\b(?:spread|difference|range)\b", clause.text, re.IGNORECASE):
            highs, lows = ([level for level in levels if level.role == role] for role in ("high", "low"))
            pairs += list(itertools.product(highs, lows))
        if not pairs:
            continue
        clause.used.update(place for place, amount in enumerate(clause.amounts) if amount is stated)
        if _borne_out(stated, pairs):
            continue
        upper, lower = pairs[0]
        message = f"the gap is said to be {stated.text}, and {upper.text} less {lower.text} is {abs(upper.value - lower.value):,f}"
        problems.append(Problem("T6", message, excerpt(clause.sentence)))
    return problems


def _stated_gap(clause: Clause, move: Move) -> Amount | None:
    """The gap that a clause states: where it ends up, else the one amount that the word leads to."""
    match = GAP.search(clause.text)
    after = [amount for amount in clause.amounts if match and amount.start > match.end() and amount.unit in ("NGN", "bare")]
    if clause.subject == "gap" and move.after in after:
        return move.after
    largest = max((amount.value for amount in after), default=Decimal(0))
    # Beside the rates that it lies between, a gap is the small figure.
    small = [amount for amount in after if len(after) == 1 or amount.value * 5 < largest]
    if len(small) != 1 or match is None or small[0] is move.before:
        return None
    lead = clause.text[match.end() : small[0].start]
    return small[0] if re.search(r"\b(?:of|is|was|to|at|stood|hit)\s+(?:\w+\s+)?[₦N#]?$", lead) else None


def _borne_out(stated: Amount, pairs: Iterable[tuple[Level, Level]]) -> bool:
    values = [abs(upper.value - lower.value) for upper, lower in pairs]
    # A middle of buying and selling is a fair price to count a gap from.
    values += [(one + two) / 2 for one, two in itertools.combinations(values, 2)]
    return any(abs(value - abs(stated.value)) <= stated.ulp / 2 for value in values)


def averages(clauses: list[Clause], levels: list[Level]) -> list[Problem]:
    """An average that lies outside the range it is given for, or (on the street, where nothing is weighted) off its middle."""
    problems = []
    spans: dict[tuple[str | None, str], tuple[Amount, Amount, int]] = {}
    for clause in clauses:
        span = range_of(clause)
        if span:
            spans[clause.market, clause.currency] = (*span, clause.block)
        for level in levels:
            if level.role not in ("average", "weighted average") or level.block != clause.block or level.sentence != clause.sentence:
                continue
            known = spans.get((clause.market, clause.currency))
            if known is None or clause.block - known[2] > 2 or level.text not in clause.text:
                continue
            low, high = sorted((known[0].value, known[1].value))
            middle = (low + high) / 2
            if not low <= level.value <= high:
                problems.append(
                    Problem("S1", f"the average {level.text} lies outside {known[0].text} to {known[1].text}", excerpt(level.sentence))
                )
            elif level.role == "average" and clause.market != "official" and abs(level.value - middle) > max(known[0].ulp, Decimal(1)) / 2:
                problems.append(
                    Problem(
                        "T5",
                        f"the middle of {known[0].text} and {known[1].text} is {middle:,f}, and the text says {level.text}",
                        excerpt(level.sentence),
                    )
                )
    return problems


def names(clause: Clause, today: date | None) -> list[Problem]:
    """A market window that had been closed by the day of the piece, given as where today's figure comes from."""
    if today is None or today < NFEM_START or clause.when in ("mixed", "previous") or not any(amount.is_rate for amount in clause.amounts):
        return []
    old = re.search(r"\b(?:I ?& ?E|Investors'? (?:and|&) Exporters'?|NAFEX|NAFEM|FMDQ)\b", clause.text)
    if old and not re.search(r"\b(?:(?:19|20)[01]\d|202[0-4]|former|formerly|then|replaced|until|retired|old)\b", clause.text):
        return [
            Problem(
                "S8",
                f"{old.group()} was no source of the official rate on {today.isoformat()}: the market has been NFEM since 2024-12-02",
                excerpt(clause.sentence),
            )
        ]
    return []
