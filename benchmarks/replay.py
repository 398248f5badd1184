"""Ten years of quarter hours of twenty sources, replayed. Run `python -m benchmarks.replay [FOLDER]`; the folder keeps the database.

Seven million observations lie in SQLite. What is timed is all of `fxtracker replay`: reading them, finding the copies, how reliable each
source was, some sixty-six thousand snapshots and the rates of 3,653 days. Beside it stands a bare pass over the same rows by the driver.
"""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.desk.replaying import replay
from fxtracker.lagos import dated_instant
from fxtracker.rates import USD, Market, Measure, Observation, Quote, Segment, Timing
from fxtracker.settings import Settings
from fxtracker.store import Poll

FIRST, LAST = date(2016, 6, 1), date(2026, 5, 31)
SOURCES, COPIES = 20, 3
NOW = "2026-06-01T12:00:00Z"
_SEGMENTS = (Segment.STREET, Segment.EXCHANGE, Segment.P2P)


def build(home: Path) -> None:
    """A home whose database holds those observations and an official close for every business day."""
    settings = replace(Settings.load(), home=home, now=NOW, mirror="")
    days = (LAST - FIRST).days + 1
    chance = np.random.default_rng(5)
    truth = np.log(400) + np.cumsum(chance.normal(0.0004, 0.004, days))
    with Desk.open(settings) as desk:
        closes = [
            _said("cbn-nfem", Market.OFFICIAL, None, Measure.CENTRAL, FIRST + timedelta(days=day), Quote(mid=Decimal(f"{level:.4f}")))
            for day, level in enumerate(np.exp(truth) / 1.05)
            if (FIRST + timedelta(days=day)).weekday() < 5
        ]
        desk.store.add_poll(Poll("import", desk.clock.now(), desk.clock.now(), "ok"), closes, history=True)
        # One quote of each source makes its series; the rest goes past the house, by the driver.
        first = [
            _said(f"s{n:02}", Market.PARALLEL, _SEGMENTS[n % 3], Measure.QUOTE, FIRST, Quote(Decimal(390), Decimal(410)))
            for n in range(SOURCES)
        ]
        desk.store.add_poll(Poll("import", desk.clock.now(), desk.clock.now(), "ok"), first, history=True)
        refix(desk)
    with sqlite3.connect(home / "fxtracker.db") as database:
        series = [row[0] for row in database.execute("SELECT id FROM series WHERE market = 'parallel' ORDER BY source")]
        poll, newest = database.execute("SELECT max(poll_id), max(id) FROM observations").fetchone()
        names = "id, series_id, poll_id, session, observed_at, retrieved_at, visible_at, timing, bid, ask"
        insert = f"INSERT INTO observations ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, 'instant', ?, ?)"
        database.executemany(insert, _rows(truth, chance, series, poll, newest + 1))
    database.close()


def _said(source: str, market: Market, segment: Segment | None, measure: Measure, day: date, quote: Quote) -> Observation:
    at = dated_instant(day, datetime.fromisoformat(NOW))
    return Observation(source, market, segment, measure, None, USD, quote, day, at, at, Timing.DATED, visible_at=at)


def _rows(truth: np.ndarray, chance: np.random.Generator, series: list[int], poll: int, row_id: int) -> Iterator[tuple[object, ...]]:
    own = SOURCES - COPIES
    lean = chance.normal(0, 0.003, own)
    shown = np.zeros((96, SOURCES))
    for day, level in enumerate(truth):
        moment = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC)
        walk = level + np.cumsum(chance.normal(0, 0.0004, 96))
        said = np.exp(walk[:, None] + lean + chance.normal(0, 0.0015, (96, own)))
        renewed = chance.random((96, own)) < 0.3
        before = shown[-1, :own]
        for quarter in range(96):
            before = np.where(renewed[quarter] | (before == 0), said[quarter], before)
            shown[quarter, :own] = before
        shown[:, own:] = np.vstack([shown[:1, :COPIES], shown[:-1, :COPIES]])
        slips = chance.random((96, SOURCES)) < 0.001
        mids = np.where(slips, shown / 10, shown)
        for quarter in range(96):
            for source in range(SOURCES):
                at = moment + timedelta(minutes=15 * quarter, seconds=20 * source)
                text = at.isoformat(timespec="microseconds")
                mid = mids[quarter, source]
                session = (at + timedelta(hours=1)).date().isoformat()
                yield row_id, series[source], poll, session, text, text, text, f"{mid * 0.996:.2f}", f"{mid * 1.004:.2f}"
                row_id += 1


def bare(home: Path) -> float:
    """The seconds of one bare pass over the same rows and columns by the driver."""
    with sqlite3.connect(home / "fxtracker.db") as database:
        begun = time.perf_counter()
        for _ in database.execute("SELECT id, series_id, poll_id, observed_at, visible_at, timing, bid, ask, mid FROM observations"):
            pass
        return time.perf_counter() - begun


def run(home: Path) -> None:
    """Replay the whole span in this process and say what it took."""
    settings = replace(Settings.load(), home=home, now=NOW, mirror="")
    begun = time.perf_counter()
    with Desk.open(settings) as desk:
        rates = replay(desk, FIRST, LAST, Market.PARALLEL, USD)
    print(f"{len(rates)} day rates in {time.perf_counter() - begun:.1f} s")


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "run":
        run(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        if not (home / "fxtracker.db").exists():
            begun = time.perf_counter()
            build(home)
            print(f"built in {time.perf_counter() - begun:.0f} s")
        plain = min(bare(home) for _ in range(2))
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "benchmarks.replay", "run", str(home)], check=True)
        taken = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{taken:.1f} s and {peak:.0f} MB in all; {taken / plain:.1f} times a bare pass over the rows ({plain:.1f} s)")


if __name__ == "__main__":
    main()
