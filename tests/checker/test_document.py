"""An article as JSON is checked by the facts that it carries itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fxtracker.articles import to_json, write
from fxtracker.checker import check_json, day_from_json
from fxtracker.errors import UsageError

from .days import SCENES, made_up
from .pieces import MASTHEAD


def _document(scene: str, seed: int = 4, kind: str = "dollar-to-naira") -> dict[str, Any]:
    day = made_up(seed, scene)
    document: dict[str, Any] = json.loads(json.dumps(to_json(write(day, kind, MASTHEAD), day)))
    return document


@pytest.mark.parametrize("kind", ["dollar-to-naira", "naira-to-dollar"])
@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene != "no_official"])
def test_an_article_passes_on_its_own_facts(scene: str, kind: str) -> None:
    assert check_json(_document(scene, kind=kind)).problems == ()


def test_the_facts_come_back_as_they_were() -> None:
    day = made_up(4, "plain")
    again = day_from_json(_document("plain"))
    assert [(fact.id, fact.value, fact.session, fact.base) for fact in again] == [
        (fact.id, fact.value, fact.session, fact.base) for fact in day
    ]
    assert again.date == day.date
    assert again.grades == day.grades


def test_a_changed_figure_is_refused() -> None:
    document = _document("plain")
    close = next(fact["text"] for fact in document["facts"] if fact["id"] == "official.close")
    wrong = close[:-1] + str((int(close[-1]) + 1) % 10)
    assert not check_json({**document, "body": document["body"].replace(close, wrong, 1)}).ok
    assert not check_json({**document, "headline": document["headline"].replace("2", "3", 1)}).ok
    facts = [{**fact, "text": wrong} if fact["id"] == "official.close" else fact for fact in document["facts"]]
    assert [problem.check for problem in check_json({**document, "facts": facts}).problems] == ["T2"]


@pytest.mark.parametrize("change", [{"date": "yesterday"}, {"facts": None}, {"facts": [{"id": "x"}]}, {"edition": "noon"}])
def test_what_is_no_article(change: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="article"):
        check_json({**_document("plain"), **change})
