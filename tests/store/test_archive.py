"""Answers as they came: once a hash, a large one against the one before it, with all that was sent and said beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from fxtracker.store import Answer, Poll, Store
from fxtracker.store import schema as t
from fxtracker.store.packing import pack, unpack

NOW = datetime(2026, 2, 25, 18, 0, tzinfo=UTC)
URL = "https://www.cbn.gov.ng/api/GetAllExchangeRates"


def rows(count: int, last: int = 0) -> bytes:
    """A table like that of the Central Bank, the newest row on top."""
    built = [
        f'{{"id":{n},"currency":"US DOLLAR","ratedate":"2026-01-{n % 28 + 1:02}","centralrate":"{1300 + n % 97}.{n * 7919 % 10_000:04}"}}'
        for n in range(count + last, 0, -1)
    ]
    return f"[{','.join(built)}]".encode()


def answer(body: bytes, url: str = URL, **more: object) -> Answer:
    return Answer(url, sha256(body).hexdigest(), body=body, **more)  # type: ignore[arg-type]


def land(store: Store, *answers: Answer, at: datetime = NOW, source: str = "cbn", status: str = "ok") -> int:
    return store.add_poll(Poll(source, at, at, status, answers=answers)).poll_id


def size(store: Store) -> int:
    with store._engine.connect() as connection:
        return int(connection.execute(select(func.sum(func.length(t.payloads.c.body)))).scalar() or 0)


def test_what_was_sent_and_answered_comes_back_with_the_poll(store: Store) -> None:
    told = Answer(
        "https://api.example.ng/adverts#ask", "ab" * 32, '"e"', "Wed, 25 Feb 2026 16:00:00 GMT", b"{}", False, 200, "POST",
        {"api_key": "{key}"}, '{"side":"1"}', {"Content-Type": "application/json"}, '{"at":{}}',
    )  # fmt: skip
    store.add_poll(Poll("bybit", NOW, NOW, "failed", "rate_limited", "asks to wait", (told,), retry_at=NOW + timedelta(hours=1)))

    (poll,) = store.poll_rows("bybit")

    assert poll.answers == (Answer(**{**{name: getattr(told, name) for name in told.__slots__}, "body": None}),)
    assert (poll.kind, poll.error, poll.retry_at) == ("rate_limited", "asks to wait", NOW + timedelta(hours=1))


def test_a_word_that_is_also_a_method_is_kept(store: Store) -> None:
    land(store, Answer(URL, "ab" * 32, etag="GET", request_body="GET"))

    (told,) = store.poll_rows("cbn")[0].answers
    assert (told.etag, told.request_body, told.method) == ("GET", "GET", "GET")


def test_polls_come_oldest_first_and_the_newest_of_too_many(store: Store) -> None:
    for hour in range(5):
        land(store, answer(b"%d" % hour), at=NOW + timedelta(hours=hour))

    assert [one.started_at.hour for one in store.poll_rows("cbn", limit=2)] == [21, 22]
    found = store.poll_rows("cbn", NOW + timedelta(hours=1), NOW + timedelta(hours=3))
    assert [one.started_at.hour for one in found] == [19, 20, 21]


class TestALargeAnswer:
    def test_is_packed_against_the_one_before_it(self, store: Store) -> None:
        bodies = [rows(4_000, last) for last in range(0, 50, 10)]
        for day, body in enumerate(bodies):
            land(store, answer(body), at=NOW + timedelta(days=day))
            if not day:
                first = size(store)

        assert [store.payload(answer(body).hash) for body in bodies] == bodies
        assert size(store) < first * 1.1

    def test_begins_anew_after_a_month(self, store: Store) -> None:
        for day in (0, 1, 31, 32):
            land(store, answer(rows(2_000, day)), at=NOW + timedelta(days=day))

        with store._engine.connect() as connection:
            bases = list(connection.execute(select(t.payloads.c.base).order_by(t.payloads.c.kept_at)).scalars())
        whole = [answer(rows(2_000, day)).hash for day in (0, 31)]
        assert bases == [None, whole[0], None, whole[1]]

    def test_cannot_lose_what_it_is_packed_against(self, store: Store) -> None:
        old, new = rows(2_000), rows(2_000, 5)
        land(store, answer(old))
        land(store, answer(new), at=NOW + timedelta(days=1))

        assert store.remove_payloads([answer(old).hash]) == (0, 0)
        assert store.payload(answer(new).hash) == new
        assert store.remove_payloads([answer(old).hash, answer(new).hash])[0] == 2
        assert store.payload(answer(new).hash) is None

    @given(st.binary(max_size=300), st.binary(max_size=300))
    def test_comes_back_as_it_was(self, body: bytes, base: bytes) -> None:
        assert unpack(pack(body)) == body
        if len(base) >= 8:
            assert unpack(pack(body, base), base) == body


class TestWhatIsRememberedOfAnAddress:
    def test_is_the_last_good_answer_and_of_those_that_did_not_land_last_the_layout_alone(self, store: Store) -> None:
        land(store, answer(b"a", "https://h/1", etag="e", structure="s1"), answer(b"b", "https://h/2", structure="s2"))
        land(store, answer(b"c", "https://h/2", structure="s2"), at=NOW + timedelta(hours=1))

        assert store.answers("cbn") == {
            "https://h/1": Answer("https://h/1", "", structure="s1"),
            "https://h/2": Answer("https://h/2", answer(b"c").hash, structure="s2"),
        }
        assert [hash_ for hash_, _ in store.last_good("cbn").values()] == [answer(b"a").hash, answer(b"c").hash]

    @pytest.mark.parametrize("how", ["rejected", "failed", "past"])
    def test_is_nothing_that_could_not_be_used_or_was_of_the_past(self, store: Store, how: str) -> None:
        land(store, answer(b"a"))
        one = answer(b"b", rejected=how == "rejected")
        store.add_poll(Poll("cbn", NOW, NOW, "failed" if how == "failed" else "ok", answers=(one,)), past=how == "past")

        assert [one.hash for one in store.answers("cbn").values()] == [answer(b"a").hash]

    def test_keeps_the_layout_where_the_answer_is_as_before(self, store: Store) -> None:
        land(store, answer(b"a", structure="s"))
        land(store, Answer(URL, answer(b"a").hash), at=NOW + timedelta(hours=1))

        assert store.answers("cbn")[URL].structure == "s"
