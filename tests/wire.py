"""The internet on loopback: a server that answers /HOST/PATH?Q as the real sources do, and fails as they do.

    with Wire() as wire:
        settings = Settings(home=..., mirror=wire.url)        # or FXTRACKER_MIRROR
        wire.fail("quidax", "firewall")                       # a source id or a host; "500", "empty", "cut", "silent", "slow:2" ...
        wire.put("https://nairatoday.com/", nairatoday([("US Dollar (USD)", "1,388", "1,400")]))

        wire.put(BYBIT_URL + "#ask", bybit("ask", [...]))     # what is asked by POST is known by the side that its body names

The answers are hand-written in the shapes of real ones. Their figures are real where SOURCES gives them: Quidax, NairaToday and NgnRates of
12 June 2026, Luno of 13 June, the Central Bank's rates of 20 and 21 May and its weighted averages of 10 and 11 June 2026, its NFEM rows of
16 to 19 February and 28 to 30 April 2026, currency-api's dollar, euro and pound of 4 June 2026 (CC0). The close, high, low and simple
average of the two June sessions, er-api's June figure and the other currencies of currency-api are made up to fit. `shapes` has the
answers of the other sources.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from shapes import (
    ABOKIFOREX,
    abokiforex,
    abokifx,
    at_seconds,
    bitget,
    bybit,
    frankfurter,
    monierate,
    nala,
    noblocks,
    openexchangerates,
    remitano,
    talentbase,
    wise,
    yahoo,
)

__all__ = [
    "CBN",
    "NFEM",
    "Wire",
    "cbn_rows",
    "central",
    "currency_api",
    "er_api",
    "full_cbn",
    "luno",
    "nairatoday",
    "nfem_rows",
    "ngnrates",
    "quidax",
]

CBN_URL = "https://www.cbn.gov.ng/api/GetAllExchangeRates"
NFEM_URL = "https://www.cbn.gov.ng/api/GetAllNFEM_Rates"
NFEM_SHORT_URL = "https://www.cbn.gov.ng/api/GetAllNFEM_RatesGRAPH"
ER_URL = "https://open.er-api.com/v6/latest/USD"
QUIDAX_URL = "https://app.quidax.io/api/v1/markets/tickers/usdtngn"
QUIDAX_SECOND_URL = "https://www.quidax.com/api/v1/markets/tickers/usdtngn"
LUNO_URL = "https://api.luno.com/api/1/ticker?pair=USDTNGN"
NAIRATODAY_URL = "https://nairatoday.com/"
NGNRATES_URL = "https://www.ngnrates.com/"
ABOKIFOREX_URL = "https://abokiforex.app/{}-to-naira-black-market"
TALENTBASE_URL = "https://talentbase.ng/"
ABOKIFX_URL = "https://abokifx.com/"
FRANKFURTER_URL = "https://api.frankfurter.dev/v2/rates?base={}&quotes=NGN&providers=CBN"
WISE_URL = "https://wise.com/rates/live?source={}&target=NGN"
YAHOO_URL = "https://query1.finance.yahoo.com/v8/finance/chart/USDNGN=X?range=1d&interval=1m"
OXR_URL = "https://openexchangerates.org/api/latest.json?app_id={key}"
MONIERATE_URL = "https://api.monierate.com/core/rates/platforms.json?ticker={}ngn"
NALA_URL = "https://partners-api.prod.nala-api.com/v1/fx/rates"
REMITANO_URL = "https://api.remitano.com/api/v1/rates/ads"
NOBLOCKS_URL = "https://api.rates.noblocks.xyz/rates/usdt/ngn"
BYBIT_URL = "https://api2.bybit.com/fiat/otc/item/online"
BITGET_URL = "https://www.bitget.com/v1/p2p/pub/adv/queryAdvList"

SOURCES: dict[str, str] = {
    "cbn": r"www\.cbn\.gov\.ng/api/GetAllExchangeRates.*",
    "cbn-nfem": r"www\.cbn\.gov\.ng/api/GetAllNFEM.*",
    "currency-api": r"cdn\.jsdelivr\.net/.*|[^/]*\.currency-api\.pages\.dev/.*",
    "er-api": r"open\.er-api\.com/.*",
    "quidax": r"(app\.quidax\.io|www\.quidax\.com)/.*",
    "luno": r"api\.luno\.com/.*",
    "nairatoday": r"nairatoday\.com/.*",
    "ngnrates": r"www\.ngnrates\.com/.*",
    "abokiforex": r"abokiforex\.app/.*",
    "talentbase": r"talentbase\.ng/.*",
    "frankfurter": r"api\.frankfurter\.dev/.*",
    "wise": r"wise\.com/.*",
    "remitano": r"api\.remitano\.com/.*",
    "noblocks": r"api\.rates\.noblocks\.xyz/.*",
}
"""What is asked of each source that is on, as a pattern of host and path."""

OFF: dict[str, str] = {
    "abokifx": r"abokifx\.com/.*",
    "yahoo": r"query1\.finance\.yahoo\.com/.*",
    "openexchangerates": r"openexchangerates\.org/.*",
    "monierate": r"api\.monierate\.com/.*",
    "nala": r"partners-api\.prod\.nala-api\.com/.*",
    "bybit-p2p": r"api2\.bybit\.com/.*",
    "bitget-p2p": r"www\.bitget\.com/.*",
}
"""The same of those that are off."""

SIDES: dict[str, dict[object, str]] = {BYBIT_URL: {"0": "bid", "1": "ask"}, BITGET_URL: {2: "bid", 1: "ask"}}
"""What `side` in the body of a question means, where one address answers both."""

# currency, session, buying, central, selling
CBN: list[tuple[str, str, str, str, str]] = [
    ("US DOLLAR", "2026-06-11", "1362.8250", "1363.3250", "1363.8250"),
    ("US DOLLAR", "2026-06-10", "1361.0500", "1361.5500", "1362.0500"),
    ("POUNDS STERLING", "2026-06-10", "1825.9900", "1826.6600", "1827.3300"),
    ("EURO", "2026-06-10", "1574.2000", "1574.7750", "1575.3500"),
    ("CFA", "2026-05-21", "2.4100", "2.4200", "2.4300"),
    ("YUAN/RENMINBI", "2026-05-21", "201.5207", "201.5942", "201.6676"),
    ("EURO", "2026-05-21", "1589.6201", "1590.1997", "1590.7793"),
    ("YEN", "2026-05-21", "8.6116", "8.6147", "8.6179"),
    ("SDR", "2026-05-21", "1883.3543", "1884.0410", "1884.7277"),
    ("POUNDS STERLING", "2026-05-21", "1838.9239", "1839.5944", "1840.2649"),
    ("US DOLLAR", "2026-05-21", "1371.3079", "1371.8079", "1372.3079"),
    ("WAUA", "2026-05-21", "1875.9762", "1876.6602", "1877.3442"),
    ("UAE DIRHAM", "2026-05-21", "373.3177", "373.4538", "373.5899"),
    ("CFA", "2026-05-20", "2.4129", "2.4229", "2.4329"),
]

# session, weighted average, simple average, high, low, close; a blank is blank
NFEM: list[tuple[str, str, str, str, str, str]] = [
    ("2026-06-11", "1363.8250", "1363.9012", "1368.0000", "1360.0000", "1364.5000"),
    ("2026-06-10", "1362.0500", "1362.1147", "1366.0000", "1358.0000", "1362.0000"),
    ("2026-04-30", "1374.9431", "1375.1925", "1378.0000", "1370.0000", "1374.0000"),
    ("2026-04-29", "1379.4605", "1378.4720", "1386.0000", "1365.0000", "1370.5000"),
    ("2026-04-28", "1380.7066", "1380.1973", "1385.0000", "1367.5000", "1383.0000"),
    ("2026-02-19", "1341.3509", "1339.5458", "1350.0000", "1332.2500", "1346.0000"),
    ("2026-02-18", "1338.1066", "1337.1657", "1340.0000", "1328.0000", "1340.0000"),
    ("2026-02-17", "1335.9580", "1334.6334", "1344.0000", "1318.0000", "1337.0000"),
    ("2026-02-16", "1347.7789", "1348.1149", "1353.0000", "1342.5000", "1344.0000"),
]

MIDMARKET: dict[str, str] = {
    "usd": "1366.87993308",
    "gbp": "1835.70331395",
    "eur": "1587.029713",
    "cad": "983.14809315",
    "chf": "1728.68869412",
    "jpy": "8.55262121",
    "cny": "201.71988889",
    "zar": "83.67287406",
    "sar": "364.50131533",
    "aed": "372.19338442",
    "dkk": "212.34376411",
    "ghs": "115.97210573",
    "xof": "2.41941994",
    "xaf": "2.41941994",
    "xdr": "1869.46080571",
    "inr": "14.28533957",
    "aud": "974.84018512",
}

# Frankfurter's answers are the Central Bank's latest central rates; of these currencies the bank's answer above has no row.
CENTRAL = {"CHF": "1737.57", "SAR": "365.54", "ZAR": "82.92", "DKK": "212.75"}

_CODES = {
    "US DOLLAR": "USD",
    "POUNDS STERLING": "GBP",
    "EURO": "EUR",
    "CFA": "XOF",
    "YUAN/RENMINBI": "CNY",
    "YEN": "JPY",
    "SDR": "XDR",
    "UAE DIRHAM": "AED",
}

WISE = {"USD": "1366.02", "GBP": "1834.9", "EUR": "1586.4"}

_FIREWALL = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator."
    b"<br><br>Your support ID is: 7340112967430125591</body></html>"
)


def cbn_rows(rows: Iterable[Sequence[str]] = CBN, *, first_id: int = 61900, ids: bool = True) -> bytes:
    """The Central Bank's table of (currency, session, buying, central, selling), newest first, ids falling; `ids=False` leaves them out."""
    built: list[dict[str, Any]] = []
    for number, (currency, session, buying, central, selling) in enumerate(rows):
        row: dict[str, Any] = {"id": first_id - number} if ids else {}
        row |= {"currency": currency, "ratedate": session, "buyingrate": buying, "centralrate": central, "sellingrate": selling}
        built.append(row)
    return _packed(built)


