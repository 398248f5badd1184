"""Which sections a piece has and in which order; a section without data vanishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fxtracker.articles.blocks import Block, Heading, Items, Link, Links, Notice, Paragraph, Picture, StatusLine, Table
from fxtracker.articles.messages import Message
from fxtracker.articles.piece import Said
from fxtracker.articles.voice import Voice
from fxtracker.errors import UsageError

__all__ = ["KINDS", "Pictures", "Plan"]

KINDS = ("dollar-to-naira", "naira-to-dollar")

Pictures = Mapping[str, tuple[str, str]]
"""The name of a chart (gap, spread, change) to its address and alt text."""

_SHORT_TABLE = ("close", "central", "bid", "ask", "mid", "gap_above", "gap_below")
_SHORT_DETAIL = ("indicative", "provisional", "dispersed", "varies")


class Plan:
    """One piece, section by section."""

    def __init__(self, voice: Voice, messages: Sequence[Message], changes: Sequence[Said], pictures: Pictures, site_url: str) -> None:
        self._voice = voice
        self._messages = messages
        self._changes = tuple(changes)
        self._pictures = pictures
        self._site = site_url.rstrip("/")

    def blocks(self, kind: str) -> list[Block]:
        """The blocks of that kind of piece; UsageError for an unknown kind."""
        if kind == "dollar-to-naira":
            return list(self._dollar_to_naira())
        if kind == "naira-to-dollar":
            return list(self._naira_to_dollar())
        raise UsageError(f"kind: {kind!r} is not a kind of article; write {' or '.join(KINDS)}")

    def _dollar_to_naira(self) -> Iterator[Block]:
        yield from self._head()
        yield from self._paragraph("dateline", "lead", *self._reason("leads.official"), "second")
        yield from self._paragraph("gap", "gap_change")
        yield from self._news()
        yield from self._table("rates_heading", (), "rates_header", "rates_row")
        yield from self._picture("gap")
        yield from self._official()
        yield from self._parallel()
        yield from self._change(["week_official", "week_parallel"])
        yield from self._table("convert_heading", self._one("convert", "convert_sell"), "convert_header", "convert_row")
        yield from self._paragraph("convert_naira")
        yield from self._others()
        yield from self._sources()
        yield from self._foot()

    def _naira_to_dollar(self) -> Iterator[Block]:
        yield from self._head()
        yield from self._paragraph("dateline", "naira_lead", "naira_second", *self._reason())
        yield from self._paragraph("gap", "gap_change")
        yield from self._table("naira_convert_heading", (), "naira_convert_header", "naira_convert_row")
        yield from self._paragraph("naira_convert_note")
        yield from self._picture("gap")
        rows = tuple(self._voice.every("rates_row", *_SHORT_TABLE))
        yield Heading(self._voice.must("naira_rates_heading"))
        yield Table(self._voice.must("rates_header"), rows)
        yield from _paragraph(self._voice.every("parallel_detail", *_SHORT_DETAIL))
        yield from self._change(["week_official", "week_parallel"], [] if self._held("weekend") else ["naira_move"])
        yield from self._foot()

    def _held(self, *names: str) -> bool:
        return set(names) <= self._voice.held

    def _one(self, *places: str) -> list[Said]:
        return [said for said in map(self._voice.maybe, places) if said is not None]

    def _paragraph(self, *places: str) -> Iterator[Block]:
        yield from _paragraph(self._one(*places))

    def _reason(self, *wanted: str) -> list[str]:
        """The place that says why there is no official figure of the day, where no other sentence does."""
        return [] if self._held("official.today") or not self._held(*wanted) else ["reason"]

    def _head(self) -> Iterator[Block]:
        yield StatusLine(tuple(self._voice.every("status")))
        if self._changes and self._held("changed.headline"):
            yield Notice((self._voice.must("changes_mark"), *self._changes))

    def _news(self) -> Iterator[Block]:
        yield from _paragraph([said for message in self._messages for said in self._voice.every("news", message.name)][:2])

    def _official(self) -> Iterator[Block]:
        if not self._held("official"):
            return
        told = self._held("official.today", "official.close") or self._held("weekend")
        change = [] if told else self._one("official_change")
        detail = self._voice.every("official_detail")
        first = 1 if self._held("official.carried") else 0
        sentences = [*detail[:first], *change, *detail[first:]]
        if sentences:
            yield Heading(self._voice.must("official_heading"))
            yield from _paragraph(sentences)

    def _parallel(self) -> Iterator[Block]:
        if self._held("parallel"):
            yield Heading(self._voice.must("parallel_heading"))
            yield from _paragraph(self._voice.every("parallel_detail"))
            yield from self._picture("spread")

    def _change(self, weeks: Sequence[str], first: Sequence[str] = ()) -> Iterator[Block]:
        rows = (*self._voice.every("change_row", *_OFFICIAL_CHANGES), *self._voice.every("change_row", *_PARALLEL_CHANGES))
        if rows:
            yield Heading(self._voice.must("change_heading"))
            yield from self._paragraph(*first, *weeks)
            yield from self._picture("change")
            yield Table(self._voice.must("change_header"), rows)

    def _table(self, heading: str, sentences: Sequence[Said], header: str, row: str) -> Iterator[Block]:
        rows = tuple(self._voice.every(row))
        if rows:
            yield Heading(self._voice.must(heading))
            yield from _paragraph(sentences)
            yield Table(self._voice.must(header), rows)

    def _others(self) -> Iterator[Block]:
        tables = [(header, tuple(self._voice.every(row))) for header, row in _OTHERS]
        if any(rows for _, rows in tables):
            yield Heading(self._voice.must("others_heading"))
            for header, rows in tables:
                if rows:
                    yield Table(self._voice.must(header), rows)

    def _sources(self) -> Iterator[Block]:
        items = tuple(self._voice.every("sources_item"))
        intro = self._one("sources_intro")
        if items or intro:
            yield Heading(self._voice.must("sources_heading"))
            yield from _paragraph(intro)
        if items:
            yield Items(items)

    def _foot(self) -> Iterator[Block]:
        yield Heading(self._voice.must("about_heading"))
        yield from _paragraph(self._voice.every("about_how"))
        yield from _paragraph(self._voice.every("about_measures"))
        yield from _paragraph([*self._voice.every("about_position"), *self._voice.every("about_sources")])
        if self._changes and not self._held("changed.headline"):
            yield Heading(self._voice.must("changes_heading"))
            yield Items(self._changes)
        if self._site:
            yield Heading(self._voice.must("links_heading"))
            hub, sister = self._voice.every("links")
            yield Links((Link(hub, f"{self._site}/{KINDS[0]}/"), Link(sister, f"{self._site}/{KINDS[1]}/")))

    def _picture(self, name: str) -> Iterator[Block]:
        if name in self._pictures:
            yield Picture(*self._pictures[name])


_OFFICIAL_CHANGES = ("official", "official_unchanged")
_PARALLEL_CHANGES = ("parallel", "parallel_unchanged", "parallel_mid", "parallel_mid_unchanged")
_OTHERS = (
    ("others_official_header", "others_official_row"),
    ("others_parallel_header", "others_parallel_row"),
    ("others_mid_header", "others_mid_row"),
)


def _paragraph(sentences: Sequence[Said]) -> Iterator[Block]:
    if sentences:
        yield Paragraph(tuple(sentences))
