"""Writing what was found as a source file: complete, loadable, and with comments that say what a person must check."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from fxtracker.safe import one_line
from fxtracker.sources.drafts.grid import Found, Place
from fxtracker.sources.drafts.words import WIDE

__all__ = ["About", "draft_file"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a source beside its rates. `market` was guessed where `market_sure` is false; `keyed` says that `{key}`
    stands in its address."""

    id: str
    url: str
    host: str
    title: str
    market: str
    market_sure: bool
    segment: str | None
    keyed: bool = False


def _harmless(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _text(value: str) -> str:
    """A TOML string: whatever the text holds, it ends where it ends."""
    return "".join(character if _harmless(character) else _escaped(character) for character in json.dumps(value, ensure_ascii=False))


def _escaped(character: str) -> str:
    number = ord(character)
    if 0xD800 <= number <= 0xDFFF:
        return "\\uFFFD"
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _pattern(text: str) -> str:
    return f"'{text}'" if "'" not in text and all(map(_harmless, text)) else _text(text)


def _place(place: Place) -> str:
    if place.pattern is None:
        return _text(place.at)
    return f"{{ at = {_text(place.at)}, pattern = {_pattern(place.pattern)} }}"


def draft_file(about: About, found: Found) -> str:
    """The text of the source file."""
    lines = [
        *_head(about, found),
        "",
        "[[request]]",
        f"urls = [{_text(about.url)}]",
        *(['gives = "ask"  # CHECK: the side that these adverts are; the other side is a [[request]] of its own'] if found.adverts else []),
        *_read(found),
        *_ranges(found),
    ]
    return "\n".join(lines) + "\n"


def _head(about: About, found: Found) -> list[str]:
    timing = "seen" if found.time is None else "dated" if found.time.day_only else "instant"
    timed = {"seen": "no time of its own was found", "dated": "it states days", "instant": "it states moments"}[timing]
    titled = f", a page titled: {one_line(about.title, 100)}" if about.title else ""
    guessed = "as was asked for" if about.market_sure else "CHECK: a guess by its words; official, parallel, midmarket, bank or remittance"
    lines = [
        f"# Drafted from {one_line(about.url, 200)}{titled}",
        "# Read every line before you switch it on; what a person must decide is marked CHECK.",
        f"id = {_text(about.id)}",
        f"name = {_text(about.host)}  # CHECK: how it calls itself; articles print this name",
        f"homepage = {_text(f'https://{about.host}/')}",
        f"market = {_text(about.market)}  # {guessed}",
    ]
    if about.segment:
        lines.append(f"segment = {_text(about.segment)}  # CHECK: street, exchange, p2p or press")
    lines += [
        f"timing = {_text(timing)}  # {timed}",
        f"sides = {_text(_sides_words(found))}  # CHECK",
        "default_on = false  # CHECK: true when all else has been read",
        'reason = "Drafted and not yet read by a person"',
        "robots_ok = false  # CHECK: read its robots.txt and its terms; true where they allow this request",
        f"needs_key = {str(about.keyed).lower()}",
        "redistribute_ok = false  # CHECK: true only where its terms allow its figures to be passed on",
        'terms = "Not read yet"  # CHECK: the address of its terms',
        f"attribution = {_text(about.host)}  # CHECK: what its terms ask to be printed",
        "probation_days = 14  # stored and shown, and not counted before it has been watched for so long",
    ]
    if "USDT" in found.figures:
        lines.append('counts_as = { USDT = "USD" }  # the token stands for the dollar')
    lines += [
        '# derived_from = ["..."]  # CHECK: the sources whose figures it repeats, where it repeats any',
        "",
        "[expected]",
        'words = "not known yet"  # CHECK: when something new is to be expected; by = "17:30" and every = "24h" let it be found late',
    ]
    return lines


def _sides_words(found: Found) -> str:
    if found.sides is not None:
        return f"one text holds both at {found.sides.at}: the lower is the bid, the higher the ask"
    if found.adverts:
        return "each request says by gives which side its adverts are"
    if len({tuple((side, place.at) for side, place in sided.items()) for sided in found.pairs.values()}) > 1:
        sides = {side for sided in found.pairs.values() for side in sided}
        return "rates without a side" if sides == {"mid"} else "[read.pairs] names the places of each currency"
    sided = found.sided or next(iter(found.pairs.values()), {})
    parts = [f"{place.at} is the {side}" for side, place in sided.items() if side in ("bid", "ask")]
    if not parts:
        return f"a rate without a side: {sided['mid'].at}" if "mid" in sided else "as its words say"
    return ", ".join(parts)


def _read(found: Found) -> list[str]:
    lines = ["", f"# Found in {one_line(found.where, 120)}.", *(f"# CHECK: {one_line(check, 200)}." for check in found.checks)]
    lines += ["[read]", f"format = {_text(found.format)}"]
    if found.rows:
        lines.append(f"rows = {_text(found.rows)}")
    lines += [f"{name} = {_text(value) if isinstance(value, str) else value}" for name, value in found.layout.items()]
    lines += [f"pair = {_text(found.pair)}"] if found.pair else [f"currency = {_place(found.currency)}"] if found.currency else []
    lines += [f"{side} = {_place(place)}" for side, place in found.sided.items()]
    if found.venue:
        lines.append(f"venue = {_place(found.venue)}  # CHECK")
    if found.names:
        lines.append(f"names = {_inline(found.names)}  # CHECK")
    lines += _units(found)
    if found.inverse:
        lines.append("inverse = true  # CHECK: it states foreign units for one naira")
    if found.number:
        lines.append(f"number = {_inline(found.number)}")
    lines += _time(found)
    if found.adverts:
        lines += ["", "[read.adverts]", *(f"{name} = {_text(at) if name != 'completion_of' else at}" for name, at in found.adverts.items())]
    if found.pairs:
        lines += ["", "[read.pairs]"]
        lines += [
            f"{code} = {{ {', '.join(f'{side} = {_place(place)}' for side, place in sided.items())} }}"
            for code, sided in found.pairs.items()
        ]
    if found.expect:
        lines += ["", "# What must stand where it stood, so that a changed layout is refused rather than misread.", "[read.expect]"]
        lines += [f"{_key(at)} = {_text(text)}" for at, text in found.expect.items()]
    for skip, why in found.skip:
        pattern = skip.pattern or ""
        lines += [
            "",
            f"# {why}",
            "[[read.skip]]",
            f"at = {_text(skip.at)}",
            f"pattern = {_pattern(pattern)}",
        ]
    for place, says in found.refuse:
        lines += ["", "# Rows that say of themselves that they are not of today.", "[[read.refuse]]"]
        lines += [f"at = {_text(place.at)}", f"says = {_text(says)}", 'reason = "historical"']
    return lines


def _units(found: Found) -> list[str]:
    if found.per_at:
        return [f"per = {{ at = {_text(found.per_at)} }}  # for how many units the row's figures are"]
    counted = ", ".join(f"{code} = {units}" for code, units in found.per.items())
    return [f"per = {{ {counted} }}  # the figure is for so many units"] if counted else []


def _time(found: Found) -> list[str]:
    time = found.time
    if time is None:
        return []
    parts = [f"at = {_text(time.at)}"]
    if time.attr:
        parts.append(f"attr = {_text(time.attr)}")
    if time.pattern:
        parts.append(f"pattern = {_pattern(time.pattern)}")
    parts.append(f"form = {_text(time.form)}")
    if time.zone:
        parts.append(f"zone = {_text(time.zone)}")
    if found.format != "csv" or not found.time_in_row:
        parts += ['in = "row"'] if found.time_in_row else ['in = "answer"'] if found.format == "csv" else []
    return [f"time = {{ {', '.join(parts)} }}" + (f"  # CHECK: {one_line(time.unsure)}" if time.unsure else "")]


def _inline(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_key(name)} = {_text(value)}" for name, value in pairs.items()) + " }"


def _ranges(found: Found) -> list[str]:
    lines = ["", "# CHECK: the believable naira for one unit, from about a third to seven times of what was found.", "[range]"]
    lines += [f"{code} = [{low}, {high}]" for code, (low, high) in ((code, _span(values)) for code, values in found.figures.items())]
    return lines + [f"{code} = [{WIDE[code][0]}, {WIDE[code][1]}]  # named, without a figure that could be read" for code in found.named]


def _span(values: Sequence[Decimal]) -> tuple[str, str]:
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    return _round(middle / 3, ROUND_FLOOR), _round(middle * 7, ROUND_CEILING)


def _round(value: Decimal, way: str) -> str:
    """To two digits that count, written without an exponent."""
    step = Decimal(1).scaleb(value.adjusted() - 1)
    text = format((value / step).to_integral_value(way) * step, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
