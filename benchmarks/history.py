"""What the Central Bank's whole history costs, held against the raw libraries on the same rows. Run `python -m benchmarks.history`.

An answer of 60,000 rows is read (against a bare JSON decode), landed and fixed in a fresh SQLite database (against bare inserts of as
many rows of as many columns, twice: observations and fixings), and read again when it brings one new day.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import msgspec

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.lagos import Clock
from fxtracker.settings import Settings, shipped
from fxtracker.sources import Payload, load_sources, parse
from fxtracker.store import Poll, Store
from wire import CBN_URL, full_cbn

NOW = datetime(2026, 6, 13, 18, tzinfo=UTC)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare(rows: int, columns: int, folder: Path) -> float:
    """The seconds of as many bare inserts of as many columns of text."""
    connection = sqlite3.connect(folder / "bare.db")
    connection.execute(f"CREATE TABLE bare ({', '.join(f'c{n} TEXT' for n in range(columns))})")
    line = tuple("1359.5000" for _ in range(columns))
    taken = seconds(lambda: connection.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * columns)})", [line] * rows))
    connection.commit()
    connection.close()
    return taken


def main() -> None:
    body = full_cbn(last=date(2026, 6, 10))
    rows = json.loads(body)
    newer = [{**row, "id": row["id"] + 13, "ratedate": "2026-06-11"} for row in rows[:13]]
    longer = json.dumps(newer + rows, separators=(",", ":")).encode()
    source = load_sources([shipped("data/sources")])["cbn"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        decode = min(seconds(lambda: msgspec.json.decode(body)) for _ in range(3))
        read = min(seconds(lambda: parse(source, [Payload(CBN_URL, body)], NOW)) for _ in range(3))
        settings = Settings(home=folder)
        with Desk(settings, Store.open(settings.database), Clock(NOW)) as desk:
            parsed = parse(source, [Payload(CBN_URL, body)], NOW)
            land = seconds(lambda: desk.store.add_poll(Poll("cbn", NOW, NOW, "ok"), parsed.observations))
            fixed = seconds(lambda: refix(desk))

            def one_day() -> None:
                more = parse(source, [Payload(CBN_URL, longer)], NOW, before={CBN_URL: body})
                desk.store.add_poll(Poll("cbn", NOW, NOW, "ok"), more.observations)
                refix(desk)

            day = seconds(one_day)
        plain = bare(60_000, 11, folder) + bare_again(folder)
    print(f"read 60,000 rows      {read:5.2f} s, {read / decode:4.1f} times a bare decode ({decode:.2f} s)")
    print(f"landed and fixed      {land + fixed:5.2f} s, {(land + fixed) / plain:4.1f} times bare inserts ({plain:.2f} s)")
    print(f"one new day           {day:5.2f} s, {day / decode:4.1f} times a bare decode of the answer")


def bare_again(folder: Path) -> float:
    """The same for a table as wide as that of fixings."""
    (folder / "bare.db").unlink()
    return bare(60_000, 25, folder)


if __name__ == "__main__":
    main()
