"""What the doctor says of the sources, and with which code it leaves."""

from __future__ import annotations

from datetime import datetime

import pytest

from wire import CBN_URL, NFEM_URL, Wire, cbn_rows, nfem_rows

from .conftest import NOW, Terminal

SHAPE = {
    "source", "name", "market", "state", "why", "last_answered", "last_changed", "distance_percent", "missed", "failures",
    "probation_until", "needs",
}  # fmt: skip


def of(terminal: Terminal, source: str) -> dict[str, object]:
    rows = terminal.run("doctor", "--json").json
    return next(row for row in rows if row["source"] == source)


def test_a_home_in_which_nobody_ever_answered_needs_a_person(empty: Terminal) -> None:
    ran = empty.run("doctor", "--json")

    assert ran.code == 1
    assert all(set(row) == SHAPE for row in ran.json)
    needs = {row["source"]: row["needs"] for row in ran.json}
    assert needs["cbn"] == ["it never answered: ask it with `fxtracker fetch cbn`"]
    assert needs["desk"] == needs["bybit-p2p"] == []


def test_a_home_that_is_well_needs_nobody(empty: Terminal) -> None:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        empty.good("fetch")
        ran = empty.run("doctor")
        rows = {row["source"]: row for row in empty.run("doctor", "--json").json}

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("Nothing needs a person.\n")
    assert "bybit-p2p is off: its robots file" in ran.out
    assert rows["cbn"]["state"] == "on"
    assert rows["cbn"]["distance_percent"] is None
    assert rows["cbn"]["last_answered"] == rows["cbn"]["last_changed"] == "2026-06-12T19:30:00Z"
    assert 0 <= rows["quidax"]["distance_percent"] < 1
    assert rows["bybit-p2p"]["state"] == "off"
    assert rows["desk"]["state"] == "not asked"


def test_a_trouble_needs_a_person_once_it_was_told_until_it_is_over(empty: Terminal) -> None:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        empty.good("fetch")
        wire.fail("nairatoday", "firewall")
        assert empty.run("fetch", "nairatoday").code == 1
        once = empty.run("doctor", "--json")
        empty.run("fetch", "nairatoday")
        twice = empty.run("doctor")
        row = of(empty, "nairatoday")
        wire.heal()
        over = empty.run("fetch", "nairatoday")
        healed = empty.run("doctor", "--json")

    assert once.code == 0
    assert [trouble["count"] for one in once.json for trouble in one["failures"]] == [1]
    assert twice.code == 1
    assert "nairatoday: firewall: ask it with `fxtracker fetch nairatoday`" in twice.out
    (failure,) = row["failures"]  # type: ignore[misc]
    assert (failure["kind"], failure["count"], failure["told_at"]) == ("firewall", 2, "2026-06-12T19:30:00Z")
    assert len(failure["payload"]) == 64
    assert over.code == 0
    assert over.err.startswith("alert: nairatoday answers again;")
    assert healed.code == 0


def test_an_official_publication_that_is_missed_needs_a_person(empty: Terminal) -> None:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        empty.good("fetch")
        empty.set(NOW="2026-06-15T21:00:00+01:00")
        empty.good("fetch", "cbn", "cbn-nfem")
        rows = {row["source"]: row for row in empty.run("doctor", "--json").json}
        text = empty.run("doctor")
        monday = ("2026-06-15", "1363.8250", "1363.9012", "1368.0000", "1360.0000", "1364.5000")
        wire.put(NFEM_URL, nfem_rows([monday]))
        wire.put(f"{NFEM_URL}GRAPH", nfem_rows([monday]))
        wire.put(CBN_URL, cbn_rows([("US DOLLAR", "2026-06-15", "1362.8250", "1363.3250", "1363.8250")]))
        empty.good("fetch", "cbn", "cbn-nfem")
        after = {row["source"]: row for row in empty.run("doctor", "--json").json}

    assert rows["cbn"]["missed"] == rows["cbn-nfem"]["missed"] == ["2026-06-15"]
    assert text.code == 1
    assert "cbn: its publication of 2026-06-15 is not there" in text.out
    assert after["cbn"]["missed"] == after["cbn-nfem"]["missed"] == []


def test_a_source_that_was_switched_on_without_its_key_needs_a_person(empty: Terminal) -> None:
    folder = empty.home / "data" / "sources"
    folder.mkdir(parents=True)
    from fxtracker.settings import shipped

    text = (shipped("data/sources") / "monierate.toml").read_text(encoding="utf-8")
    (folder / "monierate.toml").write_text(text.replace("default_on = false", "default_on = true"), encoding="utf-8")
    row = of(empty, "monierate")

    assert row["state"] == "off"
    assert row["needs"] == ['write its key: monierate = "..." under [keys] in the file of secrets']
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        assert "monierate" not in {row["source"] for row in empty.run("fetch", "--json").json}


@pytest.mark.parametrize("market", ["parallel", "official"])
def test_a_round_of_the_jobs_says_who_rests(empty: Terminal, market: str) -> None:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        empty.good("fetch", "--due", "--market", market)
        again = empty.good("fetch", "--due", "--market", market)

    assert "left alone until 2026-06-12 21:29 WAT: it is asked every 1 h at most" in again.out
    assert " left alone.\n" in again.out


def test_where_all_rest_nothing_has_failed(empty: Terminal) -> None:
    with Wire(now=datetime.fromisoformat(NOW)) as wire:
        empty.set(MIRROR=wire.url)
        for source in ("wise", "er-api", "currency-api"):
            wire.fail(source, "429:7200")
        assert empty.run("fetch", "--market", "midmarket").code == 1
        again = empty.run("fetch", "--market", "midmarket", "--json")

    assert again.code == 0
    assert {row["status"] for row in again.json} == {"resting"}


def test_due_stands_beside_no_source(empty: Terminal) -> None:
    ran = empty.run("fetch", "luno", "--due")

    assert ran.code == 2
    assert "--due: it stands beside the source 'luno'" in ran.sentence
