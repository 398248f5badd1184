"""Days of the desk to write about.

The official rows are the Central Bank's own NFEM rows (weighted average, simple average, high, low, close) of those sessions; parallel
prices and other currencies are made up for the cases, in the shape that the desk has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from fxtracker.analysis.day import DayInputs, build
from fxtracker.facts import Day, Edition
from fxtracker.lagos import Calendar, at_wat
from fxtracker.rates import (
    Fixing,
    FixingKind,
    Grade,
    Input,
    Market,
    Measure,
    Observation,
    Pair,
    Quote,
    Segment,
    Sighting,
    Status,
    Timing,
)

D = Decimal
USD = Pair("USD")
WEDNESDAY = date(2026, 2, 25)

NFEM: Mapping[str, str] = {
    "2025-02-25": "1495.9100 1501.9500 1505.0000 1495.0000 1501.5000",
    "2026-01-23": "1421.6265 1421.7565 1423.5000 1420.0000 1421.9000",
    "2026-01-26": "1418.9522 1418.6025 1422.5000 1415.1000 1416.5000",
    "2026-02-17": "1335.9580 1334.6334 1344.0000 1318.0000 1337.0000",
    "2026-02-18": "1338.1066 1337.1657 1340.0000 1328.0000 1340.0000",
    "2026-02-19": "1341.3509 1339.5458 1350.0000 1332.2500 1346.0000",
    "2026-02-20": "1346.3234 1346.0829 1349.2500 1343.0000 1348.0000",
    "2026-02-23": "1349.2352 1349.2371 1354.5000 1343.0000 1353.5000",
    "2026-02-24": "1355.3745 1356.4223 1362.0000 1351.5000 1359.0000",
    "2026-02-25": "1356.1141 1356.9775 1361.5000 1353.0000 1359.5000",
    "2026-02-26": "1359.8181 1359.8007 1362.9000 1356.5000 1361.5000",
    "2026-02-27": "1363.3954 1364.7455 1369.0000 1345.0000 1368.5000",
    "2026-04-01": "1378.7011 1378.4936 1384.5000 1372.0000 1376.0000",
    "2026-04-02": "1380.7942 1380.9818 1385.0000 1373.0000 1382.7500",
}
MEASURES = (Measure.WEIGHTED_AVERAGE, Measure.SIMPLE_AVERAGE, Measure.HIGH, Measure.LOW, Measure.CLOSE)
NAMES = {
    "cbn": "Central Bank of Nigeria",
    "cbn-nfem": "Central Bank of Nigeria",
    "nairatoday": "NairaToday",
    "ngnrates": "NgnRates",
    "quidax": "Quidax",
    "luno": "Luno",
}


@dataclass
class Street:
    """One day of the parallel market."""

    bid: str = ""
    ask: str = ""
    mid: str = ""
    grade: Grade = Grade.B
    status: Status = Status.OK
    groups: int = 4
    low: str = ""
    high: str = ""

    def fixing(self, session: date, made_at: datetime | None = None) -> Fixing:
        value = D(self.mid) if self.mid else (D(self.bid) + D(self.ask)) / 2
        return Fixing(
            Market.PARALLEL,
            USD,
            Measure.QUOTE,
            FixingKind.SESSION,
            session,
            min(at_wat(session, time(16, 0)), made_at - timedelta(minutes=5)) if made_at else at_wat(session, time(16, 0)),
            value,
            self.grade,
            self.status,
            D(self.bid) if self.bid else None,
            D(self.ask) if self.ask else None,
            D(self.low) if self.low else value - 4,
            D(self.high) if self.high else value + 5,
            self.groups,
            inputs=tuple(Input(n, name, name, "street", D(1), value) for n, name in enumerate(("nairatoday", "ngnrates", "quidax"), 1)),
            notes=("provisional",) if self.status is Status.PROVISIONAL else (),
        )


STREET: Mapping[str, Street] = {
    "2026-01-23": Street("1470", "1480"),
    "2026-02-18": Street("1375", "1385"),
    "2026-02-23": Street("1382", "1392"),
    "2026-02-24": Street("1385", "1395"),
    "2026-02-25": Street("1380", "1390"),
}


@dataclass
class Case:
    """What a made day differs in from the plain one."""

    date: date = WEDNESDAY
    at: str = "20:05"
    edition: Edition = Edition.CLOSING
    nfem: Mapping[str, str] = field(default_factory=lambda: dict(NFEM))
    street: Mapping[str, Street] = field(default_factory=lambda: dict(STREET))
    until: date | None = None
    """The last official session that had been published."""
    central: Mapping[str, str] = field(default_factory=dict)
    status: Status = Status.OK
    others: bool = True
    quotes: bool = True
    calendar: Calendar = field(default_factory=Calendar)

    def made(self) -> Day:
        hour, minute = map(int, self.at.split(":"))
        until = self.until or self.date
        made_at = at_wat(self.date, time(hour, minute))
        street = [
            case.fixing(date.fromisoformat(day), made_at) for day, case in sorted(self.street.items()) if day <= self.date.isoformat()
        ]
        return build(
            DayInputs(
                date=self.date,
                pair=USD,
                made_at=made_at,
                edition=self.edition,
                calendar=self.calendar,
                official=tuple(self._official(until)),
                parallel=street,
                others=_others(self.date) if self.others else {},
                quotes=_quotes(street[-1], made_at) if self.quotes and street else (),
                source_names=NAMES,
            )
        )

    def _official(self, until: date) -> Iterable[Fixing]:
        for day, row in sorted(self.nfem.items()):
            session = date.fromisoformat(day)
            if session <= until:
                for measure, figure in zip(MEASURES, row.split(), strict=True):
                    status = self.status if session == until else Status.OK
                    yield official_fixing(measure, session, figure, "cbn-nfem", status=status)
        for day, figure in sorted(self.central.items()):
            if date.fromisoformat(day) <= until:
                yield official_fixing(Measure.CENTRAL, date.fromisoformat(day), figure, "cbn")


def official_fixing(
    measure: Measure, session: date, figure: str, source: str, pair: Pair = USD, grade: Grade = Grade.A, status: Status = Status.OK
) -> Fixing:
    return Fixing(
        Market.OFFICIAL,
        pair,
        measure,
        FixingKind.SESSION,
        session,
        at_wat(session, time(17, 0)),
        D(figure),
        grade,
        status,
        inputs=(Input(1, source, source, None, D(1), D(figure)),),
    )


def _others(day: date) -> dict[str, tuple[Fixing | None, Fixing | None]]:
    session = day - timedelta(days=1)
    pound = Street("1850", "1875").fixing(session)
    street = Fixing(**{**{name: getattr(pound, name) for name in pound.__dataclass_fields__}, "pair": Pair("GBP")})
    return {
        "GBP": (official_fixing(Measure.CENTRAL, session, "1829.2410", "cbn", Pair("GBP")), street),
        "EUR": (official_fixing(Measure.CENTRAL, session, "1598.5869", "cbn", Pair("EUR")), None),
        "XOF": (official_fixing(Measure.CENTRAL, session, "2.4400", "cbn", Pair("XOF")), None),
    }


def _quotes(street: Fixing, made_at: datetime) -> list[Sighting]:
    found = []
    for n, (name, bid, ask) in enumerate((("nairatoday", "1380", "1390"), ("ngnrates", "1378", "1391")), 1):
        seen = min(at_wat(street.session, time(15, 30)), made_at - timedelta(minutes=10))
        observation = Observation(
            name,
            Market.PARALLEL,
            Segment.STREET,
            Measure.QUOTE,
            None,
            USD,
            Quote(D(bid), D(ask)),
            street.session,
            seen,
            seen,
            Timing.SEEN,
            id=n,
        )
        found.append(Sighting(observation, seen))
    return found


def close_of(figure: str, previous: str = "1359.0000", street: Mapping[str, Street] | None = None) -> Case:
    """A Wednesday with a made-up close, its row around it."""
    value = D(figure)
    row = f"{value - D('0.4')} {value - D('0.2')} {value + 3} {value - 4} {figure}"
    rows = {**NFEM, "2026-02-24": f"{previous} {previous} {D(previous) + 2} {D(previous) - 2} {previous}", "2026-02-25": row}
    return Case(nfem=rows, street=STREET if street is None else street)


def cases() -> dict[str, Case]:
    """Every day that the tests write about, by name."""
    saturday, good_friday = date(2026, 2, 28), date(2026, 4, 3)
    weekend_street = {**STREET, "2026-02-27": Street("1388", "1400"), "2026-02-28": Street("1390", "1402")}
    easter_street = {"2026-04-02": Street("1395", "1405"), "2026-04-03": Street("1396", "1406")}

    def street(today: Street) -> dict[str, Street]:
        return {**STREET, "2026-02-25": today}

    without_today = {day: one for day, one in STREET.items() if day != "2026-02-25"}
    central = {"2024-03-28": "1330.2600", "2024-03-27": "1300.4330", "2024-03-20": "1460.1250"}
    return {
        "plain": Case(),
        "rise": close_of("1344.2500"),
        "fall": close_of("1372.7500"),
        "slight": close_of("1361.5000"),
        "sharp": close_of("1340.0000"),
        "unchanged": close_of("1359.0000", street=street(Street("1385", "1395"))),
        "jump": close_of("1690.0000", street=street(Street("1700", "1720"))),
        "weekend": Case(date=saturday, at="13:00", edition=Edition.MIDDAY, street=weekend_street),
        "weekend_stale": Case(date=saturday, at="13:00", edition=Edition.MIDDAY),
        "good_friday": Case(date=good_friday, at="13:00", edition=Edition.MIDDAY, street=easter_street),
        "morning": Case(
            at="09:00",
            edition=Edition.MORNING,
            until=date(2026, 2, 24),
            street=street(Street("1384", "1394", status=Status.PROVISIONAL)),
        ),
        "midday": Case(at="13:00", edition=Edition.MIDDAY, until=date(2026, 2, 24)),
        "unpublished": Case(at="20:00", until=date(2026, 2, 24)),
        "official_missing": Case(until=date(2026, 2, 19)),
        "parallel_missing": Case(street={}),
        "parallel_carried": Case(street=without_today),
        "both_carried": Case(at="09:00", edition=Edition.MORNING, until=date(2026, 2, 24), street=without_today),
        "split": Case(street=street(Street("1380", "1390", grade=Grade.D, status=Status.SPLIT))),
        "unconfirmed": Case(street=street(Street("1580", "1590", grade=Grade.D, status=Status.UNCONFIRMED))),
        "below": Case(street=street(Street("1340", "1350"))),
        "inside": Case(street=street(Street("1354", "1364"))),
        "level": Case(street=street(Street("1355", "1360.2"))),
        "mid_only": Case(street={day: Street(mid=str((D(one.bid) + D(one.ask)) / 2)) for day, one in STREET.items()}),
        "indicative": Case(street=street(Street("1380", "1390", grade=Grade.C, groups=2))),
        "dispersed": Case(street=street(Street("1380", "1390", grade=Grade.C, groups=3, status=Status.DISPERSED))),
        "outside_range": Case(
            status=Status.OUTSIDE_RANGE,
            nfem={**NFEM, "2026-02-25": "1356.1141 1356.9775 1358.5000 1353.0000 1359.5000"},
        ),
        "central_2024": Case(
            date=date(2024, 3, 28),
            nfem={},
            central=central,
            street={"2024-03-27": Street("1330", "1345"), "2024-03-28": Street("1280", "1300")},
            others=False,
            quotes=False,
        ),
        "central_stands_in": Case(
            nfem={day: row for day, row in NFEM.items() if day < "2026-02-25"},
            central={"2026-02-24": "1354.8745", "2026-02-25": "1355.6141"},
        ),
        "official_alone": Case(street={}, others=False, quotes=False, nfem={"2026-02-25": NFEM["2026-02-25"]}),
    }
