"""Answers of the sources that came in after the first eight, in the shapes of their real ones; `wire.Wire` serves them.

Their figures are real where a record of them is known: AbokiForex's dollar, pound and euro of 11 June 2026, TalentBase's of 12 June
(those of NairaToday), AbokiFX's of 2 May 2017, AbokiForex's dollar of 9 October 2026. The others are made up to fit 11 to 13 June 2026:
the street at 1,388 to 1,400, the Central Bank at 1,363.325, the middle of the market about 1,366.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

__all__ = [
    "ABOKIFOREX",
    "ADVERTS",
    "Advert",
    "abokiforex",
    "abokiforex_october",
    "abokifx",
    "at_seconds",
    "bitget",
    "bybit",
    "frankfurter",
    "monierate",
    "nala",
    "noblocks",
    "openexchangerates",
    "remitano",
    "talentbase",
    "wise",
    "yahoo",
]

# page of the currency: code, its name there, the sign, the figure
ABOKIFOREX: dict[str, tuple[str, str, str, str]] = {
    "dollar": ("USD", "US Dollar", "$", "1,397"),
    "pounds": ("GBP", "British Pound", "£", "1,850"),
    "euro": ("EUR", "Euro", "€", "1,587"),
    "canadian-dollar": ("CAD", "Canadian Dollar", "C$", "1,003"),
    "yuan": ("CNY", "Chinese Yuan", "¥", "206"),
    "cedi": ("GHS", "Ghana Cedi", "GH₵", "124"),
    "rand": ("ZAR", "South African Rand", "R", "85"),
    "dirham": ("AED", "UAE Dirham", "AED", "379"),
    "cfa-xof": ("XOF", "CFA Franc XOF", "XOF", "2.46"),
    "cfa-xaf": ("XAF", "CFA Franc XAF", "XAF", "2.45"),
    "australia-currency": ("AUD", "Australian Dollar", "A$", "985"),
}

Advert = tuple[str, str, int, int]
"""Price, tokens on offer, orders of the month, percent of them completed."""

ADVERTS: dict[str, Sequence[Advert]] = {
    "bid": (
        ("1402.00", "90000", 12, 100),  # few orders: a price to be noticed by
        ("1401.50", "80000", 300, 71),  # seldom completes
        ("1392.10", "1200.5", 410, 99),
        ("1391.40", "3300", 122, 97),
        ("1390.80", "2500", 88, 95),
        ("1389.90", "400", 31, 92),
    ),
    "ask": (
        ("1379.00", "95000", 4, 100),
        ("1380.00", "70000", 900, 60),
        ("1396.20", "2100", 260, 98),
        ("1397.00", "1800", 75, 94),
        ("1398.40", "5200", 515, 99),
        ("1399.90", "300", 22, 90),
    ),
}


def abokiforex(page: str = "dollar", day: date = date(2026, 6, 11), figure: str | None = None, first: str = "1") -> bytes:
    """AbokiForex's page of one currency, June 2026: the day in the headline, a table of amounts, and one the other way round."""
    code, name, sign, shown = ABOKIFOREX[page]
    shown = figure or shown
    stamp = f"{day.month}/{day.day}/{day.year}"
    rows = [(first, shown), ("5", "6,985"), ("100", "139,700")]
    amounts = "".join(
        f'<tr> <td> <a href="/currency-converter/black-market-{code.lower()}-to-naira-rate?amount={amount}">'
        f" {amount} {name} ({sign}{amount}) to Naira\n</a> </td> <td>{naira}</td> </tr>"
        for amount, naira in rows
    )
    inverse = f'<tr> <td> <a href="#"> 1 Naira to {code}\n</a> </td> <td>0.001</td> </tr>'
    heads = ("Amount in {}", "Black Market Exchange Rate in Naira"), ("Amount in NGN", "Black Market Rate in {}")
    tables = "".join(
        '<table class="table table-striped"> <thead> <tr> '
        + "".join(f'<th scope="col">{head.format(f"{name} ({sign})")}</th> ' for head in pair)
        + f"</tr> </thead> <tbody> {body} </tbody> </table>"
        for pair, body in zip(heads, (amounts, inverse), strict=True)
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{name} to Naira Black Market Today | {code} to NGN Rate</title></head><body>"
        f"<h1>{name} to Naira Black Market Today — {code} to NGN Rate {stamp}</h1>"
        f"<h3>A {name} to Naira Today in Black Market - {stamp} is {shown.replace(',', '')} Naira</h3>{tables}</body></html>"
    ).encode()