def nfem_rows(rows: Iterable[Sequence[str]] = NFEM, *, first_id: int = 420) -> bytes:
    """The Central Bank's NFEM summary of (session, weighted average, simple average, high, low, close)."""
    built = []
    for number, (session, weighted, simple, high, low, close) in enumerate(rows):
        built.append(
            {
                "id": first_id - number,
                "ratedate": date.fromisoformat(session).strftime("%B-%d-%Y"),
                "weightedAvgRate": weighted,
                "simpleAvgRate": simple,
                "highestrate": high,
                "lowestrate": low,
                "closingrate": close,
                "noOfDeals_InterBank": "",
                "interBank_Total_Turnover": "",
                "nfeM_Total_Turnover": "",
                "noOfDeals": "0",
            }
        )
    return _packed(built)


def full_cbn(rows: int = 60_000, *, last: date = date(2026, 6, 11)) -> bytes:
    """A full-size answer in the real shape: thirteen currencies a weekday, back from `last`; about 8 MB at 60,000 rows."""
    bases = {
        "US DOLLAR": 136_332_50,
        "POUNDS STERLING": 182_666_00,
        "EURO": 157_477_50,
        "SWISS FRANC": 173_756_54,
        "YEN": 861_47,
        "CFA": 242_00,
        "WAUA": 187_666_02,
        "YUAN/RENMINBI": 201_594_2,
        "RIYAL": 365_542_5,
        "SOUTH AFRICAN RAND": 829_178,
        "SDR": 188_404_10,
        "DANISH KRONA": 212_746_1,
        "UAE DIRHAM": 373_453_8,
    }
    built: list[dict[str, Any]] = []
    day, number = last, 61_900
    while len(built) < rows:
        if day.weekday() < 5:
            for place, (currency, base) in enumerate(bases.items()):
                central = base + (number * 7 + place) % 997 - 498 if base > 100_000 else base + number % 7
                sides = (
                    central - 5000 if base > 10_000_000 else central - 7,
                    central,
                    central + 5000 if base > 10_000_000 else central + 7,
                )
                buying, middle, selling = (f"{side // 10_000}.{side % 10_000:04d}" for side in sides)
                row = {"id": number, "currency": currency, "ratedate": day.isoformat()}
                built.append(row | {"buyingrate": buying, "centralrate": middle, "sellingrate": selling})
                number -= 1
        day -= timedelta(days=1)
    return _packed(built[:rows])


