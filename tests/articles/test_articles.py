"""What an article says of each kind of day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from fxtracker.articles import Earlier, Masthead, Piece, to_json, write
from fxtracker.articles.catalogue import load
from fxtracker.articles.rotation import ordinal, turn
from fxtracker.articles.voice import Voice
from fxtracker.errors import NoData, UsageError
from fxtracker.facts import Day

from .days import STREET, Case, Street, cases

NOBODY = Masthead()
KINDS = ("dollar-to-naira", "naira-to-dollar")
ALL = {name: case.made() for name, case in cases().items()}
BANNED = (
    "due to|amid|because of|as a result|consequently|driven by|crash|tumble|soar|slump|free-fall|plunge|devaluat|forecast|expected to|"
    "will |"
    "Lagos|Abuja|Kano|greenback|None|nan|undisclosed|FMDQ"
)


def article(name: str, kind: str = KINDS[0]) -> Piece:
    return write(ALL[name], kind, NOBODY)


def prose(piece: Piece) -> str:
    return " ".join(line for line in piece.body.splitlines() if line and line[0] not in "|#-")


def test_the_plain_day_prints_the_central_banks_own_row_each_figure_called_what_it_is() -> None:
    body = article("plain").body
    for row in (
        "| Official close (NFEM) | ₦1,359.50 | 25 Feb 2026 |",
        "| Official range, strongest to weakest | ₦1,353–₦1,361.50 | 25 Feb 2026 |",
        "| Official weighted average | ₦1,356.11 | 25 Feb 2026 |",
        "| Official simple average | ₦1,356.98 | 25 Feb 2026 |",
        "| Parallel market: dealers buy (you sell) | ₦1,380 | 25 Feb 2026 |",
        "| Parallel market: dealers sell (you buy) | ₦1,390 | 25 Feb 2026 |",
        "| Gap: dealers sell above the official close | ₦30.50 (2.2%) | 25 Feb 2026 |",
        "| $100 | ₦135,950 | ₦138,000 | ₦139,000 |",
        "| Official close | 1 session | 24 Feb 2026 | ₦1,359 | 50 kobo weaker (0.04%) |",
    ):
        assert row in body.splitlines()
    assert "little changed" in body
    assert "50 kobo weaker than Tuesday's ₦1,359" in body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", list(ALL))
def test_every_day_keeps_the_house_rules(name: str, kind: str) -> None:
    piece = write(ALL[name], kind, NOBODY)
    text = "\n".join((piece.headline, piece.title, piece.description, piece.body))
    assert not re.search(BANNED, text)
    assert len(piece.headline) <= 90
    assert len(piece.title) <= 70
    assert len(piece.description) <= 155
    assert "  " not in piece.body.replace("\n", "")
    assert not re.search(r"[{}]|\.\.|,,| [,.;:]", text)
    assert text.count("often called the black market") == 1 or ("parallel" not in ALL[name].grades and "central" not in name)
    assert "The Central Bank of Nigeria does not recognise the parallel market and directs customers to banks." in piece.body
    assert "No generative AI was used." in piece.body
    assert "written by software" in piece.body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", list(ALL))
def test_today_heads_a_piece_only_where_a_figure_is_of_the_day(name: str, kind: str) -> None:
    piece = write(ALL[name], kind, NOBODY)
    fresh = {"official.today", "parallel.today"} & ALL[name].flags
    for text in (piece.headline, piece.title):
        assert fresh or "today" not in text
    assert fresh or "today" not in piece.body


def test_a_figure_of_an_earlier_session_carries_its_date_in_the_headline() -> None:
    assert "official ₦1,359 on Tuesday" in article("morning").headline
    assert "Friday's close ₦1,368.50" in article("weekend").headline
    assert "Friday, 27 February 2026" in article("weekend_stale").headline


@pytest.mark.parametrize(("name", "words"), [("fall", "weak"), ("rise", "strength"), ("sharp", "sharply"), ("slight", "slightly")])
def test_the_direction_is_that_of_the_naira(name: str, words: str) -> None:
    for offset in range(4):
        day = ALL[name]
        told = write(day, KINDS[0], NOBODY)
        assert any(
            words in said.text or "lost" in said.text or "gained" in said.text
            for said in told.sentences
            if said.id.startswith("lead.moved")
        ), offset


def test_unchanged_has_no_direction_and_no_size() -> None:
    lead = article("unchanged").body.split("##")[0]
    assert re.search("unchanged|flat|stood still|where it had ended", lead)
    assert not re.search("gained|lost|stronger|weaker|0.00%|₦0", lead)


def test_a_confirmed_jump_is_told_in_numbers_alone() -> None:
    piece = article("jump")
    assert piece.headline == "Dollar to naira today, 25 February 2026: official close ₦1,690, against ₦1,359"
    lead = piece.body.split("\n\n")[2]
    assert "₦1,690" in lead
    assert "₦1,359" in lead
    assert not re.search("sharply|weaken|lost|fell", lead)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("weekend_stale", "There was no official trading on Saturday."),
        ("good_friday", "Good Friday"),
        ("unpublished", "had not published Wednesday's rate by 20:00 WAT"),
        ("official_missing", "No official rate of the past three business days could be confirmed."),
        ("unconfirmed", "a large move has been reported but not confirmed"),
        ("split", "lie too far apart to make one figure"),
        ("indicative", "The rate is indicative"),
        ("dispersed", "The sources also differ by more than our method allows"),
        ("morning", "The rate is provisional"),
        ("outside_range", "gives a close outside its high of ₦1,358.50 and low of ₦1,353"),
        ("central_stands_in", "No close has been published for this session"),
        ("central_2024", "Nigerian Autonomous Foreign Exchange Market (NAFEM)"),
        ("mid_only", "without saying whether dealers buy or sell at it"),
    ],
)
def test_each_state_of_a_day_has_its_own_wording(name: str, sentence: str) -> None:
    assert sentence in article(name).body


@pytest.mark.parametrize(("name", "word"), [("below", "below"), ("central_2024", "less"), ("plain", "gap")])
def test_the_gap_is_told_with_its_direction(name: str, word: str) -> None:
    told = next(said for said in article(name).sentences if said.id.startswith("gap."))
    assert word in told.text
    assert "−" not in told.text


def test_a_market_without_a_rate_is_not_priced() -> None:
    for name in ("split", "unconfirmed", "parallel_missing"):
        body = article(name).body
        assert "Dealers" not in body.replace("Dealers buy | Dealers sell | Date", "").replace("Currency | Dealers", "")
        assert "$100 | ₦135,950 |\n" in body


def test_the_sister_is_written_for_one_who_holds_naira() -> None:
    piece = article("plain", KINDS[1])
    assert "₦100,000" in piece.headline
    assert "$71.94" in piece.body.split("\n\n")[2]
    rows = [line for line in piece.body.splitlines() if re.match(r"\| ₦[\d,]+ \| \$", line)]
    assert rows[0] == "| ₦10,000 | $7.19 | $7.36 |"
    assert rows[-1] == "| ₦1,000,000 | $719.42 | $735.56 |"


def test_nothing_printable_is_no_article() -> None:
    with pytest.raises(NoData, match=r"^there is no article of 2026-02-25 yet: .+"):
        write(Case(nfem={}, street={}).made(), KINDS[0], NOBODY)
    with pytest.raises(NoData, match="unconfirmed"):
        write(Case(nfem={}, street=cases()["unconfirmed"].street).made(), KINDS[0], NOBODY)


def test_an_unknown_kind_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="dollar-to-naira"):
        write(ALL["plain"], "euro-to-naira", NOBODY)


def test_what_the_publisher_did_not_set_is_left_out() -> None:
    bare = article("plain")
    assert "By " not in bare.body
    assert "Editor responsible" not in bare.body
    assert "](" not in bare.body
    full = write(ALL["plain"], KINDS[0], Masthead("Example News", "Ada Obi", "Ngozi Eze", "Abuja", "https://rates.example/"))
    assert "By Ada Obi · Example News · Published 25 February 2026, 20:05 WAT" in full.body
    assert "\nABUJA: The naira " in full.body
    assert "Editor responsible: Ngozi Eze." in full.body
    assert "(https://rates.example/naira-to-dollar/)" in full.body


def test_the_same_facts_give_the_same_bytes() -> None:
    for name in ("plain", "weekend", "central_2024"):
        assert write(cases()[name].made(), KINDS[0], NOBODY) == write(cases()[name].made(), KINDS[0], NOBODY)


def test_an_update_says_what_moved_and_keeps_when_it_was_first_published() -> None:
    first = write(ALL["midday"], KINDS[0], NOBODY)
    second = write(ALL["plain"], KINDS[0], NOBODY, previous=first, number=2)
    assert second.changes == ("The official close is now ₦1,359.50, of Wednesday; an earlier version had ₦1,359 of Tuesday.",)
    assert "> UPDATED at 20:05 WAT: this version replaces that of 25 February 2026, 13:00 WAT. The official close is now" in second.body
    assert "Published 25 February 2026, 13:00 WAT · Updated 25 February 2026, 20:05 WAT" in second.body
    assert "UPDATED" not in first.body


def test_a_revision_can_be_told_from_what_the_store_kept() -> None:
    first = write(ALL["midday"], KINDS[0], NOBODY)
    kept = Earlier.from_facts(to_json(first, ALL["midday"])["facts"], first.published_at, first.updated_at)
    assert write(ALL["plain"], KINDS[0], NOBODY, kept, 2) == write(ALL["plain"], KINDS[0], NOBODY, first, 2)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("plain", "fall", "The official close of Wednesday is now ₦1,372.75; an earlier version had ₦1,359.50."),
        ("parallel_missing", "plain", "The parallel-market rate of Wednesday, ₦1,390, has been added."),
        ("plain", "split", "An earlier version had a parallel-market rate of ₦1,390, which no longer stands."),
        ("plain", "below", "Dealers' selling price for Wednesday is now ₦1,350; an earlier version had ₦1,390."),
        ("plain", "official_missing", "An earlier version had an official rate of ₦1,359.50, which no longer stands."),
        ("plain", "plain", "No rate has changed; the text was revised."),
    ],
)
def test_each_kind_of_change_has_its_sentence(before: str, after: str, told: str) -> None:
    first = article(before)
    second = write(ALL[after], KINDS[0], NOBODY, first, 2)
    assert told in second.changes
    assert told in second.body


def test_json_has_every_fact_of_the_day_and_the_text_of_those_that_were_printed() -> None:
    day = ALL["plain"]
    piece = article("plain")
    made = to_json(piece, day)
    assert {"kind", "lang", "date", "revision", "grades", "headline", "title", "description", "facts", "body"} <= made.keys()
    assert [fact["id"] for fact in made["facts"]] == [fact.id for fact in day.facts]
    close = made["facts"][0]
    assert (close["id"], close["value"], close["text"], close["measure"], close["session"]) == (
        "official.close",
        "1359.5000",
        "₦1,359.50",
        "close",
        "2026-02-25",
    )
    assert close["as_of"] == "2026-02-25T16:00:00Z"
    texts = {fact["id"]: fact["text"] for fact in made["facts"]}
    assert texts["premium"] is None
    assert {name: text for name, text in texts.items() if text} == dict(piece.facts)


def test_every_printed_text_is_in_the_piece_and_a_fact_never_has_two_texts() -> None:
    for name in ALL:
        for kind in KINDS:
            piece = article(name, kind)
            texts: dict[tuple[str, str], set[str]] = {}
            for said in piece.sentences:
                for binding in said.bindings:
                    texts.setdefault((binding.what, binding.how), set()).add(binding.text)
                    assert binding.text in said.text
            assert all(len(found) == 1 for (_, how), found in texts.items() if how in ("money", "amount", "pct", "naira", "dollars")), name


def test_pictures_are_placed_where_they_are_given() -> None:
    piece = write(ALL["plain"], KINDS[0], NOBODY, pictures={"gap": ("charts/gap.png", 'Line chart of "the" gap <1>')})
    assert '![Line chart of "the" gap \\<1\\>](charts/gap.png)' in piece.body
    assert '<img src="charts/gap.png" alt="Line chart of &#34;the&#34; gap &lt;1&gt;">' in piece.forms["html"]
    assert "charts/gap.png" not in piece.forms["txt"]


def test_a_name_cannot_break_the_markup() -> None:
    piece = write(ALL["plain"], KINDS[0], Masthead(byline="A | B <script>*x*"))
    assert "By A \\| B \\<script\\>\\*x\\*" in piece.body
    assert "<script>" not in piece.forms["html"]


def test_the_forms_say_the_same() -> None:
    piece = article("plain")
    assert piece.forms["md"].endswith(piece.body)
    assert piece.forms["md"].startswith('---\nkind: dollar-to-naira\nlang: en\ndate: 2026-02-25\nedition: closing\nrevision: 1\ntitle: "')
    for said in piece.sentences:
        if said.id.startswith(("lead.", "gap.", "about_", "week_")):
            assert said.text in piece.forms["txt"]
            assert said.text in piece.forms["html"].replace("&#39;", "'")


def _days_running(first: date, count: int) -> list[Day]:
    """Weekdays with a falling naira, both markets fresh."""
    made = []
    for offset in range(count):
        day = first + timedelta(days=offset)
        if day.weekday() < 5:
            closes = {
                (day - timedelta(days=back)).isoformat(): f"{1400 - back} {1400 - back} {1406 - back} {1394 - back} {1400 - back}"
                for back in range(12)
            }
            street = {(day - timedelta(days=back)).isoformat(): Street(str(1420 - 2 * back), str(1430 - 2 * back)) for back in range(12)}
            made.append(Case(date=day, nfem=closes, street=street, others=False, quotes=False).made())
    return made


def test_two_days_running_never_share_a_wording() -> None:
    pieces = [write(day, KINDS[0], NOBODY) for day in _days_running(date(2026, 3, 2), 26)]
    for place in (
        "lead",
        "second",
        "gap",
        "gap_change",
        "official_detail.range",
        "parallel_detail.sides",
        "parallel_detail.moved",
        "convert",
        "week_official",
    ):
        ids = [next(said.id for said in piece.sentences if said.id.startswith(place + ".")) for piece in pieces]
        assert all(one != other for one, other in pairwise(ids)), place


def test_neighbouring_trading_days_and_weekends_turn() -> None:
    friday = date(2026, 2, 27)
    week = [friday + timedelta(days=offset) for offset in range(4)]
    assert ordinal(week[3]) - ordinal(friday) == 1
    for variants in (2, 4, 5, 6):
        turns = [turn("lead", day, variants) for day in week]
        assert all(one != other for one, other in pairwise(turns))
        assert turns[0] != turns[3]


def test_a_strong_day_of_a_long_record_is_the_news() -> None:
    start = date(2025, 12, 1)
    closes = {}
    for offset in range(60):
        day = start + timedelta(days=offset)
        if day.weekday() < 5:
            figure = Decimal(1500 if offset < 59 else 1430) + offset
            closes[day.isoformat()] = f"{figure} {figure} {figure + 2} {figure - 2} {figure}"
    closes["2025-12-01"] = "1400 1400 1402 1398 1400"
    made = Case(date=date(2026, 1, 29), nfem=closes, street={}, others=False).made()
    piece = write(made, KINDS[0], NOBODY)
    assert piece.headline == "Dollar to naira today, 29 January 2026: ₦1,489, naira's strongest since 1 Dec 2025"
    assert "It was the naira's strongest official close since 1 December 2025." in piece.body


def test_the_catalogue_is_tidy() -> None:
    places = load()
    ids = [sentence.id for place in places.values() for case in place.cases for sentence in case.variants]
    texts = [sentence.text for place in places.values() for case in place.cases for sentence in case.variants]
    assert len(ids) == len(set(ids))
    assert all(text == text.strip() and "  " not in text for text in texts)
    for name in (
        "lead.moved",
        "lead.little",
        "lead.unchanged",
        "lead.parallel",
        "gap.above",
        "gap.below",
        "gap.inside",
        "gap_change.narrowed",
        "week_official.moved",
    ):
        place, case = name.split(".")
        assert len(next(found for found in places[place].cases if found.name == case).variants) >= 4, name
    for text in texts:
        bare = re.sub(r"\{[^}]+\}|\$10,000|\$100|\$10|\$1|₦100,000|₦10,000|₦1 million", "", text)
        assert not re.search(r"\d", bare), text


def test_every_sentence_prints_with_a_filter_that_exists() -> None:
    figures = {"money", "amount", "naira", "dollars", "pct", "count", "measure"}
    days = {"date", "day", "dmy", "dm", "abbr", "short", "time", "stamp", "weekday"}
    names = {"text", "upper", "span", "currency", "source", "dollar_label", "naira_label"}
    verbs = {"strengthened", "firmed", "gained", "appreciated", "stronger", "strengthens"}
    for place in load().values():
        for case in place.cases:
            for sentence in case.variants:
                for slot in sentence.slots:
                    assert slot.how in figures | days | names | verbs, sentence.id
                    assert slot.how not in verbs or slot.what.endswith(".percent"), sentence.id
                    assert slot.how != "pct" or slot.what.endswith(".percent"), sentence.id


def test_a_place_that_cannot_be_silent_says_so() -> None:
    from fxtracker.articles.writing import prepare

    voice = prepare(ALL["plain"], NOBODY).voice
    silent = Voice(voice.view, frozenset(), load())
    with pytest.raises(NoData, match="lead"):
        silent.must("lead")


def test_an_old_session_is_named_with_its_date() -> None:
    day = date(2026, 3, 5)
    street = {"2026-03-05": Street("1380", "1390")}
    made = Case(date=day, street=street, until=date(2026, 2, 25), at="13:00").made()
    changed = replace(made, flags=made.flags | {"official.carried"})
    assert write(changed, KINDS[0], NOBODY).headline
    assert STREET
