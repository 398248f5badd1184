"""Our own pieces: every kind of day passes, in every form, and nothing that is not in the inventory does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fxtracker.articles
from fxtracker.articles import write
from fxtracker.checker import Checker, Setting, check
from fxtracker.checker.inventory import inventory
from fxtracker.facts import Day

from .days import SCENES, made_up
from .pieces import MASTHEAD, SETTING, URL, texts


@pytest.mark.parametrize("scene", SCENES)
def test_every_kind_of_day_passes(scene: str) -> None:
    _passes(made_up(0, scene))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from(SCENES), st.integers(1, 10**6))
def test_days_made_up_at_random_pass(scene: str, seed: int) -> None:
    _passes(made_up(seed, scene))


def _passes(day: Day) -> None:
    checker = Checker(day, SETTING)
    for text in texts(day):
        assert checker.check(text.text, text.form, kind=text.kind).problems == (), f"{text.kind} as {text.form}"


def test_every_sentence_of_the_catalogue_has_an_entry() -> None:
    """The writers' catalogue is read as a file: a wording that the inventory does not know could never ship."""
    file = Path(fxtracker.articles.__file__).parent / "templates" / "en" / "sentences.toml"
    catalogue = tomllib.loads(file.read_text(encoding="utf-8"))
    known = {re.sub(r"\{[^}]*\}", "{}", entry.text) for entry in inventory()}
    missing = []
    for place, cases in catalogue.items():
        for name, case in cases.items():
            if not isinstance(case, dict) or place == "dateline":
                continue
            for text in [case["text"]] if isinstance(case["text"], str) else case["text"]:
                bare = text.replace("*", "") if place.startswith("post_") and not case.get("each") else text
                label = {"usd": "$10", "ngn": "₦10,000"}.get(case.get("each", ""), "{}")
                bare = re.sub(r"\{\*\|(?:dollar|naira)_label\}", lambda _, label=label: label, bare)
                if re.sub(r"\{[^}]*\}", "{}", bare) not in known:
                    missing.append(f"{place}.{name}: {text}")
    assert missing == []


def test_a_revision_says_what_the_version_before_printed() -> None:
    day = made_up(1, "plain")
    first = write(day, "dollar-to-naira", MASTHEAD)
    fact = day["parallel.previous"]
    earlier = replace(first, facts={**first.facts, "parallel.ask": "₦1,399", "parallel.bid": "₦1,389"})
    later = replace(day, made_at=day.made_at + timedelta(hours=1))
    second = write(later, "dollar-to-naira", MASTHEAD, earlier, 2)
    setting = replace(
        SETTING,
        published=first.published_at,
        updated=second.updated_at,
        earlier_at=first.updated_at,
        number=2,
        earlier=earlier.facts,
        earlier_sessions=earlier.sessions,
    )
    for form, text in second.forms.items():
        assert check(text, form, later, kind="dollar-to-naira", setting=setting).problems == ()
    wrong = second.forms["md"].replace("₦1,399", "₦1,398")
    assert wrong != second.forms["md"]
    assert [problem.check for problem in check(wrong, "md", later, setting=setting).problems] == ["T1"]
    assert fact is not None


def test_an_operator_who_set_nothing() -> None:
    day = made_up(2, "plain")
    piece = write(day, "dollar-to-naira", fxtracker.articles.Masthead())
    for form, text in piece.forms.items():
        assert check(text, form, day).problems == ()


PLAIN = made_up(0, "plain")
MD = write(PLAIN, "dollar-to-naira", MASTHEAD).forms["md"]


def _codes(text: str, form: str = "md", **more: str) -> set[str]:
    return {problem.check for problem in check(text, form, PLAIN, setting=SETTING, **more).problems}


def test_a_sentence_without_an_entry_is_refused() -> None:
    assert _codes(MD + "\nThe naira is a currency.\n") == {"S"}


def test_a_cause_is_refused() -> None:
    assert "T10" in _codes(MD + "\nThe naira gained due to inflows.\n")


def test_leftovers_are_refused() -> None:
    assert "T12" in _codes(MD + "\nThe naira is at {{ rate }}.\n")
    assert "T12" in _codes(MD + "\nThe naira is at ₦nan.\n")
    assert "T12" in _codes(MD.replace("Prices vary with", "Prices  vary with"))


def test_a_piece_must_say_that_software_wrote_it_and_what_the_central_bank_holds() -> None:
    assert _codes(
        MD.replace(
            "This article was written by software from published exchange-rate data, and was checked automatically against that data. ", ""
        )
    ) == {"T18"}
    position = "The Central Bank of Nigeria does not recognise the parallel market and directs customers to banks. "
    assert _codes(MD.replace(position, "")) == {"T18"}


def test_a_city_is_refused_where_none_is_set() -> None:
    bare = Setting(names={key: name for key, name in SETTING.names.items() if key != "place"}, url=URL)
    assert "S" in {problem.check for problem in check(MD, "md", PLAIN, setting=bare).problems}


def test_a_post_that_is_too_long_is_refused() -> None:
    text = next(text.text for text in texts(PLAIN) if text.kind == "whatsapp")
    assert "T13" in _codes(text + "\n" + text + "\n" + text, "post", kind="x")


def test_a_row_under_the_wrong_header_is_refused() -> None:
    header = "| Rate | Naira per $1 | Date |"
    assert header in MD
    assert "T16" in _codes(MD.replace(header, "| Dollars | Dealers buy | Dealers sell |"))


def test_html_that_does_not_close_is_refused() -> None:
    page = write(PLAIN, "dollar-to-naira", MASTHEAD).forms["html"]
    assert _codes(page.replace("</h2>", "</h3>", 1), "html") == {"H"}


def test_a_figure_of_another_market_is_refused_even_where_it_is_true() -> None:
    official = f"₦{PLAIN['official.close'].decimal:,.2f}"
    lead = MD.replace(official, "₦1,428", 1)
    assert lead != MD
    assert _codes(lead) & {"T1", "S"}


def test_facts_that_contradict_each_other_refuse_every_piece() -> None:
    facts = tuple(replace(fact, value=fact.decimal + Decimal(1)) if fact.id == "gap" else fact for fact in PLAIN.facts)
    report = check(MD, "md", replace(PLAIN, facts=facts), setting=SETTING)
    assert {problem.check for problem in report.problems} == {"F"}
