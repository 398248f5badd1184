"""The command line called as a person calls it, and homes that a fetch from the recorded internet and an import have filled."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fxtracker.cli import main
from wire import Wire

NOW = "2026-06-12T20:30:00+01:00"
"""The evening of Democracy Day: the Central Bank's row of the day before stands, the street has quoted today."""

LEDGER = "date,source,market,currency,location,bid,ask\n" + "".join(
    f"2026-06-{day:02},ledger,parallel,USD,Lagos,{1380 + day},{1395 + day}\n" for day in range(1, 12)
)
"""A dealer's own book, made up."""


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """What it said on stderr, which must be one line."""
        assert self.err.startswith("fxtracker: "), self
        assert self.err.count("\n") == 1, self
        return self.err.removeprefix("fxtracker: ").rstrip("\n")


class Terminal:
    """Commands in this process, in one home, by one clock."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.set(HOME=str(home), NOW=NOW)

    def set(self, **settings: str) -> None:
        """Set settings in the environment."""
        for name, value in settings.items():
            self._monkeypatch.setenv(f"FXTRACKER_{name}", value)

    def run(self, *argv: str) -> Ran:
        """Run one command to its end; a trace is a failure of the test."""
        self._capsys.readouterr()
        code = 0
        try:
            main(argv)
        except SystemExit as end:
            code = int(end.code or 0)
        told = self._capsys.readouterr()
        return Ran(code, told.out, told.err)

    def good(self, *argv: str) -> Ran:
        """Run one command that must succeed without a complaint."""
        ran = self.run(*argv)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran

    def rows(self) -> tuple[str, ...]:
        """All that the database holds."""
        path = self.home / "fxtracker.db"
        if not path.exists():
            return ()
        with closing(sqlite3.connect(path)) as database:
            return tuple(database.iterdump())

    def files(self) -> set[str]:
        """Every file of the home but the database's own."""
        return {str(path.relative_to(self.home)) for path in self.home.rglob("*") if not path.name.startswith("fxtracker.db")}


def _fill(home: Path) -> None:
    from fxtracker.desk import Desk
    from fxtracker.desk.fetching import fetch
    from fxtracker.desk.importing import import_csv
    from fxtracker.settings import Settings

    home.mkdir(parents=True)
    ledger = home.parent / "ledger.csv"
    ledger.write_text(LEDGER)
    with Wire(now=datetime.fromisoformat(NOW)) as wire, Desk.open(Settings(home=home, now=NOW, mirror=wire.url)) as desk:
        rows = fetch(desk, (), lambda _: None)
        assert all(row.status == "ok" for row in rows), rows
        import_csv(desk, ledger, {})


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has fetched every source and read one file; copied, never written to."""
    home = tmp_path_factory.mktemp("filled") / "home"
    _fill(home)
    return home


@pytest.fixture
def terminal(
    clean_environ: None, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """A terminal in a filled home of its own."""
    shutil.copytree(filled, tmp_path / "home")
    return Terminal(tmp_path / "home", capsys, monkeypatch)


@pytest.fixture
def empty(clean_environ: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in a home that knows nothing yet."""
    return Terminal(tmp_path / "home", capsys, monkeypatch)


@pytest.fixture(scope="module")
def shared_home(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One filled home for all tests of a module that must not change it."""
    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(filled, home)
    return home


@pytest.fixture
def refused(
    clean_environ: None, shared_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A terminal whose commands must leave database and files as they were."""
    here = Terminal(shared_home, capsys, monkeypatch)
    monkeypatch.chdir(tmp_path)
    rows, files = here.rows(), here.files()
    yield here
    assert here.rows() == rows
    assert here.files() == files
