"""`up --once` is killed outright at any moment: nothing is half there, and the next run completes the day."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from journeys.conftest import Undisturbed
from journeys.house import House

_SEED = 1_364


def whole(house: House) -> None:
    """What lies in the home after a kill: a database that is sound, and files that are complete."""
    if (house.home / "fxtracker.db").is_file():
        house.sound()
        if house.rows("SELECT 1 FROM sqlite_master WHERE name = 'revisions'"):
            assert all(json.loads(forms) for *_, forms in house.revisions())
    for name, body in house.files().items():
        path = Path(name)
        if path.name.startswith("."):
            continue
        if path.suffix == ".png":
            assert body[-8:-4] == b"IEND", name
        elif path.suffix == ".json":
            json.loads(body)
        elif path.suffix == ".svg":
            assert body.rstrip().endswith(b"</svg>"), name
        else:
            assert body.endswith(b"\n"), name


def kept(house: House) -> dict[str, bytes]:
    return {name: body for name, body in house.files().items() if not Path(name).name.startswith(".")}


def killed_and_done(undisturbed: Undisturbed, folder: Path, moment: float) -> str:
    """Kill a first round after so many seconds, look at what is left, and let the next round finish; what the second round printed."""
    calm = undisturbed.house
    house = House(folder, undisturbed.wire.url)
    process = house.start("up", "--once")
    time.sleep(moment)
    process.kill()
    process.communicate()
    whole(house)
    done = house.good("up", "--once")
    whole(house)
    assert house.fixings() == calm.fixings()
    assert kept(house) == kept(calm)
    assert [row[:4] for row in house.revisions()] == [row[:4] for row in calm.revisions()]
    assert house.revisions() == calm.revisions()
    return done.out


def moments(calm: Undisturbed, count: int) -> list[float]:
    """Moments spread over a round, one in each of `count` equal parts of it."""
    chance = random.Random(_SEED)
    return [calm.seconds * (part + chance.random()) / count for part in range(count)]


@pytest.mark.parametrize("part", range(6))
def test_a_round_that_is_killed_is_completed_by_the_next(undisturbed: Undisturbed, tmp_path: Path, part: int) -> None:
    killed_and_done(undisturbed, tmp_path / "home", moments(undisturbed, 6)[part])


@pytest.mark.long
def test_fifty_rounds_that_are_killed_are_completed(undisturbed: Undisturbed, tmp_path: Path) -> None:
    for number, moment in enumerate(moments(undisturbed, 50)):
        killed_and_done(undisturbed, tmp_path / str(number), moment)


def test_a_round_that_is_killed_again_and_again_comes_through(undisturbed: Undisturbed, tmp_path: Path) -> None:
    """Three kills of one home, each a little later than the last."""
    house = House(tmp_path / "home", undisturbed.wire.url)
    for part in (2, 4, 5):
        process = house.start("up", "--once")
        time.sleep(undisturbed.seconds * part / 7)
        process.kill()
        process.communicate()
        whole(house)
    house.good("up", "--once")
    assert house.fixings() == undisturbed.house.fixings()
    assert kept(house) == kept(undisturbed.house)
