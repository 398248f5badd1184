"""From payloads to observations: one pure function over the readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module

from fxtracker.errors import UsageError
from fxtracker.sources.answers import Barren, Parsed, Payload
from fxtracker.sources.request import Asked
from fxtracker.sources.spec import Source

__all__ = ["parse"]

Reader = Callable[[Source, Payload, Asked, datetime, bytes | None], Parsed]

# Each is imported when an answer of its format comes: a command that only names sources must not pay for HTML and JMESPath.
_READERS: Mapping[str, str] = {"json": "json_reader", "html": "html_reader", "cbn": "cbn", "cbn-nfem": "cbn_nfem"}


def parse(source: Source, payloads: Sequence[Payload], retrieved_at: datetime, before: Mapping[str, bytes] | None = None) -> Parsed:
    """The observations of the payloads, in their order, and the rows that could not be believed.

    `before` maps an address to its last good body. A reader may then leave out the sessions of which every row stood in that body; any
    that has a new or changed row comes through whole. BadAnswer says what was found where a payload holds no plausible figure.
    """
    if source.read is None:
        raise UsageError(f"source: {source.id!r} has nothing to be read; its figures come from the desk or by import")
    reader: Reader = import_module(f"fxtracker.sources.{_READERS[source.read.format]}").read
    parts = [_read(reader, source, payload, retrieved_at, (before or {}).get(payload.url)) for payload in payloads]
    if len(parts) == 1:
        return parts[0]
    return Parsed(
        tuple(observation for part in parts for observation in part.observations), tuple(row for part in parts for row in part.set_aside)
    )


def _read(reader: Reader, source: Source, payload: Payload, retrieved_at: datetime, before: bytes | None) -> Parsed:
    asked = next((asked for request in source.requests if (asked := request.asked(payload.url))), Asked(None, None))
    parsed = reader(source, payload, asked, retrieved_at, before)
    if not parsed.observations:
        # Nothing new is fine in an answer that holds something at all.
        whole = parsed if before is None else reader(source, payload, asked, retrieved_at, None)
        if not whole.observations:
            reasons = ", ".join(f"{count} {reason}" for reason, count in Counter(row.reason for row in whole.set_aside).items())
            raise Barren(f"answered with no plausible rate ({reasons or 'no row has a figure'})", whole.set_aside)
    return parsed
