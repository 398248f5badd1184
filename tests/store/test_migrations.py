"""A database is what the schema says after its migrations; one that is older is brought up, one that is newer or foreign is left alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import fxtracker.store
from fxtracker.errors import ConfigError, StoreError
from fxtracker.lagos import WAT
from fxtracker.store import Answer, Store
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


# A database as it was laid at first, with what an operator had in it: what a page showed, a whole history, an imported file.
FIRST = """
INSERT INTO polls (id, source, started_at, finished_at, status, answers, shown, added, set_aside) VALUES
  (1, 'import', '{old}', '{old}', 'ok',
   '[{"url": "a.csv", "hash": "aa", "etag": null, "last_modified": null, "rejected": false}]', '[]', 1, 0),
  (2, 'nairatoday', '{then}', '{then}', 'ok', '[]', '[2]', 1, 0),
  (3, 'cbn', '{then}', '{then}', 'ok',
   '[{"url": "https://c/", "hash": "cc", "etag": "e", "last_modified": null, "rejected": false}]', '[3]', 2, 0),
  (4, 'cbn', '{then}', '{then}', 'failed', '[{"url": "https://c/", "hash": "ff", "etag": null, "last_modified": null, "rejected": true}]',
   '[]', 0, 0);
INSERT INTO series (id, source, market, segment, measure, location, pair) VALUES
  (1, 'dealer', 'parallel', 'street', 'quote', '', 'USD/NGN'), (2, 'nairatoday', 'parallel', 'street', 'quote', '', 'USD/NGN'),
  (3, 'cbn', 'official', '', 'central', '', 'USD/NGN');
INSERT INTO observations (id, series_id, poll_id, session, observed_at, retrieved_at, timing, bid, ask) VALUES
  (1, 1, 1, '2026-02-24', '{old}', '{then}', 'dated', '1340.50', '1350.00'),
  (2, 2, 2, '2026-02-25', '{then}', '{then}', 'seen', '1345', '1355');
INSERT INTO observations (id, series_id, poll_id, session, observed_at, retrieved_at, timing, mid) VALUES
  (3, 3, 3, '2026-02-24', '{old}', '{then}', 'dated', '1339.10'),
  (4, 3, 3, '2026-02-18', '{ancient}', '{then}', 'dated', '1337.00');
INSERT INTO verdicts (id, observation_id, reason, method, decided_at) VALUES (1, 4, 'alone', '1', '{then}');
"""


def test_a_database_as_it_was_laid_at_first_comes_up_with_its_rows(address: str) -> None:
    then, old, ancient = datetime(2026, 2, 25, 18, tzinfo=UTC), datetime(2026, 2, 24, 16, tzinfo=UTC), datetime(2026, 2, 18, 16, tzinfo=UTC)
    engine = create_engine(address)
    config = Config()
    config.set_main_option("script_location", str(Path(fxtracker.store.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        # As the driver is given it: colons in JSON are no places for values.
        rows = FIRST
        for name, moment in (("then", then), ("old", old), ("ancient", ancient)):
            rows = rows.replace(f"{{{name}}}", moment.isoformat(timespec="microseconds"))
        for statement in filter(str.strip, rows.split(";\n")):
            connection.exec_driver_sql(statement)
    engine.dispose()

    with Store.open(address) as store:
        found = store.observations()
        assert [(row.id, str(row.quote.bid), str(row.quote.mid), row.flags) for row in found] == [
            (4, "None", "1337.00", ()), (1, "1340.50", "None", ()), (3, "None", "1339.10", ()), (2, "1345", "None", ()),
        ]  # fmt: skip
        # Imported: from the moment it states. Fetched: from when it was. Read from a history: from the moment of the figure.
        assert {row.id: row.visible_at for row in found} == {1: old, 2: then, 3: then, 4: ancient}
        assert store.answers("cbn") == {"https://c/": Answer("https://c/", "cc", "e")}
        assert store.answers("import") == {}
        assert [(one.id, one.status, [answer.rejected for answer in one.answers]) for one in store.poll_rows("cbn")] == [
            (3, "ok", [False]), (4, "failed", [True]),
        ]  # fmt: skip
        assert store.imported() == [Answer("a.csv", "aa")]
        assert [verdict.reason for _, verdict in store.verdicts("cbn")] == ["alone"]
