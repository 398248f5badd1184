"""What the rules are worth on made-up panels: a few paths here, the whole in `benchmarks/panels.py`."""

from __future__ import annotations

import pytest

from .synthetic import Panel, replay, score

SEEDS = range(3)


@pytest.mark.parametrize(
    ("sources", "copies", "mean", "p99"), [(8, 0, 28, 90), (8, 3, 28, 92), (5, 3, 33, 112), (5, 0, 33, 113), (3, 0, 41, 143)]
)
def test_fixings_stay_near_the_truth_and_no_standing_grade_is_over_two_percent_off(sources: int, copies: int, mean: float, p99: float):
    found = score(Panel(sources, copies, days=250), SEEDS)

    assert found.mean_bp <= mean
    assert found.p99_bp <= p99
    assert found.over_two <= 0.002
    assert found.standing_over_two == 0
    assert found.mean_bp <= found.median_mean_bp * 1.02


@pytest.mark.parametrize("sources", [5, 8])
def test_a_devaluation_of_forty_percent_is_followed_within_a_day(sources: int):
    found = score(Panel(sources, 3, days=60, jump_on=40), range(6))

    assert found.days_late <= 1
    assert found.standing_over_two == 0


def test_a_replay_gives_the_same_fixings_to_the_byte():
    panel = Panel(5, 2, days=40)

    assert [fixing for _, _, fixing, _ in replay(panel, 7)] == [fixing for _, _, fixing, _ in replay(panel, 7)]
