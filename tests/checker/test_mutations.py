"""A piece with one thing changed is refused: any digit, a verb, a weekday, a month, a currency sign, a row, another true figure."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from fxtracker.checker import Checker

from .days import SCENES, made_up
from .pieces import SETTING, texts

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
OPPOSITES = {
    "strengthened": "weakened", "gained": "lost", "appreciated": "depreciated", "stronger": "weaker", "strengthens": "weakens",
    "firmed": "eased", "above": "below", "narrowed": "widened", "more": "less", "buy": "sell", "bought": "sold", "strongest": "weakest",
    "buying": "selling", "paid": "asked",
}  # fmt: skip
OPPOSITES |= {right: left for left, right in OPPOSITES.items()}
MONEY = re.compile(r"₦[\d,]+(?:\.\d+)?")


def _digits(text: str) -> Iterator[str]:
    for place, letter in enumerate(text):
        if letter.isdigit():
            yield from (text[:place] + other + text[place + 1 :] for other in "0123456789" if other != letter)


def _words(text: str) -> Iterator[str]:
    for match in re.finditer(r"[A-Za-z]+", text):
        word = match.group()
        others = [OPPOSITES[word]] if word in OPPOSITES else []
        for names in (DAYS, MONTHS, tuple(name[:3] for name in DAYS), tuple(name[:3] for name in MONTHS)):
            others += [names[(names.index(word) + 1) % len(names)]] if word in names else []
        yield from (text[: match.start()] + other + text[match.end() :] for other in others)


def _signs(text: str) -> Iterator[str]:
    for match in re.finditer(r"[₦$]", text):
        yield text[: match.start()] + ("$" if match.group() == "₦" else "₦") + text[match.end() :]


def _other_truths(text: str) -> Iterator[str]:
    figures = list(dict.fromkeys(MONEY.findall(text)))
    for match in MONEY.finditer(text):
        yield from (text[: match.start()] + other + text[match.end() :] for other in figures if other != match.group())


def _rows(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for place in range(len(lines) - 1):
        one, two = lines[place].split(" | "), lines[place + 1].split(" | ")
        if len(one) == len(two) > 1 and one[1] != two[1] and "---" not in lines[place + 1]:
            one[1], two[1] = two[1], one[1]
            yield "\n".join([*lines[:place], " | ".join(one), " | ".join(two), *lines[place + 2 :]])


def _rate(scene: str, seed: int, change: object, most: int) -> tuple[int, int]:
    """How many changed texts were refused, of how many."""
    day = made_up(seed, scene)
    checker = Checker(day, SETTING)
    dice = random.Random(seed)
    refused = tried = 0
    for text in texts(day):
        assert checker.check(text.text, text.form, kind=text.kind).ok
        changed = list(change(text.text))  # type: ignore[operator]
        for wrong in dice.sample(changed, min(most, len(changed))):
            tried += 1
            refused += not checker.check(wrong, text.form, kind=text.kind).ok
    return refused, tried


@pytest.mark.parametrize("scene", SCENES)
def test_a_changed_digit_is_refused(scene: str) -> None:
    refused, tried = _rate(scene, 11, _digits, 10)
    assert refused >= 0.995 * tried


def test_every_digit_of_short_texts() -> None:
    day = made_up(12, "fall")
    checker = Checker(day, SETTING)
    for text in texts(day):
        if text.form == "post":
            passed = [wrong for wrong in _digits(text.text) if checker.check(wrong, text.form, kind=text.kind).ok]
            assert passed == []


@pytest.mark.parametrize("change", [_words, _signs, _other_truths, _rows], ids=["words", "signs", "other truths", "rows"])
@pytest.mark.parametrize("scene", ["plain", "fall", "below", "inside", "weekend", "carried", "mid_only", "central", "streak"])
def test_a_changed_word_sign_row_or_figure_is_refused(scene: str, change: object) -> None:
    refused, tried = _rate(scene, 13, change, 8)
    assert refused == tried


def test_swapped_sides_are_refused_everywhere() -> None:
    day = made_up(14, "plain")
    checker = Checker(day, SETTING)
    bid, ask = (f"₦{day[name].decimal:,.0f}" for name in ("parallel.bid", "parallel.ask"))
    for text in texts(day):
        if bid not in text.text or ask not in text.text:
            continue
        swapped = text.text.replace(bid, "\0").replace(ask, bid).replace("\0", ask)
        assert not checker.check(swapped, text.form, kind=text.kind).ok
