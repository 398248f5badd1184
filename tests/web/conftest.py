"""A web over a home with rates, articles and charts, and one over an empty home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from fxtracker.settings import Settings
from fxtracker.store import Store
from fxtracker.web import create_app

from .house import NOW, draw, fill_pieces, fill_rates


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    return Settings(home=home, now=NOW.isoformat(), site_url="https://rates.example")


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Starlette]:
    with Store.open(settings.database) as store:
        fill_rates(store)
        fill_pieces(store)
    draw(settings.home)
    app = create_app(settings)
    yield app
    app.state.library.close()


@pytest.fixture
def bare(settings: Settings) -> Iterator[Starlette]:
    app = create_app(settings)
    yield app
    app.state.library.close()
