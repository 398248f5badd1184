"""What the journeys share: a round that nothing disturbed, and a home that has read its starter history and has asked nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from journeys.house import House, Ran, wired
from wire import Wire


class Undisturbed(NamedTuple):
    """A first round against answers that are all in order: the house, what `up --once` printed, the wire, and how long it took."""

    house: House
    ran: Ran
    wire: Wire
    seconds: float


@pytest.fixture(autouse=True)
def long_only_when_asked_for(request: pytest.FixtureRequest) -> None:
    """Fifty kills take minutes: `make test-long` asks for them."""
    if request.node.get_closest_marker("long") and "long" not in str(request.config.getoption("-m")):
        pytest.skip("takes minutes; `pytest -m long` runs it")


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    """One round of `up --once` that every journey may read and none may change."""
    with wired() as wire:
        house = House(tmp_path_factory.mktemp("undisturbed") / "home", wire.url)
        began = time.monotonic()
        ran = house.run("up", "--once")
        yield Undisturbed(house, ran, wire, time.monotonic() - began)


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, Ran]:
    """A first round for which no source can be reached; what it leaves is the starter history."""
    house = House(tmp_path_factory.mktemp("offline") / "home", "http://127.0.0.1:9")
    return house, house.run("up", "--once")
