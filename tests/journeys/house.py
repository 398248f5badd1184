"""A desk's home, the internet on loopback, and the real command line between them: every command is a child process."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wire import Wire

COMMAND = (sys.executable, "-m", "fxtracker")
NOON = "2026-06-12T14:30:00+01:00"
"""A Friday afternoon on which every source of the wire has its say, and the Central Bank's row of the day is not there yet."""

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
_COLUMNS = "market, pair, measure, kind, session, at, value, bid, ask, low, high, grade, status, groups"


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)


class House:
    """One home; `now` is where its clock stands, `mirror` where its requests go."""

    def __init__(self, home: Path, mirror: str = "", now: str = NOON, **environ: str) -> None:
        self.home = home
        stated = {"FXTRACKER_HOME": str(home), "FXTRACKER_MIRROR": mirror, "FXTRACKER_NOW": now, **environ}
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("FXTRACKER_")} | stated

    def run(self, *argv: str, **environ: str) -> Ran:
        """Run one command to its end."""
        done = subprocess.run([*COMMAND, *argv], env={**self.environ, **environ}, capture_output=True, text=True, timeout=120, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    def start(self, *argv: str, **environ: str) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [*COMMAND, *argv], env={**self.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def good(self, *argv: str, **environ: str) -> Ran:
        """Run one command that must succeed and have nothing to complain of."""
        ran = self.run(*argv, **environ)
        assert ran.code == 0, ran
        return ran

    def like(self, home: Path) -> House:
        """The same house in another home, which begins as a copy of this one."""
        shutil.copytree(self.home, home)
        made = House(home)
        made.environ = {**self.environ, "FXTRACKER_HOME": str(home)}
        return made

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds, read past the house."""
        with closing(sqlite3.connect(self.home / "fxtracker.db")) as database:
            return database.execute(query, values).fetchall()

    def fixings(self) -> set[tuple[Any, ...]]:
        """The standing fixing of each session and moment."""
        newest = "SELECT max(id) FROM fixings GROUP BY market, pair, measure, kind, CASE kind WHEN 'session' THEN session ELSE at END"
        return set(self.rows(f"SELECT {_COLUMNS} FROM fixings WHERE id IN ({newest})"))

    def revisions(self) -> list[tuple[Any, ...]]:
        """Every revision of every piece: kind, day, number, status, forms."""
        return self.rows(
            "SELECT p.kind, p.day, r.number, r.status, r.forms FROM revisions r JOIN pieces p ON p.id = r.piece_id ORDER BY p.kind, r.id"
        )

    def files(self) -> dict[str, bytes]:
        """The pieces and charts that lie in the home, by their path in it."""
        found = (path for name in ("pieces", "charts") for path in (self.home / name).rglob("*") if path.is_file())
        return {str(path.relative_to(self.home)): path.read_bytes() for path in sorted(found)}

    def sound(self) -> None:
        """The database opens, is whole, and every poll has all of its rows."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        assert self.rows("PRAGMA foreign_key_check") == []
        if not self.rows("SELECT 1 FROM sqlite_master WHERE name = 'polls'"):
            return
        counted = "SELECT id, added, (SELECT count(*) FROM observations o WHERE o.poll_id = p.id) FROM polls p"
        assert [row for row in self.rows(counted) if row[1] != row[2]] == []
        hashes = {row[0] for row in self.rows("SELECT hash FROM payloads")}
        answers = [answer for row in self.rows("SELECT answers FROM polls WHERE source <> 'import'") for answer in json.loads(row[0])]
        assert {answer["hash"] for answer in answers} <= hashes


def rate_of(rows: list[dict[str, Any]], market: str) -> dict[str, Any]:
    """The row of a market among those of `rate --json`."""
    return next(row for row in rows if row["market"] == market)


@contextmanager
def wired(now: str = NOON) -> Iterator[Wire]:
    """A wire whose sources speak shortly before `now`."""
    with Wire(now=datetime.fromisoformat(now)) as wire:
        yield wire


def shared(name: str) -> Path:
    """A file of real figures beside the checkout; the test skips where it is not there."""
    path = _SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout")
    return path


def facts_of(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts of an article's JSON by id."""
    return {fact["id"]: fact for fact in document["facts"]}
