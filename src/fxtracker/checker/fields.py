"""Front matter, links and attributes: each field is a sentence of the inventory, a date, a name or an address that is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fxtracker.checker.binding import Binder, Bound
from fxtracker.checker.blocks import Block
from fxtracker.checker.evidence import Evidence
from fxtracker.checker.report import Problem, excerpt
from fxtracker.lagos import WAT, iso_utc

__all__ = ["judge_field", "judge_link"]

_SENTENCES = {"title", "headline", "description", "og:title", "og:description", "twitter:title", "twitter:description"}
_WORDS = re.compile(r"[^\d]*")


def judge_field(block: Block, evidence: Evidence, binder: Binder) -> Bound:
    """A field of the front matter or of the head of a page."""
    if block.key in _SENTENCES:
        return binder.bind(block.text, frozenset({"meta"}))
    day = evidence.day
    wanted = {
        "date": {day.date.isoformat()},
        "edition": {str(day.edition)},
        "lang": {"en"},
        "kind": {"dollar-to-naira", "naira-to-dollar"},
        "revision": _revisions(evidence, block.text),
        "grades": {"{" + ", ".join(f"{market}: {grade}" for market, grade in sorted(day.grades.items())) + "}"},
    }
    for name in ("published", "updated"):
        for key in (name, f"{name}_at"):
            wanted[key] = set(_instants(evidence, name))
    if block.key in wanted:
        if block.text in wanted[block.key]:
            return Bound(f"field.{block.key}")
        said = " or ".join(sorted(wanted[block.key]))
        return Bound(problems=(Problem("T14", f"the field {block.key} is {block.text}, and should be {said}", excerpt(block.text)),))
    if _WORDS.fullmatch(block.text):
        return Bound(f"field.{block.key}")
    return Bound(problems=(Problem("T14", f"the field {block.key} is none that may hold figures", excerpt(block.text)),))


def _revisions(evidence: Evidence, stated: str) -> set[str]:
    """The number that a version must have: 1 where there was none before it; the caller may not know a later one."""
    number = evidence.setting.number
    if number is None and (evidence.setting.earlier or evidence.partial):
        return {stated} if stated.isdigit() and stated != "1" else {"2 or more"}
    return {str(number or 1)}


def _instants(evidence: Evidence, name: str) -> Iterator[str]:
    moment = evidence.moments[name]
    if moment is not None:
        yield iso_utc(moment)
        yield moment.astimezone(WAT).isoformat(timespec="seconds")


def judge_link(block: Block, evidence: Evidence) -> Bound:
    """An address or an attribute: its figures are a date of the day, an instant of the piece, or part of the address that is set."""
    text = block.text
    site = evidence.names.get("site_url") or evidence.setting.url
    if site and text.startswith(site):
        text = text[len(site) :]
    elif evidence.partial:
        text = re.sub(r"^https?://[^/]*", "", text)
    allowed = {evidence.day.date.isoformat(), *_instants(evidence, "published"), *_instants(evidence, "updated")}
    if text in allowed or _WORDS.fullmatch(text):
        return Bound(f"link.{block.key}")
    rest = text.replace(evidence.day.date.isoformat(), "")
    if _WORDS.fullmatch(rest):
        return Bound(f"link.{block.key}")
    return Bound(problems=(Problem("T14", f"{block.key}: figures that the day does not bear out", excerpt(block.text)),))
