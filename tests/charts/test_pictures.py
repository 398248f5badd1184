"""Every chart of every made-up history, in every size: nothing is clipped, nothing overlaps, nothing is too heavy."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations
from typing import ClassVar

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from fxtracker.charts import NAMES, SIZES, Drawing, available, draw
from fxtracker.charts.canvas import Box, Canvas
from fxtracker.charts.style import Size
from fxtracker.errors import Held

from .days import make, real, wave, weekdays
from .histories import HISTORIES, history

TALL = 3650
# Every history where the type is largest for its width; where the height is least, those that stack most; the rest once or twice.
SHAPES = [(case, "square") for case in HISTORIES]
SHAPES += [
    (case, "og")
    for case in ("spikes", "crossing", "touching", "carried", "weekend", "street lost", "five digits", "many sources", "mid only")
]
SHAPES += [(case, size) for case in ("real", "weekend") for size in ("wide", "story", "thumb")]


class Spy(Canvas):
    """A canvas that is measured by someone else than itself."""

    pages: ClassVar[list[Spy]] = []

    def __init__(self, size: Size, form: str) -> None:
        super().__init__(size, form)
        Spy.pages.append(self)

    def inked(self) -> list[tuple[str, Box]]:
        """Where each text that was drawn lies, asked of the renderer."""
        height = self.size.height
        renderer = FigureCanvasAgg(self.figure).get_renderer()
        boxes = []
        for artist in self.figure.texts + [one for one in self.figure.artists if hasattr(one, "get_text")]:
            extent = artist.get_window_extent(renderer)
            _, ink, descent = renderer.get_text_width_height_descent(artist.get_text(), artist.get_fontproperties(), False)
            baseline = height - artist.get_position()[1]
            boxes.append((artist.get_text(), Box(extent.x0, baseline - ink + descent, extent.x1, baseline + descent)))
        return boxes


@pytest.fixture
def spied(monkeypatch: pytest.MonkeyPatch) -> type[Spy]:
    monkeypatch.setattr("fxtracker.charts.canvas.Canvas", Spy)
    Spy.pages = []
    return Spy


@pytest.mark.parametrize(("case", "size"), SHAPES)
def test_every_text_is_on_the_picture_and_clear_of_the_others(case: str, size: str, spied: type[Spy]) -> None:
    day = history(case)
    for name in available(day):
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Glyph .* missing")
            made = draw(name, day, size, days=TALL if case == "ten years" and name == "gap" else None)

        boxes = spied.pages[-1].inked()
        page = Box(0, 0, made.width, made.height)
        inner = Box(SIZES[size].margin - 1, 0, made.width - SIZES[size].margin + 1, made.height)
        assert len(boxes) >= 5
        for text, box in boxes:
            assert box.inside(page), text
            assert box.inside(inner), text
        for (one, first), (other, second) in combinations(boxes, 2):
            assert not first.overlaps(second), (one, other)
        assert len(made.body) < 300_000
        assert struct.unpack(">II", made.body[16:24]) == (made.width, made.height)


def test_a_story_keeps_clear_of_what_the_app_lays_over_it(spied: type[Spy]) -> None:
    for name in NAMES:
        draw(name, real(), "story")
        for text, box in spied.pages[-1].inked():
            assert box.top >= 250, text
            assert box.bottom <= 1920 - 340, text


def test_the_card_keeps_its_figures_in_the_centre_square_of_a_link_picture(spied: type[Spy]) -> None:
    draw("card", real(), "og")

    for text, box in spied.pages[-1].inked():
        if text in ("₦1,359.50", "₦1,385", "₦1,400"):
            assert box.left >= 285
            assert box.right <= 915


def test_a_picture_whose_text_does_not_fit_is_held() -> None:
    canvas = Canvas(SIZES["wide"], "png")
    canvas.text(1100, 100, "a text that runs off the page", 34, 700)

    with pytest.raises(Held, match="does not fit"):
        canvas.gate()


def test_a_picture_whose_texts_run_into_each_other_is_held() -> None:
    canvas = Canvas(SIZES["wide"], "png")
    canvas.text(100, 100, "one", 34)
    canvas.text(120, 104, "two", 34)

    with pytest.raises(Held, match="run into each other"):
        canvas.gate()


def test_the_same_day_gives_the_same_bytes() -> None:
    for name in NAMES:
        for form in ("png", "svg"):
            assert draw(name, real(), "wide", form).body == draw(name, real(), "wide", form).body


def test_the_words_travel_with_a_png() -> None:
    made = draw("gap", real())

    assert b"Software" not in made.body
    assert made.alt.encode() in made.body


def _svg(name: str, case: str) -> tuple[Drawing, ET.Element]:
    made = draw(name, history(case), "wide", "svg", TALL if case == "ten years" and name == "gap" else None)
    return made, ET.fromstring(made.body)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", ["real", "ten years"])
def test_an_svg_can_be_read_aloud(name: str, case: str) -> None:
    made, root = _svg(name, case)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    uid = root.get("id")

    assert uid
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{uid}-title {uid}-desc"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert root[0].text == made.title
    assert made.long_description in (root[1].text or "")
    assert len(ids) == len(set(ids))
    assert all(one.startswith(uid) for one in ids if one)
    assert (root.get("width"), root.get("height")) == (str(made.width), str(made.height))
    assert len(made.body) < 300_000


@pytest.mark.parametrize("name", NAMES)
def test_an_svg_has_real_text_and_no_date_of_its_own(name: str) -> None:
    made, root = _svg(name, "real")
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    references = set(re.findall(rb'(?:url\(#|href="#)([^)"]+)', made.body))

    assert {"fxtracker", "₦1,359.50"} <= texts
    assert b"<metadata" not in made.body
    assert b"<!DOCTYPE" not in made.body
    assert all(b'id="' + reference + b'"' in made.body for reference in references)
    assert b"*{" not in made.body.replace(root.get("id", "").encode() + b" *{", b"")


def test_two_charts_of_one_page_share_no_id() -> None:
    ids = [set(re.findall(rb' id="([^"]+)"', draw(name, real(), "wide", "svg").body)) for name in NAMES]

    assert not any(first & second for first, second in combinations(ids, 2))


def test_a_name_that_looks_like_markup_stays_text() -> None:
    plain = real()
    day = type(plain)(
        plain.date,
        plain.pair,
        plain.made_at,
        plain.edition,
        plain.facts,
        plain.lines,
        flags=plain.flags,
        source_names={**plain.source_names, "street-one": '<b id="x">Street & Co</b>'},
    )

    root = ET.fromstring(draw("gap", day, "wide", "svg").body)

    assert any('<b id="x">Street & Co</b>' in (element.text or "") for element in root.iter())


@pytest.mark.parametrize("seed", range(12))
def test_any_course_can_be_drawn(seed: int) -> None:
    days = [day for number, day in enumerate(weekdays(real().date, 40 + 90 * (seed % 3))) if (number * (seed + 3)) % 13 or seed == 10]
    official = wave(days, (3, 190, 1355, 15400)[seed % 4], swing=(0.001, 0.03, 0.2)[seed % 3], seed=seed)
    ask = {day: (value * (100 + seed - 5) / 100).quantize(value) for day, value in official.items()}
    bid = {day: (value * 99 / 100).quantize(value) for day, value in ask.items()}
    on = max(official) + timedelta(days=seed % 3)

    for name in NAMES:
        draw(name, make(official, ask, bid, on=on), ("og", "square")[seed % 2], ("png", "svg")[seed // 2 % 2], days=(8, 30, 200)[seed % 3])


def test_charts_drawn_at_once_are_the_charts_drawn_alone() -> None:
    alone = [draw(name, real()).body for name in NAMES]

    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda name: draw(name, real()).body, NAMES))

    assert together == alone


def test_an_operators_own_matplotlib_settings_change_nothing() -> None:
    plain = draw("gap", real()).body

    with matplotlib.rc_context({"font.size": 30, "path.snap": False, "lines.antialiased": False, "text.hinting": "none"}):
        assert draw("gap", real()).body == plain


def test_the_catalogue_can_be_read_without_matplotlib() -> None:
    program = "import sys, fxtracker.charts; print('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
