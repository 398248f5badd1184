"""The ground floor: days and instants of Lagos, the vocabulary of rates, settings and where they come from, the tree of errors."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import fxtracker
from fxtracker import errors
from fxtracker.errors import ConfigError, UsageError, shown
from fxtracker.facts import printed
from fxtracker.lagos import (
    NAIRA_START,
    NFEM_START,
    Calendar,
    Clock,
    at_wat,
    dated_instant,
    day_end,
    day_start,
    iso_utc,
    official_window,
    parse_date,
    parse_when,
    session_of,
)  # fmt: skip
from fxtracker.rates import CURRENCIES, USD, Market, Measure, Pair, Quote, default_measure, parse_decimal
from fxtracker.settings import Settings

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
instants = st.integers(-2_208_000_000, 7_258_000_000).map(
    lambda second: datetime(1970, 1, 1, 0, 0, 0, 7, tzinfo=UTC) + timedelta(seconds=second)
)


def refusal(parse: Callable[[str, str], object], text: str, field: str) -> str | None:
    """What a parser says against a text, or None where it takes it."""
    try:
        parse(text, field)
    except UsageError as fault:
        return str(fault)
    return None


class TestDays:
    @given(days)
    def test_a_day_is_its_own_session_from_first_to_last(self, day: date) -> None:
        assert session_of(day_start(day)) == session_of(day_end(day)) == day
        assert session_of(day_start(day) - timedelta(microseconds=1)) == day - timedelta(days=1)
        assert day_end(day) + timedelta(microseconds=1) == day_start(day + timedelta(days=1))

    @given(days)
    def test_a_date_reads_back_and_means_its_end(self, day: date) -> None:
        assert parse_date(day.isoformat()) == day
        assert parse_when(day.isoformat()) == day_end(day)

    @given(instants)
    def test_an_instant_reads_back_whatever_its_zone(self, instant: datetime) -> None:
        assert parse_when(iso_utc(instant)) == instant
        assert parse_when(instant.isoformat()) == instant
        local = (instant + timedelta(hours=1)).replace(tzinfo=None)
        assert parse_when(local.isoformat(timespec="microseconds")) == instant

    @given(st.text(max_size=40))
    def test_any_other_text_is_refused_in_one_line(self, text: str) -> None:
        for parse in (parse_date, parse_when):
            said = refusal(parse, text, "--at")
            assert said is None or (said.startswith("--at: ") and len(said.splitlines()) == 1)

    def test_midnight_in_lagos_is_the_day_before_in_utc(self) -> None:
        assert at_wat(date(2026, 2, 25), time(0)) == datetime(2026, 2, 24, 23, tzinfo=UTC)
        assert session_of(datetime(2026, 2, 24, 23, tzinfo=UTC)) == date(2026, 2, 25)

    @given(days, st.timedeltas(timedelta(days=-3), timedelta(days=3)))
    def test_a_bare_date_is_five_o_clock_or_when_it_was_learnt(self, day: date, apart: timedelta) -> None:
        five = at_wat(day, time(17))
        learnt = five + apart
        held = dated_instant(day, learnt)

        assert held == (learnt if apart < timedelta(0) and session_of(learnt) >= day else five)
        assert session_of(held) >= day

    @pytest.mark.parametrize(
        ("day", "name"),
        [("2017-04-23", "interbank"), ("2017-04-24", "I&E"), ("2023-10-15", "I&E"), ("2023-10-16", "NAFEM"), ("2024-12-01", "NAFEM"),
         ("2024-12-02", "NFEM"), ("2026-02-25", "NFEM")],
    )  # fmt: skip
    def test_the_official_market_had_other_names(self, day: str, name: str) -> None:
        assert official_window(date.fromisoformat(day)) == name

    def test_a_clock_stands_or_runs_on(self) -> None:
        start = datetime(2026, 6, 12, 23, 30, tzinfo=UTC)
        standing, running = Clock(start), Clock(start, running=True)

        assert standing.now() == standing.now() == start
        assert standing.today() == date(2026, 6, 13)
        assert start <= running.now() < start + timedelta(seconds=5)
        assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


class TestCalendar:
    calendar = Calendar()

    @pytest.mark.parametrize(
        ("day", "open_"),
        [("2026-06-11", True), ("2026-06-12", False), ("2026-06-13", False), ("2026-10-01", False), ("2026-12-25", False)],
    )
    def test_banks_are_shut_on_holidays_and_weekends(self, day: str, open_: bool) -> None:
        assert self.calendar.is_business_day(date.fromisoformat(day)) is open_

    def test_the_day_before_democracy_day_and_the_weekend(self) -> None:
        assert self.calendar.previous_business_day(date(2026, 6, 15)) == date(2026, 6, 11)
        assert self.calendar.business_days_after(date(2026, 6, 11), date(2026, 6, 15)) == 1
        assert self.calendar.business_days_after(date(2026, 6, 15), date(2026, 6, 11)) == 0

    @given(st.dates(date(2020, 1, 1), date(2027, 12, 31)), st.integers(-5, 60), st.integers(1, 5))
    def test_silence_is_counted_in_business_days(self, start: date, later: int, after: int) -> None:
        end = start + timedelta(days=later)

        assert self.calendar.silent_for(start, end, after) is (self.calendar.business_days_after(start, end) >= after)

    def test_a_silence_of_centuries_is_seen_at_once(self) -> None:
        assert self.calendar.silent_for(date(1973, 1, 1), date(2199, 12, 31))

    def test_an_operator_makes_holidays_and_unmakes_them(self, tmp_path: Path) -> None:
        path = tmp_path / "holidays.toml"
        assert Calendar.read(path).is_business_day(date(2026, 6, 11))
        path.write_text('"2026-06-11" = "Declared on the radio"\n"2026-06-12" = ""\n')
        calendar = Calendar.read(path)

        assert calendar.holiday(date(2026, 6, 11)) == "Declared on the radio"
        assert calendar.is_business_day(date(2026, 6, 12))

    @pytest.mark.parametrize("text", ["2026-06-11", '"11 June" = "x"', b"\xff\xfe", '"2026-02-30" = "x"'])
    def test_a_wrong_override_is_named(self, tmp_path: Path, text: str | bytes) -> None:
        path = tmp_path / "holidays.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

        with pytest.raises(ConfigError, match=r"^holidays\.toml: .* one holiday a line"):
            Calendar.read(path)


class TestRates:
    @given(st.decimals("0.000001", "999999999999", allow_nan=False, allow_infinity=False, places=6))
    def test_an_amount_keeps_its_digits_with_commas_or_without(self, value: Decimal) -> None:
        assert str(parse_decimal(f"{value:f}", "bid")) == f"{value:f}"
        assert parse_decimal(f" {value:,f} ", "bid") == value

    @given(st.text(max_size=50))
    def test_any_text_is_a_finite_positive_amount_or_refused(self, text: str) -> None:
        said = refusal(parse_decimal, text, "bid")
        if said is None:
            assert 0 < parse_decimal(text, "bid") < Decimal("1e19")
        else:
            assert said.startswith("bid: ")
            assert len(said.splitlines()) == 1

    @given(st.decimals("0.01", "1e9", places=2), st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९"]))
    def test_digits_of_other_scripts_are_none(self, value: Decimal, digits: str) -> None:
        text = f"{value:f}".translate(str.maketrans("0123456789", digits))
        with pytest.raises(UsageError, match="is not an amount"):
            parse_decimal(text, "bid")

    @given(st.integers(1000, 10**12), st.integers(1, 15))
    def test_a_comma_stands_between_thousands_or_nowhere(self, value: int, place: int) -> None:
        plain = str(value)
        assume(place < len(plain) and (len(plain) - place != 3 or place > 3))
        with pytest.raises(UsageError, match="is not an amount"):
            parse_decimal(f"{plain[:place]},{plain[place:]}", "AMOUNT")

    def test_zero_and_less_only_where_they_are_allowed(self) -> None:
        assert parse_decimal("-1.50", "change", positive=False) == Decimal("-1.50")
        assert parse_decimal("0", "bid", positive=False) == 0

    @given(st.sampled_from(sorted(CURRENCIES)), st.sampled_from(["{}", "{}/NGN", "{}-NGN", "{}NGN", " {} "]), st.booleans())
    def test_a_pair_is_written_in_many_ways(self, code: str, form: str, lower: bool) -> None:
        text = form.format(code)
        pair = Pair.parse(text.lower() if lower else text)

        assert (pair.base, pair.quote, str(pair), pair.slug) == (code, "NGN", f"{code}/NGN", f"{code}-NGN")

    def test_the_middle_is_stated_or_between_the_sides(self) -> None:
        assert Quote(Decimal("1388"), Decimal("1401")).middle == Decimal("1394.5")
        assert Quote(Decimal("1388"), Decimal("1401"), Decimal("1390")).middle == Decimal("1390")
        assert Quote(Decimal("1388")).middle is None

    @pytest.mark.parametrize("market", Market)
    def test_the_measure_that_stands_for_a_market(self, market: Market) -> None:
        after, before = (default_measure(market, day) for day in (NFEM_START, NFEM_START - timedelta(days=1)))

        assert (after, before) == ((Measure.CLOSE, Measure.CENTRAL) if market is Market.OFFICIAL else (Measure.QUOTE, Measure.QUOTE))

    def test_the_dollar_is_naira_for_one_dollar(self) -> None:
        assert str(USD) == "USD/NGN"
        assert NAIRA_START < NFEM_START


class TestSettings:
    @pytest.fixture
    def home(self, tmp_path: Path) -> Path:
        folder = tmp_path / "house"
        folder.mkdir()
        return folder

    def load(self, home: Path, **environ: str) -> Settings:
        return Settings.load({"FXTRACKER_HOME": str(home), **{f"FXTRACKER_{name}": value for name, value in environ.items()}})

    def test_the_environment_over_secrets_over_the_file_over_the_default(self, home: Path) -> None:
        assert (self.load(home).port, self.load(home).origins["port"]) == (8000, "default")
        (home / "fxtracker.toml").write_text("port = 8001\npublisher = 'The Desk'\n")
        assert (self.load(home).port, self.load(home).origins["port"]) == (8001, "fxtracker.toml")
        (home / "secrets.toml").write_text("port = 8002\n")
        assert (self.load(home).port, self.load(home).origins["port"]) == (8002, "secrets")
        loaded = self.load(home, PORT="8003")
        assert (loaded.port, loaded.origins["port"]) == (8003, "environment")
        assert (loaded.publisher, loaded.origins["publisher"]) == ("The Desk", "fxtracker.toml")

    def test_a_file_of_secrets_may_lie_elsewhere(self, home: Path, tmp_path: Path) -> None:
        (tmp_path / "vault.toml").write_text('database_url = "postgresql://desk:hush@db/naira"\n')
        (home / "secrets.toml").write_text('database_url = "sqlite:///other.db"\n')

        assert self.load(home, SECRETS=str(tmp_path / "vault.toml")).database == "postgresql://desk:hush@db/naira"
        assert self.load(home).database == "sqlite:///other.db"

    def test_an_instant_of_toml_is_an_instant(self, home: Path) -> None:
        (home / "fxtracker.toml").write_text("now = 2026-06-12T20:30:00+01:00\n")

        assert self.load(home).clock().now() == datetime(2026, 6, 12, 19, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("port = ", ("fxtracker.toml", "Invalid value")),
            ("prot = 8001", ("fxtracker.toml", "'prot' is not a setting", "known are", "port")),
            ("home = '/x'", ("'home' is not a setting",)),
            ("port = 'many'", ("fxtracker.toml: port: 'many' is not a number",)),
            ("port = [1]", ("fxtracker.toml: port must be",)),
            ("port = true", ("fxtracker.toml: port must be",)),
            ("port = 80.5", ("port", "80.5")),
            ("port = 0", ("port: 0 is not a port; write a number from 1 to 65535",)),
            ("port = 65536", ("port: 65536 is not a port",)),
            ("mirror = 'cache.example'", ("mirror: 'cache.example' is not an address", "http://")),
            ("fetch_seconds = 0", ("fetch_seconds: 0.0 is not a span of time",)),
            ("fetch_seconds = nan", ("fetch_seconds: nan is not a span of time",)),
            ("job_seconds = -5", ("job_seconds: -5.0 is not a span of time",)),
            ("job_seconds = inf", ("job_seconds: inf is not a span of time",)),
            ("now = 'soon'", ("FXTRACKER_NOW: 'soon' is not a date or an instant",)),
        ],
    )
    def test_a_wrong_setting_is_named(self, home: Path, text: str, words: tuple[str, ...]) -> None:
        (home / "fxtracker.toml").write_text(text)
        with pytest.raises(ConfigError) as told:
            self.load(home).clock()

        assert "\n" not in str(told.value)
        for word in words:
            assert word in str(told.value)

    def test_a_file_that_is_no_text_is_named(self, home: Path) -> None:
        (home / "fxtracker.toml").write_bytes(b"\xff\xfe")
        with pytest.raises(ConfigError, match=r"fxtracker\.toml"):
            self.load(home)

    def test_secrets_that_are_not_there_are_named(self, home: Path) -> None:
        with pytest.raises(ConfigError, match="secrets: there is no file /no/such"):
            self.load(home, SECRETS="/no/such.toml")

    @pytest.mark.parametrize(
        ("url", "shown_as"),
        [
            ("postgresql://desk:hush@db:5432/naira", "postgresql://***@db:5432/naira"),
            ("postgresql+psycopg://desk:h@sh@db/naira", "postgresql+psycopg://***@db/naira"),
            ("postgresql://db/naira?user=desk&password=hush", "***"),
            ("sqlite:////srv/naira.db", "sqlite:////srv/naira.db"),
        ],
    )
    def test_a_password_is_masked_and_a_file_shown(self, home: Path, url: str, shown_as: str) -> None:
        row = next(row for row in self.load(home, DATABASE_URL=url).described() if row["name"] == "database_url")

        assert (row["value"], row["origin"]) == (shown_as, "environment")

    def test_every_setting_says_what_it_is(self, home: Path) -> None:
        assert all(row["help"] for row in self.load(home).described())

    def test_an_empty_variable_is_none(self, home: Path) -> None:
        assert self.load(home, PORT="", MIRROR="").port == 8000


class TestPrinted:
    @pytest.mark.parametrize(
        ("value", "market", "prose"),
        [
            ("1359.505", Market.OFFICIAL, "1359.51"), ("1359.504", Market.OFFICIAL, "1359.50"), ("1371.8079", Market.OFFICIAL, "1371.81"),
            ("1340.0000", Market.OFFICIAL, "1340"), ("1394.5", Market.PARALLEL, "1395"), ("1394.4999", Market.PARALLEL, "1394"),
            ("99.995", Market.PARALLEL, "100"), ("2.42", Market.PARALLEL, "2.42"), ("-0.005", Market.PARALLEL, "-0.01"),
        ],
    )  # fmt: skip
    def test_prose_rounds_once_and_half_up(self, value: str, market: Market, prose: str) -> None:
        assert str(printed(Decimal(value), market)) == prose

    @given(st.decimals("0.0001", "99999999", places=4), st.sampled_from(Market))
    def test_it_is_never_further_off_than_half_of_what_it_prints(self, value: Decimal, market: Market) -> None:
        unit = Decimal(1) if market is not Market.OFFICIAL and value >= 100 else Decimal("0.01")

        assert abs(printed(value, market) - value) <= unit / 2
        assert printed(printed(value, market), market) == printed(value, market)


_DRAWN = re.compile(r"(?m)^([ │├└─]*)(\w+) +exit (\d) +(\d{3})\b")


class TestErrors:
    def test_the_tree_in_its_docstring_is_the_tree(self) -> None:
        drawn = {name: (int(code), int(status)) for _, name, code, status in _DRAWN.findall(inspect.getdoc(errors) or "")}
        classes = {name: kind for name in errors.__all__ if isinstance(kind := getattr(errors, name), type)}

        assert drawn == {name: (kind.exit_code, kind.status) for name, kind in classes.items()}

    def test_each_hangs_where_it_is_drawn(self) -> None:
        above = ["Exception"]
        for branch, name, _, _ in _DRAWN.findall(inspect.getdoc(errors) or ""):
            depth = len(branch) // 4 - 1
            above[depth + 1 :] = [name]
            assert getattr(errors, name).__base__.__name__ == above[depth]

    @given(st.text(max_size=300))
    def test_what_was_given_is_shown_on_one_short_line(self, text: str) -> None:
        assert len(shown(text).splitlines()) == 1
        assert len(shown(text)) <= 1000
        if len(text) <= 80:
            assert ast.literal_eval(shown(text)) == text


def modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(fxtracker.__path__, "fxtracker."):
        if "migrations" not in found.name and not found.name.endswith("__main__"):
            yield found.name


@pytest.mark.parametrize("name", list(modules()))
def test_what_a_module_offers_is_sorted_and_there(name: str) -> None:
    module = importlib.import_module(name)
    offered = list(getattr(module, "__all__", ()))

    assert offered == sorted(set(offered), key=_order)
    assert [one for one in offered if not hasattr(module, one)] == []
    used = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body
    own = [node.name for node in used if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert not own or offered, f"{name} offers nothing"


def _order(name: str) -> tuple[int, str]:
    """Constants first, then classes, then functions, as ruff sorts them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
