"""How long a person waits before a command begins. Run `python -m benchmarks.start_up [RUNS]` in the root.

The goals: `--help` within 6 times of a bare interpreter, `rate` within twice of what its database library takes to import. Each figure is
the least of several runs, since whatever else the machine does can only add to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

RUNS = 7
GOALS = (("--help", "pass", 6.0), ("rate", "import sqlalchemy", 2.0))


def least(argv: tuple[str, ...], environ: Mapping[str, str], runs: int) -> float:
    """The seconds of the quickest run."""
    best = float("inf")
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *argv], env=dict(environ), stdout=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - begun)
    return best


def measured(home: Path, runs: int = RUNS) -> dict[str, tuple[float, float, float]]:
    """Command to (its seconds, those that it is held against, the goal for their ratio), in a home of its own with one quote."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FXTRACKER_")} | {"FXTRACKER_HOME": str(home)}
    subprocess.run(
        [sys.executable, "-m", "fxtracker", "quote", "--bid", "1388", "--ask", "1400"], env=environ, stdout=subprocess.DEVNULL, check=True
    )
    return {
        command: (least(("-m", "fxtracker", command), environ, runs), least(("-c", bare), environ, runs), goal)
        for command, bare, goal in GOALS
    }


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        for command, (ours, bare, goal) in measured(Path(folder) / "home", runs).items():
            bare_code = next(code for name, code, _ in GOALS if name == command)
            print(f"fxtracker {command:7} {ours * 1000:5.0f} ms, {bare_code!r} {bare * 1000:5.0f} ms: {ours / bare:.2f} (goal {goal:.0f})")


if __name__ == "__main__":
    main()
