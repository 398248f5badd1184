"""Made-up days, from the raw rows to the finished bytes: nothing true is held, and nothing that left the house is untrue."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.day import day_of
from fxtracker.desk.publishing import ARTICLES, article_of
from fxtracker.desk.reviewing import review
from fxtracker.facts import Edition

from .judge import judge
from .living import live, stand, truth_of
from .mutations import digits
from .reviewing import quick_review
from .world import KINDS, make_world

WORLDS = int(os.environ.get("FXTRACKER_MADE_UP", "60"))
"""How many worlds are lived through; all of them in every edition where it is more than sixty."""
ROUND = len(KINDS)
_FIGURE = re.compile(
    r"[₦$]?\d[\d,.]*|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b[A-Z][a-z]+ber\b|\b(?:January|February|March|April|May|June|July|August)\b"
)
_WORDS = re.compile(
    r"\b(slightly|sharply|strengthen\w*|weaken\w*|firmed|eased|gained|lost|appreciat\w*|depreciat\w*|stronger|weaker|kobo)\b"
)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_no_piece_of_a_world_says_what_is_not_so(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(seed)
    # In a normal run one world in four is lived in every edition, the others in their last.
    lived = live(world, tmp_path, monkeypatch, editions=9 if WORLDS > 60 or seed % 4 == 0 else 1)
    assert not lived.held, [(world.name, outcome.kind, outcome.said[:3]) for _, outcome in lived.held]
    # A day of which no market has a figure gets no piece, and says so.
    assert lived.texts or all(outcome.status == "none" for _, outcome in lived.outcomes), world.name
    for written in lived.texts:
        found = judge(written.text, written.form, truth_of(lived, written))
        assert not found, (world.name, written.kind, written.form, written.number, found[:5])


@pytest.mark.parametrize("seed", range(1, ROUND, 9))
def test_what_was_published_passes_the_review_in_every_form_and_revision(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(seed)
    lived = live(world, tmp_path, monkeypatch)
    with Desk.open() as desk, monkeypatch.context() as patch:
        passes = quick_review(patch, desk)
        refused = [(one.kind, one.form, one.number) for one in lived.texts if one.form != "alt" and not passes(one.text, one.form)]
    assert not refused, (world.name, refused)


@pytest.mark.parametrize("kind", ["weekend", "jump_confirmed", "first_day", "mid_only"])
def test_an_article_made_on_demand_passes_the_review(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(KINDS.index(kind), kind)
    live(world, tmp_path, monkeypatch, editions=0)
    stand(tmp_path, world.steps[-1].at, monkeypatch)
    with Desk.open() as desk:
        made = [article_of(desk, day_of(desk, world.day), name) for name in ARTICLES]
    for one in made:
        assert not one.problems
        for form, text in one.forms.items():
            assert not review(text, form).problems, (world.name, form)


@pytest.mark.parametrize("kind", ["year_of_history", "streak"])
def test_consecutive_days_do_not_share_the_wording_of_a_lead(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(KINDS.index(kind) + ROUND, kind)
    live(world, tmp_path, monkeypatch, editions=0)
    sessions = sorted({row.day for step in world.steps for row in step.rows if row.measure == "close"})[-10:]
    with Desk.open() as desk:
        for name in ARTICLES:
            leads = [_lead(desk, day, name) for day in sessions]
            same = [(day, lead) for day, lead, before in zip(sessions[1:], leads[1:], leads, strict=False) if lead == before]
            assert not same


def test_the_same_facts_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(KINDS.index("instants"), "instants")
    bytes_of = []
    for home in ("one", "other"):
        lived = live(world, tmp_path / home, monkeypatch, editions=1)
        bytes_of.append([(one.kind, one.form, one.text) for one in lived.texts])
    assert bytes_of[0] == bytes_of[1]


@pytest.mark.parametrize("kind", ["fall", "weekend", "negative_gap"])
def test_the_judge_himself_sees_a_wrong_digit(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A judge who lets everything pass would make all of the above worthless.
    world = make_world(KINDS.index(kind), kind)
    lived = live(world, tmp_path, monkeypatch, editions=1)
    written = next(one for one in lived.texts if one.form == "txt" and one.kind == "dollar-to-naira")
    truth = truth_of(lived, written)
    body = written.text.partition("About these rates")[0]
    mutants = [mutant for mutant in list(digits(body))[::17] if "₦" in mutant.place]
    seen = sum(1 for mutant in mutants if judge(mutant.text, "txt", truth))
    assert seen >= 0.85 * len(mutants), (seen, len(mutants))


def _lead(desk: Desk, day: date, kind: str) -> str:
    text = article_of(desk, day_of(desk, day, Edition.CLOSING), kind).forms["txt"]
    first = text.split("\n\n")[2]
    return _WORDS.sub("_", _FIGURE.sub("#", first))
