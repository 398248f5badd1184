"""The built wheel, alone in an environment of its own: all that it needs is in it, and a round works from an empty folder."""

from __future__ import annotations

import json
import os
import re
import site
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from fxtracker import __version__
from wire import SOURCES, Wire

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-06-12T20:30:00+01:00"

pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="there is no checkout to build from")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The command of an environment that has this wheel, and the libraries of the environment that runs the tests."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False)
    scheme = {"base": str(place), "platbase": str(place)}
    library = Path(sysconfig.get_path("purelib", "venv", scheme))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile", "--target", str(library), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    # The wheel's own folder stands first; an editable install of the checkout would come after it, if its .pth were read at all.
    (library / "libraries.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    empty = tmp_path_factory.mktemp("empty")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FXTRACKER_", "PYTHON", "COVERAGE"))}

    def command(*argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python), "-m", "fxtracker", *argv], cwd=empty, env={**clean, "HOME": str(empty), **environ},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return command


def test_it_carries_what_an_operator_edits(inside: set[str]) -> None:
    for folder in ("jobs", "data/sources", "data/history"):
        kind = "*.csv" if folder.endswith("history") else "*.toml"
        for path in (ROOT / folder).glob(kind):
            assert f"fxtracker/_shipped/{folder}/{path.name}" in inside


def test_it_carries_every_file_of_the_package(inside: set[str]) -> None:
    package = ROOT / "src" / "fxtracker"
    listed = subprocess.run(["git", "ls-files", "src/fxtracker"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    files = [ROOT / name for name in listed] or [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    assert {f"fxtracker/{path.relative_to(package).as_posix()}" for path in files if path.exists()} <= inside
    for suffix in (".otf", ".css", ".j2", ".toml", "py.typed"):
        assert any(name.endswith(suffix) and "_shipped" not in name for name in inside), suffix


def test_it_carries_nothing_else(inside: set[str]) -> None:
    assert not [name for name in inside if re.search(r"(^|/)(tests|docs|var|benchmarks|__pycache__)/|\.db$|\.pyc$", name)]
    assert {name.split("/")[0] for name in inside} == {"fxtracker", f"fxtracker-{__version__}.dist-info"}


def test_it_has_its_licence_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        about = f"fxtracker-{__version__}.dist-info"
        assert "fxtracker = fxtracker.cli:main" in packed.read(f"{about}/entry_points.txt").decode()
        assert packed.read(f"{about}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_it_runs_from_its_own_files(run: Run) -> None:
    assert run("--version").stdout == f"fxtracker, version {__version__}\n"
    ids = {row["id"] for row in json.loads(run("sources", "--json").stdout)}
    assert {path.stem for path in (ROOT / "data" / "sources").glob("*.toml")} == ids
    assert {path.stem for path in (ROOT / "jobs").glob("*.toml")} == {row["id"] for row in json.loads(run("jobs", "--json").stdout)}
    home = next(row for row in json.loads(run("config", "--json").stdout) if row["name"] == "home")
    assert home["value"].endswith(".fxtracker")


def test_it_lays_a_home_and_does_a_round_in_it(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    laid = run("init", str(home))
    assert (laid.returncode, laid.stderr) == (0, "")
    assert (home / "jobs" / "closing.toml").read_bytes() == (ROOT / "jobs" / "closing.toml").read_bytes()

    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        done = run("up", "--once", FXTRACKER_HOME=str(home), FXTRACKER_NOW=NOW, FXTRACKER_MIRROR=wire.url)

    assert (done.returncode, done.stderr) == (0, ""), done
    assert f"{len(SOURCES)} sources" in done.stdout
    pieces = {path.name for path in (home / "pieces" / "2026-06-12").iterdir()}
    assert {"dollar-to-naira.md", "dollar-to-naira.html", "naira-to-dollar.md", "post-x.txt"} <= pieces
    assert {"gap-wide.png", "gap.svg", "spread.svg", "card.svg"} <= {path.name for path in (home / "charts" / "2026-06-12").iterdir()}
    rate = json.loads(run("rate", "--json", "--market", "official", FXTRACKER_HOME=str(home), FXTRACKER_NOW=NOW).stdout)
    assert (rate[0]["mid"], rate[0]["session"]) == ("1364.5000", "2026-06-11")
