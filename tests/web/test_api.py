"""`/v1/rates/USD-NGN` answers what `fxtracker rate --json` prints."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from .house import ask

SHAPE = [
    "pair",
    "market",
    "measure",
    "session",
    "location",
    "bid",
    "ask",
    "mid",
    "grade",
    "as_of",
    "known_at",
    "age_seconds",
    "sources",
    "fixing",
]


def test_every_market_in_the_documented_shape_with_decimals_as_strings(newsroom: Starlette) -> None:
    answer = ask(newsroom, "/v1/rates/USD-NGN")
    rows = {row["market"]: row for row in answer.json()}

    assert answer.headers["content-type"] == "application/json"
    assert list(rows) == ["official", "parallel", "midmarket", "remittance"]
    assert all(set(SHAPE) <= set(row) for row in rows.values())
    official, parallel = rows["official"], rows["parallel"]
    assert (official["mid"], official["bid"], official["ask"], official["measure"], official["session"]) == (
        "1359.5000",
        None,
        None,
        "close",
        "2026-02-25",
    )
    assert official["as_of"] == "2026-02-25T16:00:00Z"
    assert official["age_seconds"] == 13200
    assert official["sources"] == ["cbn-nfem"]
    assert (parallel["bid"], parallel["ask"], parallel["mid"], parallel["grade"]) == ("1367", "1390", "1378.5", "B")
    assert parallel["sources"] == ["nairatoday", "ngnrates", "quidax"]


def test_one_market_and_a_moment_can_be_asked_for(newsroom: Starlette) -> None:
    rows = ask(newsroom, "/v1/rates/USD-NGN?market=official&at=2026-02-24").json()

    assert [(row["market"], row["mid"], row["session"]) for row in rows] == [("official", "1359.0000", "2026-02-24")]
    unescaped = ask(newsroom, "/v1/rates/USD-NGN?market=official&at=2026-02-25T16:59:00+01:00").json()
    assert unescaped[0]["session"] == "2026-02-24"


def test_what_was_known_then_can_be_asked_for(newsroom: Starlette) -> None:
    now, then = (ask(newsroom, f"/v1/rates/USD-NGN?market=official&at=2026-02-25{known}") for known in ("", "&known_at=2026-02-25"))

    assert then.json() == now.json()
    assert ask(newsroom, "/v1/rates/USD-NGN?known_at=2020-01-01").status_code == 404


@pytest.mark.parametrize("path", ["/v1/rates/ABC-NGN", "/v1/rates/USD-EUR", "/v1/rates/GHS-NGN", "/v1/rates/%2e%2e", "/v1/nothing"])
def test_what_is_not_known_is_a_problem_document(newsroom: Starlette, path: str) -> None:
    answer = ask(newsroom, path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [("market=black", "market"), ("market=", "market"), ("at=soon", "at"), ("at=2026-02-30", "at"), ("at=0001-01-01T00:00:00", "at"),
     ("day=1", "day"), ("at=2030-01-01", "at"), ("known_at=2030-01-01T10:00:00Z", "known_at"), ("known_at=", "known_at"),
     ("market=official&market=parallel", "market"), ("at=%00", "at")],
)  # fmt: skip
def test_a_wrong_parameter_is_named_in_one_sentence(newsroom: Starlette, query: str, field: str) -> None:
    answer = ask(newsroom, f"/v1/rates/USD-NGN?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(f"{field}: ")


def test_an_empty_store_knows_no_rate(bare: Starlette) -> None:
    answer = ask(bare, "/v1/rates/USD-NGN")

    assert answer.status_code == 404
    assert "fetch" in answer.json()["detail"]
