"""An article as JSON: its facts make the day again, so that the article can be checked by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fxtracker.checker.evidence import PARTIAL, Setting
from fxtracker.checker.piece import Checker
from fxtracker.checker.report import Problem, Report, excerpt
from fxtracker.checker.slots import renderings
from fxtracker.errors import UsageError
from fxtracker.facts import Day, Edition, Fact, Unit, Value
from fxtracker.lagos import day_end
from fxtracker.rates import USD, Measure

__all__ = ["check_json", "day_from_json"]

_HEADS = ("title", "headline", "description")


def day_from_json(document: Mapping[str, Any]) -> Day:
    """The day that an article's JSON (`fxtracker article --format json`) carries.

    It has no lines, no names of sources and no flags but those that follow from the sessions, and says so with the flag `partial`: claims
    that rest on what is missing are then let pass. UsageError where a key is missing or a value cannot be read.
    """
    try:
        day = date.fromisoformat(document["date"])
        facts = tuple(_fact(raw) for raw in document["facts"])
        stated = document.get("updated_at")
        made_at = datetime.fromisoformat(stated) if stated else day_end(day)
        edition = Edition(document.get("edition") or Edition.CLOSING)
        grades = dict(document.get("grades") or {})
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as fault:
        raise UsageError(
            f"article: {type(fault).__name__} {fault}; write the JSON that `fxtracker article --format json` prints"
        ) from fault
    return Day(date=day, pair=USD, made_at=made_at, edition=edition, facts=facts, grades=grades, flags=frozenset(_flags(day, facts)))


def _fact(raw: Mapping[str, Any]) -> Fact:
    unit = Unit(raw["unit"])
    return Fact(
        id=str(raw["id"]),
        role=str(raw["role"]),
        value=_value(raw["value"], unit),
        unit=unit,
        measure=Measure(raw["measure"]) if raw.get("measure") else None,
        session=date.fromisoformat(raw["session"]) if raw.get("session") else None,
        as_of=datetime.fromisoformat(raw["as_of"]) if raw.get("as_of") else None,
        sources=tuple(raw.get("sources") or ()),
        base=date.fromisoformat(raw["base"]) if raw.get("base") else None,
    )


def _value(value: Any, unit: Unit) -> Value:
    if unit in (Unit.COUNT, Unit.SESSIONS):
        return int(value)
    if unit is Unit.DAY:
        return date.fromisoformat(value)
    return str(value) if unit is Unit.WORD else Decimal(str(value))


def _flags(day: date, facts: tuple[Fact, ...]) -> Iterator[str]:
    yield PARTIAL
    if day.weekday() >= 5:
        yield "weekend"
    for fact in facts:
        if fact.id in ("official.close", "official.central", "parallel.mid"):
            yield f"{fact.id.partition('.')[0]}.{'today' if fact.session == day else 'carried'}"


def check_json(document: Mapping[str, Any], known: Day | None = None, setting: Setting | None = None) -> Report:
    """What is wrong with an article as JSON: its facts, its heads, its body, and the text that each fact says was printed of it.

    `known` is the day as the desk knows it, where it does: its lines and the names of its sources, which the JSON does not carry, and the
    facts that it must then carry to the last digit. `setting` is what else the desk knows of that revision.
    """
    day = day_from_json(document)
    problems: list[Problem] = []
    if known is not None:
        problems += _against(document, day, known, setting)
        day = replace(day, lines=known.lines, source_names=known.source_names, flags=known.flags, holiday=known.holiday)
    own = Setting(published=_moment(document, "published_at"), number=_number(document))
    checker = Checker(day, setting or own)
    report = checker.check(str(document.get("body") or ""), "md", kind=str(document.get("kind") or ""))
    problems += report.problems
    for key in _HEADS:
        problems += checker.binder.bind(str(document.get(key) or ""), frozenset({"meta"})).problems
    for change in document.get("changes") or ():
        problems += checker.binder.bind(str(change), frozenset({"sentence", "item"})).problems
    printed = "\n".join(str(document.get(key) or "") for key in (*_HEADS, "body"))
    for raw in document["facts"]:
        text = raw.get("text")
        if text is not None and (text not in renderings(str(raw["id"]), checker.evidence) or text not in printed):
            problems.append(Problem("T2", f"the fact {raw['id']} is not printed as {text}", excerpt(str(text))))
    return Report(tuple(dict.fromkeys(problems)), report.unbound)


def _against(document: Mapping[str, Any], day: Day, known: Day, setting: Setting | None) -> Iterator[Problem]:
    """Where the JSON carries another figure, source or moment than the day that it says it is of."""
    stated = {fact.id: fact for fact in day.facts}
    for raw in document["facts"]:
        fact = known.get(str(raw["id"]))
        if fact is None:
            yield Problem("F1", f"the day has no fact {raw['id']}", excerpt(str(raw["id"])))
        elif replace(fact, derivation="", fixing=None) != stated[fact.id] or (fact.derivation or None) != raw.get("derivation"):
            yield Problem("F1", f"the fact {fact.id} is not as the desk knows it", excerpt(str(raw["value"])))
    for missing in (fact.id for fact in known.facts if fact.id not in stated):
        yield Problem("F1", f"the fact {missing} of that day is missing", missing)
    if dict(known.grades) != dict(day.grades):
        yield Problem("F1", "the grades are not those of the day", excerpt(str(document.get("grades"))))
    if setting is None:
        return
    moments = (("published_at", setting.published), ("updated_at", setting.updated))
    for key, moment in moments:
        if moment is not None and (_moment(document, key) or moment) != moment:
            yield Problem("F1", f"{key} is not the moment of that revision", excerpt(str(document[key])))
    if _number(document) != setting.number:
        yield Problem("F1", f"it is revision {setting.number} of its day", excerpt(str(document.get("revision"))))


def _moment(document: Mapping[str, Any], key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(str(document[key])) if document.get(key) else None
    except ValueError as fault:
        raise UsageError(f"article: {key}: {fault}; write an instant such as 2026-02-25T17:00:00Z") from fault


def _number(document: Mapping[str, Any]) -> int:
    number = document.get("revision") or 1
    if not isinstance(number, int):
        raise UsageError(f"article: revision: {number!r} is not a number")
    return number
