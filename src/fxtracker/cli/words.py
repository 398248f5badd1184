"""Reading the words of an option into the vocabulary; each refusal names the option, what it was given and what would be right."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from fxtracker.cli.output import wat
from fxtracker.errors import UsageError, shown
from fxtracker.lagos import Clock, day_end, parse_when
from fxtracker.rates import Market, Measure, Pair, Segment, Side

__all__ = [
    "MARKETS",
    "MEASURES",
    "SEGMENTS",
    "count_of",
    "currency_of",
    "market_of",
    "measure_of",
    "name_of",
    "not_written",
    "path_of",
    "segment_of",
    "side_of",
    "when_of",
]

MARKETS = ", ".join(market.value for market in Market)
MEASURES = ", ".join(measure.value for measure in Measure)
SEGMENTS = ", ".join(segment.value for segment in Segment)

_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def market_of(text: str) -> Market:
    """The market of that name; UsageError says which there are."""
    try:
        return Market(text.lower())
    except ValueError:
        raise UsageError(f"--market: {shown(text)} is not a market; write one of {MARKETS}") from None


def measure_of(text: str | None) -> Measure | None:
    """The measure of that name, None where none is asked for; UsageError says which there are."""
    if text is None:
        return None
    try:
        return Measure(text.lower().replace("-", "_"))
    except ValueError:
        raise UsageError(f"--measure: {shown(text)} is not a measure; write one of {MEASURES}") from None


def side_of(text: str | None) -> Side | None:
    """The side of that name, None where none is asked for; UsageError says which there are."""
    if text is None:
        return None
    try:
        return Side(text.lower())
    except ValueError:
        raise UsageError(f"--side: {shown(text)} is not a side; write bid, ask or mid") from None


def segment_of(text: str) -> Segment:
    """The segment of that name; UsageError says which there are."""
    try:
        return Segment(text.lower())
    except ValueError:
        raise UsageError(f"--segment: {shown(text)} is not a segment; write one of {SEGMENTS}") from None


def when_of(text: str | None, clock: Clock, field: str = "--at") -> datetime | None:
    """The UTC instant of a WHEN, None where none is asked for; UsageError where it is none or lies after the clock's own day."""
    if text is None:
        return None
    moment = parse_when(text, field)
    if moment > day_end(clock.today()):
        raise UsageError(f"{field}: {shown(text)} is yet to come; it is {wat(clock.now())} now")
    return moment


def currency_of(text: str, field: str) -> str:
    """NGN or the code of a currency that is tracked; UsageError otherwise."""
    return "NGN" if text.strip().upper() == "NGN" else Pair.parse(text, field).base


def name_of(text: str, field: str) -> str:
    """A name that someone gave, without the spaces around it; UsageError where it is empty, long or of more than one line."""
    name = text.strip()
    if not 0 < len(name) <= 64 or not name.isprintable():
        raise UsageError(f"{field}: {shown(text)} is not a name of 1 to 64 letters")
    return name


def count_of(text: str | None, field: str, most: int) -> int | None:
    """A whole number from 1 to `most`, None where none is asked for; UsageError otherwise."""
    if text is None:
        return None
    count = int(text) if _COUNT.fullmatch(text) else 0
    if not 1 <= count <= most:
        raise UsageError(f"{field}: {shown(text)} is not a whole number from 1 to {most}")
    return count


def path_of(text: str, field: str, *, must_exist: bool = False) -> Path:
    """The path that a text names; UsageError where no file can have it or, if it must exist, none has."""
    path = Path(text).expanduser()
    try:
        if not text or "\0" in text or (must_exist and not path.exists()):
            raise FileNotFoundError(text)
        if must_exist and path.is_dir():
            raise UsageError(f"{field}: {shown(text)} is a folder; name a file")
    except OSError:
        raise UsageError(f"{field}: there is no file {shown(text)}" if must_exist else f"{field}: {shown(text)} names no file") from None
    return path


def not_written(path: Path, field: str, fault: OSError) -> UsageError:
    """What to tell where a file could not be written."""
    return UsageError(f"{field}: {shown(str(path))} cannot be written ({fault.strerror}); name a file in a folder that you may write to")
