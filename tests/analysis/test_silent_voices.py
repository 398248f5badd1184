"""Who has no voice in a fixing, or one for several: a source on probation, a capped venue, a source that states several venues."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fxtracker.analysis.consensus import fix
from fxtracker.analysis.context import COLD_START, Context
from fxtracker.rates import USD, Fixing, Market, Segment, Sighting

from .panel import NOW, quoted

PANEL = [quoted("nairatoday", 1388, 1400), quoted("ngnrates", 1390, 1400), quoted("luno", 1386, 1392, segment=Segment.EXCHANGE)]


def made(*said: Sighting, context: Context = COLD_START) -> Fixing:
    return fix(Market.PARALLEL, USD, said, NOW, context)


def reasons(fixing: Fixing) -> dict[str, str]:
    return {left.source: left.reason for left in fixing.exclusions}


def flagged(sighting: Sighting, *flags: str) -> Sighting:
    return Sighting(sighting.observation._replace(flags=flags), sighting.seen_at)


def at(sighting: Sighting, place: str) -> Sighting:
    return Sighting(sighting.observation._replace(location=place), sighting.seen_at)


class TestACap:
    """Sixty percent of a venue's adverts on one exact price are a peg, not a market."""

    def test_a_capped_venue_weighs_nothing(self):
        pegged = flagged(quoted("bybit-p2p", 1300, 1302, segment=Segment.P2P), "capped")

        assert reasons(made(*PANEL, pegged)) == {"bybit-p2p": "capped"}
        assert made(*PANEL, pegged).value == made(*PANEL).value

    def test_a_capped_venue_does_not_make_up_the_groups_of_a_grade(self):
        pegged = flagged(quoted("bybit-p2p", 1391, 1395, segment=Segment.P2P), "capped")

        assert made(*PANEL, pegged).groups == 3

    def test_other_flags_hold_nothing_back(self):
        assert made(*PANEL[:2], flagged(PANEL[2], "thin")).groups == 3

    def test_a_cap_belongs_to_the_inputs_that_are_hashed(self):
        pegged = flagged(quoted("bybit-p2p", 1391, 1395, segment=Segment.P2P), "capped")

        assert made(*PANEL, pegged).inputs_hash != made(*PANEL, flagged(pegged)).inputs_hash


class TestProbation:
    NEWCOMER = quoted("newcomer", 1450, 1460)

    def on(self, hours: float) -> Context:
        return Context(probation={"newcomer": NOW + timedelta(hours=hours)})

    def test_what_was_seen_before_its_end_does_not_count(self):
        fixing = made(*PANEL, self.NEWCOMER, context=self.on(24))

        assert reasons(fixing) == {"newcomer": "probation"}
        assert (fixing.value, fixing.groups) == (made(*PANEL).value, 3)

    def test_what_is_seen_after_its_end_counts(self):
        assert reasons(made(*PANEL, self.NEWCOMER, context=self.on(-0.5))) == {"newcomer": "far"}

    def test_one_that_copies_has_no_say_for_its_group_either(self):
        context = replace(self.on(24), groups={"newcomer": "nairatoday", "nairatoday": "nairatoday"})

        assert reasons(made(*PANEL, self.NEWCOMER, context=context)) == {"newcomer": "probation"}

    def test_it_belongs_to_the_inputs_that_are_hashed(self):
        assert made(*PANEL, self.NEWCOMER, context=self.on(24)).inputs_hash != made(*PANEL, self.NEWCOMER, context=self.on(25)).inputs_hash

    def test_of_a_source_that_is_not_there_it_changes_nothing(self):
        assert made(*PANEL, context=self.on(24)).inputs_hash == made(*PANEL).inputs_hash


class TestVenues:
    def venues(self, *mids: int) -> list[Sighting]:
        return [
            at(quoted("monierate", mid=mid, segment=Segment.EXCHANGE, hours=0.1 * (n + 1), number=n), f"platform-{n}")
            for n, mid in enumerate(mids)
        ]

    def test_the_middle_one_speaks_and_not_the_newest(self):
        fixing = made(*self.venues(100_000, 1390, 1380, 1395, 1))

        assert [used.mid for used in fixing.inputs] == [Decimal(1390)]
        assert [left.reason for left in fixing.exclusions] == ["copy"] * 4

    def test_of_two_in_the_middle_the_lower_one(self):
        assert made(*self.venues(1400, 1390, 1380, 1395)).inputs[0].mid == Decimal(1390)

    def test_they_are_one_voice_among_the_others(self):
        fixing = made(*PANEL, *self.venues(1390, 1391, 1392, 1393, 1394))

        assert fixing.groups == 4
        assert [used.source for used in fixing.inputs].count("monierate") == 1

    def test_a_desk_that_asks_in_several_cities_is_told_by_its_newest_word(self):
        said = [at(quoted("desk", mid=mid, segment=Segment.DESK, hours=hours), city)
                for mid, hours, city in ((1390, 3, "Lagos"), (1410, 1, "Abuja"), (1395, 2, "Kano"))]  # fmt: skip

        assert made(*said).inputs[0].mid == Decimal(1410)

    @given(st.lists(st.integers(1300, 1500), min_size=1, max_size=9, unique=True).flatmap(st.permutations))
    def test_the_order_in_which_they_come_changes_nothing(self, mids: list[int]):
        fixing = made(*self.venues(*mids))

        assert fixing.inputs[0].mid == sorted(mids)[(len(mids) - 1) // 2]
        assert len(fixing.exclusions) == len(mids) - 1