def quidax(buy: str = "1386.0", sell: str = "1391.75", at: int = 1781228891) -> bytes:
    """Quidax's ticker; `at` counts seconds."""
    ticker = {"buy": buy, "sell": sell, "low": "1383.82", "high": "1393.44", "open": "1388.41", "last": "1390.35", "vol": "49856.84"}
    return _packed({"status": "success", "message": "Successful", "data": {"at": at, "ticker": ticker, "market": "usdtngn"}})


def luno(bid: str = "1382.7796", ask: str = "1385.6695", timestamp: int = 1781373138363, status: str = "ACTIVE") -> bytes:
    """Luno's ticker; `timestamp` counts milliseconds."""
    head = {"pair": "USDTNGN", "timestamp": timestamp, "bid": bid, "ask": ask, "last_trade": "1382.7759"}
    return _packed(head | {"rolling_24_hour_volume": "658083.12", "status": status})


def er_api(ngn: str = "1362.411936", updated: int = 1781222552) -> bytes:
    """ExchangeRate-API's answer; the naira figure is printed as it is given, since it is a bare number there."""
    head = {
        "result": "success",
        "provider": "https://www.exchangerate-api.com",
        "terms_of_use": "https://www.exchangerate-api.com/terms",
        "time_last_update_unix": updated,
        "time_eol_unix": 0,
        "base_code": "USD",
    }
    return _packed(head)[:-1] + f',"rates":{{"USD":1,"GBP":0.741207,"NGN":{ngn}}}}}'.encode()


