"""The texts of charts: alternative texts by the inventory, the strings on a picture by membership."""

from __future__ import annotations

import pytest

from fxtracker.charts import draw
from fxtracker.charts.draw import available
from fxtracker.checker import Checker

from .days import SCENES, made_up


def _texts(name: str, scene: str) -> tuple[str, str]:
    from fxtracker.charts import card, gap, spread

    day = made_up(6, scene)
    spec = {"gap": gap, "spread": spread, "card": card}[name].build(day, "fx", 90)
    return spec.alt.text, f"{spec.title.text}\n{spec.long_description}\n{spec.source}\n{spec.as_of}"


@pytest.mark.parametrize("scene", SCENES)
def test_the_texts_of_every_chart_pass(scene: str) -> None:
    day = made_up(6, scene)
    checker = Checker(day)
    for name in available(day):
        alt, words = _texts(name, scene)
        assert checker.check(alt, "alt").problems == ()
        assert checker.check(words, "chart").problems == ()


def test_a_changed_digit_of_an_alternative_text_is_refused() -> None:
    checker = Checker(made_up(6, "fall"))
    for name in ("gap", "spread", "card"):
        alt, _ = _texts(name, "fall")
        # A chart may begin on any day that its lines have.
        head = alt.index(", where")
        for place, letter in enumerate(alt):
            for other in "0123456789" if letter.isdigit() and place > head else "":
                wrong = alt[:place] + other + alt[place + 1 :]
                assert other == letter or not checker.check(wrong, "alt").ok


def test_the_strings_of_a_picture() -> None:
    day = made_up(6, "fall")
    strings = "\n".join(label.text for label in draw("gap", day, "wide", "svg").strings)
    checker = Checker(day)
    assert checker.check(strings, "chart").problems == ()
    assert {problem.check for problem in checker.check(strings + "\n₦1,234.56", "chart").problems} == {"T15"}
    assert {problem.check for problem in checker.check("As of 31 February 2026, 25 apples", "chart").problems} == {"T7", "T15"}
