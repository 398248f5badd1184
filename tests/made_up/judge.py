"""A second reader of finished pieces, who knows the made-up world and nothing of the house.

It reads the bytes with patterns of its own and works every figure out from the rows that the world printed. Of the desk it takes one thing
alone: the parallel market's fixings, which are what the method makes of many quotes. It shares no code with the checker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

from .world import Row

__all__ = ["Sides", "Truth", "judge"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
_WEEKDAY = "|".join(f"{name}|{name[:3]}" for name in WEEKDAYS)
DATED = re.compile(rf"(?:\b({_WEEKDAY}),? )?\b(\d{{1,2}}) ({_MONTH})\b(?: (\d{{4}}))?")
BARE = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b(?!,? \d)")
NAIRA = re.compile(r"₦\d+(?:,\d{3})*(?:\.\d+)?|\d+ kobo")
DOLLARS = re.compile(r"\$(\d+(?:,\d{3})*(?:\.\d+)?)")
PERCENT = re.compile(r"(\d[\d,]*(?:\.\d+)?)%")
STRONGER = re.compile(r"\b(strengthen\w*|firm(?:ed|s|ing)|gain\w*|appreciat\w*|stronger)\b")
WEAKER = re.compile(r"\b(weaken\w*|eased|lost|depreciat\w*|weaker)\b")
CAUSES = re.compile(
    r"\b(because|due to|amid|driven|owing|thanks to|following|consequently|therefore|caused|speculat\w*|crash\w*|plung\w*|soar\w*|tumbl\w*|"
    r"Lagos|Abuja|Kano|Port Harcourt|None|nan|NaN|inf|undefined)\b|\{\{|\}\}|\{|  "
)
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
CODES = {"Pound sterling": "GBP", "Euro": "EUR", "West African CFA franc": "XOF", "South African rand": "ZAR", "Chinese yuan": "CNY"}
ROWS = {
    "Official close (NFEM)": "close",
    "Official central rate": "central",
    "Official weighted average": "weighted_average",
    "Official simple average": "simple_average",
}
AMOUNTS = {"1": 1, "10": 10, "50": 50, "100": 100, "500": 500, "1,000": 1000, "10,000": 10000}
ROUND = {"₦10,000", "₦50,000", "₦100,000", "₦500,000", "₦1,000,000", "₦1"}
_SHIFT = {"1": 1, "7": 7, "30": 30, "365": 365}


@dataclass(frozen=True)
class Sides:
    """The parallel market's rate of a day as the desk fixed it, unrounded."""

    mid: Decimal
    bid: Decimal | None
    ask: Decimal | None
    low: Decimal | None
    high: Decimal | None
    groups: int


def places(value: Decimal, street: bool) -> Decimal:
    """The figure as a reader sees it."""
    return value.quantize(Decimal(1) if street and value >= 100 else Decimal("0.01"), ROUND_HALF_UP)


def show(value: Decimal) -> str:
    """An amount of naira as the house writes it, without its sign."""
    value = abs(value)
    if 0 < value < 1:
        return f"{int(value * 100)} kobo"
    return f"₦{value:,.0f}" if value == value.to_integral_value() else f"₦{value:,.2f}"


def percent(value: Decimal) -> str:
    """A percentage with two decimals under one, one under ten, none from there."""
    size = abs(value)
    digits = "0.01" if size < 1 else "0.1" if size < 10 else "1"
    return f"{size.quantize(Decimal(digits), ROUND_HALF_UP)}"