def currency_api(code: str, day: date, ngn: str | None = None) -> bytes:
    """The file of one currency on one day, with tabs as the package has them."""
    figure = ngn or MIDMARKET[code]
    rest = f'\t"{code}": {{\n\t\t"1inch": 9.96631033,\n\t\t"ngn": {figure},\n\t\t"usd": 1\n\t}}'
    return f'{{\n\t"date": "{day.isoformat()}",\n{rest}\n}}'.encode()


def nairatoday(
    rows: Iterable[tuple[str, str, str]] = (
        ("US Dollar (USD)", "1,388", "1,400"),
        ("British Pound (GBP)", "1,840", "1,880"),
        ("Euro (EUR)", "1,590", "1,620"),
        ("Canadian Dollar (CAD)", "999", "1,007"),
    ),
    modified: str = "2026-06-12T01:42:46.589Z",
    heads: Sequence[str] = ("Currency", "Buy (₦)", "Sell (₦)", "CBN (₦)", "Change"),
) -> bytes:
    """NairaToday's home page: a table with the bank's figure in a fourth column, and the time in JSON-LD."""
    head = "".join(f'<th class="nt-th-right">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><td><span aria-hidden="true">🏳</span> {name}</td><td class="nt-td-right">{buy}</td>'
        f'<td class="nt-td-right nt-td-sell">{sell}</td><td class="nt-td-right nt-td-cbn">1,362.05</td><td>↑ 0.72%</td></tr>'
        for name, buy, sell in rows
    )
    stamp = json.dumps({"@context": "https://schema.org", "@type": "ItemList", "dateModified": modified}) if modified else "{}"
    return (
        '<!DOCTYPE html><html><head><title>Naira to Dollar today</title><script type="application/ld+json">{"@type":"WebSite"}</script>'
        f'<script type="application/ld+json">{stamp}</script></head><body><div class="page-container"><table class="nt-rates-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></body></html>"
    ).encode()


