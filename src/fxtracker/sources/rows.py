"""From one row of an answer, as it was printed, to an observation or to something set aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from fxtracker.errors import BadAnswer
from fxtracker.lagos import dated_instant, session_of
from fxtracker.rates import Measure, Observation, Pair, Quote, SetAside
from fxtracker.sources.answers import Parsed
from fxtracker.sources.figures import figure
from fxtracker.sources.names import pair_of
from fxtracker.sources.reading import Spot
from fxtracker.sources.spec import Source

__all__ = ["Row", "Rows", "When", "both_sides", "moment"]

_RAW = 300
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class When(NamedTuple):
    """The day that a figure belongs to and its instant."""

    session: date
    observed_at: datetime


class Row(NamedTuple):
    """What stood in one row; figures are as the source printed them, `fault` is a reason to set it aside that reading it showed."""

    label: str
    bid: object
    ask: object
    mid: object
    raw: str
    where: str
    fault: str | None = None


def both_sides(spot: Spot, text: str) -> tuple[str | None, str | None, str | None]:
    """Bid and ask out of one text, by the groups of the spot's pattern, and a fault where it does not hold two figures."""
    found = spot.pattern.search(text) if spot.pattern is not None else None
    if found is not None:
        return found["bid"], found["ask"], None
    return None, None, "not_a_number" if text else None


@dataclass
class Rows:
    """Collects the rows of one answer; a row that cannot be believed is set aside with its reason, the others stand."""

    source: Source
    retrieved_at: datetime
    observations: list[Observation] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    def refuse(self, reason: str, raw: str, where: str) -> None:
        """Set a row aside."""
        self.set_aside.append(SetAside(reason, raw[:_RAW], where))

    def add(self, row: Row, when: When) -> None:
        """Believe the row or set it aside: unknown_currency, not_a_number, no_range or out_of_range. A row without any figure is no row."""
        if row.fault is not None:
            self.refuse(row.fault, row.raw, row.where)
            return
        pair = pair_of(row.label)
        if pair is None:
            self.refuse("unknown_currency", row.raw, row.where)
            return
        try:
            quote = Quote(figure(row.bid), figure(row.ask), figure(row.mid))
        except ValueError:
            self.refuse("not_a_number", row.raw, row.where)
            return
        if quote == (None, None, None):
            return
        if (reason := self._unbelievable(pair, quote)) is not None:
            self.refuse(reason, row.raw, row.where)
            return
        source = self.source
        self.observations.append(
            Observation(
                source=source.id,
                market=source.market,
                segment=source.segment,
                measure=Measure.QUOTE,
                location=source.location,
                pair=pair,
                quote=quote,
                session=when.session,
                observed_at=when.observed_at,
                retrieved_at=self.retrieved_at,
                timing=source.timing,
            )
        )

    def _unbelievable(self, pair: Pair, quote: Quote) -> str | None:
        span = self.source.ranges.get(pair)
        if span is None:
            return "no_range"
        low, high = span
        return None if all(low <= side <= high for side in quote if side is not None) else "out_of_range"

    def parsed(self) -> Parsed:
        """All that was collected, in the order of the answer."""
        return Parsed(tuple(self.observations), tuple(self.set_aside))


def moment(raw: object, form: str, retrieved_at: datetime, what: str) -> When:
    """The time that an answer states; BadAnswer where it is none, or has no zone, or lies before 1990 or after 2100.

    `form` is iso, seconds, milliseconds (of the Unix era) or date; `what` names the place for the message.
    """
    try:
        if form == "date":
            session = date.fromisoformat(str(raw).strip())
            if _FIRST.date() <= session < _LAST.date():
                return When(session, dated_instant(session, retrieved_at))
        elif form == "iso":
            instant = datetime.fromisoformat(str(raw).strip())
            if instant.tzinfo is not None and _FIRST <= instant < _LAST:
                return When(session_of(instant), instant.astimezone(UTC))
        elif isinstance(raw, int | Decimal | str) and not isinstance(raw, bool):
            instant = _unix(Decimal(raw), form)
            if _FIRST <= instant < _LAST:
                return When(session_of(instant), instant)
    except (ArithmeticError, ValueError, OverflowError, OSError):
        pass
    shown = "nothing" if raw is None else repr(str(raw)[:60])
    raise BadAnswer(f"answered {what} = {shown}, which is no usable time ({form}{' with a zone' if form == 'iso' else ''})")


def _unix(count: Decimal, form: str) -> datetime:
    milliseconds = count if form == "milliseconds" else count * 1000
    seconds, rest = divmod(int(milliseconds), 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)
