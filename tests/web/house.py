"""A home with two days of real closes (Central Bank of Nigeria, NFEM table), made-up street quotes, articles, and drawn files."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from fxtracker.lagos import at_wat
from fxtracker.rates import USD, Fixing, FixingKind, Grade, Input, Market, Measure, Pair, Status
from fxtracker.store import Revision, Store

NOW = datetime(2026, 2, 25, 19, 40, tzinfo=UTC)
TODAY = date(2026, 2, 25)
YESTERDAY = date(2026, 2, 24)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 7"><title>Gap</title><text>₦30.50</text></svg>'


def fixing(
    market: Market, day: date, value: str, *, grade: Grade = Grade.A, pair: Pair = USD, sources: tuple[str, ...] = (), **more: Any
) -> Fixing:
    official = market is Market.OFFICIAL
    at = more.pop("at", at_wat(day, time(17 if official else 20)))
    return Fixing(
        market=market,
        pair=pair,
        measure=more.pop("measure", Measure.CLOSE if official else Measure.QUOTE),
        kind=more.pop("kind", FixingKind.SESSION if official else FixingKind.SNAPSHOT),
        session=day,
        at=at,
        value=Decimal(value),
        grade=grade,
        inputs=tuple(Input(None, source, source, None, Decimal(1), Decimal(value), seen_at=at) for source in sources),
        inputs_hash=f"{market}{pair}{day}{value}",
        **more,
    )


def revision(kind: str, day: date, created: datetime, headline: str, **more: Any) -> Revision:
    values: dict[str, Any] = {
        "lang": "en",
        "edition": "closing",
        "status": "published",
        "title": f"Title of {headline}",
        "description": f"What there is to say of {headline}.",
        "forms": {"md": "# x", "html": f'<p class="lead">Body of {headline}</p><p>5 &lt; 7 &amp; ₦1</p>', "txt": "x"},
        "grades": {"official": "A", "parallel": "B"},
    }
    return Revision(kind=kind, date=day, created_at=created, headline=headline, **{**values, **more})


FACTS = (
    {"id": "official.close", "role": "official.close", "value": "1359.5000", "unit": "NGN", "measure": "close", "session": "2026-02-25",
     "as_of": "2026-02-25T16:00:00Z", "text": "₦1,359.50", "sources": ["cbn-nfem"]},
    {"id": "gap", "role": "gap", "value": "30.5", "unit": "NGN", "measure": None, "session": None, "as_of": None,
     "text": "₦30.50", "sources": []},
)  # fmt: skip


def fill_rates(store: Store) -> None:
    street = ("nairatoday", "ngnrates", "quidax")
    sides = {"bid": Decimal("1367"), "ask": Decimal("1390"), "groups": 3}
    store.save_fixings(
        [
            fixing(Market.OFFICIAL, YESTERDAY, "1359.0000", sources=("cbn-nfem",)),
            fixing(Market.OFFICIAL, TODAY, "1359.5000", sources=("cbn-nfem",)),
            fixing(Market.PARALLEL, TODAY, "1378.5", grade=Grade.B, sources=street, **sides),
            fixing(Market.MIDMARKET, YESTERDAY, "1352.71", grade=Grade.C, sources=("currency-api",), at=at_wat(YESTERDAY, time(1))),
            fixing(Market.REMITTANCE, TODAY, "1999", grade=Grade.D, status=Status.UNCONFIRMED, sources=("desk",)),
            fixing(Market.OFFICIAL, TODAY, "1831.2241", pair=Pair("GBP"), measure=Measure.CENTRAL, sources=("cbn",)),
        ],
        at_wat(TODAY, time(20, 1)),
    )


def fill_pieces(store: Store) -> None:
    for day, figure in ((date(2026, 2, 20), "₦1,348"), (YESTERDAY, "₦1,359")):
        store.save_revision(revision("dollar-to-naira", day, at_wat(day, time(18, 20)), f"Dollar to naira, {day.day} February: {figure}"))
    store.save_revision(revision("dollar-to-naira", TODAY, at_wat(TODAY, time(9)), "Dollar to naira this morning: ₦1,359"))
    store.save_revision(revision("dollar-to-naira", TODAY, at_wat(TODAY, time(13)), "A held headline: ₦9,999", status="held"))
    store.save_revision(
        revision(
            "dollar-to-naira",
            TODAY,
            at_wat(TODAY, time(18, 20)),
            "Dollar to naira today: ₦1,359.50 official, ₦1,390 black market",
            facts=FACTS,
            changes=("The official figure is now Wednesday's close.",),
            charts=({"name": "gap"},),
        )
    )
    store.save_revision(revision("naira-to-dollar", TODAY, at_wat(TODAY, time(18, 25)), "₦100,000 buys $71.94 on the street"))


def draw(home: Path, name: str = "gap", day: date = TODAY) -> None:
    folder = home / "charts" / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for size in ("wide", "og", "square"):
        (folder / f"{name}-{size}.png").write_bytes(PNG + size.encode())
    (folder / f"{name}.svg").write_text(SVG, encoding="utf-8")
    told = {
        "title": "Black-market dollar costs ₦30.50 more than official",
        "alt": "Line chart of naira per US dollar, where the street ends ₦30.50 above the official close.",
        "long_description": "The official close ended at ₦1,359.50.",
        "table": {
            "header": ["Day", "Official close", "Note"],
            "rows": [["2026-02-24", "1359", "-"], ["2026-02-25", "1359.50", '=HYPERLINK("x")']],
        },
    }
    (folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def ask(app: Starlette, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return asyncio.run(once())


def ruin(path: Path) -> None:
    for file in path.parent.glob(path.name + "*"):
        file.write_bytes(b"this is no database" * 100)
