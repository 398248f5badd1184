"""Who repeats whom, found from what was said: on made-up pages that copy late, with one side, on a coarse grid, or not at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxtracker.analysis.copies import Link, Said, count_repeats
from fxtracker.analysis.independence import grouped

FIRST = date(2026, 1, 1)
DAY = 86_400_000_000
FIVE = (FIRST - date(1970, 1, 1)).days * DAY + 16 * 3_600_000_000
"""Microseconds at 17:00 in Lagos of the first day."""

Figures = Sequence[float | None]


def page(source: str, figures: Figures, *, side: str = "mid", lag_hours: float = 0) -> Said:
    """What a page showed on each day at five (or later); None is a day on which it kept its figure."""
    rows: list[tuple[int, float]] = []
    for day, figure in enumerate(figures):
        if figure is not None and (not rows or rows[-1][1] != figure):
            rows.append((FIVE + day * DAY + round(lag_hours * 3_600_000_000), figure))
    start = np.array([at for at, _ in rows], dtype=np.int64)
    said = np.array([figure for _, figure in rows])
    missing = np.full(len(rows), nan)
    sides = {
        "mid": (missing, missing, said),
        "both": (said - 5, said + 5, missing),
        "bid": (said - 5, missing, missing),
        "ask": (missing, said + 5, missing),
    }
    return Said(source, start, np.append(start[1:], FIVE + (len(figures) + 90) * DAY), *sides[side])


def walk(seed: int, days: int, sources: int, *, noise: float = 0.0065, grid: float = 0.01, daily: float = 0.004) -> list[list[float]]:
    """The figures of independent sources about one rate."""
    chance = random.Random(seed)
    rate, shown = 1400.0, [[0.0] * days for _ in range(sources)]
    for day in range(days):
        rate *= 1 + chance.gauss(0, daily)
        for source in range(sources):
            figure = rate * (1 + chance.gauss(0, noise))
            kept = day and chance.random() < 0.25
            shown[source][day] = shown[source][day - 1] if kept else round(round(figure / grid) * grid, 2)
    return shown


def behind(figures: Sequence[float], seed: int, late: Callable[[random.Random], int]) -> list[float]:
    """A copy that shows on each day what the other showed so many days before."""
    chance = random.Random(seed)
    return [figures[max(0, day - late(chance))] for day in range(len(figures))]


def links(pages: Sequence[Said], days: int) -> list[list[Link]]:
    repeats = count_repeats(pages, FIRST, days)
    return [repeats.links(FIRST + timedelta(days=day)) for day in range(days + 1)]


@pytest.mark.parametrize(
    ("own", "copied"), [("both", "both"), ("mid", "mid"), ("both", "mid"), ("both", "bid"), ("both", "ask"), ("mid", "both")]
)
@pytest.mark.parametrize("late", [lambda _: 0, lambda _: 1, lambda chance: chance.randrange(3)], ids=["at-once", "a-day", "two-days"])
def test_a_copy_is_found_within_a_month_whatever_sides_it_shows(own: str, copied: str, late: Callable[[random.Random], int]):
    figures = walk(1, 80, 5)
    pages = [page(f"s{n}", said, side=own) for n, said in enumerate(figures)]
    pages.append(page("copy", behind(figures[2], 9, late), side=copied, lag_hours=2))

    found = links(pages, 80)
    first = next(day for day, some in enumerate(found) if some)

    assert 10 <= first <= 30
    assert all({(link.copy, link.original) for link in some} <= {("copy", "s2"), ("s2", "copy")} for some in found)
    assert all(grouped({}, some).groups.get("copy") == "s2" for some in found[30:])


def test_a_page_that_shows_the_same_at_the_same_moment_is_one_group_with_two_originals():
    figures = walk(2, 60, 4)
    pages = [page(f"s{n}", said) for n, said in enumerate([*figures, figures[1]])]

    grouping = grouped({}, links(pages, 60)[-1])

    assert grouping.groups == {"s1": "s1", "s4": "s1"}
    assert grouping.originals == {"s4"}


def test_what_is_said_at_a_midnight_is_not_known_before_it():
    figures = walk(3, 70, 4)
    pages = [page(f"s{n}", said) for n, said in enumerate(figures)] + [page("copy", behind(figures[0], 1, lambda _: 1))]
    cut = [Said(one.source, *(column[one.start < FIVE + 40 * DAY] for column in one[1:])) for one in pages]

    assert links(pages, 70)[41] == links(cut, 41)[41]
    assert links(pages, 70)[41] != []


def test_pages_on_a_grid_of_five_naira_in_a_calm_market_are_merged_on_one_day_of_a_hundred_at_most():
    wrong = 0
    for seed in range(8):
        figures = walk(seed, 400, 8, noise=0.003, grid=5, daily=0.0015)
        pages = [page(f"s{n}", said) for n, said in enumerate([*figures, behind(figures[0], seed, lambda chance: chance.randrange(2))])]
        found = links(pages, 400)
        wrong += sum(any({link.copy, link.original} != {"s0", "s8"} for link in some) for some in found)
        assert all(("s8", "s0") in [(link.copy, link.original) for link in some] for some in found[45:])

    assert wrong <= 0.01 * 8 * 400


def test_the_chance_of_round_figures_is_taken_off():
    # Everybody shows one of two figures, turn about: that each shows what the others do says nothing.
    pages = [page(f"s{n}", [1400.0 + 5 * ((day + n) % 2) for day in range(60)]) for n in range(6)]

    assert links(pages, 60)[-1] == []


def test_under_ten_new_values_say_nothing():
    figures: Figures = [1400.0 + day // 7 for day in range(63)]
    pages = [
        page("a", figures),
        page("b", behind([float(f or 0) for f in figures], 1, lambda _: 1)),
        page("c", [1390.0 + d for d in range(63)]),
    ]

    assert links(pages, 63)[-1] == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(3, 100))
def test_a_span_gives_what_the_whole_gives(seed: int, begins: int, days: int):
    figures = walk(seed, 150, 4, grid=1)
    pages = [page(f"s{n}", said) for n, said in enumerate(figures)] + [page("copy", behind(figures[1], seed, lambda c: c.randrange(3)))]
    whole = count_repeats(pages, FIRST, 150)
    part = count_repeats(pages, FIRST + timedelta(days=begins), days)
    # A window that lies within the part must come out the same.
    day = FIRST + timedelta(days=begins + days)
    if days >= 60:
        assert part.links(day) == whole.links(day)
    assert _plain(pages, day - timedelta(days=60), day) == {(link.copy, link.original) for link in whole.links(day)}


def _plain(pages: Sequence[Said], since: date, until: date) -> set[tuple[str, str]]:
    """The rule as the method words it, a value at a time."""
    begins, ends = ((day - date(1970, 1, 1)).days * DAY - 3_600_000_000 for day in (since, until))
    shown = {one.source: list(zip(one.start.tolist(), one.end.tolist(), one.mid.tolist(), strict=True)) for one in pages}

    def stood(source: str, at: int, figure: float) -> bool:
        return any(said == figure and start <= at and end > at - 3 * DAY for start, end, said in shown[source])

    found = set()
    for copy in shown:
        news = [(start, said) for start, _, said in shown[copy] if begins <= start < ends]
        for original in shown:
            if original == copy or len(news) < 10:
                continue
            others = [source for source in shown if source not in (copy, original)]
            repeated = sum(stood(original, *value) for value in news)
            chance = sum(sum(stood(other, *value) for other in others) / len(others) for value in news)
            if repeated - chance >= 0.8 * (len(news) - chance) - 1e-6 and len(news) - chance >= 3 - 1e-6:
                found.add((copy, original))
    return found


def test_nothing_said_is_nobody_repeated():
    assert count_repeats([], FIRST, 10).links(FIRST) == []
    assert count_repeats([page("a", [])], FIRST, 0).links(FIRST) == []


class TestGroups:
    def test_the_one_that_repeats_less_is_the_original(self):
        assert grouped({}, [Link("a", "b", 0.9), Link("b", "a", 0.95)]).groups == {"a": "a", "b": "a"}
        assert grouped({}, [Link("a", "b", 0.95), Link("b", "a", 0.9)]).groups == {"a": "b", "b": "b"}

    def test_copies_of_copies_are_one_group_with_what_is_declared(self):
        grouping = grouped({"c": ["b"]}, [Link("b", "a", 0.9), Link("d", "c", 1.0)])

        assert grouping.groups == dict.fromkeys("abcd", "a")
        assert grouping.originals == frozenset()

    def test_what_is_declared_is_not_turned_round(self):
        assert grouped({"a": ["b"]}, [Link("b", "a", 1.0)]).groups == {"a": "b", "b": "b"}

    def test_the_press_is_one_voice_unless_it_copies_a_page(self):
        assert grouped({}, (), ["punch", "guardian"]).groups == {"punch": "press", "guardian": "press"}
        assert grouped({}, [Link("punch", "page", 0.9)], ["punch", "guardian"]).groups == dict.fromkeys(
            ["punch", "guardian", "page"], "page"
        )
