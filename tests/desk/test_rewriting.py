"""A source corrects a day; one that gives nearly all of its past other figures is not believed until a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk import Desk
from fxtracker.desk.accepting import accept, refused
from fxtracker.desk.answers import rate_rows
from fxtracker.desk.fetching import fetch
from fxtracker.rates import USD, Market, Pair
from fxtracker.settings import Settings
from wire import CBN, CBN_URL, NFEM, NFEM_URL, Wire, cbn_rows, nfem_rows

NOW = datetime(2026, 6, 12, 17, 0, tzinfo=UTC)


def times(rows: Sequence[Sequence[str]], factor: str, head: int) -> list[tuple[str, ...]]:
    return [(*row[:head], *(str(Decimal(figure) * Decimal(factor)) for figure in row[head:])) for row in rows]


def desk(home: Path, wire: Wire, minutes: int = 0) -> Desk:
    return Desk.open(Settings(home=home, mirror=wire.url, now=(NOW + timedelta(minutes=minutes)).isoformat()))


def official(open_desk: Desk, pair: Pair) -> Decimal | None:
    return rate_rows(open_desk.store, pair, open_desk.clock.now(), open_desk.calendar, Market.OFFICIAL)[0].mid


@pytest.mark.parametrize("factor", ["0.92", "1.08", "1.34", "2"])
def test_a_table_whose_every_session_changed_is_refused_and_kept(tmp_path: Path, factor: str) -> None:
    with Wire(now=NOW) as wire:
        with desk(tmp_path, wire) as before:
            fetch(before, ["cbn", "cbn-nfem"])
        wire.put(CBN_URL, cbn_rows(times(CBN, factor, 2), first_id=70000))
        wire.put(NFEM_URL, nfem_rows(times(NFEM, factor, 1), first_id=700))
        with desk(tmp_path, wire, 15) as after:
            rows = fetch(after, ["cbn", "cbn-nfem"])

            assert [row.status for row in rows] == ["failed", "failed"]
            assert official(after, Pair("GBP")) == Decimal("1826.6600")
            assert official(after, USD) == Decimal("1364.5000")
            troubles = {one.source: one for one in after.store.open_troubles()}
            assert {one.kind for one in troubles.values()} == {"rewritten"}
            assert after.store.payload(str(troubles["cbn"].payload_hash)) is not None


def test_a_person_can_say_that_the_new_past_is_right(tmp_path: Path) -> None:
    with Wire(now=NOW) as wire:
        with desk(tmp_path, wire) as before:
            fetch(before, ["cbn"])
        wire.put(CBN_URL, cbn_rows(times(CBN, "1.02", 2), first_id=70000))
        with desk(tmp_path, wire, 15) as after:
            fetch(after, ["cbn"])
            done = accept(after, refused(after, "cbn"))

            assert done.added
            assert official(after, Pair("GBP")) == Decimal("1826.6600") * Decimal("1.02")
            assert not after.store.open_troubles("cbn")


def test_the_correction_of_a_day_is_a_correction(tmp_path: Path) -> None:
    rows = [row if row[1] != "2026-06-10" else times([row], "1.02", 2)[0] for row in CBN]
    with Wire(now=NOW) as wire:
        with desk(tmp_path, wire) as before:
            fetch(before, ["cbn"])
        wire.put(CBN_URL, cbn_rows(rows, first_id=70000))
        with desk(tmp_path, wire, 15) as after:
            assert [row.status for row in fetch(after, ["cbn"])] == ["ok"]
            assert official(after, Pair("GBP")) == Decimal("1826.6600") * Decimal("1.02")


def test_a_failure_that_is_over_leaves_what_stood(tmp_path: Path) -> None:
    with Wire(now=NOW) as wire:
        with desk(tmp_path, wire) as before:
            fetch(before, ["cbn-nfem"])
        wire.put(NFEM_URL, nfem_rows(times(NFEM, "1.08", 1), first_id=700))
        with desk(tmp_path, wire, 15) as after:
            fetch(after, ["cbn-nfem"])
        wire.put(NFEM_URL, nfem_rows())
        with desk(tmp_path, wire, 30) as again:
            assert [row.status for row in fetch(again, ["cbn-nfem"])] == ["unchanged"]
            assert not again.store.open_troubles("cbn-nfem")
            assert official(again, USD) == Decimal("1364.5000")
