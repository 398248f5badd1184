"""The Central Bank's real rows, where the folder of real data lies beside the checkout."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from fxtracker.lagos import dated_instant
from fxtracker.rates import Market, Measure, Observation, Pair, Quote, Timing

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
EXPORT = DATA / "cbn-exchange-rates" / "export.csv"
NFEM = DATA / "cbn-nfem" / "nfem.csv"
LEARNT = datetime(2026, 6, 1, 12, tzinfo=UTC)

LABELS = {
    "US DOLLAR": "USD",
    "POUNDS STERLING": "GBP",
    "POUND STERLING": "GBP",
    "EURO": "EUR",
    "SWISS FRANC": "CHF",
    "YEN": "JPY",
    "JAPANESE YEN": "JPY",
    "CFA": "XOF",
    "WAUA": "WAUA",
    "YUAN/RENMINBI": "CNY",
    "RIYAL": "SAR",
    "SOUTH AFRICAN RAND": "ZAR",
    "SDR": "XDR",
    "DANISH KRONA": "DKK",
    "DANISH KRONER": "DKK",
    "UAE DIRHAM": "AED",
}


def observed(source: str, measure: Measure, pair: Pair, session: date, quote: Quote, number: int) -> Observation:
    return Observation(
        source,
        Market.OFFICIAL,
        None,
        measure,
        None,
        pair,
        quote,
        session,
        dated_instant(session, LEARNT),
        LEARNT,
        Timing.DATED,
        None,
        number,
    )


def table_rows() -> list[Observation]:
    """The rate table from 2001 to February 2024; the upper row of the export is the later one."""
    rows: list[Observation] = []
    with EXPORT.open(newline="") as file:
        lines = list(csv.reader(file))[1:]
    for number, line in enumerate(reversed(lines), 1):
        code = LABELS.get(line[1].strip())
        if code is None:
            continue
        month, day, year = (int(part) for part in line[0].split("/"))
        bid, mid, ask = (Decimal(part) if part.strip() else None for part in line[4:7])
        rows.append(observed("cbn", Measure.CENTRAL, Pair(code), date(year, month, day), Quote(bid, ask, mid), number))
    return rows


def nfem_rows() -> list[Observation]:
    """The daily row of the official market from December 2024."""
    rows: list[Observation] = []
    columns = {
        "close": Measure.CLOSE,
        "high": Measure.HIGH,
        "low": Measure.LOW,
        "weighted_avg": Measure.WEIGHTED_AVERAGE,
        "simple_avg": Measure.SIMPLE_AVERAGE,
    }
    with NFEM.open(newline="") as file:
        for line in csv.DictReader(file):
            for column, measure in columns.items():
                if line[column]:
                    session = date.fromisoformat(line["date"])
                    rows.append(observed("cbn-nfem", measure, Pair("USD"), session, Quote(mid=Decimal(line[column])), 100_000 + len(rows)))
    return rows
