"""Pieces: what was published is numbered from 1 up, what was held from -1 down, and none of it is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fxtracker.store import Revision, Store

DAY = date(2026, 2, 25)
NOON = datetime(2026, 2, 25, 12, 0, tzinfo=UTC)
KIND = "dollar-to-naira"


def piece(headline: str = "Dollar to naira today: ₦1,359.50", day: date = DAY, **more: Any) -> Revision:
    values: dict[str, Any] = {
        "kind": KIND, "lang": "en", "edition": "closing", "status": "published", "created_at": NOON, "title": "T", "description": "What",
        "forms": {"md": "# ₦1,359.50", "html": "<p>₦1,359.50</p>", "txt": "₦1,359.50"},
    }  # fmt: skip
    return Revision(date=day, headline=headline, **{**values, **more})


def test_a_revision_comes_back_whole(store: Store) -> None:
    full = piece(
        facts=[{"id": "official.close", "value": "1359.5000", "text": "₦1,359.50", "sources": ["cbn-nfem"]}],
        facts_hash="f" * 64, grades={"official": "A"}, changes=("The close is now there.",), charts=({"name": "gap", "alt": "A line"},),
        problems=(),
    )  # fmt: skip
    saved = store.save_revision(full)

    assert saved == replace(full, number=1, id=saved.id)
    assert store.revision(KIND, DAY) == saved
    assert store.revision(KIND, DAY, 1) == saved
    assert store.revision(KIND, DAY, 2) is None
    assert store.revision(KIND, DAY - timedelta(days=1)) is None


def test_published_ones_count_up_and_held_ones_down(store: Store) -> None:
    numbers = [
        store.save_revision(piece(status=status)).number for status in ("held", "published", "held", "published", "published", "held")
    ]

    assert numbers == [-1, 1, -2, 2, 3, -3]
    assert [one.number for one in store.revisions(KIND, DAY)] == [1, 2, 3]
    assert [one.number for one in store.revisions(KIND, DAY, status="held")] == [-1, -2, -3]


@given(st.lists(st.sampled_from(["held", "published"]), max_size=8))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_numbers_have_no_gap_whatever_comes(tmp_path_factory: pytest.TempPathFactory, statuses: list[str]) -> None:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('pieces') / 'store.db'}") as store:
        for status in statuses:
            store.save_revision(piece(status=status))
        assert [one.number for one in store.revisions(KIND, DAY)] == list(range(1, statuses.count("published") + 1))
        assert [-one.number for one in store.revisions(KIND, DAY, status="held")] == list(range(1, statuses.count("held") + 1))


def test_a_later_revision_leaves_the_earlier_ones(store: Store) -> None:
    store.save_revision(piece("In the morning"))
    store.save_revision(piece("In the evening", changes=("The close is now there.",)))

    assert [one.headline for one in store.revisions(KIND, DAY)] == ["In the morning", "In the evening"]
    newest = store.revision(KIND, DAY)
    assert newest is not None
    assert newest.headline == "In the evening"


def test_what_is_held_is_shown_to_nobody(store: Store) -> None:
    store.save_revision(piece("Held", status="held", problems=("V: no such figure",)))

    assert store.revision(KIND, DAY) is None
    assert store.latest_pieces() == []
    assert store.neighbours(KIND, DAY + timedelta(days=1)) == (None, None)


def test_kinds_and_languages_stand_apart(store: Store) -> None:
    store.save_revision(piece("English"))
    store.save_revision(piece("Hausa", lang="ha"))
    store.save_revision(piece("Sister", kind="naira-to-dollar"))

    assert [one.number for lang in ("en", "ha") for one in store.revisions(KIND, DAY, lang)] == [1, 1]
    assert [one.headline for one in store.revisions("naira-to-dollar", DAY)] == ["Sister"]


def test_the_latest_pieces_are_the_newest_revision_of_each_newest_day_first(store: Store) -> None:
    days = [DAY - timedelta(days=back) for back in (3, 1, 0, 2)]
    for day in days:
        store.save_revision(piece(f"{day} first", day))
    store.save_revision(piece(f"{days[0]} again", days[0]))
    store.save_revision(piece("post", DAY, kind="post-x"))

    found = store.latest_pieces(kinds=(KIND,))
    assert [one.headline for one in found] == ["2026-02-25 first", "2026-02-24 first", "2026-02-23 first", "2026-02-22 again"]
    assert [one.date.day for one in store.latest_pieces(2, (KIND,))] == [25, 24]
    assert [one.date.day for one in store.latest_pieces(30, (KIND,), before=date(2026, 2, 24))] == [23, 22]
    assert {one.kind for one in store.latest_pieces()} == {KIND, "post-x"}


def test_a_piece_knows_its_neighbours(store: Store) -> None:
    for back in (5, 2, 0):
        store.save_revision(piece(day=DAY - timedelta(days=back)))

    assert store.neighbours(KIND, DAY - timedelta(days=2)) == (DAY - timedelta(days=5), DAY)
    assert store.neighbours(KIND, DAY) == (DAY - timedelta(days=2), None)
    assert store.neighbours("naira-to-dollar", DAY) == (None, None)
