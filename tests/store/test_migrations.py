"""A database is what the schema says after its migrations; one that is older is brought up, one that is newer or foreign is left alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import fxtracker.store
from fxtracker.errors import ConfigError, StoreError
from fxtracker.lagos import WAT
from fxtracker.store import Store
from fxtracker.store.schema import HEAD, metadata

OPEN = "import sys; from fxtracker.store import Store; Store.open(sys.argv[1]).close()"


def test_the_migrations_make_what_the_schema_says(address: str) -> None:
    Store.open(address).close()
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, metadata) == []
            assert context.get_current_revision() == HEAD
            found = inspect(connection)
            assert set(found.get_table_names()) - {"alembic_version"} == set(metadata.tables)
            for name, table in metadata.tables.items():
                assert {index["name"] for index in found.get_indexes(name)} >= {index.name for index in table.indexes}
    finally:
        engine.dispose()


def test_there_is_one_line_of_migrations_and_its_head_is_the_schemas() -> None:
    scripts = ScriptDirectory(str(Path(fxtracker.store.__file__).parent / "migrations"))

    assert scripts.get_heads() == [HEAD]
    assert scripts.get_bases() == ["0001"]


def test_opening_again_changes_nothing(address: str) -> None:
    for _ in range(2):
        with Store.open(address) as store:
            store.ping()
            assert store.runs() == []


def layout(address: str, version: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


def test_one_of_a_newer_fxtracker_is_left_alone(address: str) -> None:
    Store.open(address).close()
    layout(address, "9999")

    with pytest.raises(StoreError, match="of a newer fxtracker"):
        Store.open(address)


def test_one_whose_layout_nobody_knows_is_left_alone(address: str) -> None:
    Store.open(address).close()
    layout(address, "0000")

    with pytest.raises(StoreError, match=r"does not know \(0000\)"):
        Store.open(address)


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE observations (something TEXT)")
    other.close()

    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"sqlite:///{path}")
    with sqlite3.connect(path) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["observations"]
    other.close()


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(content)

    with pytest.raises(StoreError, match=r"broken\.db cannot be opened"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


@pytest.mark.parametrize("address", ["", "nonsense", "oracle://x", "mysql://a:secret@b/c", "sqlite+nosuch:///x", "postgresql+nosuch://h/d"])
def test_an_address_that_is_none_is_a_setting_that_is_wrong(address: str) -> None:
    with pytest.raises(ConfigError, match="database_url") as told:
        Store.open(address)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="cannot be opened") as told:
        Store.open("postgresql://desk:secret@127.0.0.1:1/naira")
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_many_processes_may_open_an_empty_database_at_once(address: str) -> None:
    opening = [subprocess.Popen([sys.executable, "-c", OPEN, address], env=os.environ, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in opening]

    assert ended == [("", 0)] * 3
    with Store.open(address) as store:
        store.ping()


def test_instants_come_back_in_utc_whatever_zone_they_went_in(store: Store) -> None:
    moment = datetime(2026, 2, 25, 13, 0, 0, 1, tzinfo=WAT)
    store.beat("daemon", moment)
    back = store.heartbeat("daemon")

    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC
