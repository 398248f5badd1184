"""The table of sources in the README is that of the source files."""

from __future__ import annotations

import re
from pathlib import Path

from fxtracker.sources import Source
from sources.recorded import shipped_sources

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
HEAD = ("source", "market", "asked", "may be passed on", "terms")


def row_of(source: Source) -> tuple[str, ...]:
    """What the table has to say of a source."""
    market = source.market.value if source.segment is None else f"{source.market.value}, {source.segment.value}"
    asked = "by hand" if not source.fetched else "yes" if source.default_on else f"no: {source.reason}"
    return f"`{source.id}`", market, asked, "yes" if source.redistribute_ok else "no", source.terms


def test_the_table_of_sources_is_that_of_their_files() -> None:
    section = README[README.index("## Where the numbers come from") :]
    table = re.findall(r"(?m)^\| (.*) \|$", section.split("\n## ")[0])
    rows = [tuple(line.split(" | ")) for line in table]

    expected = [row_of(source) for source in shipped_sources().values()]
    assert rows[0] == HEAD
    assert rows[1:] == expected, "the README should have\n" + "\n".join(f"| {' | '.join(row)} |" for row in expected)
