"""A published piece with one small untruth in it is refused by the review that `fxtracker check` runs."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from fxtracker.desk import Desk

from .living import Lived, Written, live, stand
from .mutations import Mutant, digits, slips
from .reviewing import quick_review
from .world import KINDS, make_world

KINDS_TRIED = ("fall", "weekend", "negative_gap", "mid_only")
_EACH = 4


@pytest.fixture(scope="module", params=KINDS_TRIED)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    world = make_world(KINDS.index(request.param), request.param)
    with pytest.MonkeyPatch.context() as patch:
        return live(world, tmp_path_factory.mktemp(request.param), patch, editions=1)


def test_a_changed_digit_is_refused(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    tried, missed = _try(lived, monkeypatch, digits, _EACH)
    assert tried
    assert len(missed) <= 0.03 * tried, missed


def test_a_slip_in_the_headline_or_the_lead_is_refused(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    tried, missed = _try(lived, monkeypatch, _in_head, 2 * _EACH, articles=True)
    assert tried
    assert not missed


def _in_head(text: str) -> Iterator[Mutant]:
    """Slips before the first table: the headline, the fields, the lead and the gap."""
    body = text.find("---\n", 4) + 4 if text.startswith("---\n") else 0
    ends = [place for sign in ("\n## ", "<h2", "\n\nHow much", "\n\nWhat ") if (place := text.find(sign, body)) > 0]
    end = min(ends, default=len(text))
    return (mutant for mutant in slips(text) if mutant.text[end + 12 :].endswith(text[end + 12 :]) and mutant.text[:end] != text[:end])


def _try(
    lived: Lived, monkeypatch: pytest.MonkeyPatch, make: object, most: int, *, articles: bool = False
) -> tuple[int, list[tuple[str, ...]]]:
    chance = random.Random(lived.world.name)
    stand(lived.home, lived.world.steps[-1].at, monkeypatch)
    tried, missed = 0, []
    with Desk.open() as desk, monkeypatch.context() as patch:
        passes = quick_review(patch, desk)
        for written in _texts(lived, articles=articles):
            assert passes(written.text, written.form), (written.kind, written.form)
            mutants = list(make(written.text))  # type: ignore[operator]
            for mutant in chance.sample(mutants, min(most, len(mutants))):
                tried += 1
                if passes(mutant.text, written.form):
                    missed.append((written.kind, written.form, mutant.what, mutant.place))
    return tried, missed


def _texts(lived: Lived, *, articles: bool) -> Iterator[Written]:
    for written in lived.texts:
        if written.form != "alt" and not (articles and (written.kind.startswith("post") or written.form == "json")):
            yield written
