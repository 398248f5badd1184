"""Job files, and when they fire."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxtracker.errors import ConfigError
from fxtracker.jobs import VERBS, Job, describe, due, load_jobs, next_time, previous_time
from fxtracker.lagos import WAT
from fxtracker.settings import shipped

INSTANTS = st.datetimes(datetime(2001, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
ZONES = st.sampled_from(["Africa/Lagos", "UTC", "Europe/London", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"])
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MINUTES = st.builds(lambda count: timedelta(minutes=count), st.integers(1, 1440))


@st.composite
def any_job(draw: st.DrawFn) -> Job:
    first, last = sorted((draw(TIMES), draw(TIMES)))
    repeats = draw(st.booleans())
    return Job(
        id="any",
        verb="fetch",
        at=None if repeats else draw(TIMES),
        every=draw(MINUTES) if repeats else None,
        first=first,
        last=last,
        days=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        zone=ZoneInfo(draw(ZONES)),
        offset=timedelta(seconds=draw(st.integers(0, 86_399))),
        misfire=timedelta(seconds=draw(st.integers(1, 86_400))),
        catch_up=draw(st.sampled_from(["once", "skip"])),
    )


def lay(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Job:
    lay(folder, "official", text)
    return load_jobs([folder])["official"]


class TestTimes:
    @given(any_job(), INSTANTS)
    def test_the_next_firing_is_the_first_after_and_the_previous_the_last_before(self, job: Job, now: datetime) -> None:
        after, before = next_time(job, now), previous_time(job, now)

        assert before <= now < after
        # Nothing lies between them, so that no firing is lost and none is told twice.
        assert next_time(job, before) == after
        assert previous_time(job, after) == after
        assert previous_time(job, after - timedelta(microseconds=1)) == before

    @given(any_job(), INSTANTS)
    def test_a_firing_falls_on_a_named_day_within_its_window(self, job: Job, now: datetime) -> None:
        local = (next_time(job, now) - job.offset).astimezone(job.zone)
        # A time that the clock skips is told by the clock before the turn.
        skipped = local.utcoffset() != (local - timedelta(hours=3)).astimezone(UTC).astimezone(job.zone).utcoffset()

        if not skipped:
            assert local.weekday() in job.days
            if job.at is not None:
                assert local.time() == job.at
            else:
                assert job.first <= local.time() <= job.last

    @given(any_job(), INSTANTS, st.timedeltas(timedelta(0), timedelta(days=30)))
    def test_times_never_run_backwards(self, job: Job, now: datetime, step: timedelta) -> None:
        assert next_time(job, now) <= next_time(job, now + step)
        assert previous_time(job, now) <= previous_time(job, now + step)

    @given(any_job(), INSTANTS, INSTANTS)
    def test_what_was_run_is_not_due_again_until_the_next_firing(self, job: Job, now: datetime, last: datetime) -> None:
        firing = due(job, None, now)

        if firing is None:
            assert job.catch_up == "skip"
            assert now - previous_time(job, now) > job.misfire
        else:
            assert firing == previous_time(job, now)
            assert due(job, firing, now) is None
            assert due(job, firing, next_time(job, now)) == next_time(job, now)
            assert due(job, last, now) == (firing if last < firing else None)

    def test_the_times_of_a_job_in_lagos_are_an_hour_before_in_utc(self) -> None:
        job = Job("official", "fetch", at=time(17, 30), days=frozenset(range(5)))
        friday = datetime(2026, 2, 27, 16, 30, tzinfo=UTC)

        assert next_time(job, datetime(2026, 2, 27, tzinfo=UTC)) == friday
        assert next_time(job, friday) == datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
        assert previous_time(job, datetime(2026, 3, 1, 12, tzinfo=UTC)) == friday

    def test_the_first_minutes_of_a_day_in_lagos_lie_in_the_day_before_in_utc(self) -> None:
        job = Job("tidy", "tidy", at=time(0, 10), days=frozenset({0}))

        assert next_time(job, datetime(2026, 2, 20, tzinfo=UTC)) == datetime(2026, 2, 22, 23, 10, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 3, 28), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
            # 01:30 does not exist on the day on which London's clocks go forward ...
            (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
            (date(2026, 3, 30), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
            # ... and comes twice on the day on which they go back.
            (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            (date(2026, 10, 26), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
        ],
    )
    def test_a_zone_that_turns_its_clocks_fires_once_a_day(self, day: date, expected: datetime) -> None:
        job = Job("london", "fetch", at=time(1, 30), zone=ZoneInfo("Europe/London"))

        assert next_time(job, datetime.combine(day, time(0), UTC) - timedelta(minutes=1)) == expected

    def test_a_job_that_is_switched_off_is_never_due(self) -> None:
        assert due(Job("off", "fetch", at=time(9), enabled=False), None, datetime(2026, 2, 25, 8, tzinfo=UTC)) is None


class TestFiles:
    def test_a_file_says_everything(self, tmp_path: Path) -> None:
        job = read(
            tmp_path,
            'about = "x"\nverb = "fetch"\narguments = ["cbn"]\nevery = "1h30m"\nfrom = "08:00"\nto = "20:00"\n'
            'days = ["Mon", "thursday", "sat-sun"]\n'
            'zone = "Europe/London"\noffset = "40s"\nmisfire = "20m"\ncatch_up = "skip"\ntime_limit = "90s"\n',
        )

        assert job == Job(
            id="official",
            verb="fetch",
            arguments=("cbn",),
            every=timedelta(minutes=90),
            first=time(8),
            last=time(20),
            days=frozenset({0, 3, 5, 6}),
            zone=ZoneInfo("Europe/London"),
            offset=timedelta(seconds=40),
            misfire=timedelta(minutes=20),
            catch_up="skip",
            time_limit=timedelta(seconds=90),
            about="x",
        )
        assert job.argv == ("fetch", "cbn")
        assert describe(job) == "every 1h30m from 08:00 to 20:00 plus 40s, mon, thu, sat, sun, Europe/London"

    def test_what_a_file_leaves_out(self, tmp_path: Path) -> None:
        job = read(tmp_path, 'verb = "tidy"\nat = "17:30"')

        assert job == Job(id="official", verb="tidy", at=time(17, 30))
        assert describe(job) == "at 17:30, every day, Africa/Lagos"
        assert read(tmp_path, 'verb = "tidy"\nevery = "15m"').misfire == timedelta(minutes=7, seconds=30)
        assert load_jobs([tmp_path], timedelta(seconds=5))["official"].time_limit == timedelta(seconds=5)

    def test_a_file_of_the_home_replaces_one_of_the_same_name(self, tmp_path: Path) -> None:
        lay(tmp_path / "shipped", "official", 'verb = "fetch"\nat = "17:30"')
        lay(tmp_path / "shipped", "parallel", 'verb = "fetch"\nevery = "15m"')
        lay(tmp_path / "home", "official", 'verb = "fetch"\nat = "18:00"\nenabled = false')
        jobs = load_jobs([tmp_path / "shipped", tmp_path / "home", tmp_path / "nowhere"])

        assert list(jobs) == ["official", "parallel"]
        assert (jobs["official"].at, jobs["official"].enabled) == (time(18), False)

    def test_weekdays_wrap_round_the_week(self, tmp_path: Path) -> None:
        assert read(tmp_path, 'verb = "fetch"\nat = "09:00"\ndays = "fri-mon"').days == {4, 5, 6, 0}

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('verb = "fetch"\nat = "9:00"', "at: '9:00' is wrong; write a time of day such as \"17:30\""),
            ('verb = "fetch"\nat = "24:00"', "at: '24:00' is wrong"),
            ('verb = "fetch"\nat = 17:30:00', "at: datetime.time(17, 30) is wrong; write a time of day"),
            ('verb = "fetch"\nevery = "15"', "every: '15' is wrong; write a length of time such as"),
            ('verb = "fetch"\nevery = ""', "every: '' is wrong"),
            ('verb = "fetch"\nevery = "0m"', "every: '0m' is wrong"),
            ('verb = "fetch"\nevery = "30s"', "from 0:01:00 to 1 day"),
            ('verb = "fetch"\nevery = 15', "every: 15 is wrong"),
            ('verb = "fetch"\nevery = "25h"', "every: '25h' is wrong"),
            ('verb = "fetch"', 'write either at = "17:30" or every = "15m", and not both'),
            ('verb = "fetch"\nat = "17:30"\nevery = "15m"', "and not both"),
            ('verb = "fetch"\nat = "17:30"\nfrom = "08:00"', "from and to go with every"),
            ('verb = "fetch"\nevery = "15m"\nfrom = "20:00"\nto = "08:00"', "to: '08:00' is wrong; write a time of the same day"),
            ('verb = "fetch"\nat = "17:30"\ndays = "1-5"', "days: '1-5' is wrong; write names of days such as"),
            ('verb = "fetch"\nat = "17:30"\ndays = [1, 2]', "days: [1, 2] is wrong"),
            ('verb = "fetch"\nat = "17:30"\ndays = ["mon", "funday"]', "days: ['mon', 'funday'] is wrong"),
            ('verb = "fetch"\nat = "17:30"\ndays = []', "days: [] is wrong"),
            ('verb = "serve"\nat = "17:30"', "verb: 'serve' is wrong; write one of article,"),
            ('at = "17:30"', "verb: None is wrong"),
            ('verb = "fetch"\nat = "17:30"\narguments = "cbn"', "arguments: 'cbn' is wrong; write a list of texts"),
            ('verb = "fetch"\nat = "17:30"\nzone = "Lagos"', "zone: 'Lagos' is no time zone; write a name such as Africa/Lagos"),
            ('verb = "fetch"\nat = "17:30"\nzone = "../../etc/passwd"', "is no time zone"),
            ('verb = "fetch"\nat = "17:30"\nzone = 1', "zone: 1 is no time zone"),
            ('verb = "fetch"\nat = "17:30"\noffset = "24h"', "offset: '24h' is wrong"),
            ('verb = "fetch"\nat = "17:30"\ncatch_up = "all"', "catch_up: 'all' is wrong; write one of once, skip"),
            ('verb = "fetch"\nat = "17:30"\ntime_limit = "0s"', "time_limit: '0s' is wrong"),
            ('verb = "fetch"\nat = "17:30"\nenabled = "yes"', "enabled: 'yes' is wrong; write true or false"),
            ('verb = "fetch"\nat = "17:30"\nabout = 1', "about: 1 is wrong; write a text"),
            ('verb = "fetch"\nat = "17:30"\ncron = "* * * * *"', "key: 'cron' is wrong; write one of about,"),
            ("verb = fetch", "Invalid value"),
        ],
    )
    def test_whatever_is_wrong_is_named_with_what_would_be_right(self, tmp_path: Path, text: str, told: str) -> None:
        with pytest.raises(ConfigError) as caught:
            read(tmp_path, text)

        assert str(caught.value).startswith(str(tmp_path / "official.toml"))
        assert told in str(caught.value)

    @pytest.mark.parametrize("name", ["Official", "a b", "ä", "x" * 65])
    def test_a_name_that_is_no_id_is_refused(self, tmp_path: Path, name: str) -> None:
        lay(tmp_path, name, 'verb = "fetch"\nat = "17:30"')

        with pytest.raises(ConfigError, match="name of the file"):
            load_jobs([tmp_path])


class TestShipped:
    def test_every_verb_is_a_command(self) -> None:
        from fxtracker.cli import COMMANDS

        assert set(COMMANDS) >= VERBS

    def test_every_file_states_what_becomes_of_a_late_firing(self) -> None:
        for path in shipped("jobs").glob("*.toml"):
            stated = path.read_text(encoding="utf-8")
            assert all(f"\n{key} = " in stated for key in ("misfire", "catch_up", "time_limit", "zone", "days")), path.name

    def test_the_weeks_plan(self) -> None:
        """Monday 23 February to Sunday 1 March 2026, in Lagos: the first and last firing of each day and how many there are."""
        jobs = load_jobs([shipped("jobs")])
        start = datetime(2026, 2, 23, tzinfo=WAT)
        plan: dict[str, dict[str, list[str]]] = {}
        for job in jobs.values():
            firing = next_time(job, start - timedelta(microseconds=1))
            while firing < start + timedelta(days=7):
                local = firing.astimezone(WAT)
                plan.setdefault(f"{local:%a}", {}).setdefault(job.id, []).append(f"{local:%H:%M}")
                firing = next_time(job, firing)
        lines = [
            f"{day} {job} {times[0]}-{times[-1]} x{len(times)}" if len(times) > 1 else f"{day} {job} {times[0]}"
            for day, of_day in plan.items()
            for job, times in sorted(of_day.items(), key=lambda item: item[1][0])
        ]
        print("\n".join(lines))

        of_every_day = [
            "parallel 00:09-23:54 x96",
            "midmarket 01:20-19:20 x4",
            "housekeeping 03:40",
            "recheck 05:20",
            "morning 09:00",
            "midday 13:00",
            "closing 15:00-21:00 x25",
        ]
        of_a_session = [*of_every_day[:6], "official 13:25-20:55 x16", of_every_day[6]]
        expected = [(day, of_a_session) for day in ("Mon", "Tue", "Wed", "Thu", "Fri")] + [(day, of_every_day) for day in ("Sat", "Sun")]
        assert lines == [f"{day} {line}" for day, of_day in expected for line in of_day]
