"""A source file that is wrong: the others go on, it is named and told of once, and what is stored of it goes on to count as it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from desk.looked_after import Rounds
from fxtracker.cli import cli
from fxtracker.desk.doctor import check_up
from fxtracker.desk.fetching import chosen_sources, fetched_line
from fxtracker.errors import ConfigError
from fxtracker.rates import Market
from fxtracker.settings import shipped
from fxtracker.sources import load_sources
from wire import Wire

QUIDAX = (shipped("data/sources") / "quidax.toml").read_text(encoding="utf-8")


def write(home: Path, name: str, text: str) -> Path:
    folder = home / "data" / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_good_files_are_loaded_and_the_bad_ones_say_what_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, "mine", 'id = "mine"')
    write(tmp_path, "quidax", QUIDAX.replace("seconds = 20", "secconds = 20"))
    write(tmp_path, "copy", QUIDAX.replace('id = "quidax"', 'id = "copy"\nderived_from = ["nobody"]'))

    sources = load_sources([shipped("data/sources"), tmp_path / "data" / "sources"])

    assert sorted(sources.broken) == ["copy", "mine", "quidax"]
    assert "luno" in sources
    assert "quidax" in sources
    assert "quidax" not in list(sources), "the one that came with the package is not used in its place"
    with pytest.raises(ConfigError, match="secconds is not a key"):
        sources["quidax"]
    with pytest.raises(ConfigError, match="secconds is not a key"):
        sources.named("quidax")
    assert sources.named("nobody") is None
    assert sources.get("quidax") is None


@pytest.mark.parametrize("text", ["", "\x00", "id = ", "[[[[[[", "a = " + "[" * 5000, 'id = "mine"\nrange = 5', "id = 5"])
def test_whatever_a_file_holds_the_others_are_there(tmp_path: Path, text: str) -> None:
    write(tmp_path, "mine", text)

    sources = load_sources([shipped("data/sources"), tmp_path / "data" / "sources"])

    assert list(sources.broken) == ["mine"]
    assert len(sources) > 20


def test_what_was_stored_of_a_broken_one_keeps_its_group_its_token_and_its_terms(tmp_path: Path) -> None:
    write(tmp_path, "talentbase", 'id = "talentbase"\nderived_from = ["nairatoday"]\nprobation_days = 14\nmarket = ["parallel"]')
    write(tmp_path, "noblocks", "not TOML at all")

    ever = load_sources([shipped("data/sources"), tmp_path / "data" / "sources"]).ever

    assert ever["talentbase"].derived_from == ("nairatoday",)
    assert (ever["talentbase"].probation_days, ever["talentbase"].redistribute_ok) == (14, False)
    assert (ever["noblocks"].derived_from, dict(ever["noblocks"].counts_as)) == (("quidax",), {"USDT": "USD"})


def test_a_round_goes_on_names_it_and_tells_of_it_once_by_the_second(tmp_path: Path) -> None:
    with Wire() as wire:
        rounds = Rounds(tmp_path / "home", wire)
        path = write(rounds.home, "mine", 'id = "mine"\nmarket = "parallel"')
        rows = [rounds.ask(market=Market.PARALLEL) for _ in range(3)]
        assert {row["mine"].status for row in rows} == {"failed"}
        assert "mine.toml: name is missing" in fetched_line(rows[0]["mine"])
        assert rows[0]["quidax"].status == "ok"
        assert rounds.open()["mine", "config"] == 3
        assert [kind for source, kind, _ in rounds.told() if source == "mine"] == ["config"]
        assert "mine" not in rounds.ask(market=Market.MIDMARKET)
        with rounds.desk() as desk:
            (checked,) = [one for one in check_up(desk) if one.id == "mine"]
            assert checked.state == "broken"
            assert "name is missing" in checked.needs[0]
            assert not desk.may_publish(["mine"])
            with pytest.raises(ConfigError, match="name is missing"):
                chosen_sources(desk, ["mine"])
            assert [one.id for one in chosen_sources(desk, ["quidax"])] == ["quidax"]

        path.unlink()
        rounds.ask(market=Market.PARALLEL)
        assert ("mine", "config") not in rounds.open()
        assert len([1 for source, _, _ in rounds.told() if source == "mine"]) == 2


def test_a_round_of_the_jobs_in_which_nothing_else_was_due_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Wire() as wire:
        monkeypatch.setenv("FXTRACKER_HOME", str(tmp_path))
        monkeypatch.setenv("FXTRACKER_MIRROR", wire.url)
        monkeypatch.setenv("FXTRACKER_NOW", "2026-06-12T14:30:00+01:00")
        write(tmp_path, "mine", 'id = "mine"\nmarket = "midmarket"')
        command = ["fetch", "--due", "--market", "midmarket"]
        CliRunner().invoke(cli, command)
        monkeypatch.setenv("FXTRACKER_NOW", "2026-06-12T14:31:00+01:00")
        again = CliRunner().invoke(cli, command)

    assert again.exit_code == 0, again.output
    assert "1 with a file that is wrong (mine)" in again.output


def test_the_commands_show_it_and_naming_it_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FXTRACKER_HOME", str(tmp_path))
    write(tmp_path, "mine", 'id = "mine"')
    answer = tmp_path / "answer.json"
    answer.write_text("{}", encoding="utf-8")

    listed = CliRunner().invoke(cli, ["sources"]).output
    assert "mine cannot be used: mine.toml: name is missing" in listed
    assert "luno" in listed
    for command in (["sources", "test", "mine"], ["sources", "show", "mine"], ["fetch", "mine"]):
        fault = CliRunner().invoke(cli, command).exception
        assert isinstance(fault, ConfigError)
        assert "mine.toml: name is missing" in str(fault)
    other = CliRunner().invoke(cli, ["sources", "test", "luno", "--payload", str(answer)])
    assert "Read: " in other.output
