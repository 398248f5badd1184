"""One block against the inventory: which wording it is, and whether the day bears out every slot and claim of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fxtracker.checker.claims import holds
from fxtracker.checker.evidence import Evidence
from fxtracker.checker.inventory import Entry, inventory
from fxtracker.checker.report import Problem, excerpt
from fxtracker.checker.slots import Slot, expected

__all__ = ["Binder", "Bound"]

_CODES = {
    "pct": "T4", "turn": "T3", "word": "T3", "date": "T7", "near": "T7", "dmy": "T7", "dm": "T7", "abbr": "T7", "short": "T7", "iso": "T7",
    "weekday": "T7", "clock": "T7", "stamp": "T7", "instant": "T7", "name": "T18", "measure": "S8",
}  # fmt: skip
_FREE = {"byline", "publisher", "editor"}
"""The operator's own words: where the caller names none at all, a short one without digits may stand."""

_NAME_MOST = 120


@dataclass(frozen=True, slots=True)
class Bound:
    """What became of a block: the entry that it is, the text of each slot, and what is wrong with it."""

    entry: str = ""
    under: frozenset[str] = frozenset()
    slots: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


class Binder:
    """Binds blocks to a day; what was bound once is remembered."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.entries = inventory()
        self._known: dict[tuple[str, str], Bound] = {}

    def bind(self, text: str, kinds: frozenset[str]) -> Bound:
        """The one wording that the text is, in a block of these kinds; of several that it could be, the one with the fewest faults."""
        key = (text, " ".join(sorted(kinds)))
        if key not in self._known:
            self._known[key] = self._bind(text, kinds)
        return self._known[key]

    def _bind(self, text: str, kinds: frozenset[str]) -> Bound:
        best: Bound | None = None
        for entry in self.entries:
            if entry.anchor not in text or not entry.kinds & kinds:
                continue
            match = entry.pattern.fullmatch(text)
            if match is None:
                continue
            bound = self._judge(entry, match, text)
            if not bound.problems:
                return bound
            if entry.anchor and (best is None or len(bound.problems) < len(best.problems)):
                best = bound
        if best is None:
            return Bound(problems=(Problem("S", "no entry: the inventory has no such wording", excerpt(text)),))
        return best

    def _judge(self, entry: Entry, match: re.Match[str], text: str) -> Bound:
        judged = [self._judge_as(entry, match, text, star) for star in self._stars(entry, match)]
        return min(judged, key=lambda bound: len(bound.problems))

    def _judge_as(self, entry: Entry, match: re.Match[str], text: str, star: str) -> Bound:
        problems = []
        slots = []
        for slot, found in zip(entry.slots, match.groups(), strict=True):
            named = _with_star(slot, star)
            wanted = expected(named, self.evidence)
            slots.append((str(named), found))
            if found == wanted or (wanted is None and self._free(named, found)) or (slot.kind == "period" and self.evidence.opens(found)):
                continue
            message = (
                f"{found} stands where {named} is {wanted}"
                if wanted is not None
                else f"{found} stands for {named}, and the day has no such figure"
            )
            problems.append(Problem(_CODES.get(slot.kind, "T1"), message, excerpt(text)))
        denied = [claim for claim in entry.claims if not holds(claim.replace("*", star), self.evidence)]
        problems += [
            Problem(_code(claim), f"the wording {entry.id} claims that {claim}, and the day does not bear that out", excerpt(text))
            for claim in denied
        ]
        return Bound(entry.id, entry.under, tuple(slots), tuple(problems))

    def _stars(self, entry: Entry, match: re.Match[str]) -> list[str]:
        """The source ids that a name in the text may stand for, in an entry that speaks of any source."""
        for slot, found in zip(entry.slots, match.groups(), strict=True):
            if slot.kind == "name" and slot.name == "source.*":
                if self.evidence.partial:
                    return list(
                        dict.fromkeys(fact.id.split(".")[1] for fact in self.evidence.day.facts if fact.id.startswith("source."))
                    ) or [""]
                return [source for source, name in self.evidence.day.source_names.items() if name == found] or [found]
        return [""]

    def _free(self, slot: Slot, found: str) -> bool:
        if self.evidence.partial and slot.name.startswith("was."):
            return True
        if slot.kind != "name":
            return False
        if slot.name == "sources" and not self.evidence.partial:
            return found == self._sources()
        free = self.evidence.partial or (slot.name in _FREE and not self.evidence.setting.names)
        return free and len(found) <= _NAME_MOST and not re.search(r"\d", found)

    def _sources(self) -> str:
        """The names of all sources that the day's rates rest on, the official ones first, each once."""
        day = self.evidence.day
        facts = [fact for market in ("official", "parallel", "other", "midmarket") for fact in day.facts if fact.id.split(".")[0] == market]
        names = list(dict.fromkeys(day.source_names.get(source, source) for fact in facts for source in fact.sources))
        return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""


def _code(claim: str) -> str:
    """The check that a claim belongs to: the gap, the days, or a direction."""
    return "T6" if "gap" in claim else "S4" if "@" in claim or "flag" in claim else "T3"


def _with_star(slot: Slot, star: str) -> Slot:
    """The slot with the source that the sentence names."""
    if "*" not in slot.name:
        return slot
    return Slot(" ".join(part for part in (slot.kind, slot.name.replace("*", star), slot.extra) if part))
