"""The same round on PostgreSQL as on SQLite: the article is the same to the byte."""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from journeys.conftest import Undisturbed
from journeys.house import House


@pytest.fixture
def database(postgres: str) -> str:
    """The address of an empty database on the server."""
    import psycopg

    name = f"journey{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(postgres)._replace(path=f"/{name}").geturl()


def test_a_round_on_postgresql_is_that_of_sqlite(undisturbed: Undisturbed, database: str, tmp_path: Path) -> None:
    calm = undisturbed.house
    house = House(tmp_path / "home", undisturbed.wire.url, FXTRACKER_DATABASE_URL=database)
    house.good("up", "--once")
    assert not (house.home / "fxtracker.db").exists()
    assert house.files() == calm.files()
    assert house.good("rate", "--json").json == calm.good("rate", "--json").json
    asked = ("history", "USD", "--market", "official", "--every", "raw", "--json")
    # Answers land as they come: figures of one moment have no order of their own.
    assert sorted(map(str, house.good(*asked).json)) == sorted(map(str, calm.good(*asked).json))
    again = house.good("up", "--once")
    assert "published" not in again.out
    assert house.files() == calm.files()


def test_the_password_of_a_database_that_cannot_be_reached_is_not_told(tmp_path: Path) -> None:
    house = House(tmp_path / "home", FXTRACKER_DATABASE_URL="postgresql://desk:swordfish@127.0.0.1:9/fxtracker")
    ran = house.run("up", "--once")
    assert ran.code == 1
    assert ran.err.startswith("fxtracker: ")
    assert ran.err.count("\n") == 1
    assert "swordfish" not in ran.err + ran.out
