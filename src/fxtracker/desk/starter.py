"""Reading the starter history once, so that a new home knows something before it has asked anyone."""

from __future__ import annotations

from collections.abc import Callable

from fxtracker.desk import Desk
from fxtracker.desk.fixing import refix
from fxtracker.desk.importing import file_hash, import_csv

__all__ = ["load_starter_history"]


def load_starter_history(desk: Desk, progress: Callable[[str, int], None] | None = None) -> int:
    """Import each file of `data/history` that this home has not read yet; returns how many figures were new."""
    read = {answer.hash for answer in desk.store.imported()}
    files = {path.name: path for folder in desk.settings.folders("data/history") for path in sorted(folder.glob("*.csv"))}
    added = 0
    for path in files.values():
        if file_hash(path) not in read:
            done = import_csv(desk, path, {}, rejects=desk.settings.home / "imports" / f"{path.stem}.rejected.csv", work_out=False)
            added += done.added
            if progress is not None:
                progress(path.name, done.added)
    # Also what an earlier round landed and was killed over: it is worked out before anything new comes on top of it.
    refix(desk)
    return added
