"""What the sources answered, as it came: polls with their answers, the bytes of those, and what is remembered of each address."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from fxtracker.store import schema as t
from fxtracker.store.base import Part, in_parts
from fxtracker.store.engine import writing
from fxtracker.store.packing import LARGE, pack, unpack
from fxtracker.store.rows import Answer, Poll

__all__ = ["ArchiveStore", "answers_text", "keep_payloads", "remember_answers"]

_BASE_DAYS = timedelta(days=30)
"""For so long the same answer serves as the one that others are packed against; it is kept as long as they are."""

_WORTH = 20
"""An answer that is not so many times smaller when packed against another has changed as a whole, and stands by itself."""


class ArchiveStore(Part):
    """Polls, payloads, and the last good answer of each address."""

    def answers(self, source: str) -> dict[str, Answer]:
        """What is remembered of each address of a source: its last good answer, without the body.

        Of an address that gave none in the last poll that landed, hash and etag are left empty: what it said before that is no word of
        today, even where it says it again. Its structure is remembered all the same.
        """
        k = t.known_answers.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.known_answers).where(k.source == source).order_by(k.poll_id, k.url)).all()
        last = max((row.poll_id for row in rows), default=0)
        return {
            row.url: Answer(row.url, row.hash, row.etag, row.last_modified, structure=row.structure)
            if row.poll_id == last
            else Answer(row.url, "", structure=row.structure)
            for row in rows
        }

    def last_good(self, source: str) -> dict[str, tuple[str, datetime]]:
        """The hash of the last good answer of each address that a source was ever asked at, and when it gave it, oldest first."""
        k = t.known_answers.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(k.url, k.hash, k.seen_at).where(k.source == source).order_by(k.poll_id, k.url))
            return {row.url: (row.hash, row.seen_at) for row in rows}

    def forget_answers(self, source: str, urls: Collection[str]) -> None:
        """Remember no longer what addresses that are not asked any more last answered."""
        k = t.known_answers.c
        with writing(self._engine) as connection:
            connection.execute(delete(t.known_answers).where(k.source == source, k.url.in_(list(urls))))

    def poll_rows(self, source: str, since: datetime | None = None, until: datetime | None = None, limit: int | None = None) -> list[Poll]:
        """The polls of a source that began in that time (both ends included), oldest first; with `limit` the newest so many of them."""
        p = t.polls.c
        query = select(t.polls).where(p.source == source).order_by(p.id.desc())
        if since is not None:
            query = query.where(p.started_at >= since)
        if until is not None:
            query = query.where(p.started_at <= until)
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit) if limit is not None else query).all()
            again = shown_again(connection, [row.id for row in rows])
        return [_poll(row, again.get(row.id)) for row in reversed(rows)]

    def imported(self) -> list[Answer]:
        """The files that were read by import, by name and hash."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.polls.c.answers).where(t.polls.c.source == "import")).scalars().all()
        return [Answer(**item) for row in rows for item in json.loads(row)]

    def payload(self, payload_hash: str) -> bytes | None:
        """The bytes of an answer by their SHA-256, or None where they are not kept (any more)."""
        with self._engine.connect() as connection:
            return _body(connection, payload_hash)

    def payloads_before(self, source: str, before: datetime) -> list[str]:
        """The hashes of the answers of a source that are kept and that no poll since `before` gave."""
        p = t.payloads.c
        with self._engine.connect() as connection:
            old = set(connection.execute(select(p.hash).where(p.source == source, p.kept_at < before)).scalars())
            if old:
                rows = connection.execute(select(t.polls.c.answers).where(t.polls.c.source == source, t.polls.c.started_at >= before))
                for row in rows:
                    old.difference_update(item["hash"] for item in json.loads(row.answers))
        return sorted(old)

    def payload_sources(self) -> list[str]:
        """The sources of which answers are kept."""
        with self._engine.connect() as connection:
            return sorted(connection.execute(select(t.payloads.c.source).distinct()).scalars())

    def remove_payloads(self, hashes: Collection[str]) -> tuple[int, int]:
        """Remove the bytes of those answers but of such as others are packed against; how many were removed, and how many bytes that gave.

        The polls that brought them stay, with hash and headers.
        """
        p = t.payloads.c
        wanted = sorted(hashes)
        count = size = 0
        # What was packed against another goes before that: then that can go too.
        for against in (True, False):
            for some in in_parts(wanted):
                with writing(self._engine) as connection:
                    bases = select(p.base).where(p.base.is_not(None))
                    where = (p.hash.in_(some), p.base.is_not(None) if against else p.hash.not_in(bases))
                    number, total = connection.execute(
                        select(func.count(), func.coalesce(func.sum(func.length(p.body)), 0)).where(*where)
                    ).one()
                    connection.execute(delete(t.payloads).where(*where))
                count, size = count + number, size + total
        return count, size


