"""The manual lists every command and option that there is, and none that there is not; the tests and modules that a page names exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from cli.test_help import ALL
from fxtracker.rates import Market, Measure, Segment, Status

TESTS = Path(__file__).resolve().parent
DOCS = TESTS.parent / "docs"
MANUAL = (DOCS / "cli.md").read_text(encoding="utf-8")
SECTIONS = {found[1]: found[0] + found[2] for found in re.finditer(r"(?ms)^## `fxtracker ([^`]+)`(.*?)(?=^## |\Z)", MANUAL)}


def section(name: str) -> str:
    """The section of a command, found by the command's own words before its arguments."""
    return next(text for title, text in SECTIONS.items() if re.sub(r" [\[A-Z].*", "", title) == name)


def test_every_command_has_its_section_and_no_other_has() -> None:
    assert {re.sub(r" [\[A-Z].*", "", title) for title in SECTIONS} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_told(name: str) -> None:
    told = section(name)
    options = {
        word for parameter in ALL[name].params if isinstance(parameter, click.Option) and not parameter.hidden for word in parameter.opts
    }

    assert {word for word in options if f"`{word}" not in told} == set()
    mentioned = set(re.findall(r"^- `(--[a-z-]+)|, `(--[a-z-]+) |\. `(--[a-z-]+) ", told, re.MULTILINE))
    assert {word for found in mentioned for word in found if word} <= options


@pytest.mark.parametrize("name", ALL)
def test_every_argument_and_choice_is_told(name: str) -> None:
    told = section(name)
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Argument):
            metavar = parameter.make_metavar(click.Context(ALL[name])).strip("[].")
            assert metavar in told.splitlines()[0], (name, metavar)
        if isinstance(parameter.type, click.Choice):
            assert all(str(choice) in told for choice in parameter.type.choices)


def test_the_words_of_the_vocabulary_are_told() -> None:
    for word in (*Market, *Measure, *Segment, *Status):
        assert f"`{word.value}`" in MANUAL, word


def test_every_test_that_holds_a_fault_exists() -> None:
    lacking = []
    for row in (line for line in (DOCS / "faults.md").read_text(encoding="utf-8").splitlines() if line.count("|") == 3):
        file = None
        for named in re.findall(r"`([^`]+)`", row.split("|")[2]):
            path, *names = named.split("::") if "/" in named or named.startswith("::") else ("", named)
            file = TESTS / path if path else file
            assert file is not None, row
            text = file.read_text(encoding="utf-8") if file.is_file() else ""
            known = file.exists() and all(re.search(rf"(?:def|class) {re.escape(name)}", text) for name in names)
            lacking += [] if known else [named]
    assert lacking == []


def test_every_room_and_every_module_of_desk_and_sources_stands_in_the_picture_of_the_house() -> None:
    picture = (DOCS / "architecture.md").read_text(encoding="utf-8")
    package = TESTS.parent / "src" / "fxtracker"
    modules = {path.stem for room in ("desk", "sources") for path in (package / room).glob("[!_]*.py")}
    rooms = {path.parent.name for path in package.glob("*/__init__.py")} | {path.stem for path in package.glob("[!_]*.py")}

    assert sorted(name for name in modules if f"`{name}`" not in picture) == []
    assert sorted(name for name in rooms if name not in picture) == []
