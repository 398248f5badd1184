"""Two desks that publish the same edition at the same moment publish it once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

from fxtracker.store import Revision, Store

PIECE = Revision(
    kind="dollar-to-naira", lang="en", date=date(2026, 2, 25), edition="closing", status="published",
    created_at=datetime(2026, 2, 25, 19, tzinfo=UTC), headline="H", title="T", description="D", forms={"md": "#"}, facts_hash="a" * 64,
)  # fmt: skip


def test_of_two_desks_at_once_one_publishes(address: str) -> None:
    with Store.open(address) as store:
        saved: list[int] = []

        def publish() -> None:
            with Store.open(address) as own:
                saved.append(own.save_revision(PIECE, once=True).number)

        desks = [threading.Thread(target=publish) for _ in range(4)]
        for desk in desks:
            desk.start()
        for desk in desks:
            desk.join()
        assert saved == [1, 1, 1, 1]
        assert [one.number for one in store.revisions(PIECE.kind, PIECE.date)] == [1]


def test_what_says_something_else_is_a_revision_and_so_is_its_withdrawal(store: Store) -> None:
    facts = ["a" * 64, "b" * 64, "a" * 64]
    assert [store.save_revision(replace(PIECE, facts_hash=one), once=True).number for one in facts] == [1, 2, 3]
    assert store.save_revision(replace(PIECE, status="held"), once=True).number == -1