def ngnrates(
    rows: Iterable[tuple[str, str, str]] = (
        ("USD", "1,390 / 1,400", ""),
        ("EUR", "1,595 / 1,640", ""),
        ("GBP", "1,850 / 1,880", ""),
        ("CAD", "— / 1,055", ""),
        ("ZAR", "20 / 27", "Historical rate · Updated 02 Dec 2020"),
        ("XAF", "2.35 / —", ""),
        ("JPY", "", ""),
    ),
) -> bytes:
    """NgnRates' home page: a box a currency, with a black-market line (where there is one) and one of the bank."""
    boxes = []
    for code, sides, note in rows:
        street = (
            f'<div class="row ng-rate-lab"><a href="/market/exchange-rates/{code.lower()}-to-naira/black-market"><div class="ng-odd">'
            f'Black Market</div><div class="ng-odd"><span class="ng-signs">₦\n </span><span class="ng-val">{sides}</span>'
            f'<span class="ng-percent">0.0%</span></div>'
            + (f'<div class="ng-old-rate-note"><span class="ng-old-rate-status">{note}</span></div>' if note else "")
            + "</a></div>"
        )
        boxes.append(
            f'<div class="col-md-6 ng-box"><div class="row"><a href="/exchange-rates/{code.lower()}-to-naira"><span class="ng-fc">{code}'
            '</span></a></div><div class="row ng-sm-head"><div>Rates</div><div>Buy / Sell</div></div>'
            + (street if sides else "")
            + f'<div class="row ng-rate-lab"><a href="/market/exchange-rates/{code.lower()}-to-naira/cbn-central-bank-of-nigeria"><div>CBN'
            '</div><div><span class="ng-val">1,361.05 / 1,362.05</span></div></a></div></div>'
        )
    other = '<div class="ng-box"><a href="/currency-converter">Naira Currency Converter</a></div>'
    page = f"<body><h1>Nigerian Naira (NGN) Exchange Rates</h1><div>{''.join(boxes)}{other}</div></body>"
    return f"<!DOCTYPE html><html><head><title>NgnRates</title></head>{page}</html>".encode()


