"""Every setting, where it came from, and where the house's files lie.

A setting is taken from the environment (`FXTRACKER_PORT`), else from a file of secrets (`secrets.toml` in the home, or where
`FXTRACKER_SECRETS` points), else from `fxtracker.toml` in the home, else it has its default. `Settings.load` reads them once.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from fxtracker.errors import ConfigError, UsageError
from fxtracker.lagos import Clock, parse_when

__all__ = ["Settings", "checkout", "shipped"]

_PREFIX = "FXTRACKER_"
_KEY = f"{_PREFIX}KEY_"

_NO_TEXT = ("home", "keys", "origins")
"""Fields that are no single text: the home is decided first, keys are a table, and origins say where each came from."""

_LONGEST = 86400.0
"""Seconds that a source or a job may be given: a day."""


def checkout() -> Path | None:
    """The root of the source checkout that this package runs from, or None where it was installed from a wheel."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "jobs").is_dir() else None


def shipped(name: str) -> Path:
    """A folder that comes with the package (`jobs`, `data/sources`, `data/history`): the checkout's own, else the wheel's copy."""
    root = checkout()
    return root / name if root else Path(__file__).resolve().parent / "_shipped" / name


def _setting(default: object, text: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"help": text, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What an operator can set; `home` is decided first, since it holds the files of the others."""

    home: Path
    database_url: str = _setting("", "database; by default an SQLite file in the home", secret=True)
    host: str = _setting("127.0.0.1", "address that the web listens on")
    port: int = _setting(8000, "port that the web listens on")
    mirror: str = _setting("", "base address that every outgoing request is sent to, as MIRROR/HOST/PATH")
    now: str = _setting("", "an instant at which the clock stands (one-shot commands) or from which it runs (daemon)")
    site_url: str = _setting("", "public address of the site, for canonical links and posts")
    publisher: str = _setting("", "name of the publisher, printed where it is set")
    byline: str = _setting("", "name under the headline, printed where it is set")
    editor: str = _setting("", "responsible editor, printed where it is set")
    place: str = _setting("", "dateline of an article, printed where it is set")
    contact: str = _setting("", "address that the User-Agent names, so that a source can complain")
    fetch_seconds: float = _setting(45.0, "time that one source may take in all")
    job_seconds: float = _setting(600.0, "time that a job may take where its file states none")
    trusted_hosts: str = _setting("", "hosts, parted by commas, that a redirect may lead to and that may have private addresses or no TLS")
    payload_days: int = _setting(90, "days for which the answers of sources are kept as they came")
    alert_command: str = _setting("", "command that is given each alert on its standard input, such as: mail -s fxtracker desk@example.com")
    secrets: str = _setting("", "file of secrets; by default secrets.toml in the home")
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Source id to its key: the table [keys] of the file of secrets, or FXTRACKER_KEY_SOURCE in the environment."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Setting to where its value came from: default, fxtracker.toml, secrets or environment."""

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.home / 'fxtracker.db'}"

    def clock(self, *, running: bool = False) -> Clock:
        """The clock that these settings ask for; UsageError where `now` is no instant."""
        if not self.now:
            return Clock()
        return Clock(parse_when(self.now, "FXTRACKER_NOW"), running=running)

    def folders(self, name: str) -> tuple[Path, ...]:
        """Where files of that kind are looked for; a file of a later folder replaces one of the same name."""
        return shipped(name), self.home / name

    @property
    def holidays_file(self) -> Path:
        """The operator's holiday override, which need not be there."""
        return self.home / "data" / "holidays.toml"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read all settings; ConfigError names the file and the field that is wrong."""
        env = os.environ if environ is None else environ
        home = _home(env)
        values: dict[str, Any] = {}
        origins = {"home": "environment" if env.get(f"{_PREFIX}HOME") else "default"}
        keys: dict[str, str] = {}
        known = {item.name: item for item in fields(cls) if item.name not in _NO_TEXT}
        for origin, table in _layers(home, env, known):
            for name, value in table.items():
                if name == "keys" and origin == "secrets":
                    keys.update(_keys(value))
                    continue
                if name not in known:
                    raise ConfigError(f"{origin}: {name!r} is not a setting; known are {', '.join(sorted(known))}")
                values[name] = _typed(origin, name, value, known[name].default)
                origins[name] = origin
        keys.update({name[len(_KEY) :].lower().replace("_", "-"): env[name] for name in env if name.startswith(_KEY) and env[name]})
        loaded = cls(home=home, keys=keys, origins={**dict.fromkeys(known, "default"), **origins}, **values)
        if not 0 < loaded.port < 65536:
            raise ConfigError(f"port: {loaded.port} is not a port; write a number from 1 to 65535")
        if loaded.payload_days < 1:
            raise ConfigError(f"payload_days: {loaded.payload_days} is not a span of time; write 1 or more days")
        for name in ("fetch_seconds", "job_seconds"):
            if not 0 < getattr(loaded, name) <= _LONGEST:
                raise ConfigError(f"{name}: {getattr(loaded, name)} is not a span of time; write seconds from 1 to {_LONGEST:.0f}")
        if loaded.now:
            try:
                parse_when(loaded.now, f"{_PREFIX}NOW")
            except UsageError as fault:
                raise ConfigError(str(fault)) from None
        if loaded.mirror and not loaded.mirror.startswith(("http://", "https://")):
            raise ConfigError(f"mirror: {loaded.mirror!r} is not an address; write one such as http://127.0.0.1:9000")
        return loaded

    def described(self) -> list[dict[str, str]]:
        """Every setting with its value, origin and purpose, for people and JSON; secrets are masked."""
        rows = [{"name": "home", "value": str(self.home), "origin": self.origins.get("home", "default"), "help": "where state lives"}]
        for item in fields(self):
            if item.name in _NO_TEXT:
                continue
            value = str(getattr(self, item.name))
            if item.metadata.get("secret") and value:
                value = _masked(value)
            rows.append(
                {"name": item.name, "value": value, "origin": self.origins.get(item.name, "default"), "help": str(item.metadata["help"])}
            )
        return rows


def _keys(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(key, str) and key for key in value.values()):
        raise ConfigError('secrets: keys must be texts by source; under [keys] write one line a source, such as monierate = "..."')
    return value


def _home(env: Mapping[str, str]) -> Path:
    stated = env.get(f"{_PREFIX}HOME")
    if stated:
        return Path(stated).expanduser().resolve()
    root = checkout()
    return root / "data" / "var" if root else Path.home() / ".fxtracker"


def _layers(home: Path, env: Mapping[str, str], known: Mapping[str, Any]) -> list[tuple[str, Mapping[str, object]]]:
    main = _read(home / "fxtracker.toml")
    stated = env.get(f"{_PREFIX}SECRETS") or str(main.get("secrets") or "")
    secrets = _read(Path(stated).expanduser(), must_exist=True) if stated else _read(home / "secrets.toml")
    from_env = {name: env[_PREFIX + name.upper()] for name in known if env.get(_PREFIX + name.upper())}
    return [("fxtracker.toml", main), ("secrets", secrets), ("environment", from_env)]


def _read(path: Path, *, must_exist: bool = False) -> Mapping[str, object]:
    if not path.is_file():
        if must_exist:
            raise ConfigError(f"secrets: there is no file {path}")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise ConfigError(f"{path}: {fault}") from fault


def _typed(origin: str, name: str, value: object, default: object) -> object:
    kind: Any = type(default)
    if isinstance(value, datetime):
        value = value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ConfigError(f"{origin}: {name} must be a {kind.__name__}, not {value!r}")
    whole = str(value).lstrip("-")
    try:
        if kind is int and not (whole.isascii() and whole.isdigit()):
            raise ValueError(value)
        return kind(value)
    except ValueError:
        raise ConfigError(f"{origin}: {name}: {value!r} is not a {'number' if kind in (int, float) else kind.__name__}") from None


def _masked(value: str) -> str:
    head, mark, tail = value.rpartition("@")
    if mark and "://" in head:
        return head.split("://")[0] + "://***@" + tail
    return value if value.startswith("sqlite:") else "***"