class Truth:
    """What is so in a world at a moment: what the Central Bank printed by session, and what the street was fixed at by day.

    `stands` says whether the street has a rate that may be printed as its present one; its past is what a chart may show.
    """

    def __init__(self, rows: Iterable[Row], street: Mapping[date, Sides], day: date, *, stands: bool = True) -> None:
        self.day = day
        self.rows = [row for row in rows if row.day <= day]
        self.measures: dict[str, dict[date, Decimal]] = {}
        self.others: dict[str, dict[date, Decimal]] = {}
        for row in self.rows:
            if row.market != "official":
                continue
            if row.currency == "USD":
                self.measures.setdefault(row.measure, {})[row.day] = Decimal(row.mid)
            else:
                self.others.setdefault(row.currency, {})[row.day] = Decimal(row.mid)
        closes, centrals = self.measures.get("close", {}), self.measures.get("central", {})
        name = "close" if closes and max(closes) >= max(centrals, default=date.min) else "central"
        self.measure = name
        self.official = dict(sorted((closes if name == "close" else centrals).items()))
        self.past = dict(sorted((then, sides) for then, sides in street.items() if then <= day))
        self.street = self.past if stands else {}

    def figure(self) -> date | None:
        """The session that the official figure is of."""
        return max(self.official, default=None)

    def quoted(self) -> date | None:
        """The day that the street's figure is of."""
        return max(self.street, default=None)

    def asked(self, then: date) -> Decimal:
        """The street's headline figure of a day: the selling price, else the middle."""
        sides = self.street[then]
        return sides.ask if sides.ask is not None else sides.mid


def judge(text: str, form: str, truth: Truth) -> list[str]:
    """What a reader who knows the world finds wrong in a piece; nothing where all holds."""
    reader = _Reader(truth)
    if form == "json":
        reader.document(json.loads(text))
    else:
        for unit in units(text, form):
            reader.unit(unit)
    return list(dict.fromkeys(reader.found))


