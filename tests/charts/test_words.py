"""What the pictures say: titles by what holds on the data, figures that are facts, texts that stand in for the picture."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fxtracker.charts import NAMES, SIZES, Drawing, Label, available, draw
from fxtracker.charts.style import BAND, GRID, INK, OFFICIAL, PARALLEL, SPINE, TEXT2
from fxtracker.checker import Checker
from fxtracker.errors import NoData, UsageError
from fxtracker.facts import Day, Fact, Unit
from fxtracker.rates import Market
from fxtracker.words import money

from .days import TODAY, make, real, wave, weekdays
from .histories import HISTORIES, drawn, history


def texts(made: Drawing) -> list[str]:
    return [label.text for label in made.strings]


def bound(made: Drawing) -> dict[str, str]:
    return {label.fact_id: label.text for label in made.strings if label.fact_id}


TITLES = [
    ("gap", "real", "Black-market dollar costs ₦40.50 more than official"),
    ("gap", "negative gap", "Street dollar is ₦72.29 cheaper than the official one"),
    ("gap", "inside", "Official rate now sits inside the street’s buy–sell range"),
    ("gap", "mid only", "Dollar: ₦1,411.47 official, about ₦1,440 black market"),
    ("gap", "without street", "Dollar up ₦28.17 officially since 26 January"),
    ("gap", "street lost", "Dollar at ₦1,411.47 officially"),
    ("gap", "without official", "Dollar at ₦1,410 on the black market"),
    ("gap", "small rates", "Black-market CFA franc costs 10 kobo more than official"),
    ("spread", "real", "Dealers buy at ₦1,385 and sell at ₦1,400"),
    ("spread", "weekend", "Dealers bought at ₦1,480 and sold at ₦1,495 on 27 February"),
    ("card", "real", "Dollar to naira, Wednesday, 25 February 2026"),
]


@pytest.mark.parametrize(("name", "case", "title"), TITLES)
def test_a_title_is_a_finding_that_holds(name: str, case: str, title: str) -> None:
    assert drawn(name, case).title == title


@pytest.mark.parametrize("case", HISTORIES)
def test_alt_texts_start_with_the_kind_of_chart_and_are_short(case: str) -> None:
    day = history(case)
    for name in available(day):
        made = drawn(name, case)
        assert made.alt.startswith({"gap": "Line chart of ", "spread": "Step chart of ", "card": "Rate card of "}[name])
        assert len(made.alt) <= 250
        assert made.alt not in (made.title, made.long_description)
        assert "  " not in made.long_description + made.alt + made.title


@pytest.mark.parametrize("case", HISTORIES)
def test_every_figure_on_a_picture_is_a_fact_a_point_or_a_tick(case: str) -> None:
    day = history(case)
    for name in available(day):
        for label in drawn(name, case).strings:
            if label.role == "axis":
                assert re.fullmatch(r"₦[\d,]+(\.\d\d)?", label.text)
            elif label.fact_id:
                assert label.role == day[label.fact_id].role
                assert any(printed in label.text for printed in _as_printed(day[label.fact_id])), label
            elif label.role:
                value = next(point.value for point in day.lines[label.role].points if point.day == label.day)
                assert money.rate(value, day.lines[label.role].market) in label.text
    for name in available(day):
        _loose_figures(drawn(name, case).strings)


def _as_printed(fact: Fact) -> set[str]:
    if fact.unit is Unit.PERCENT:
        return {f"{round(abs(fact.decimal), places)}%" for places in range(3)} | {f"{int(abs(fact.decimal) + Decimal('0.5'))}%"}
    market = Market.OFFICIAL if fact.role.startswith("official") else Market.PARALLEL
    return {money.rate(fact.decimal, market), money.amount(fact.decimal), money.naira(abs(fact.decimal))}


def _loose_figures(strings: tuple[Label, ...]) -> None:
    """A text that prints several figures is followed by each of them alone."""
    for number, label in enumerate(strings):
        figures = re.findall(r"₦[\d,]*\d(?:\.\d+)?|\d+ kobo|[\d.]+%", label.text)
        if label.role is None and figures:
            following = strings[number + 1 : number + 1 + len(figures)]
            assert [one.text for one in following] == figures
            assert all(one.role for one in following)


@pytest.mark.parametrize("case", [name for name in HISTORIES if name != "small rates"])
def test_the_checker_lets_every_string_and_alt_text_pass(case: str) -> None:
    day = history(case)
    checker = Checker(day)
    for name in available(day):
        made = drawn(name, case)
        found = [problem for label in made.strings for problem in checker.check(label.text, "chart", kind=name).problems]
        assert [*found, *checker.check(made.alt, "alt", kind=name).problems] == []


def test_the_same_figure_is_the_same_string_everywhere() -> None:
    charts = [drawn(name, "real") for name in NAMES]

    for fact_id, printed in (("official.close", "₦1,359.50"), ("parallel.ask", "₦1,400")):
        for made in charts:
            assert printed in bound(made)[fact_id]
            assert printed in made.alt or (made.name == "spread" and fact_id == "official.close")
            assert any(printed in cell for row in made.table[1] for cell in row)


def test_the_subtitle_says_measure_unit_place_period_and_direction() -> None:
    subtitle = next(text for text in texts(drawn("gap", "real")) if text.startswith("Naira per US dollar"))

    for part in (
        "in Nigeria",
        "official close (NFEM)",
        "selling rate",
        "28 November 2025 to 25 February 2026",
        "A falling line means a stronger naira.",
    ):
        assert part in subtitle


def test_no_city_is_named_and_sources_time_and_brand_are() -> None:
    for name in NAMES:
        made = drawn(name, "real")
        assert "Lagos" not in "".join(texts(made)) + made.alt + made.long_description
        assert any("Central Bank of Nigeria" in text and text.startswith("Sources: ") for text in texts(made))
        assert "As of 18:00 WAT, Wed 25 Feb 2026" in texts(made)
        assert "fxtracker" in texts(made)


def test_before_the_close_there_was_the_central_rate_and_it_is_called_that() -> None:
    made = drawn("gap", "central")

    assert "Central rate" in texts(made)
    assert "close" not in "".join(texts(made)) + made.alt


def test_a_figure_of_an_earlier_day_says_so() -> None:
    made = drawn("gap", "carried")

    assert "last close, Tue 24 Feb" in texts(made)
    assert "provisional, indicative" in texts(made)
    assert "₦1,414.28 on 24 February" in made.alt
    assert "last close, Tue 24 Feb" in " ".join(texts(drawn("card", "carried")))


def test_a_market_that_fell_silent_ends_where_it_ended() -> None:
    made = drawn("gap", "street lost")

    assert "no rate since Fri 13 Feb" in texts(made)
    assert "gap" not in bound(made)
    assert "No parallel market rate could be confirmed" in texts(drawn("card", "street lost"))


def test_a_rate_without_sides_is_about_and_has_no_spread() -> None:
    day = history("mid only")

    assert available(day) == ["gap", "card"]
    assert "about ₦1,440" in texts(draw("gap", day))
    assert "Dealers trade at about" in texts(draw("card", day))
    with pytest.raises(NoData, match="no buying and selling rate of the parallel market stands for 25 February 2026"):
        draw("spread", day)


def test_sources_that_differ_are_said_and_drawn() -> None:
    plain = real()
    quotes = tuple(
        Fact(f"source.{source}.ask", "source.ask", Decimal(value), Unit.NAIRA_PER_UNIT, session=TODAY, sources=(source,))
        for source, value in (("street-one", 1360), ("street-two", 1440))
    )
    day = replace(plain, facts=plain.facts + quotes, flags=plain.flags | {"parallel.dispersed"})

    made = draw("gap", day)

    assert "sources differ" in texts(made)
    assert made.body != draw("gap", replace(day, facts=plain.facts)).body


def test_the_card_speaks_to_the_one_who_buys_or_sells() -> None:
    strings = texts(drawn("card", "real"))

    assert {"You sell dollars at", "You buy dollars at", "Buying $100 on the street costs ₦4,050 more than at the official rate."} <= set(
        strings
    )
    assert "Buying $100 on the street costs ₦7,229 less than at the official rate." in texts(drawn("card", "negative gap"))


def test_the_long_description_tells_the_course() -> None:
    told = drawn("gap", "holes").long_description

    assert "The official close starts at ₦1,401.24 on 28 November 2025 and ends at ₦1,411.47 on 25 February 2026." in told
    assert re.search(r"Its high is ₦[\d,.]+ on \d+ \w+ \d{4}, its low ₦[\d,.]+ on \d+ \w+ \d{4}\.", told)
    assert "It has no figure on 27 weekdays of the period." in told
    assert "On 25 February 2026 the selling rate is ₦38.53, or 2.7%, above the official rate." in told


def test_the_long_description_names_a_few_missing_days() -> None:
    days = [day for day in weekdays(TODAY, 20) if day != date(2026, 2, 18)]

    assert "It has no figure on 1 weekday of the period: 18 February." in draw("gap", make(wave(days, 1355))).long_description


def test_the_table_says_what_the_picture_shows() -> None:
    header, rows = draw("gap", real(), days=8).table

    assert header == ("Date", "Official close", "Parallel market selling rate")
    assert rows[0] == ("2026-02-18", "₦1,340", "₦1,380")
    assert rows[-1] == ("2026-02-25", "₦1,359.50", "₦1,400")
    assert len(rows) == 6


def test_one_point_is_drawn_and_none_is_no_data() -> None:
    assert available(history("one point")) == ["gap", "spread", "card"]
    empty = make(None)
    assert available(empty) == []
    for name in NAMES:
        with pytest.raises(NoData, match="USD/NGN: "):
            draw(name, empty)


def _old() -> Day:
    return make(wave(weekdays(TODAY - timedelta(days=200), 30), 1355))


def test_a_history_outside_the_window_is_no_data() -> None:
    with pytest.raises(NoData, match="from 28 November 2025 to 25 February 2026"):
        draw("gap", _old())
    assert draw("gap", _old(), days=300).title == "Dollar at ₦1,347.99 on 8 August 2025 officially"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pie",), "chart: 'pie' is not a chart; write one of gap"),
        (("gap", "huge"), "size: 'huge' is not a size; write one of wide"),
        (("gap", "wide", "jpeg"), "form: 'jpeg' is not a form of chart; write png or svg"),
        (("gap", "wide", "png", 0), "days: 0 is not a span"),
        (("gap", "wide", "png", 10**6), "days: 1000000 is not a span"),
    ],
)
def test_a_wrong_argument_gets_one_clear_sentence(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        draw(arguments[0], real(), *arguments[1:])  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["gap", "GAP", "C1", "c1", " c1 "])
def test_a_chart_goes_by_its_name_and_its_alias(name: str) -> None:
    assert drawn(name, "real").name == "gap"


def test_every_size_is_the_size_that_it_is_called() -> None:
    assert {size.name: (size.width, size.height) for size in SIZES.values()} == {
        "wide": (1200, 675),
        "og": (1200, 630),
        "square": (1080, 1080),
        "story": (1080, 1920),
        "thumb": (1200, 900),
    }
    assert min(size.source for size in SIZES.values()) >= 16


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue))  # type: ignore[return-value]


def _contrast(one: str, other: str) -> float:
    light = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(_linear, (one, other))), reverse=True)
    return (light[0] + 0.05) / (light[1] + 0.05)


def test_colours_can_be_read() -> None:
    for colour in (INK, TEXT2, OFFICIAL, PARALLEL, SPINE):
        assert _contrast(colour, "#FFFFFF") >= 4.5
    assert _contrast(INK, BAND) >= 4.5
    assert _contrast(GRID, "#FFFFFF") < 2


# Viénot, Brettel and Mollon 1999: what a protanope and a deuteranope see of linear RGB.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_two_markets_stay_apart_for_the_colour_blind(kind: str) -> None:
    first, second = (
        _lab([sum(a * b for a, b in zip(row, _linear(one), strict=True)) for row in BLINDNESS[kind]]) for one in (OFFICIAL, PARALLEL)
    )

    assert sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5 >= 20


def _lab(rgb: list[float]) -> tuple[float, float, float]:
    red, green, blue = (max(part, 0.0) for part in rgb)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
