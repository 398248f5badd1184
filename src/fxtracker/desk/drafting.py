"""Drafting a source from an answer: fetched or from a file, read for naira rates, written as a source file and tried at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from fxtracker.desk.addressing import address_of, id_of, secrets_of
from fxtracker.desk.present import Present, present
from fxtracker.desk.trying import Trial, try_answers
from fxtracker.errors import BadAnswer, SourceError, UsageError
from fxtracker.rates import Market, Timing
from fxtracker.safe import one_line
from fxtracker.settings import Settings
from fxtracker.sources import Expected, Payload, Source, ask_all, load_sources
from fxtracker.sources.drafts.draft import Draft, draft
from fxtracker.sources.drafts.finding import Findings, find_rates
from fxtracker.sources.drafts.grid import Found, Hints
from fxtracker.sources.drafts.writing import About
from fxtracker.sources.reading import Reading
from fxtracker.sources.request import KEY_PLACE, Request
from fxtracker.sources.secret import Secret

__all__ = ["Drafted", "draft_source"]

_PARALLEL = re.compile(r"(?i)black[- ]?market|parallel|aboki|street|bureau de change|\bbdc\b|\bp2p\b|usdt")
_OFFICIAL = re.compile(r"(?i)\bcbn\b|cbn\.gov|central bank|official|nfem|nafem")
_LOOKED_FOR = (
    "looked for were a currency (a code such as USD, a pair such as USDNGN, or a name) and beside it a figure that naira for one unit can "
    "be, under a word such as buy, sell, bid, ask or rate"
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft: its id, its text, where it was written (None where it was not), and what the trial of it showed."""

    id: str
    text: str
    path: Path | None
    trial: Trial


def draft_source(
    settings: Settings, url: str, body: bytes | None = None, name: str | None = None, market: Market | None = None, out: Path | None = None,
    *, write: bool = True,
) -> Drafted:  # fmt: skip
    """Draft a source from the answer of an address, which is asked once where `body` is not given.

    The file is written to `out`, by default data/sources/ID.toml in the home, and never over another. UsageError for an address, an id or
    a file that cannot be; SourceError where nothing answers; BadAnswer where nothing in the answer reads like a naira rate.
    """
    address, asked_as, host = address_of(url)
    source_id = id_of(host, name)
    path = (out or settings.home / "data" / "sources" / f"{source_id}.toml") if write else None
    _check_free(settings, source_id, path, name)
    answer = _without(secrets_of(url), _fetched(settings, asked_as) if body is None else body)
    now = settings.clock().now()
    here = present(settings, now)
    chosen, findings = _findings(address, answer, here, now, market)
    about = About(
        id=source_id,
        url=address,
        host=host,
        title=findings.title,
        market=chosen.value,
        market_sure=market is not None,
        segment=_segment(chosen, findings, address),
        keyed=KEY_PLACE in address,
    )
    if chosen is Market.OFFICIAL:
        for found in findings.rates:
            found.layout["measure"] = "central"
            found.checks.append("the measure is a guess: close, high, low, weighted_average, simple_average or central")
    made = draft(about, findings, answer, now)
    if made is None:
        raise BadAnswer(
            f"nothing in the answer of {one_line(host)} reads like a naira rate; it is {one_line(findings.looked_at, 200)}; {_LOOKED_FOR}",
            "no_rate",
        )
    trial = _tried(made, settings, answer)
    if path is not None:
        _write(path, made.text)
    return Drafted(source_id, made.text, path, trial)


def _without(secrets: list[Secret], body: bytes) -> bytes:
    """An answer without the keys, which some hosts repeat in their answers."""
    payload = Payload("", body)
    for secret in secrets:
        payload = secret.hidden(payload)
    return payload.body


def _tried(made: Draft, settings: Settings, answer: bytes) -> Trial:
    return try_answers(made.source, settings, [answer])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"URL: {path} is there already; write --id with another name, or --out with another file") from None


def _check_free(settings: Settings, source_id: str, path: Path | None, name: str | None) -> None:
    if path is not None and path.exists():
        raise UsageError(f"{'--id' if name else 'URL'}: {path} is there already; write --id with another name, or --out with another file")
    if path is not None and source_id in load_sources(settings.folders("data/sources")):
        raise UsageError(f"{'--id' if name else 'URL'}: {source_id!r} is a source already; write --id with another name")


def _fetched(settings: Settings, url: str) -> bytes:
    """What the address answers, by the one client with all its guards."""
    report = ask_all([_probe(url)], settings, settings.clock())[0]
    answers = [*report.payloads, *(payload for payload in report.rejected if payload.status == 200)]
    if not answers:
        told = report.error or "no answer came"
        for secret in secrets_of(url):
            told = secret.hide(told)
        raise SourceError(one_line(told, 300), report.kind)
    if not answers[0].body.strip():
        raise BadAnswer(f"{urlsplit(url).hostname} answered with an empty body", "empty")
    return answers[0].body


def _probe(url: str) -> Source:
    """A source that asks one address and reads nothing of it."""
    page = not re.search(r"(?i)\bapi\b|\.json|\.csv", url)
    return Source(
        id="draft", name="draft", homepage=url, markets=(Market.PARALLEL,), segment=None, location=None, timing=Timing.SEEN, sides="",
        default_on=False, robots_ok=True, needs_key=False, redistribute_ok=False, terms="", attribution="", expected=Expected(""),
        requests=(Request((url,)),), read=Reading("html" if page else "json", pair="USD", expect={"no-such-thing": "nothing"}),
    )  # fmt: skip


def _findings(url: str, answer: bytes, here: Present, now: datetime, market: Market | None) -> tuple[Market, Findings]:
    """What an answer holds, and the market that it speaks of, where nobody says which."""
    if market is not None:
        return market, find_rates(url, answer, _hints(here, market), now)
    guess = _guessed(url, answer)
    findings = find_rates(url, answer, _hints(here, guess), now)
    if guess is not Market.PARALLEL and not _OFFICIAL.search(f"{url} {findings.title}"):
        street = find_rates(url, answer, _hints(here, Market.PARALLEL), now)
        best = street.rates[0] if street.rates else None
        # Two sides beside a column of the Central Bank are a dealer's; so are two sides of an answer that names no market.
        if best is not None and _two_sided(best) and (best.passed_over or guess is Market.MIDMARKET):
            return Market.PARALLEL, street
    return guess, findings


def _two_sided(found: Found) -> bool:
    each = list(found.pairs.values()) or [found.sided]
    return all("sides" in sided or {"bid", "ask"} <= set(sided) for sided in each)


def _guessed(url: str, answer: bytes) -> Market:
    """The market that an answer speaks of, by its address first and then by its beginning."""
    for text in (url, answer[:20000].decode("utf-8", "replace")):
        if _OFFICIAL.search(text) and not _PARALLEL.search(text):
            return Market.OFFICIAL
        if _PARALLEL.search(text):
            return Market.PARALLEL
    return Market.MIDMARKET


def _segment(market: Market, findings: Findings, url: str) -> str | None:
    if market is not Market.PARALLEL:
        return None
    token = any("USDT" in found.figures for found in findings.rates[:1])
    return "p2p" if token and "p2p" in url.lower() else "exchange" if token else "street"


def _hints(here: Present, market: Market) -> Hints:
    official = here.of(Market.OFFICIAL)
    street = market is Market.PARALLEL
    return Hints(
        known=official | here.of(market),
        official=market is Market.OFFICIAL,
        street=street,
        official_figures=official if street else {},
    )