def units(text: str, form: str) -> Iterator[str]:
    """Sentences, table rows and lines."""
    if form == "html":
        text = _plain(text)
    if form == "md" and text.startswith("---\n"):
        front, _, text = text[4:].partition("\n---\n")
        yield from (match[1] for match in re.finditer(r'^(?:title|headline|description): "(.*)"$', front, re.M))
    for line in text.splitlines():
        line = re.sub(r"^(#+|>|-) ", "", line.strip())
        if re.fullmatch(r"[|:\- ]*", line):
            continue
        picture = re.fullmatch(r"!\[(.*)\]\(\S+\)", line)
        if picture:
            yield picture[1]
        elif line.startswith("|"):
            yield re.sub(r"\s*\|\s*", " | ", line.strip("| "))
        elif re.search(r"\S {2,}\S", line):
            yield re.sub(r" {2,}", " | ", line)
        else:
            yield from re.split(r"(?<=[.?!]) (?=[A-Z₦$])", line)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.parts.append(" | ")
        if tag == "img":
            self.parts.append("\n" + str(dict(attrs).get("alt") or "") + "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "tr", "h1", "h2", "li", "figcaption", "aside"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(markup: str) -> str:
    reader = _Plain()
    reader.feed(markup)
    return "".join(reader.parts).replace("\n | ", "\n| ")


class _Reader:
    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.found: list[str] = []
        self.header = ""

    def wrong(self, what: str, unit: str) -> None:
        self.found.append(f"{what}: {unit}")

    def document(self, document: dict[str, object]) -> None:
        for name in ("headline", "title", "description"):
            self.unit(str(document[name]))
        for unit in units(str(document["body"]), "md"):
            self.unit(unit)
        if document["date"] != self.truth.day.isoformat():
            self.wrong("date", str(document["date"]))
        facts = document["facts"]
        assert isinstance(facts, list)
        for fact in facts:
            session = fact.get("session")
            if session and date.fromisoformat(session) > self.truth.day:
                self.wrong("a fact of a day to come", str(fact["id"]))
            known = self.truth.measures.get(str(fact["role"]).removeprefix("official."), {})
            if known and str(fact["role"]).startswith("official.") and known.get(date.fromisoformat(session)) != Decimal(fact["value"]):
                self.wrong("a fact that is not the Central Bank's row", f"{fact['id']} {fact['value']}")

    def unit(self, unit: str) -> None:
        """Judge one sentence, row or line."""
        if not unit.strip() or unit.startswith("http"):
            return
        if bad := CAUSES.search(unit):
            self.wrong(f"the word {bad[0]!r}", unit)
        days = self.days(unit)
        self.today(unit)
        row = unit.split(" | ")
        if len(row) > 1:
            try:
                self.row(row, unit)
            except (LookupError, ValueError):
                self.wrong("a row of a day or an amount that the world has not", unit)
            return
        if re.match(r"street|pressone", unit):
            self.source(unit)
            return
        if "UPDATED at" in unit or "an earlier version had" in unit or "has been added" in unit:
            return
        self.claims(unit, days)
        self.figures(unit, days)
        self.direction(unit, days)
        self.extremes(unit)

    # ---------------------------------------------------------------------------------------------------------------- days

    def days(self, unit: str) -> list[date]:
        found = []
        for weekday, number, month, year in DATED.findall(unit):
            index = next(position for position, name in enumerate(MONTHS, 1) if name.startswith(month[:3]))
            try:
                then = date(int(year or self.truth.day.year), index, int(number))
            except ValueError:
                self.wrong("no such date", unit)
                continue
            if not year and then > self.truth.day:
                then = then.replace(year=then.year - 1)
            if then > self.truth.day:
                self.wrong("a day to come", unit)
            if weekday and not WEEKDAYS[then.weekday()].startswith(weekday[:3]):
                self.wrong("the weekday is not that of the date", unit)
            found.append(then)
        for weekday in BARE.findall(DATED.sub("", unit)):
            back = (self.truth.day.weekday() - WEEKDAYS.index(weekday)) % 7
            found.append(self.truth.day - timedelta(days=back))
        return found

    def today(self, unit: str) -> None:
        if re.search(r"\btoday\b", unit) and self.truth.day not in (self.truth.figure(), self.truth.quoted()):
            self.wrong("'today' without a figure of today", unit)
        if "black market rate today" in unit and "official" not in unit and self.truth.quoted() != self.truth.day:
            self.wrong("'today' for an old street rate", unit)

    # ------------------------------------------------------------------------------------------------------------- figures

    def claims(self, unit: str, days: list[date]) -> None:
        """What a sentence says outright of a figure, by patterns of its own."""
        truth = self.truth
        session, quoted = truth.figure(), truth.quoted()
        money = r"(₦\d+(?:,\d{3})*(?:\.\d+)?)(?![,.]?\d)(?! \(|, or)"
        wanted: list[tuple[str, str | None]] = []

        def beside(measure: str) -> str | None:
            value = truth.measures.get(measure, {}).get(session) if session else None
            return None if value is None else show(places(value, street=False))

        wanted += [
            (rf"weighted average(?: of all deals)?(?: was)? {money}|deals averaged {money}", beside("weighted_average")),
            (rf"simple average(?: was)? {money}", beside("simple_average")),
        ]
        for pattern in (
            rf"between {money} and {money}, a range",
            rf"from {money} to {money}(?: per dollar|\.)",
            rf"strongest rate of the session was {money} per dollar and its weakest {money}",
            rf"Official range {money}–{money}",
        ):
            for low, high in re.findall(pattern, unit) if re.search("Foreign Exchange Market|Official range", unit) else ():
                if (low, high) != (beside("low"), beside("high")):
                    self.wrong("not the session's low and high", unit)
        if quoted is not None and truth.street[quoted].ask is not None:
            sides = truth.street[quoted]
            assert sides.bid is not None
            assert sides.ask is not None
            bid, ask = (show(places(value, street=True)) for value in (sides.bid, sides.ask))
            wanted += [
                (rf"(?:sold|sell|selling)(?: the (?:US )?dollar| them| dollars)?(?: at)? {money}", ask),
                (rf"(?:bought|buy|buying)(?: the (?:US )?dollar| it| dollars)?(?: at)? {money}", bid),
                (rf"asked {money}\.", ask),
                (rf"paid {money} for a dollar", bid),
            ]
            if "you sell" in unit and "·" in unit:
                wanted = [(rf"you sell {money}", bid), (rf"you buy {money}", ask)]
        if session is not None:
            close = show(places(truth.official[session], street=False))
            wanted.append((rf"(?:closed|closing|close) at {money}", close))
            wanted.append((rf"[Oo]fficial (?:close|central rate) (?:was )?{money}", close if not days or session in days else None))
        for pattern, right in wanted:
            for found in re.findall(pattern, unit):
                given = next(filter(None, found), "") if isinstance(found, tuple) else found
                if right is not None and given.rstrip(".,") != right and not self._elsewhere(given, days):
                    self.wrong(f"{given} where {right} is right", unit)

    def _elsewhere(self, given: str, days: list[date]) -> bool:
        return any(
            given == show(places(value, street=False)) and then in days
            for then, value in self.truth.official.items()
            if then != self.truth.figure()
        )

    def levels(self, then: date) -> set[str]:
        """Every rate of a day, as printed."""
        truth = self.truth
        found = {show(places(series[then], street=False)) for series in truth.measures.values() if then in series}
        if then in truth.past:
            sides = truth.past[then]
            found |= {
                show(places(value, street=True)) for value in (sides.bid, sides.ask, sides.mid, sides.low, sides.high) if value is not None
            }
        return found

    def sums(self, days: list[date]) -> tuple[set[str], set[str]]:
        """Every difference in naira and every percentage that lies between the days of a sentence and the present ones."""
        truth = self.truth
        session, quoted = truth.figure(), truth.quoted()
        naira: set[str] = set()
        shares: set[str] = set()
        for series, present, street in (
            (truth.official, session, False),
            ({then: truth.asked(then) for then in truth.street}, quoted, True),
        ):
            if present is None:
                continue
            now = series[present]
            earlier = [then for then in series if then < present]
            for then in {*days, *earlier[-1:]} & set(earlier):
                naira.add(show(places(now, street) - places(series[then], street)))
                shares.add(percent((series[then] / now - 1) * 100))
        if session is not None:
            low, high = (truth.measures.get(name, {}).get(session) for name in ("low", "high"))
            if low is not None and high is not None:
                naira.add(show(places(high, False) - places(low, False)))
        if quoted is not None and truth.street[quoted].ask is not None:
            sides = truth.street[quoted]
            assert sides.bid is not None
            assert sides.ask is not None
            naira.add(show(places(sides.ask, True) - places(sides.bid, True)))
            shares.add(percent((sides.ask - sides.bid) / sides.mid * 100))
        gaps = self.gaps({*days, *([quoted] if quoted else [])})
        naira |= {show(gap) for gap, _ in gaps.values()}
        shares |= {percent(share) for _, share in gaps.values()}
        if quoted in gaps:
            naira |= {show(abs(gaps[quoted][0]) - abs(gap)) for gap, _ in gaps.values()}
        return naira, shares

    def gaps(self, days: Iterable[date]) -> dict[date, tuple[Decimal, Decimal]]:
        """Selling price less official figure on each day: the figure of that day or the last one before, of today for the present one."""
        truth = self.truth
        found = {}
        for then in days:
            sessions = [session for session in truth.official if session <= (then if then != truth.quoted() else truth.day)]
            if then not in truth.street or truth.street[then].ask is None or not sessions:
                continue
            ask, official = truth.asked(then), truth.official[max(sessions)]
            found[then] = (places(ask, True) - places(official, False), (ask / official - 1) * 100)
        return found

    def figures(self, unit: str, days: list[date]) -> None:
        """Every figure must be one that the world bears out for the days that the sentence names."""
        truth = self.truth
        present = [then for then in (truth.figure(), truth.quoted()) if then is not None]
        if ", against " in unit:
            # A headline of a jump names the figure before without its day.
            present += [then for series in (truth.official, truth.street) for then in sorted(series)[-2:-1]]
        levels = set().union(*(self.levels(then) for then in {*days, *present}))
        naira, shares = self.sums(days)
        worth, bought = self.amounts()
        if "online converters" in unit:
            levels |= {show(places(Decimal(row.mid), True)) for row in truth.rows if row.market == "midmarket"}
        for match in NAIRA.finditer(unit):
            given = match[0].rstrip(",")
            if given in ROUND or given in levels or given in naira or given in worth:
                continue
            self.wrong(f"{given} is no figure of the world here", unit)
        for given in DOLLARS.findall(unit):
            if given not in AMOUNTS and given not in bought:
                self.wrong(f"${given} is no sum of the world", unit)
        for given in PERCENT.findall(unit):
            if given not in shares:
                self.wrong(f"{given}% is no share of the world here", unit)

    def amounts(self) -> tuple[set[str], set[str]]:
        """What dollars cost and what naira buy at the printed rates."""
        truth = self.truth
        rates = []
        session, quoted = truth.figure(), truth.quoted()
        if session is not None:
            rates.append(places(truth.official[session], False))
        if quoted is not None:
            sides = truth.street[quoted]
            rates += [places(value, True) for value in (sides.bid, sides.ask) if value is not None]
        worth = {show(rate * amount) for rate in rates for amount in AMOUNTS.values()}
        if len(rates) == 3:
            worth.add(show((rates[2] - rates[0]) * 100))
        bought = {
            f"{(Decimal(amount) / rate).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
            for rate in rates
            for amount in (10000, 50000, 100000, 500000, 1000000)
        }
        return worth, bought

    # ---------------------------------------------------------------------------------------------------------- directions

    def direction(self, unit: str, days: list[date]) -> None:
        up, down = STRONGER.search(unit), WEAKER.search(unit)
        if "strongest" in unit or "in our records" in unit:
            return
        signs = set(self.signs(unit, days))
        if up and down:
            self.wrong("two directions in one sentence", unit)
        if up and 1 not in signs:
            self.wrong("the naira did not strengthen", unit)
        if down and -1 not in signs:
            self.wrong("the naira did not weaken", unit)
        still = re.search(r"\b(unchanged|flat|stood still|the same(?! day| naira| sum)|has not moved)\b", unit) and not up and not down
        if still and "gap" not in unit and "are the same" not in unit and 0 not in signs:
            self.wrong("it did change", unit)
        if re.search(r"\bgap\b.*\b(narrowed|wider)\b", unit) or re.search(r"\bwider\b.*\bgap\b", unit):
            self.width(unit, days, -1)
        if re.search(r"\bgap\b.*\b(widened|narrower)\b", unit):
            self.width(unit, days, 1)
        for word, sign in (("above", 1), ("below", -1)):
            if re.search(rf"(%\)?,? |₦[\d.,]+ )(?:{word}) ", unit) or re.search(
                rf"{'more' if sign > 0 else 'less'} than (?:at|its|the ₦)", unit
            ):
                gaps = self.gaps([self.truth.quoted()] if self.truth.quoted() else [])
                if any((gap > 0) - (gap < 0) == -sign for gap, _ in gaps.values()) and not re.search(
                    r"records|buying price|below their selling price", unit
                ):
                    self.wrong("the gap lies the other way", unit)

    def signs(self, unit: str, days: list[date]) -> Iterator[int]:
        truth = self.truth
        session, quoted = truth.figure(), truth.quoted()
        streets = {then: places(truth.asked(then), True) for then in truth.street}
        officials = {then: places(value, False) for then, value in truth.official.items()}
        street = re.search(r"[Pp]arallel|[Dd]ealers|selling price|black market(?! )|[Tt]heir", unit) and not re.search(
            r"^[^.]*official (close|market|central)", unit
        )
        official = re.search(r"[Oo]fficial|clos(?:ed|e|ing) ", unit)
        if re.search(r"naira (?:strengthens|weakens) to", unit):
            street = None
        chosen = []
        if street or not official:
            chosen.append((streets, quoted))
        if official or not street:
            chosen.append((officials, session))
        for series, present in chosen:
            if present is None:
                continue
            earlier = sorted(then for then in series if then < present)
            named = [then for then in days if then in earlier]
            for then in named or earlier[-1:]:
                yield (series[then] > series[present]) - (series[then] < series[present])

    def width(self, unit: str, days: list[date], sign: int) -> None:
        quoted = self.truth.quoted()
        if quoted is None:
            return
        gaps = self.gaps({*days, quoted})
        others = [gap for then, (gap, _) in gaps.items() if then != quoted]
        if (
            others
            and quoted in gaps
            and all((abs(gaps[quoted][0]) > abs(gap)) - (abs(gaps[quoted][0]) < abs(gap)) != sign for gap in others)
        ):
            self.wrong("the gap moved the other way", unit)

    def extremes(self, unit: str) -> None:
        truth = self.truth
        session = truth.figure()
        since = re.search(rf"(strongest|weakest)(?: official close)? since (\d+) ({_MONTH}) (\d{{4}})", unit)
        if since and session:
            month = next(position for position, name in enumerate(MONTHS, 1) if name.startswith(since[3][:3]))
            then = date(int(since[4]), month, int(since[2]))
            sign = -1 if since[1] == "strongest" else 1
            now = places(truth.official[session], False)
            between = [value for day, value in truth.official.items() if then < day < session]
            if then not in truth.official or any(sign * (places(value, False) - now) >= 0 for value in between):
                self.wrong("another session since was as far", unit)
            elif sign * (places(truth.official[then], False) - now) < 0:
                self.wrong("that session was not as far", unit)
        run = re.search(r"(stronger|weaker) for (\w+) sessions", unit)
        if run and session:
            values = [places(value, False) for value in truth.official.values()]
            sign = -1 if run[1] == "stronger" else 1
            length = 0
            while length + 1 < len(values) and sign * (values[-1 - length] - values[-2 - length]) > 0:
                length += 1
            if length != COUNTS.get(run[2], int(run[2]) if run[2].isdigit() else -1):
                self.wrong(f"the streak is of {length}", unit)
        count = re.search(r"(\w+) independent sources", unit)
        if count and truth.quoted():
            groups = truth.street[truth.quoted()].groups
            if COUNTS.get(count[1], int(count[1]) if count[1].isdigit() else -1) != groups:
                self.wrong(f"{groups} sources", unit)

    # ---------------------------------------------------------------------------------------------------------------- rows

    def source(self, unit: str) -> None:
        name = unit.partition(":")[0]
        stated = {show(Decimal(value)) for row in self.truth.rows if row.source == name for value in (row.bid, row.ask, row.mid) if value}
        rounded = {
            show(places(Decimal(value), True))
            for row in self.truth.rows
            if row.source == name
            for value in (row.bid, row.ask, row.mid)
            if value
        }
        for match in NAIRA.finditer(unit):
            if match[0] not in stated | rounded:
                self.wrong(f"{name} never said {match[0]}", unit)

    def row(self, cells: list[str], unit: str) -> None:
        if not NAIRA.search(unit):
            self.header = unit
        elif "| Over |" in self.header and len(cells) == 5:
            self.change(cells, unit)
        elif cells[0].startswith("$"):
            self.dollars(cells, unit)
        elif cells[0].startswith("₦"):
            self.naira(cells, unit)
        else:
            days = self.days(unit)
            right = self.right(cells[0], days[0] if days else self.truth.day, unit)
            if cells[1] not in right:
                self.wrong(f"{cells[1]} where {right} is right", unit)

    def right(self, name: str, then: date, unit: str) -> list[str]:
        """What may stand in a row of that name and day; KeyError where the world has nothing of it."""
        truth = self.truth
        if name in ROWS:
            return [show(places(truth.measures[ROWS[name]][then], street=False))]
        if name.startswith("Official range"):
            return ["–".join(show(places(truth.measures[side][then], street=False)) for side in ("low", "high"))]
        if name in CODES:
            return [show(places(truth.others[CODES[name]][then], street=False))]
        if name.startswith("Mid-market"):
            return [show(places(Decimal(row.mid), street=True)) for row in truth.rows if row.market == "midmarket" and row.day == then][-1:]
        if name.startswith("Gap: "):
            gap, share = self.gaps([then])[then]
            if ("above" in name) != (gap > 0):
                self.wrong("the gap lies the other way", unit)
            return [f"{show(gap)} ({percent(share)}%)"]
        sides = truth.street[then]
        if name == "Dealers' margin" and sides.ask is not None and sides.bid is not None:
            margin = places(sides.ask, street=True) - places(sides.bid, street=True)
            return [f"{show(margin)} ({percent((sides.ask - sides.bid) / sides.mid * 100)}% of the midpoint)"]
        side = sides.bid if "dealers buy" in name else sides.ask if "dealers sell" in name else sides.mid
        return [show(places(side, street=True))] if name.startswith("Parallel market: ") and side is not None else []

    def change(self, cells: list[str], unit: str) -> None:
        truth = self.truth
        street = cells[0].startswith("Parallel")
        series = {day: truth.asked(day) for day in truth.street} if street else truth.official
        present = truth.quoted() if street else truth.figure()
        base = self.days(cells[2])[0]
        if present is None or base not in series:
            self.wrong("no such base", unit)
            return
        now, old = series[present], series[base]
        shown = places(now, street) - places(old, street)
        word = "unchanged" if shown == 0 else f"{show(shown)} {'weaker' if shown > 0 else 'stronger'} ({percent((old / now - 1) * 100)}%)"
        if cells[3] != show(places(old, street)) or cells[4] != word:
            self.wrong(f"{show(places(old, street))}, {word} is right", unit)
        span = re.match(r"(\d+|previous|last)", cells[1])
        number = int(span[1]) if span and span[1].isdigit() and "session" not in cells[1] else 1
        number = 365 if "year" in cells[1] else number
        earlier = [day for day in series if day < present and (number == 1 or day <= present - timedelta(days=number))]
        if not earlier or max(earlier) != base:
            self.wrong("not the base of that span", unit)

    def dollars(self, cells: list[str], unit: str) -> None:
        truth, amount = self.truth, AMOUNTS[cells[0][1:]]
        columns = self.header.split(" | ")[1:]
        for column, given in zip(columns, cells[1:], strict=True):
            rate = self.rate(column)
            if rate is None or given != show(rate * amount):
                self.wrong(f"{column}: {given}", unit)
        assert truth

    def naira(self, cells: list[str], unit: str) -> None:
        amount = Decimal(cells[0][1:].replace(",", ""))
        for column, given in zip(self.header.split(" | ")[1:], cells[1:], strict=True):
            rate = self.rate("Dealers sell" if "dealers" in column else "Official")
            if rate is None or given != f"${(amount / rate).quantize(Decimal('0.01'), ROUND_HALF_UP):,}":
                self.wrong(f"{column}: {given}", unit)

    def rate(self, column: str) -> Decimal | None:
        truth = self.truth
        if column.startswith("Official"):
            session = truth.figure()
            return None if session is None else places(truth.official[session], False)
        quoted = truth.quoted()
        if quoted is None:
            return None
        side = truth.street[quoted].bid if "buy" in column else truth.street[quoted].ask
        return None if side is None else places(side, True)