def abokiforex_october(
    updated: str = "9 October 2026, 17:07",
    rows: Iterable[tuple[str, str, str, str]] = (
        ("DOLLAR", "USD", "1370", "1380"),
        ("POUNDS", "GBP", "1840", "1860"),
        ("EURO", "EUR", "1600", "1625"),
    ),
) -> bytes:
    """AbokiForex's page in the words that it has had since October 2026: both sides a currency, the minute, and the bank's rates below."""
    cards = "".join(
        f"<div class=card><span>BUY</span> <b>₦{buy}</b> <span>{name} ({code})</span> <span>SELL</span> <b>₦{sell}</b></div>"
        for name, code, buy, sell in rows
    )
    bank = "<h2>Official CBN Exchange Rates</h2><p>BUY ₦1340 DOLLAR (USD) SELL ₦1341</p>"
    page = f"<h1>Aboki Forex</h1><p>Rates updated {updated} WAT</p>{cards}{bank}"
    return f"<!DOCTYPE html><html lang=en><head><title>AbokiForex</title></head><body>{page}</body></html>".encode()


def talentbase(
    day: date = date(2026, 6, 12),
    rows: Iterable[tuple[str, str, str, str]] = (
        ("Dollars", "USD", "1,388", "1,400"),
        ("Euro", "EUR", "1,590", "1,620"),
        ("Pounds", "GBP", "1,840", "1,880"),
        ("Canadian Dollar", "CAD", "999", "1,007"),
    ),
) -> bytes:
    """TalentBase's home page: a table a currency, named in its head, and the day in the title."""
    told = f"{day.day} {day:%B %Y}"
    tables = "".join(
        f'<h2>{name} to Naira Black Market</h2><div><table><thead><tr><th colspan="2">{name} to Naira ({code} to NGN)</th></tr>'
        "<tr><th>Type</th><th>Exchange Rate Today</th></tr></thead>\n<tbody>\n"
        f'<tr><td>Buying Rate</td><td><a href="/x">₦{buy}</a></td></tr>\n<tr><td>Selling Rate</td><td><a href="/x">₦{sell}</a></td></tr>\n'
        "</tbody></table></div>"
        for name, code, buy, sell in rows
    )
    head = f"<title>Naira Black Market Exchange Rate {told}</title>"
    card = f'<div class="hero-updated">Last updated: {told} &mdash; WAT</div><div class="hero-rcard-pair">USD / NGN</div>&#8358;1,400'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{card}<main>{tables}</main></body></html>".encode()


def abokifx(
    rows: Iterable[tuple[str, str, str, str]] = (
        ("02/05/2017", "385 / 391**", "490 / 498**", "415 / 420**"),
        ("02/05/2017", "385 / 390*", "482 / 490*", "410 / 415*"),
        ("28/04/2017", "385 / 390", "480 / 485", "410 / 415"),
    ),
) -> bytes:
    """AbokiFX's home page as it was in 2017: a row a quote, the newest first, three currencies beside one another."""
    heads = "".join(
        f'<th class="table-col"><div class="currency-title">{code}</div><span>Buy / Sell</span></th>' for code in ("USD", "GBP", "EUR")
    )
    body = "".join(
        '<!--<td class="table-col">rate</td>--><tr class="table-line"><td class="table-col datalist">{}</td>'
        '<td class="table-col">{}</td><td class="table-col">{}</td><td class="table-col">{}</td></tr>'.format(*row)
        for row in rows
    )
    head = f'<thead><tr><th class="table-col datalist"><div class="currency-title">NGN</div></th>{heads}</tr></thead>'
    return f'<html><body><table class="grid-table">{head}{body}</table></body></html>'.encode()


def frankfurter(base: str, day: str, rate: str) -> bytes:
    """Frankfurter's list of one pair on its latest day; the rate is a bare number there."""
    return f'[{{"date":"{day}","base":"{base}","quote":"NGN","rate":{rate}}}]'.encode()


def wise(source: str = "USD", value: str = "1366.02", time: int = 1781222400000) -> bytes:
    """Wise's live rate of one currency; `time` counts milliseconds."""
    return f'{{"source":"{source}","target":"NGN","value":{value},"time":{time}}}'.encode()


def yahoo(price: str = "1366.11", at: int = 1781222400, closes: Sequence[str] = ("1365.98", "null", "1366.11", "null")) -> bytes:
    """Yahoo's chart of one day; closes of minutes without a trade are null. `at` is the last minute, in seconds."""
    stamps = ",".join(str(at - 60 * back) for back in reversed(range(len(closes))))
    meta = f'{{"currency":"NGN","symbol":"USDNGN=X","regularMarketPrice":{price},"regularMarketTime":{at}}}'
    quote = f'{{"close":[{",".join(closes)}]}}'
    return (f'{{"chart":{{"result":[{{"meta":{meta},"timestamp":[{stamps}],"indicators":{{"quote":[{quote}]}}}}],"error":null}}}}').encode()


