"""What goes wrong is counted by its kind, told by its second time, once, and told again when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fxtracker.desk import alerting
from fxtracker.desk.alerting import Alerting, plain
from fxtracker.desk.importing import import_csv
from fxtracker.desk.watching import SCREENED, screened
from fxtracker.rates import USD, Exclusion, Fixing, FixingKind, Grade, Market, Measure, Observation, Quote, Segment, Timing
from wire import (
    ABOKIFOREX_URL,
    CBN,
    CBN_URL,
    NAIRATODAY_URL,
    NFEM,
    NFEM_URL,
    QUIDAX_SECOND_URL,
    QUIDAX_URL,
    Wire,
    cbn_rows,
    nairatoday,
    nfem_rows,
    quidax,
)

from .looked_after import START, Rounds

PAIR = ("nairatoday", "ngnrates")


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire(now=START) as opened:
        yield opened


@pytest.fixture
def rounds(wire: Wire, tmp_path: Path) -> Rounds:
    return Rounds(tmp_path / "home", wire, PAIR)


class TestPolls:
    @pytest.mark.parametrize(
        ("how", "kind"),
        [
            ("404", "status"), ("429:3600", "rate_limited"), ("firewall", "firewall"), ("empty", None), ("blank", "empty"),
            ("cut", None), ("redirect", "redirect"), ("body:<html><title>Welcome</title></html>", None),
        ],
    )  # fmt: skip
    def test_a_failure_is_told_at_its_second_poll_and_again_when_it_is_over(self, rounds: Rounds, how: str, kind: str | None):
        rounds.ask()
        rounds.wire.fail("nairatoday", how)
        rows = [rounds.ask() for _ in range(3)]

        ((source, noted), count), *others = rounds.open().items()
        assert (source, count, others) == ("nairatoday", 3, [])
        assert kind in (None, noted)
        assert all(row["ngnrates"].status in ("ok", "unchanged") for row in rows)
        ((source, told, sentence),) = rounds.told()
        assert (source, told) == ("nairatoday", noted)
        assert sentence.startswith(f"nairatoday fails ({noted}): ")
        assert "2 times since 2026-06-12 14:45 WAT" in sentence

        rounds.wire.heal()
        rounds.ask()
        rounds.ask()
        assert rounds.open() == {}
        assert [text for *_, text in rounds.told()[1:]] == [
            f"nairatoday answers again; it had failed ({noted}) since 2026-06-12 14:45 WAT."
        ]

    def test_once_is_not_told_nor_that_it_is_over(self, rounds: Rounds):
        rounds.wire.fail("nairatoday", "404")
        rounds.ask()
        assert list(rounds.open().values()) == [1]
        rounds.wire.heal()
        rounds.ask()

        assert (rounds.open(), rounds.told()) == ({}, [])

    def test_the_payload_of_a_failure_is_kept(self, rounds: Rounds):
        rounds.wire.fail("nairatoday", "firewall")
        rounds.ask()

        with rounds.desk() as desk:
            (trouble,) = desk.store.open_troubles("nairatoday")
            assert trouble.payload_hash
            assert b"Request Rejected" in (desk.store.payload(trouble.payload_hash) or b"")

    def test_one_that_comes_and_goes_is_told_by_its_second_time_within_a_day(self, rounds: Rounds):
        rounds.ask()
        for _ in range(2):
            rounds.wire.fail("nairatoday", "404")
            rounds.ask()
            rounds.wire.heal()
            rounds.ask()

        (_, _, first), (_, _, over) = rounds.told()
        assert first.startswith("nairatoday fails (status): ")
        assert "2 times since 2026-06-12 14:45 WAT" in first
        assert over.startswith("nairatoday answers again")
        # What was told is not counted on: the next time is again the first.
        rounds.wire.fail("nairatoday", "404")
        rounds.ask()
        assert len(rounds.told()) == 2

    def test_one_that_fails_once_a_day_is_not_told(self, rounds: Rounds):
        for _ in range(2):
            rounds.wire.fail("nairatoday", "404")
            rounds.ask()
            rounds.wire.heal()
            rounds.ask(after=timedelta(hours=24))

        assert rounds.told() == []

    def test_one_that_fails_in_ten_ways_is_one_story_and_stops_no_other(self, rounds: Rounds):
        ways = ["404", "firewall", "empty", "blank", "cut", "broken", "redirect", "403", "body:{", "body:<html></html>"]
        for how in ways:
            rounds.wire.heal()
            rounds.wire.fail("nairatoday", how)
            rows = rounds.ask()
            assert rows["nairatoday"].status == "failed", how
            assert rows["ngnrates"].status in ("ok", "unchanged")
        assert sum(rounds.open().values()) == len(ways)
        assert len(rounds.told()) == 1
        rounds.wire.heal()
        rounds.ask()

        assert rounds.open() == {}
        (_, kind, over) = rounds.told()[1]
        assert kind == "failing"
        assert "answers again" in over

    def test_a_part_that_fails_is_told_too(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("abokiforex",))
        good = wire.answer(ABOKIFOREX_URL.format("dollar"))
        assert good is not None
        wire.put(ABOKIFOREX_URL.format("dollar"), b"<html><title>Soon</title></html>")
        assert rounds.ask()["abokiforex"].status == "ok"
        assert list(rounds.open().values()) == [1]
        rounds.ask()
        (_, _, sentence) = rounds.told()[0]
        assert sentence.startswith("abokiforex answers in part (")
        wire.put(ABOKIFOREX_URL.format("dollar"), good)
        rounds.ask()

        assert rounds.open() == {}
        assert len(rounds.told()) == 2

    def test_that_it_fails_wholly_after_it_was_told_of_a_part_is_news(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("abokiforex",))
        wire.put(ABOKIFOREX_URL.format("dollar"), b"<html><title>Soon</title></html>")
        for _ in range(3):
            rounds.ask(after=timedelta(hours=4))
        assert len(rounds.told()) == 1
        wire.fail("abokiforex", "404")
        for _ in range(3):
            rounds.ask()

        assert [text.partition(":")[0] for *_, text in rounds.told()[1:]] == ["abokiforex fails (status)"]


class TestRows:
    def page(self, sell: str, minute: int) -> bytes:
        rows = [("US Dollar (USD)", "1,388", "1,400"), ("British Pound (GBP)", "1,840", sell)]
        return nairatoday(rows, f"2026-06-12T12:{minute:02}:00.000Z")

    @pytest.mark.parametrize(("sell", "reason"), [("18,800,000", "out_of_range"), ("1.880.00", "not_a_number")])
    def test_rows_that_could_not_be_believed_are_counted_and_told(self, rounds: Rounds, sell: str, reason: str):
        rounds.wire.put(NAIRATODAY_URL, self.page(sell, 1))
        rounds.ask()
        rounds.ask()  # nothing was read again: it is neither counted nor over
        assert rounds.open() == {("nairatoday", reason): 1}
        rounds.wire.put(NAIRATODAY_URL, self.page(sell, 2))
        rounds.ask()
        assert rounds.open() == {("nairatoday", reason): 2}
        rounds.wire.put(NAIRATODAY_URL, self.page("1,880", 3))
        rounds.ask()

        assert rounds.open() == {}
        assert [(source, kind) for source, kind, _ in rounds.told()] == [("nairatoday", reason)] * 2


def shot(*exclusions: Exclusion) -> Fixing:
    return Fixing(Market.PARALLEL, USD, Measure.QUOTE, FixingKind.SNAPSHOT, START.date(), START, None, Grade.D, exclusions=exclusions)


def said(number: int) -> Observation:
    quote = Quote(Decimal("1100"), Decimal("1700.50"))
    return Observation(
        "quidax", Market.PARALLEL, Segment.EXCHANGE, Measure.QUOTE, None, USD, quote, START.date(), START, START, Timing.INSTANT, id=number
    )


class TestScreening:
    @pytest.mark.parametrize("code", SCREENED)
    def test_each_code_is_a_trouble_with_its_figures(self, code: str):
        found = screened("quidax", [shot(Exclusion(7, "quidax", code), Exclusion(8, "luno", code))], {7: said(7)})

        assert found == {code: f"its USD/NGN 1100 / 1700.50 {SCREENED[code]}"}

    def test_what_no_poll_of_it_brought_says_nothing_of_how_it_is_doing(self):
        assert screened("quidax", [shot(Exclusion(7, "quidax", "stale")), shot(Exclusion(None, "quidax", "stale"))], {}) == {}

    def test_what_was_imported_of_it_is_no_trouble(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, PAIR)
        path = tmp_path / "old.csv"
        path.write_text("date,source,market,segment,currency,bid,ask\n2026-06-12,nairatoday,parallel,street,ZAR,90,70\n", encoding="utf-8")
        with rounds.desk() as desk:
            import_csv(desk, path, {})
            (imported,) = desk.store.observations(source="nairatoday")
            assert desk.store.polled([imported.id or 0]) == set()
        rounds.ask()
        rounds.ask()

        assert rounds.open() == {}
        with rounds.desk() as desk:
            ids = {seen.id or 0 for seen in desk.store.observations(source="nairatoday")}
            assert desk.store.polled(ids) == ids - {imported.id}

    @pytest.mark.parametrize("code", ["copy", "far", "probation", "one_sided", "no_quote"])
    def test_what_says_nothing_against_a_source_is_no_trouble(self, code: str):
        assert screened("quidax", [shot(Exclusion(7, "quidax", code))], {7: said(7)}) == {}

    @pytest.mark.parametrize(
        ("buy", "sell", "kind"), [("1100.0", "1700.0", "wide"), ("1391.75", "1386.0", "crossed"), ("600.1", "600.4", "unit")]
    )
    def test_a_quote_that_does_not_count_is_told_and_over(self, wire: Wire, tmp_path: Path, buy: str, sell: str, kind: str):
        rounds = Rounds(tmp_path / "home", wire, (*PAIR, "luno", "quidax"))
        rounds.ask()
        at = int(rounds.now.timestamp())
        good = wire.answer(QUIDAX_URL)
        for url in (QUIDAX_URL, QUIDAX_SECOND_URL):
            wire.put(url, quidax(buy, sell, at))
        rounds.ask()
        rounds.ask()
        assert rounds.open() == {("quidax", kind): 2}
        assert rounds.told()[0][2].startswith(f"quidax ({kind}): its USD/NGN ")
        for url in (QUIDAX_URL, QUIDAX_SECOND_URL):
            wire.put(url, good or b"")
        wire.put(QUIDAX_URL, quidax(at=int(rounds.now.timestamp())))
        rounds.ask()

        assert rounds.open() == {}
        assert [kind for _, kind, _ in rounds.told()] == [kind, kind]


class TestWhatItShouldHaveSaid:
    def test_a_business_day_without_its_row_is_late(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("cbn-nfem",))
        rounds.now = datetime.fromisoformat("2026-06-15T17:40:00+01:00")
        rounds.ask(after=timedelta(minutes=30))
        assert rounds.open() == {}, "the Friday was a public holiday, and it is not six o'clock yet"
        rounds.ask()
        rounds.ask()
        assert rounds.open() == {("cbn-nfem", "late"): 2}
        assert "what it publishes on 2026-06-15 was due by 18:00 WAT and is not there" in rounds.told()[0][2]
        today = ("2026-06-15", "1363.1000", "1363.2000", "1366.0000", "1360.0000", "1362.0000")
        wire.put(NFEM_URL, nfem_rows([today, *NFEM]))
        wire.put(f"{NFEM_URL}GRAPH", nfem_rows([today, *NFEM[:2]]))
        rounds.ask()

        assert rounds.open() == {}
        assert len(rounds.told()) == 2

    def test_a_row_that_is_dated_ahead_does_not_pass_for_the_newest(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("cbn-nfem",))
        rounds.now = datetime.fromisoformat("2026-06-15T18:10:00+01:00")
        ahead = ("2026-07-15", *NFEM[0][1:])
        wire.put(NFEM_URL, nfem_rows([ahead, *NFEM]))
        wire.put(f"{NFEM_URL}GRAPH", nfem_rows([ahead, *NFEM[:2]]))
        rounds.ask()

        assert set(rounds.open()) == {("cbn-nfem", "late")}


class TestCrossChecks:
    def test_a_cross_that_does_not_hold(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("nairatoday",))
        rounds.ask("currency-api")
        rows = [("US Dollar (USD)", "1,388", "1,400"), ("Euro (EUR)", "1,740", "1,780")]
        wire.put(NAIRATODAY_URL, nairatoday(rows, "2026-06-12T12:10:00.000Z"))
        rounds.ask()
        rounds.ask()
        assert rounds.open() == {("nairatoday", "cross"): 2}
        assert "EUR/NGN over USD/NGN of 2026-06-12 is 1.2626 dollars, and the mid-market has 1.1611 (+8.7 %)" in rounds.told()[0][2]
        wire.put(NAIRATODAY_URL, nairatoday(modified="2026-06-12T14:10:00.000Z"))
        rounds.ask()

        assert rounds.open() == {}

    def test_the_banks_own_crosses_are_held_more_strictly(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("cbn",))
        rounds.ask("currency-api")
        session = max(row[1] for row in CBN if row[0] == "US DOLLAR")
        others = [row for row in CBN if (row[0], row[1]) != ("EURO", session)]
        # The figure of 25 May 2026, which the bank really published as its euro.
        wire.put(CBN_URL, cbn_rows([("EURO", session, "1753.9", "1754.4", "1754.9"), *others]))
        rounds.ask()

        assert ("cbn", "cross") in rounds.open()

    def test_the_banks_table_against_its_own_row(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, ("cbn", "cbn-nfem"))
        session = NFEM[0][0]
        rows = [row if (row[0], row[1]) != ("US DOLLAR", session) else (row[0], session, "1363.0", "1363.5", "1364.0") for row in CBN]
        wire.put(CBN_URL, cbn_rows(rows))
        rounds.ask()
        rounds.ask()
        assert rounds.open() == {("cbn", "conflict"): 2}
        assert f"selling 1364.0, central 1363.5 of {session}" in rounds.told()[0][2]
        wire.put(CBN_URL, cbn_rows())
        rounds.ask()

        assert rounds.open() == {}


class TestTelling:
    def test_a_line_in_the_log_and_on_stderr_and_the_sentence_for_the_command(
        self, wire: Wire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ):
        post = tmp_path / "post.txt"
        rounds = Rounds(tmp_path / "home", wire, PAIR, alert_command=f"tee -a '{post}'")
        wire.fail("nairatoday", "404")
        rounds.ask()
        rounds.ask()

        ((_, _, sentence),) = rounds.told()
        assert capsys.readouterr().err == f"alert: {sentence}\n"
        assert (rounds.home / "alerts.log").read_text(encoding="utf-8") == f"2026-06-12T13:45:00Z nairatoday status {sentence}\n"
        assert post.read_text(encoding="utf-8") == f"{sentence}\n"

    @pytest.mark.parametrize(
        ("command", "told"),
        [("no-such-command --at-all", "No such file"), ("false", "ended with 1"), ("'unbalanced", "quotation"), ("sleep 30", "within")],
    )
    def test_a_command_that_fails_is_logged_and_harms_nothing(
        self, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, told: str
    ):
        monkeypatch.setattr(alerting, "_SECONDS", 0.3)
        rounds = Rounds(tmp_path / "home", wire, PAIR, alert_command=command)
        wire.fail("nairatoday", "404")
        wire.fail("ngnrates", "404")
        rounds.ask()
        rows = rounds.ask()

        assert len(rounds.told()) == 2
        assert {row.status for row in rows.values()} == {"failed"}
        log = (rounds.home / "alerts.log").read_text(encoding="utf-8")
        assert "alert_command" in log
        assert told in log

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("a\nb\tc", "a b c"),
            ("\x1b[31mred\x1b[0m", "[31mred [0m"),
            ("right\u202eleft", "right left"),
            ("₦1,355.50 and é", "₦1,355.50 and é"),
            ("x" * 1000, "x" * 597 + "..."),
        ],
    )
    def test_nothing_but_text_reaches_a_terminal(self, text: str, shown: str):
        assert plain(text) == shown

    def test_a_log_that_cannot_be_written_harms_nothing(self, rounds: Rounds):
        (rounds.home / "alerts.log").mkdir()
        with rounds.desk() as desk:
            Alerting(desk).tell(None, "test", "something")

        assert rounds.told() == [(None, "test", "something")]


class TestProbation:
    def newcomer(self, rounds: Rounds, change: Callable[[str], str]) -> None:
        folder = rounds.home / "data" / "sources"
        folder.mkdir(parents=True)
        with rounds.desk() as desk:
            shipped = next(path for path in desk.settings.folders("data/sources") if (path / "luno.toml").is_file())
        (folder / "luno.toml").write_text(change((shipped / "luno.toml").read_text(encoding="utf-8")), encoding="utf-8")

    def test_a_new_source_is_stored_and_shown_and_counts_when_its_days_are_over(self, wire: Wire, tmp_path: Path):
        rounds = Rounds(tmp_path / "home", wire, (*PAIR, "luno"))
        self.newcomer(rounds, lambda text: text.replace("\n[expected]", "\nprobation_days = 14\n\n[expected]", 1))
        rounds.ask()
        first = self.newest(rounds)
        assert [left.reason for left in first.exclusions if left.source == "luno"] == ["probation"]
        assert "luno" not in first.sources
        with rounds.desk() as desk:
            assert len(desk.store.observations(source="luno")) == 1
        rounds.now = START + timedelta(days=14, minutes=10)
        with Wire(now=rounds.now) as later:
            rounds.wire = later
            rounds.ask()
            assert "luno" in self.newest(rounds).sources

    def newest(self, rounds: Rounds) -> Fixing:
        with rounds.desk() as desk:
            found = desk.store.fixing(Market.PARALLEL, USD, Measure.QUOTE, desk.clock.now(), FixingKind.SNAPSHOT)
        assert found is not None
        return replace(found)