def answers_text(answers: Sequence[Answer]) -> str:
    """The answers of a poll as they are stored: what is not stated is left out."""
    return json.dumps([_packed(answer) for answer in answers])


def _packed(answer: Answer) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "url": answer.url, "hash": answer.hash, "etag": answer.etag, "last_modified": answer.last_modified, "rejected": answer.rejected,
        "status": answer.status, "method": None if answer.method == "GET" else answer.method,
        "request_headers": dict(answer.request_headers), "request_body": answer.request_body,
        "headers": dict(answer.headers), "structure": answer.structure,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value or name in ("url", "hash")}


def shown_again(connection: Connection, poll_ids: Sequence[int], known_at: datetime | None = None) -> dict[int, list[int]]:
    """For the polls whose answers were read again, the observations that stand in them by the last reading (known at an instant)."""
    r = t.readings.c
    found: dict[int, list[int]] = {}
    for some in in_parts(poll_ids):
        query = select(r.poll_id, r.shown).where(r.poll_id.in_(some)).order_by(r.id)
        if known_at is not None:
            query = query.where(r.read_at <= known_at)
        found.update((row.poll_id, json.loads(row.shown)) for row in connection.execute(query))
    return found


def _poll(row: Any, again: list[int] | None) -> Poll:
    return Poll(
        row.source, row.started_at, row.finished_at, row.status, row.kind, row.error,
        tuple(Answer(**item) for item in json.loads(row.answers)), row.id, row.added, row.set_aside, row.retry_at,
        tuple(again if again is not None else json.loads(row.shown)),
    )  # fmt: skip


def remember_answers(connection: Connection, poll_id: int, source: str, answers: Iterable[Answer], at: datetime) -> None:
    """Keep what the addresses answered in a poll as their last good answers, unless a later poll's is remembered of one."""
    k = t.known_answers.c
    new = {answer.url: answer for answer in answers}
    if not new:
        return
    rows = connection.execute(select(t.known_answers).where(k.source == source, k.url.in_(list(new))))
    known = {row.url: row for row in rows}
    for url, answer in new.items():
        before = known.get(url)
        values = {
            "hash": answer.hash, "etag": answer.etag, "last_modified": answer.last_modified, "structure": answer.structure,
            "poll_id": poll_id, "seen_at": at,
        }  # fmt: skip
        if before is None:
            connection.execute(insert(t.known_answers), {"source": source, "url": url, **values})
        elif before.poll_id <= poll_id:
            if before.hash == answer.hash:
                values["structure"] = answer.structure or before.structure
            connection.execute(update(t.known_answers).where(k.source == source, k.url == url).values(values))


def keep_payloads(connection: Connection, poll: Poll) -> None:
    """Keep the bodies of a poll's answers, each hash once; called before its answers are remembered."""
    bodies = {answer.hash: answer for answer in poll.answers if answer.body is not None}
    if not bodies:
        return
    known = set(connection.execute(select(t.payloads.c.hash).where(t.payloads.c.hash.in_(list(bodies)))).scalars())
    rows = []
    for digest, answer in bodies.items():
        if digest in known or answer.body is None:
            continue
        body, base = _packed_body(connection, poll, answer.url, answer.body)
        rows.append(
            {
                "hash": digest,
                "source": poll.source,
                "url": answer.url,
                "kept_at": poll.finished_at,
                "size": len(answer.body),
                "body": body,
                "base": base,
            }
        )
    if rows:
        connection.execute(insert(t.payloads), rows)


def _packed_body(connection: Connection, poll: Poll, url: str, body: bytes) -> tuple[bytes, str | None]:
    if len(body) >= LARGE and (base := _base(connection, poll, url)) is not None:
        whole = _body(connection, base)
        if whole is not None:
            packed = pack(body, whole)
            if len(packed) * _WORTH <= len(body):
                return packed, base
    return pack(body), None


def _base(connection: Connection, poll: Poll, url: str) -> str | None:
    # Never one that is itself packed against another: what is read needs one more at most.
    k, p = t.known_answers.c, t.payloads.c
    last = connection.execute(
        select(p.hash, p.base).join(t.known_answers, k.hash == p.hash).where(k.source == poll.source, k.url == url)
    ).first()
    if last is None:
        return None
    base: str = last.base or last.hash
    kept_at = connection.execute(select(p.kept_at).where(p.hash == base)).scalar()
    return base if kept_at is not None and poll.finished_at - kept_at < _BASE_DAYS else None


def _body(connection: Connection, payload_hash: str) -> bytes | None:
    p = t.payloads.c
    row = connection.execute(select(p.body, p.base).where(p.hash == payload_hash)).first()
    if row is None:
        return None
    base = None
    if row.base is not None:
        packed = connection.execute(select(p.body).where(p.hash == row.base)).scalar()
        if packed is None:
            return None
        base = unpack(packed)
    return unpack(row.body, base)