def _packed(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Heard:
    """A request that the server heard."""

    url: str
    headers: dict[str, str]
    at: float
    method: str = "GET"
    body: bytes = b""


@dataclass
class Wire:
    """The server; `now` moves the sources that state an instant to shortly before it, otherwise they keep their recorded times."""

    now: datetime | None = None
    etags: bool = True
    heard: list[Heard] = field(default_factory=list)
    _table: dict[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    _faults: list[tuple[re.Pattern[str], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._table.update({NFEM_SHORT_URL: nfem_rows(NFEM[:2]), CBN_URL: cbn_rows(), NFEM_URL: nfem_rows()})
        self._table.update({FRANKFURTER_URL.format(code): frankfurter(code, *row) for code, row in central().items()})
        self._table.update({NGNRATES_URL: ngnrates(), REMITANO_URL: remitano(), ABOKIFX_URL: abokifx()})
        self._table.update({f"{BYBIT_URL}#{side}": bybit(side) for side in ("bid", "ask")})
        self._table.update({f"{BITGET_URL}#{side}": bitget(side) for side in ("bid", "ask")})
        self._table.update(_recorded() if self.now is None else _shortly_before(self.now.astimezone(UTC)))

    def put(self, url: str, body: bytes | Callable[[], bytes]) -> None:
        """Answer that address with these bytes from now on."""
        self._table[url] = body

    def fail(self, name: str, how: str) -> None:
        """Make a source (by id) or a host fail from now on.

        `how`: a status ("500", "404", "429", "429:3" with Retry-After), "firewall" (a page with status 200), "empty" (a list), "blank",
        "cut" (half of the body), "broken" (the connection ends in the body), "silent", "slow:2", "redirect" (elsewhere),
        "redirect:LOCATION", or "body:TEXT".
        """
        pattern = (SOURCES | OFF).get(name) or re.escape(name) + "/.*"
        self._faults.insert(0, (re.compile(pattern), how))

    def heal(self) -> None:
        """Let everything answer again."""
        self._faults.clear()

    @property
    def url(self) -> str:
        """The address to be used as the mirror."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def urls(self) -> list[str]:
        """The addresses that were asked, as the sources know them."""
        return [heard.url for heard in self.heard]

    def __enter__(self) -> Wire:
        wire = self

        class Handler(_Handler):
            owner = wire

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def answer(self, url: str) -> bytes | None:
        """The body for an address, or None where there is none."""
        body = self._table.get(url)
        if body is None:
            return _dated(url)
        return body if isinstance(body, bytes) else body()

    def fault(self, url: str) -> str:
        """How that address fails, or an empty text."""
        address = url.removeprefix("https://")
        return next((how for pattern, how in self._faults if pattern.fullmatch(address)), "")

    def hold(self, seconds: float) -> None:
        """Wait, but no longer than the server lives."""
        self._stopping.wait(seconds)

    def hear(self, url: str, headers: dict[str, str], method: str = "GET", body: bytes = b"") -> None:
        """Remember a request."""
        with self._lock:
            self.heard.append(Heard(url, headers, time.monotonic(), method, body))


def _recorded() -> dict[str, bytes]:
    """Those that state a day or an instant, as they were recorded."""
    dated = _dated_pages(date(2026, 6, 11), date(2026, 6, 12)) | _at(datetime(2026, 6, 12, tzinfo=UTC))
    books = {QUIDAX_URL: quidax(), QUIDAX_SECOND_URL: quidax(), LUNO_URL: luno(), NOBLOCKS_URL: noblocks()}
    return dated | books | {ER_URL: er_api(), NAIRATODAY_URL: nairatoday(), NALA_URL: nala()}


def _shortly_before(now: datetime) -> dict[str, bytes]:
    """The same, with times that lie behind `now` by as much as they would if it were the present."""
    seconds, lagos, recent = at_seconds(now), (now + timedelta(hours=1)).date(), _stamp(now - timedelta(minutes=2))
    midnight = at_seconds(now.replace(hour=0, minute=0, second=0, microsecond=0))
    ticker = quidax(at=seconds - 60)
    books = {QUIDAX_URL: ticker, QUIDAX_SECOND_URL: ticker, LUNO_URL: luno(timestamp=(seconds - 90) * 1000)}
    page = nairatoday(modified=_stamp(now - timedelta(minutes=40)))
    rest = {ER_URL: er_api(updated=min(midnight + 152, seconds)), NAIRATODAY_URL: page}
    said = {NALA_URL: nala(recent), NOBLOCKS_URL: noblocks(timestamp=recent)}
    return _dated_pages(lagos, lagos) | _at(now - timedelta(minutes=2)) | books | rest | said


def _dated_pages(street: date, copy: date) -> dict[str, bytes]:
    """The pages that state a day of Lagos: AbokiForex's, and TalentBase's."""
    return {ABOKIFOREX_URL.format(name): abokiforex(name, street) for name in ABOKIFOREX} | {TALENTBASE_URL: talentbase(copy)}


def _at(moment: datetime) -> dict[str, bytes]:
    """Those that count seconds or milliseconds, at that instant."""
    at = at_seconds(moment)
    found = {WISE_URL.format(code): wise(code, value, at * 1000) for code, value in WISE.items()}
    found |= {MONIERATE_URL.format(code): monierate(code, at * 1000) for code in ("usd", "gbp")}
    return found | {YAHOO_URL: yahoo(at=at), OXR_URL: openexchangerates(timestamp=at)}


def _stamp(moment: datetime) -> str:
    """An instant in UTC as scripts write it: 2026-06-12T01:42:46.589Z."""
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"


def central() -> dict[str, tuple[str, str]]:
    """What Frankfurter passes on, by currency: the session of the Central Bank's latest row and its central rate, as a number keeps it."""
    latest: dict[str, tuple[str, str]] = {code: ("2026-05-21", rate) for code, rate in CENTRAL.items()}
    for name, session, _, rate, _ in CBN:
        code = _CODES.get(name)
        if code is not None and session > latest.get(code, ("", ""))[0]:
            latest[code] = (session, f"{float(rate):.7g}")
    return latest


def _asked(url: str, body: bytes) -> str:
    """The name of an answer in the table: with the side that the body asks for, and without the key."""
    if url in SIDES and body:
        return f"{url}#{SIDES[url].get(json.loads(body).get('side'), 'neither')}"
    return re.sub(r"(?<=app_id=)[^&]+", "{key}", url)


def _dated(url: str) -> bytes | None:
    """currency-api has every day from its first on; each host has its own way to write it."""
    for pattern in (
        r"https://cdn\.jsdelivr\.net/npm/@fawazahmed0/currency-api@(\d{4}\.[1-9]\d?\.[1-9]\d?)/v1/currencies/([a-z]+)\.json",
        r"https://(\d{4}-\d\d-\d\d)\.currency-api\.pages\.dev/v1/currencies/([a-z]+)\.json",
    ):
        found = re.fullmatch(pattern, url)
        if found and found[2] in MIDMARKET:
            return currency_api(found[2], date(*map(int, re.split(r"[.-]", found[1]))))
    return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is the client's affair."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Wire

    def log_message(self, *_: Any) -> None:
        """The tests look at `heard` instead."""

    def do_GET(self) -> None:
        wire = self.owner
        url = "https:/" + self.path
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wire.hear(url, dict(self.headers.items()), self.command, asked)
        how, _, more = wire.fault(url).partition(":")
        body = wire.answer(_asked(url, asked))
        if url.startswith("https://api.monierate.com/") and not self.headers.get("api_key"):
            how, more = "401", ""
        if how == "slow":
            wire.hold(float(more))
        elif how == "silent":
            wire.hold(90)
            self.close_connection = True
            return
        elif how.isdecimal():
            self._send(int(how), b"it does not work", {"Retry-After": more} if more else {})
            return
        elif how == "redirect":
            self._send(302, b"", {"Location": more or "https://www.example.org/sorry"})
            return
        elif how in ("firewall", "empty", "blank", "body"):
            self._send(200, {"firewall": _FIREWALL, "empty": b"[]", "blank": b""}.get(how, more.encode()))
            return
        if body is None:
            self._send(404, b"no such page")
        elif how == "broken":
            self._send(200, body[: len(body) // 2], length=len(body))
        elif how == "cut":
            self._send(200, body[: len(body) // 2])
        else:
            self._send(200, body)

    do_POST = do_GET  # noqa: N815

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        etag = f'"{hashlib.sha1(body).hexdigest()}"'
        good = status == 200 and self.owner.etags
        if good and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        packed = len(body) > 400 and length is None and "gzip" in (self.headers.get("Accept-Encoding") or "")
        sent = gzip.compress(body, 1) if packed else body
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if good:
            self.send_header("ETag", etag)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(sent) if length is None else length))
        self.end_headers()
        self.wfile.write(sent)
        if length is not None:
            self.close_connection = True


def host_of(url: str) -> str:
    """The host of an address, as `fail` takes it."""
    return urlsplit(url).hostname or ""
