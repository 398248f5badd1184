"""How each source is doing, and what of it needs a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fxtracker.analysis.independence import declared_groups
from fxtracker.analysis.quality import distances, due_days, missed_days, usual_distance
from fxtracker.desk import Desk
from fxtracker.desk.pacing import Rest, resting
from fxtracker.desk.probation import probations
from fxtracker.desk.watching import rhythm_of
from fxtracker.lagos import iso_utc, session_of
from fxtracker.rates import USD, FixingKind, Market, Observation, Timing

if TYPE_CHECKING:
    from fxtracker.sources import Source
    from fxtracker.store import SourceHealth, Trouble

__all__ = ["Checkup", "check_up", "checkup_json"]

DAYS = 30
"""Days over which distance and missed publications are looked at."""

_STOOD = timedelta(days=10)
"""A quote that a fixing left out may have stood for so long before."""

_WHAT_TO_DO: Mapping[str, str] = {
    "layout": "see what is understood of it with `fxtracker sources test {id}`; `fxtracker sources accept {id}` takes the new layout",
    "certificate": "have its host mend its certificate, or put the missing one under `intermediate` in data/sources/{id}.toml",
    "forbidden_address": "see where it leads; only a host that you trust belongs in the setting trusted_hosts",
    "redirect": "see where it leads and write the new address into data/sources/{id}.toml",
    "config": "mend data/sources/{id}.toml",
    "bug": "report the trace of the log; the answer is kept",
    "late": "see whether it has published elsewhere; a holiday that is not listed belongs into data/holidays.toml",
    "cross": "see which of its figures is wrong: `fxtracker history` shows them; `fxtracker sources show {id}` what does not count",
    "conflict": "see which of the two the Central Bank corrects; both are kept, and pieces carry a note meanwhile",
}
_BROKEN = "broken"
_ELSE = "ask it with `fxtracker fetch {id}`, see what it answers, and switch it off in data/sources/{id}.toml if it stays so"


@dataclass(frozen=True, slots=True)
class Checkup:
    """One source at a moment.

    `state` is on, off, resting, broken (its file is wrong) or not asked, and `why` says why it is off or until when it rests. `distance` is
    how far it usually is from the others, in percent, None where there is nothing to compare. `missed` are the days of the last thirty
    whose publication is not there. `needs` is what a person should do, empty where nobody has to.
    """

    id: str
    name: str
    market: Market
    homepage: str
    redistribute_ok: bool
    state: str
    why: str | None
    last_answered: datetime | None
    last_changed: datetime | None
    distance: float | None
    missed: tuple[date, ...]
    troubles: tuple[Trouble, ...]
    probation_until: datetime | None
    needs: tuple[str, ...]


def check_up(desk: Desk) -> list[Checkup]:
    """Every source, in the order of their ids, as it is doing now."""
    health = desk.store.health()
    landed = desk.store.landings()
    away = _distances(desk)
    open_ones: defaultdict[str, list[Trouble]] = defaultdict(list)
    for trouble in desk.store.open_troubles():
        open_ones[trouble.source].append(trouble)
    trial = {source: until for source, until in probations(desk, list(desk.ever)).items() if until > desk.clock.now()}
    found: list[Checkup] = []
    for source in desk.ever.values():
        how = health.get(source.id)
        rest = resting(desk, source, paced=False) if source.fetched else None
        state, why = _state(desk, source, rest)
        missed = _missed(desk, source, how) if state in ("on", "resting") else []
        troubles = open_ones[source.id]
        found.append(
            Checkup(
                id=source.id,
                name=source.name,
                market=source.market,
                homepage=source.homepage,
                redistribute_ok=source.redistribute_ok and state != _BROKEN,
                state=state,
                why=why,
                last_answered=how.last_success if how else None,
                last_changed=landed[source.id][1] if source.id in landed else None,
                distance=None if source.market is Market.OFFICIAL else usual_distance(away.get(source.id, ())),
                missed=tuple(missed),
                troubles=tuple(troubles),
                probation_until=trial.get(source.id),
                needs=tuple(_needs(desk, source, state, how, troubles, missed)),
            )
        )
    return sorted(found, key=lambda one: one.id)


def checkup_json(one: Checkup) -> dict[str, Any]:
    """The row in the documented JSON shape."""
    return {
        "source": one.id,
        "name": one.name,
        "market": one.market.value,
        "state": one.state,
        "why": one.why,
        "last_answered": _instant(one.last_answered),
        "last_changed": _instant(one.last_changed),
        "distance_percent": one.distance,
        "missed": [day.isoformat() for day in one.missed],
        "failures": [
            {
                "kind": trouble.kind,
                "detail": trouble.detail,
                "since": iso_utc(trouble.first_at),
                "last": iso_utc(trouble.last_at),
                "count": trouble.count,
                "told_at": _instant(trouble.told_at),
                "payload": trouble.payload_hash,
            }
            for trouble in one.troubles
        ],
        "probation_until": _instant(one.probation_until),
        "needs": list(one.needs),
    }


def _state(desk: Desk, source: Source, rest: Rest | None) -> tuple[str, str | None]:
    if source.id in desk.sources.broken:
        return _BROKEN, "its file cannot be used"
    if not source.fetched:
        return "not asked", "its figures come by `fxtracker quote` or `fxtracker import`"
    why = source.why_not_asked(desk.settings.keys)
    if not source.default_on:
        return "off", source.reason or why
    if why is not None:
        return "off", why
    return ("on", None) if rest is None else ("resting", rest.told)


def _missed(desk: Desk, source: Source, how: SourceHealth | None) -> list[date]:
    """The days of the last thirty whose publication the source should have had and has not, while it was asked."""
    rhythm, now = rhythm_of(source), desk.clock.now()
    if source.timing is Timing.SEEN or how is None or (rhythm.by is None and rhythm.every is None):
        return []
    since = session_of(now - timedelta(days=DAYS))
    asked = [moment for moment, _ in desk.store.polls(source.id, now - timedelta(days=DAYS), now)]
    if not asked:
        return []
    said = [seen for seen in desk.store.observations(source=source.id, since=since) if seen.observed_at <= now]
    published = {seen.session if seen.timing is Timing.DATED else session_of(seen.observed_at) for seen in said}
    last_asked = max(filter(None, (how.last_success, how.last_failure)))
    if source.timing is Timing.DATED or rhythm.by is not None:
        missed = missed_days(rhythm, desk.calendar, published, asked[0], since, min(now, last_asked))
    else:
        missed = [day for day in due_days(rhythm, desk.calendar, since, now) if day not in published]
    if source.backfill is not None:
        return missed
    # Who shows only the present cannot be asked for the past: a day on which nobody asked says nothing of it.
    days = {session_of(moment) for moment in asked}
    return [day for day in missed if day in days]


def _needs(
    desk: Desk, source: Source, state: str, how: SourceHealth | None, troubles: Sequence[Trouble], missed: Sequence[date]
) -> list[str]:
    if state == _BROKEN:
        broken = desk.sources.broken[source.id]
        return [f"config: mend {broken.path}: {broken.told}; `fxtracker sources test {broken.path}` tries it"]
    if source.default_on and source.needs_key and not desk.settings.keys.get(source.id):
        return [f'write its key: {source.id} = "..." under [keys] in the file of secrets']
    if state not in ("on", "resting"):
        return []
    found = [f"{trouble.kind}: {_WHAT_TO_DO.get(trouble.kind, _ELSE).format(id=source.id)}" for trouble in troubles if trouble.told_at]
    if how is None or how.last_success is None:
        found.append(f"it never answered: ask it with `fxtracker fetch {source.id}`")
    if source.market is Market.OFFICIAL and missed:
        days = ", ".join(day.isoformat() for day in missed)
        found.append(f"its publication of {days} is not there: fetch it, or write the day into data/holidays.toml if it was a holiday")
    return found


def _distances(desk: Desk) -> dict[str, list[float]]:
    """How far each source stood from the others on the days of the last thirty: in dollars, where it quotes them, else in all it quotes."""
    since = session_of(desk.clock.now() - timedelta(days=DAYS))
    groups = declared_groups({source.id: source.derived_from for source in desk.ever.values()})
    in_dollars: defaultdict[str, list[float]] = defaultdict(list)
    in_others: defaultdict[str, list[float]] = defaultdict(list)
    for market in Market:
        if market is Market.OFFICIAL:
            continue
        fixings = desk.store.fixings(market, kind=FixingKind.SESSION, since=since)
        # Whom no fixing left out stands in its inputs: the rows of the others alone are read.
        out = {left.source for fixing in fixings for left in fixing.exclusions}
        rows = [seen for source in sorted(out) for seen in desk.store.observations(market, source=source, since=since - _STOOD)]
        said: dict[int, Observation] = {seen.id: seen for seen in rows if seen.id is not None}
        for kept, chosen in ((in_dollars, True), (in_others, False)):
            for source, away in distances([fixing for fixing in fixings if (fixing.pair == USD) is chosen], said, groups).items():
                kept[source] += away
    return {source: in_dollars.get(source) or in_others[source] for source in {*in_dollars, *in_others}}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else iso_utc(moment)
