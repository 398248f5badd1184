"""Opening a database: pragmas, the write lock, and bringing an old one up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from fxtracker.errors import ConfigError, StoreError
from fxtracker.store.schema import HEAD

__all__ = ["open_engine", "writing"]

_LOCK = 0x6E616972
"""Number of the advisory lock that serialises writers on PostgreSQL, as BEGIN IMMEDIATE does on SQLite."""


def open_engine(address: str, *, only_read: bool = False) -> Engine:
    """An engine on a database that is up to date; ConfigError for an address that is none, StoreError where it cannot be opened.

    With `only_read` nothing is made and nothing brought up to date: a database that is not there or is older is a StoreError.
    """
    try:
        url = make_url(address)
        if only_read and url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise StoreError(f"there is no database at {url.database}")
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        raise ConfigError(
            f"database_url: {address.split('@')[-1]!r} cannot be used ({fault}); write sqlite:///FILE or postgresql://..."
        ) from fault
    except OSError as fault:
        raise StoreError(f"the folder of the database cannot be made: {fault}") from fault
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine)
    try:
        _bring_up_to_date(engine, only_read=only_read)
    except SQLAlchemyError as fault:
        engine.dispose()
        raise StoreError(f"the database {url.render_as_string(hide_password=True)} cannot be opened: {_first_line(fault)}") from fault
    except StoreError:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock from its first statement; everything in it lands or nothing does."""
    with engine.connect().execution_options(fxtracker_write=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(raw: Any, _record: Any) -> None:
        # The driver's own transaction handling is late and commits DDL; BEGIN is said below instead.
        raw.isolation_level = None
        raw.execute("PRAGMA busy_timeout=30000")
        # Of a new file only: so that what is removed can be given back without a copy of the whole.
        raw.execute("PRAGMA auto_vacuum=INCREMENTAL")
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        raw.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("fxtracker_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _bring_up_to_date(engine: Engine, *, only_read: bool) -> None:
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    if only_read:
        raise StoreError("the database is not up to date; any command that writes brings it up to date")
    with writing(engine) as connection:
        found = _version(connection)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise StoreError(f"the database is of a newer fxtracker (its layout is {found}, this one knows {HEAD}); update fxtracker")
        # Alembic costs a third of a second to import; only a database that is not up to date pays for it.
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, HEAD)
        except CommandError as fault:
            raise StoreError(f"the database has a layout that this fxtracker does not know ({found}); restore it from a copy") from fault


def _version(connection: Connection) -> str | None:
    if connection.dialect.name == "sqlite":
        row = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE type='table' AND name='alembic_version'").first()
        if row is None:
            return None
    elif not inspect(connection).has_table("alembic_version"):
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(version) if version is not None else None


def _first_line(fault: BaseException) -> str:
    cause = getattr(fault, "orig", None) or fault
    return str(cause).strip().splitlines()[0]
