"""A home that an operator edits: what `init` lays, what a file in it replaces, and what `config` says of it all."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from fxtracker.settings import Settings, shipped

from .conftest import Terminal

KINDS = ("jobs", "data/sources")


def test_a_home_is_laid_once(empty: Terminal, tmp_path: Path) -> None:
    home = tmp_path / "newsroom"
    said = empty.good("init", str(home)).out

    expected = {"fxtracker.toml", *(f"{kind}/{path.name}" for kind in KINDS for path in shipped(kind).glob("*.toml"))}
    assert {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()} == expected
    assert f"{len(expected)} files laid, 0 were there already" in said
    assert f"FXTRACKER_HOME={home}" in said
    for kind in KINDS:
        for path in shipped(kind).glob("*.toml"):
            assert (home / kind / path.name).read_bytes() == path.read_bytes()


def test_laid_again_it_stays_as_it_was_edited(empty: Terminal) -> None:
    empty.good("init")
    (empty.home / "fxtracker.toml").write_text("port = 8123\n")
    (empty.home / "jobs" / "closing.toml").unlink()
    said = empty.good("init").out

    assert "1 file laid" in said
    assert (empty.home / "fxtracker.toml").read_text() == "port = 8123\n"
    assert (empty.home / "jobs" / "closing.toml").is_file()
    assert {row["name"]: row["value"] for row in empty.good("config", "--json").json}["port"] == "8123"


def test_the_settings_file_shows_every_default_and_sets_none(empty: Terminal) -> None:
    empty.good("init")
    text = (empty.home / "fxtracker.toml").read_text(encoding="utf-8")

    assert tomllib.loads(text) == {}
    open_ = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if " = " in line and line.startswith("# ") and line.count("=") == 1
    )
    shown = tomllib.loads(open_)
    hidden = {"home", "origins", "keys", "database_url", "now", "secrets"}
    assert shown == {item.name: item.default for item in fields(Settings) if item.name not in hidden}


def test_a_job_of_the_home_replaces_one_that_came_and_a_new_name_adds_one(empty: Terminal) -> None:
    (empty.home / "jobs").mkdir(parents=True)
    (empty.home / "jobs" / "housekeeping.toml").write_text('about = "Ours"\nverb = "tidy"\nat = "04:00"\nenabled = false\n')
    (empty.home / "jobs" / "pounds.toml").write_text('about = "New"\nverb = "fetch"\narguments = ["cbn"]\nevery = "2h"\n')
    rows = {row["id"]: row for row in empty.good("jobs", "--json").json}

    assert (rows["housekeeping"]["about"], rows["housekeeping"]["next"]) == ("Ours", None)
    assert (rows["pounds"]["arguments"], "closing" in rows) == (["cbn"], True)


def test_a_source_of_the_home_replaces_one_that_came(empty: Terminal) -> None:
    (empty.home / "data" / "sources").mkdir(parents=True)
    text = (shipped("data/sources") / "luno.toml").read_text(encoding="utf-8")
    name = tomllib.loads(text)["name"]
    (empty.home / "data" / "sources" / "luno.toml").write_text(text.replace(f'"{name}"', '"Luno, as we call it"', 1), encoding="utf-8")

    assert empty.good("sources", "show", "luno", "--json").json["name"] == "Luno, as we call it"


@pytest.mark.parametrize(
    ("name", "text", "argv"),
    [
        ("fxtracker.toml", "prot = 1", ("rate",)),
        ("fxtracker.toml", "port = ", ("config",)),
        ("fxtracker.toml", "port = 70000", ("serve",)),
        ("fxtracker.toml", "mirror = 'cache'", ("fetch",)),
        ("secrets.toml", "database_url = 5", ("rate",)),
        ("secrets.toml", 'database_url = "nonsense"', ("rate",)),
        ("jobs/closing.toml", 'verb = "rm"\nat = "04:00"\n', ("jobs",)),
        ("jobs/closing.toml", "verb = ", ("jobs", "run", "closing")),
        ("data/sources/luno.toml", 'id = "luno"\n', ("sources", "show", "luno")),
        ("data/sources/luno.toml", "id = ", ("fetch", "luno")),
        ("data/holidays.toml", '"2026-02-30" = "x"\n', ("article",)),
    ],
)
def test_a_wrong_file_of_the_home_is_one_sentence(terminal: Terminal, name: str, text: str, argv: tuple[str, ...]) -> None:
    path = terminal.home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    before = terminal.rows()
    ran = terminal.run(*argv)

    assert (ran.code, ran.out) == (2, ""), ran
    assert ran.sentence
    assert terminal.rows() == before


@pytest.mark.parametrize("value", ["soon", "2026-02-30", "9999-12-31", "1", "2026-06-12T25:00"])
@pytest.mark.parametrize("argv", [("rate",), ("config",), ("jobs",), ("up", "--once"), ("fetch",), ("article",)], ids=" ".join)
def test_a_clock_that_stands_nowhere_is_one_sentence(empty: Terminal, value: str, argv: tuple[str, ...]) -> None:
    empty.set(NOW=value)
    ran = empty.run(*argv)

    assert (ran.code, ran.out) == (2, "")
    assert ran.sentence.startswith("FXTRACKER_NOW: ")
    assert not empty.home.exists()


def test_a_password_is_nowhere_on_the_screen(empty: Terminal) -> None:
    empty.set(DATABASE_URL="postgresql://desk:hush@127.0.0.1:1/naira")
    shown = empty.good("config").out + empty.good("config", "--json").out
    ran = empty.run("rate")

    assert "postgresql://***@127.0.0.1:1/naira" in shown
    assert ran.code == 1
    assert "hush" not in shown + ran.sentence


def test_an_empty_home_says_what_to_do(empty: Terminal) -> None:
    for argv in (("rate",), ("convert", "5", "USD", "NGN"), ("history", "--market", "official")):
        ran = empty.run(*argv)
        assert (ran.code, ran.out) == (1, "")
        assert "`fxtracker fetch` asks the sources" in ran.sentence
    for argv in (("article",), ("post",), ("chart", "gap")):
        ran = empty.run(*argv)
        assert (ran.code, ran.out) == (1, "")
        assert ran.sentence
