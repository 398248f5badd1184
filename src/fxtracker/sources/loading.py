"""All source files of some folders: the good ones are sources, and one that is wrong takes nothing but itself out of use."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fxtracker.errors import ConfigError
from fxtracker.rates import CURRENCIES, Market, Timing
from fxtracker.sources.spec import Expected, Source, load_source

__all__ = ["Broken", "Sources", "load_sources"]


class Broken(NamedTuple):
    """A source file that cannot be loaded: where it stands, what is wrong, and who it is as far as that can be told.

    `who` is never asked and reads nothing. It holds what matters of what was stored before the file broke: whom it copies, what its tokens
    count as, its probation, and whether its figures may be passed on, which they may not unless the file says so.
    """

    path: Path
    fault: ConfigError
    who: Source

    @property
    def told(self) -> str:
        """What is wrong in a sentence, with the name of the file alone."""
        return str(self.fault).replace(str(self.path), self.path.name)


class Sources(dict[str, Source]):
    """The sources by id; `broken` are those whose file cannot be loaded, by id too.

    A broken one is in it and is none of its items: `"x" in sources` says that there is such a file, and `sources["x"]` raises the
    ConfigError that says what is wrong with it.
    """

    def __init__(self, good: dict[str, Source], broken: dict[str, Broken]) -> None:
        super().__init__(good)
        self.broken = broken

    @property
    def ever(self) -> dict[str, Source]:
        """All of them, the broken ones as far as they can be told: those whose stored figures go on to count."""
        return {**self, **{name: one.who for name, one in self.broken.items()}}

    def named(self, source: str) -> Source | None:
        """The source of an id, or None where there is none; ConfigError where its file is wrong."""
        if (found := self.broken.get(source)) is not None:
            raise found.fault
        return self.get(source)

    def __contains__(self, source: object) -> bool:
        return super().__contains__(source) or source in self.broken

    def __missing__(self, source: str) -> Source:
        if (found := self.broken.get(source)) is not None:
            raise found.fault
        raise KeyError(source)


def load_sources(folders: Sequence[Path]) -> Sources:
    """All source files of the folders, by id; a file of a later folder replaces one of the same name, also where it is broken.

    Nothing is raised for a file that is wrong: what its ConfigError says (the file, the key and the value that is wrong, and what would be
    right) stands in `broken`, and the others are there.
    """
    files: dict[str, list[Path]] = {}
    for folder in folders:
        if folder.is_dir():
            for path in folder.glob("*.toml"):
                files.setdefault(path.stem, []).append(path)
    good: dict[str, Source] = {}
    broken: dict[str, Broken] = {}
    for name, paths in sorted(files.items()):
        try:
            source = load_source(paths[-1])
            _check_origins(source, files)
            good[name] = source
        except ConfigError as fault:
            broken[name] = Broken(paths[-1], fault, _who(name, paths, fault))
    return Sources(good, broken)


def _check_origins(source: Source, known: Collection[str]) -> None:
    for origin in source.derived_from:
        if origin not in known:
            right = f"ids of sources, of {', '.join(sorted(known))}"
            raise ConfigError(f"{source.id}.toml: derived_from: {origin!r} is not a source; write {right}")


def _who(name: str, paths: Sequence[Path], fault: ConfigError) -> Source:
    """What can be told of a broken source: from its file where that is TOML at all, else from the one that it replaces."""
    stated: dict[str, Any] = next((values for path in reversed(paths) if (values := _values(path)) is not None), {})
    market = stated.get("market")
    markets = [Market(one) for one in (market if isinstance(market, list) else [market]) if one in list(Market)]
    origins, counts, days = stated.get("derived_from"), stated.get("counts_as"), stated.get("probation_days")
    return Source(
        id=name, name=name, homepage="", markets=tuple(markets) or (Market.PARALLEL,), segment=None, location=None, timing=Timing.SEEN,
        sides="", default_on=False, robots_ok=False, needs_key=False, redistribute_ok=stated.get("redistribute_ok") is True, terms="",
        attribution=name, expected=Expected(""), reason=str(fault),
        derived_from=tuple(one for one in origins if isinstance(one, str)) if isinstance(origins, list) else (),
        counts_as={one: other for one, other in counts.items() if {one, other} <= set(CURRENCIES)} if isinstance(counts, dict) else {},
        probation_days=days if isinstance(days, int) else 0,
    )  # fmt: skip


def _values(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError):
        return None
