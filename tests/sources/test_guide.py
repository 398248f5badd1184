"""The guide to source files: its TOML loads, the answers beside it are read as it says, and each refusal is the one that it names."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fxtracker.errors import ConfigError
from fxtracker.lagos import WAT
from fxtracker.rates import CURRENCIES, Timing
from fxtracker.sources import Payload, Source, load_sources, parse
from fxtracker.sources.reading import Adverts, Reading
from fxtracker.sources.request import Request
from fxtracker.sources.take_request import Backfill
from sources.written import NOW, REQUEST, head

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

BASE: dict[str, Any] = tomllib.loads(head() + REQUEST + '[read]\nformat = "json"\npair = "USD"\nbid = "buy"\nask = "sell"\n')


class Example(NamedTuple):
    """A block of TOML with the answer beside it and what is understood of that, where the guide shows them."""

    toml: str
    answer: str | None = None
    understood: str | None = None


def pairs() -> list[Example]:
    """Each example with its own answer: one that is shown before its TOML belongs to what follows. Mistakes share a block."""
    blocks = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    found: list[Example] = []
    for place, (kind, text) in enumerate(blocks):
        if kind != "toml":
            continue
        if text.startswith("# refused: "):
            found += [Example(mistake) for mistake in re.split(r"(?m)^(?=# refused: )", text) if mistake]
            continue
        behind = blocks[place + 1 : place + 3]
        before = blocks[place - 1] if place else ("", "")
        if [other for other, _ in behind[:1]] == ["text"]:
            found.append(Example(text, before[1], behind[0][1]))
        elif len(behind) == 2 and behind[0][0] in ("json", "html", "csv") and behind[1][0] == "text":
            found.append(Example(text, behind[0][1], behind[1][1]))
        else:
            found.append(Example(text))
    return found


def dumped(value: Any) -> str:
    """A value as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {dumped(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(dumped, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def whole(text: str) -> dict[str, Any]:
    """A block as a whole file: what it lacks is that of a plain one."""
    values = tomllib.loads(text)
    if "attribution" in values:
        return values
    read = values.get("read")
    if isinstance(read, dict) and "format" not in read:
        values["read"] = BASE["read"] | read
    return BASE | values


def load(folder: Path, text: str) -> Source:
    values = whole(text)
    lines = "\n".join(f"{json.dumps(key)} = {dumped(value)}" for key, value in values.items())
    # An example that is whole is loaded as it stands.
    (folder / f"{values['id']}.toml").write_text(text if values == tomllib.loads(text) else lines, encoding="utf-8")
    return load_sources([folder])[values["id"]]


def understood(source: Source, answer: str) -> list[str]:
    """What was read, as the guide prints it."""
    asked = source.requests[0].asks(date(2026, 10, 9))[0][0]
    parsed = parse(source, [Payload(asked.address, answer.encode())], NOW)
    lines = []
    for row in parsed.observations:
        bid, ask, mid = ("-" if side is None else str(side) for side in row.quote)
        figures = f"mid {mid}" if row.quote.mid is not None else f"bid {bid} ask {ask}"
        when = {
            Timing.SEEN: "seen",
            Timing.DATED: f"on {row.session}",
            Timing.INSTANT: f"at {row.observed_at.astimezone(WAT):%Y-%m-%d %H:%M} WAT",
        }[row.timing]
        lines.append(f"{row.pair} {figures} {when}")
    return [*lines, *(f"set aside: {row.reason}" for row in parsed.set_aside)]


EXAMPLES = pairs()


def test_the_guide_has_a_whole_example_of_each_format_with_its_answer() -> None:
    shown = [example for example in EXAMPLES if example.understood is not None and "attribution" in example.toml]

    assert [re.search(r'format = "(\w+)"', example.toml)[1] for example in shown] == ["html", "json", "csv"]  # type: ignore[index]
    assert len(EXAMPLES) > 25


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: re.sub(r"\W+", "-", example.toml[:40]))
def test_every_block_is_what_the_guide_says_it_is(tmp_path: Path, example: Example) -> None:
    if (refused := re.match(r"# refused: (.*)\n", example.toml)) is not None:
        with pytest.raises(ConfigError) as fault:
            load(tmp_path, example.toml)
        assert refused[1] in str(fault.value)
        return
    source = load(tmp_path, example.toml)
    if example.understood is not None:
        assert example.answer is not None
        assert understood(source, example.answer) == example.understood.splitlines()


def test_every_key_of_a_source_and_of_a_reading_stands_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    ours = {"markets", "requests", "ranges", "more", "read", "found", "layout", "digest", "request", "layouts", "business"}
    kinds: tuple[Any, ...] = (Source, Request, Reading, Adverts, Backfill)
    keys = {key for kind in kinds for key in kind.__dataclass_fields__} - ours

    # As a key, in a table or in an example, and not as a part of some word.
    assert [key for key in sorted(keys) if not re.search(rf"(?m)`\[*(?:read\.)?{key}\b|^{key} = ", text)] == []
    assert [code for code in CURRENCIES if code not in text] == []


def test_every_failure_of_an_answer_and_every_reason_stands_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    folder = Path(__file__).resolve().parents[2] / "src" / "fxtracker" / "sources"
    reading = ("rows", "scope", "collect", "decoding", "strangers", "json_reader", "html_reader", "csv_reader", "parse")
    asking = ("client", "exchange", "mirror", "rounds", "unpack", "wire_faults")
    named = {
        word
        for name in (*reading, *asking)
        for word in re.findall(r'(?:Fault\("|, "(?=[a-z_]+"\)))([a-z_]+)"[,)]', (folder / f"{name}.py").read_text(encoding="utf-8"))
    }

    named -= {"main", "replace", "ignore", "deflate", "identity"}  # an element, and ways to decode and to compress
    assert named >= {"certificate", "timeout", "too_large", "undecodable", "old"}
    assert named >= {"layout", "empty", "cut", "not_rates", "future", "wrong_date", "bad_date", "bad_unit", "not_a_number"}
    assert [word for word in sorted(named) if f"`{word}`" not in text] == []


def test_every_suspicion_and_every_code_of_a_fixing_stands_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    package = Path(__file__).resolve().parents[2] / "src" / "fxtracker"
    desk = "".join((package / "desk" / f"{name}.py").read_text(encoding="utf-8") for name in ("suspicions", "trying", "watching"))
    codes = {*re.findall(r'Suspicion\(\s*"([a-z_]+)"', desk), *re.findall(r'^    "([a-z_]+)": "', desk, re.MULTILINE)}

    assert codes >= {"crossed", "one_sided", "repeated", "wide_range", "frozen", "capped"}
    assert [code for code in sorted(codes) if f"`{code}`" not in text] == []