def openexchangerates(ngn: str = "1365.9", timestamp: int = 1781222400) -> bytes:
    """Open Exchange Rates' latest answer; `timestamp` counts seconds."""
    head = f'{{"disclaimer":"Usage subject to terms","license":"...","timestamp":{timestamp},"base":"USD"'
    return f'{head},"rates":{{"EUR":0.8611,"GBP":0.7442,"NGN":{ngn}}}}}'.encode()


def monierate(code: str = "usd", updated: int = 1781222400000, platforms: Iterable[Mapping[str, Any]] | None = None) -> bytes:
    """Monierate's platforms of one ticker: `buy` is what a customer pays; `updated` counts milliseconds."""
    known: dict[str, list[tuple[str, str, str]]] = {
        "usd": [
            ("grey", "1401.5", "1384"),
            ("geegpay", "1404", "1380.25"),
            ("chipper", "0", "1379"),
            ("cleva", "1402", "0"),
            ("cbn", "1363.825", "1362.825"),
            ("fastforex", "1366.1", "1366.1"),
            ("cambridge", "1410.7", "1321.5"),
        ],
        "gbp": [("grey", "1876", "1851"), ("monierate-fx", "131", "130"), ("geegpay", "1880.5", "1849")],
    }
    rows = (
        [
            {"code": name, "rate_mode": "live", "buy": json.loads(buy), "sell": json.loads(sell), "last_updated": updated}
            for name, buy, sell in known[code]
        ]
        if platforms is None
        else list(platforms)
    )
    data = {"ticker": f"{code}ngn", "platforms": rows, "size": len(rows)}
    return _packed({"status": "success", "message": "OK", "data": data})


def nala(created: str = "2026-06-12T00:00:00.000Z") -> bytes:
    """NALA's rates: every corridor in one list."""
    rows = [
        ("USD", "NGN", 1381.4, "nala"),
        ("GBP", "NGN", 1852.75, "nala"),
        ("USD", "KES", 129.1, "nala"),
        ("EUR", "NGN", 1601.1, "partner"),
    ]
    data = [
        {"source_currency": source, "destination_currency": target, "rate": rate, "provider_name": provider, "created_at": created}
        for source, target, rate, provider in rows
    ]
    return _packed({"code": 200, "data": data, "meta": {}})


def remitano(bid: str = "1398.5", ask: str = "1388.2") -> bytes:
    """Remitano's rates; `bid` is what a customer pays, the higher of the two."""
    rows = f'"ng":{{"currency":"NGN","usdt_bid":{bid},"usdt_ask":{ask}}},"gh":{{"currency":"GHS","usdt_bid":11.9,"usdt_ask":11.4}}'
    return f"{{{rows}}}".encode()


def noblocks(buy: str = "1386.02", sell: str = "1391.77", timestamp: str = "2026-06-12T01:47:50.290Z") -> bytes:
    """Noblocks' rate of the dollar token, which it derives from Quidax."""
    head = '"stablecoin":"USDT","fiat":"NGN","sources":["quidax"]'
    return f'[{{{head},"buyRate":{buy},"sellRate":{sell},"timestamp":"{timestamp}"}}]'.encode()


def bybit(side: str, adverts: Iterable[Advert] | None = None) -> bytes:
    """Bybit's adverts on one side (bid or ask)."""
    items = [
        {
            "price": price,
            "lastQuantity": volume,
            "minAmount": "50000",
            "maxAmount": "5000000",
            "nickName": f"dealer{number}",
            "recentOrderNum": orders,
            "recentExecuteRate": completion,
            "payments": ["14"],
        }
        for number, (price, volume, orders, completion) in enumerate(ADVERTS[side] if adverts is None else adverts)
    ]
    return _packed({"ret_code": 0, "ret_msg": "SUCCESS", "result": {"count": len(items), "items": items}, "time_now": "1781222400.123"})


def bitget(side: str, prices: Iterable[str] | None = None) -> bytes:
    """Bitget's adverts on one side (bid or ask); without the record of who advertises."""
    known = {"bid": ("1391.9", "1391", "1390.2"), "ask": ("1395.8", "1396.6", "1398")}
    rows = [
        {"price": price, "minAmount": "30000", "maxAmount": "900000", "nickName": f"dealer{number}"}
        for number, price in enumerate(known[side] if prices is None else prices)
    ]
    return _packed({"code": "00000", "data": {"dataList": rows}, "msg": "success"})


def at_seconds(moment: datetime) -> int:
    """Seconds of the Unix era."""
    return int(moment.astimezone(UTC).timestamp())


def _packed(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
