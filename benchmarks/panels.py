"""What the rules are worth: forty paths of four hundred days of every panel. Run `python -m benchmarks.panels` in the root."""

from __future__ import annotations

import sys
import time

from tests.analysis.synthetic import Panel, score

PANELS = {
    "8": Panel(8),
    "8 + 3 copies": Panel(8, 3),
    "5 + 3 copies": Panel(5, 3),
    "5": Panel(5),
    "3": Panel(3),
    "8 + 3, +40 % in a day": Panel(8, 3, jump_on=200),
    "5 + 3, +40 % in a day": Panel(5, 3, jump_on=200),
    "3, +40 % in a day": Panel(3, jump_on=200),
}


def main() -> None:
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    print(f"{'panel':22} {'MAE bp':>7} {'p99 bp':>7} {'over 2 %':>9} {'median bp':>9} {'A/B over 2 %':>12} {'late':>5} {'s':>6}")
    for name, panel in PANELS.items():
        started = time.perf_counter()
        found = score(panel, range(paths))
        seconds = time.perf_counter() - started
        print(
            f"{name:22} {found.mean_bp:7.1f} {found.p99_bp:7.0f} {found.over_two:9.3%} {found.median_mean_bp:9.1f} "
            f"{found.standing_over_two:12d} {found.days_late:5d} {seconds:6.1f}"
        )


if __name__ == "__main__":
    main()
