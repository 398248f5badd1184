"""One open trouble a source and kind, counted; told once, and once that it is over. Days that a source does not have."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from fxtracker.store import AbsentDay, Store

NOW = datetime(2026, 2, 25, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_trouble_is_counted_until_it_is_over_and_then_begins_anew(store: Store) -> None:
    first = store.note_trouble("cbn", "firewall", "a page titled 'Request Rejected'", NOW, "aa")
    store.note_trouble("quidax", "firewall", "the same", NOW)
    again = store.note_trouble("cbn", "firewall", "another page", NOW + HOUR)

    assert (first.count, first.told_at, first.over_at) == (1, None, None)
    assert (again.id, again.count, again.first_at, again.last_at) == (first.id, 2, NOW, NOW + HOUR)
    assert (again.detail, again.payload_hash) == ("another page", "aa")
    assert [one.source for one in store.open_troubles()] == ["cbn", "quidax"]

    (over,) = store.end_troubles("cbn", ["firewall", "layout"], NOW + 2 * HOUR)
    assert (over.id, over.over_at) == (first.id, NOW + 2 * HOUR)
    assert store.end_troubles("cbn", None, NOW + 3 * HOUR) == []
    assert [one.source for one in store.open_troubles()] == ["quidax"]
    assert store.note_trouble("cbn", "firewall", "once more", NOW + 4 * HOUR).id != first.id
    assert [one.count for one in store.troubles("cbn")] == [2, 1]


def test_it_is_told_once_and_that_it_is_over_once(store: Store) -> None:
    trouble = store.note_trouble("cbn", "layout", "the headings changed", NOW)

    assert [store.tell_trouble(trouble.id, NOW + number * HOUR) for number in range(2)] == [True, False]
    store.end_troubles("cbn", None, NOW + 3 * HOUR)
    assert [store.tell_trouble(trouble.id, NOW + number * HOUR, over=True) for number in (4, 5)] == [True, False]
    (kept,) = store.troubles("cbn")
    assert (kept.told_at, kept.over_told_at) == (NOW, NOW + 4 * HOUR)


def test_alerts_come_newest_first(store: Store) -> None:
    for number in range(3):
        store.add_alert(NOW + number * HOUR, None if number else "cbn", "layout", f"number {number}")

    assert [(one.text, one.source) for one in store.alerts(2)] == [("number 2", None), ("number 1", None)]


def test_a_day_that_is_absent_is_remembered_once_and_renewed(store: Store) -> None:
    days = [date(2026, 2, 3), date(2026, 2, 1), date(2026, 2, 1)]
    assert store.add_absent_days("currency-api", days, NOW, "GBP") == 2
    assert store.add_absent_days("currency-api", days[:1], NOW + HOUR, "GBP") == 0
    assert store.add_absent_days("currency-api", days[:1], NOW) == 1

    assert store.absent_days("currency-api", date(2026, 2, 1), date(2026, 2, 3)) == [
        AbsentDay("currency-api", "GBP", date(2026, 2, 1), NOW),
        AbsentDay("currency-api", "", date(2026, 2, 3), NOW),
        AbsentDay("currency-api", "GBP", date(2026, 2, 3), NOW + HOUR),
    ]
    assert store.absent_days("cbn", date(2026, 2, 1), date(2026, 2, 3)) == []
