"""Laying an editable home: the settings, jobs and source files that an operator may change."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from fxtracker.errors import UsageError, shown
from fxtracker.settings import Settings, shipped

__all__ = ["lay_home"]

_HEAD = """# The settings of this home. Each line shows a default; take away the # and change it.
# A setting can also stand in the environment (FXTRACKER_PORT), which wins, or in secrets.toml.
"""


def lay_home(home: Path) -> tuple[list[str], list[str]]:
    """Lay `fxtracker.toml`, `jobs/` and `data/sources/` in a folder; returns what was laid and what was there already.

    Nothing that is there is ever written over. UsageError where the folder cannot be made.
    """
    wanted: dict[str, str] = {"fxtracker.toml": _settings_text()}
    for folder in ("jobs", "data/sources"):
        for path in sorted(shipped(folder).glob("*.toml")):
            wanted[f"{folder}/{path.name}"] = path.read_text(encoding="utf-8")
    made: list[str] = []
    kept: list[str] = []
    try:
        for name, text in wanted.items():
            path = home / name
            if path.exists():
                kept.append(name)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            made.append(name)
    except OSError as fault:
        raise UsageError(f"DIR: {shown(str(home))} cannot be laid out ({fault.strerror}); name a folder that you may write to") from fault
    return made, kept


def _settings_text() -> str:
    lines = [_HEAD]
    for item in fields(Settings):
        if item.metadata.get("help") and not item.metadata.get("secret") and item.name not in ("now", "secrets"):
            value = f'"{item.default}"' if isinstance(item.default, str) else str(item.default)
            lines.append(f"# {item.metadata['help']}\n# {item.name} = {value}\n")
    return "\n".join(lines)
