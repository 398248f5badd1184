"""What an operator meets sooner or later: each ends in one clear sentence, or just works."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from journeys.conftest import Undisturbed
from journeys.house import House, Ran
from wire import SOURCES


def page(port: int, path: str = "/") -> str:
    """What the site answers, or nothing while it is not up."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def waited(port: int, process: subprocess.Popen[str]) -> str:
    """The home page, once it is there."""
    deadline = time.monotonic() + 60
    while not (found := page(port)):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def one_sentence(ran: Ran, code: int = 1) -> str:
    """The sentence in which a command ended."""
    assert ran.code == code, ran
    assert ran.err.startswith("fxtracker: "), ran
    assert ran.err.count("\n") == 1, ran
    assert "Traceback" not in ran.err + ran.out
    return ran.err


@pytest.fixture
def house(undisturbed: Undisturbed, tmp_path: Path) -> House:
    return undisturbed.house.like(tmp_path / "home")


def test_up_serves_the_day_and_ctrl_c_ends_it(house: House, port: int) -> None:
    process = house.start("up", FXTRACKER_PORT=str(port))
    try:
        assert "1,364.50" in waited(port, process)
        second = house.run("up", FXTRACKER_PORT=str(port))
        assert (second.code, second.out, second.err) == (0, f"fxtracker is already running at http://127.0.0.1:{port}.\n", "")
        again = house.run("up", "--once", FXTRACKER_PORT=str(port))
        assert again.code == 0, again
        assert page(port, "/dollar-to-naira/2026-06-12/")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - began < 8
        assert process.returncode == 0
        assert out.rstrip().endswith("`fxtracker up` goes on from there.")
        assert "Traceback" not in err
        assert not page(port)
    finally:
        process.kill()
        process.communicate()
    house.sound()


def test_ctrl_c_in_the_middle_of_a_round_is_one_word(undisturbed: Undisturbed, tmp_path: Path, port: int) -> None:
    house = House(tmp_path / "home", undisturbed.wire.url)
    process = house.start("up", FXTRACKER_PORT=str(port))
    time.sleep(undisturbed.seconds * 0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.strip() == "fxtracker: stopped"
    house.sound()
    house.good("up", "--once")
    assert house.fixings() == undisturbed.house.fixings()


def test_a_taken_port_is_told_before_anything_is_asked(undisturbed: Undisturbed, tmp_path: Path, stranger: int) -> None:
    house = House(tmp_path / "home", "http://127.0.0.1:9")
    ran = house.run("up", FXTRACKER_PORT=str(stranger))
    said = one_sentence(ran)
    assert f"port {stranger} on 127.0.0.1 is in use by another program" in said
    assert "FXTRACKER_PORT" in said
    assert ran.out == ""
    assert not (house.home / "fxtracker.db").exists()


def test_two_rounds_at_once_come_to_the_same_as_one(undisturbed: Undisturbed, tmp_path: Path) -> None:
    house = House(tmp_path / "home", undisturbed.wire.url)
    both = [house.start("up", "--once") for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
    house.sound()
    assert house.fixings() == undisturbed.house.fixings()
    calm = undisturbed.house
    assert [row[:4] for row in house.revisions()] == [row[:4] for row in calm.revisions()]
    assert len(house.rows("SELECT id FROM observations")) == len(calm.rows("SELECT id FROM observations"))


def test_a_database_of_a_newer_fxtracker_is_left_alone(house: House) -> None:
    with closing(sqlite3.connect(house.home / "fxtracker.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for argv in (("up", "--once"), ("rate",), ("fetch", "luno")):
        said = one_sentence(house.run(*argv))
        assert "of a newer fxtracker" in said
        assert "9999" in said
    assert house.rows("SELECT version_num FROM alembic_version") == [("9999",)]


def test_an_empty_database_of_an_older_layout_is_brought_up_to_date(tmp_path: Path, undisturbed: Undisturbed) -> None:
    house = House(tmp_path / "home", undisturbed.wire.url)
    house.home.mkdir()
    with closing(sqlite3.connect(house.home / "fxtracker.db")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    house.good("fetch", "luno", "--json")
    house.sound()


def test_a_database_whose_layout_has_a_name_that_nobody_knows(house: House) -> None:
    with closing(sqlite3.connect(house.home / "fxtracker.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    one_sentence(house.run("rate"))


@pytest.mark.parametrize("rubbish", [b"this is no database at all, it is a letter" * 400, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, rubbish: bytes) -> None:
    house = House(tmp_path / "home", "http://127.0.0.1:9")
    house.home.mkdir()
    (house.home / "fxtracker.db").write_bytes(rubbish)
    for argv in (("up", "--once"), ("rate",)):
        assert "fxtracker.db" in one_sentence(house.run(*argv))
    assert (house.home / "fxtracker.db").read_bytes() == rubbish


def test_a_database_that_is_damaged_in_the_middle_does_not_pass_for_whole(house: House) -> None:
    path = house.home / "fxtracker.db"
    body = bytearray(path.read_bytes())
    for start in range(len(body) // 4, len(body) // 2, 4096):
        body[start : start + 2048] = b"\xee" * 2048
    path.write_bytes(bytes(body))
    ran = house.run("tidy")
    assert ran.code == 1, ran
    assert "Traceback" not in ran.err


def test_a_home_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    assert str(tmp_path / "home") in one_sentence(House(tmp_path / "home").run("up", "--once"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    one_sentence(House(home, "http://127.0.0.1:9").run("up", "--once"))


def test_a_round_whose_pieces_cannot_be_written_says_so_and_the_next_one_heals_it(undisturbed: Undisturbed, tmp_path: Path) -> None:
    house = House(tmp_path / "home", undisturbed.wire.url)
    house.home.mkdir()
    (house.home / "pieces").write_text("in the way")
    one_sentence(house.run("up", "--once"))
    (house.home / "pieces").unlink()
    house.good("up", "--once")
    assert house.files() == undisturbed.house.files()


@pytest.mark.parametrize(
    ("content", "said"), [("port = 'eighty'", "port"), ("prot = 80", "'prot' is not a setting"), ("port = ", "fxtracker.toml")]
)
def test_a_slip_in_the_settings_is_named(tmp_path: Path, content: str, said: str) -> None:
    house = House(tmp_path / "home")
    house.home.mkdir()
    (house.home / "fxtracker.toml").write_text(content)
    assert said in one_sentence(house.run("up", "--once"), 2)


def test_a_mirror_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = House(tmp_path / "home", "http://127.0.0.1:9").run("fetch")
    assert ran.code == 1
    assert ran.out.count("failed: ") == len(SOURCES)
    assert ran.out.count("cannot be reached through the mirror") >= len(SOURCES)
    assert f"0 of {len(SOURCES)} sources answered." in ran.out
