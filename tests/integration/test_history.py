"""What became of a fact, on both axes; what changed between two dates; the texts of two dates."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from ingestion.uploads import Redating, Retraction, Withdrawal
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.changes import ChangeKind, FactChange
from knowledge.errors import DocumentNotFound, FactNotFound, InvalidRequest
from knowledge.time_windows import Window
from tests.fixtures.publishing import DAY, START, System


def day(number: int) -> dt.datetime:
    return START + number * DAY


@pytest.fixture
def told(system: System) -> System:
    """Three versions and a withdrawal."""
    for text, at in (("notice 10 days\ncarry none", 0), ("notice 20 days\ncarry none", 10), ("notice 20 days", 20)):
        system.ingest(system.accept(text, at))
    withdrawal = Withdrawal(tenant="default", actor="local", document="leave", effective_at=day(30), reason="merged")
    system.publish(system.store.accept_withdrawal(withdrawal))
    return system


def changes(
    system: System, start: int, end: int, *, document: str | None = None, known_at: dt.datetime | None = None
) -> list[FactChange]:
    """Through pages of one."""
    found: list[FactChange] = []
    cursor = None
    while True:
        page, cursor = HistoryReader(system.pool).changes(
            "default",
            start=day(start),
            end=day(end),
            known_at=known_at or PostgresReader(system.pool).watermark("default"),
            document=document,
            limit=1,
            cursor=cursor,
        )
        found += page
        if cursor is None:
            return found


def told_shortly(found: list[FactChange]) -> list[tuple[int, ChangeKind, str | None, str | None]]:
    return [
        (
            (change.at - START).days,
            change.kind,
            change.before and change.before.quote,
            change.after and change.after.quote,
        )
        for change in found
    ]


def test_what_changed_between_two_dates_is_told_with_before_and_after(told: System) -> None:
    assert told_shortly(changes(told, 0, 29)) == [
        (10, ChangeKind.CHANGED, "notice 10 days", "notice 20 days"),
        (20, ChangeKind.REMOVED, "carry none", None),
    ]
    assert told_shortly(changes(told, -1, 0)) == [
        (0, ChangeKind.ADDED, None, "notice 10 days"),
        (0, ChangeKind.ADDED, None, "carry none"),
    ]


def test_the_last_instant_is_included_and_the_first_is_not(told: System) -> None:
    assert told_shortly(changes(told, 10, 19)) == []
    assert [at for at, *_ in told_shortly(changes(told, 9, 10))] == [10]


def test_a_change_names_what_caused_it(told: System) -> None:
    (withdrawn,) = changes(told, 25, 35)
    assert withdrawn.kind is ChangeKind.REMOVED
    assert withdrawn.cause is not None
    assert (withdrawn.cause.kind, withdrawn.cause.version, withdrawn.cause.reason) == ("withdrawal", 4, "merged")


def test_changes_are_told_as_they_were_known(told: System) -> None:
    before = PostgresReader(told.pool).watermark("default")
    retraction = Retraction(tenant="default", actor="local", document="leave", corrects=2, reason="never agreed")
    told.publish(told.store.accept_repair(retraction))
    assert [at for at, kind, *_ in told_shortly(changes(told, 0, 29)) if kind is ChangeKind.CHANGED] == [20]
    assert [at for at, kind, *_ in told_shortly(changes(told, 0, 29, known_at=before))] == [10, 20]


def test_only_one_document_may_be_asked_for(told: System) -> None:
    assert changes(told, 0, 29, document="another") == []
    assert len(changes(told, 0, 29, document="leave")) == 2


def test_a_cursor_of_another_list_is_refused(told: System) -> None:
    with pytest.raises(InvalidRequest, match="next_cursor"):
        HistoryReader(told.pool).changes(
            "default", start=day(0), end=day(1), known_at=day(0), document=None, limit=1, cursor="x"
        )


def test_the_history_of_a_fact_has_every_belief_and_who_recorded_it(told: System) -> None:
    redating = Redating(
        tenant="default", actor="mo", document="leave", corrects=2, effective_at=day(12), reason="mistyped"
    )
    told.publish(told.store.accept_repair(redating))
    with told.pool.connection() as connection:
        (fact,) = connection.execute(
            "SELECT f.id FROM fact f JOIN fact_content c ON c.id = f.content WHERE quote = 'notice 10 days' LIMIT 1"
        ).fetchone() or (None,)
    recordings = HistoryReader(told.pool).recordings("default", fact)

    beliefs = [
        (r.fact.source.quote, r.fact.valid, r.fact.recorded.end is None, r.cause.kind, r.cause.actor)
        for r in recordings
    ]
    assert ("notice 10 days", Window(day(0), day(10)), False, "version", "local") in beliefs
    assert ("notice 10 days", Window(day(0), day(12)), True, "redating", "mo") in beliefs
    assert [r.fact.recorded.start for r in recordings] == sorted(r.fact.recorded.start for r in recordings)
    held = [r.fact for r in recordings if r.fact.recorded.end is None]
    assert [fact.valid for fact in sorted(held, key=lambda f: f.valid.start)] == [
        Window(day(0), day(12)),
        Window(day(12), day(30)),
    ]


def test_a_fact_that_is_not_there_has_no_history(told: System) -> None:
    with pytest.raises(FactNotFound):
        HistoryReader(told.pool).recordings("default", uuid4())


def test_the_text_of_a_date_is_that_of_the_version_in_force(told: System) -> None:
    reader, now = HistoryReader(told.pool), PostgresReader(told.pool).watermark("default")
    texts = [reader.text_at("default", "leave", as_of=day(n), known_at=now) for n in (-1, 5, 25, 35)]
    assert [(text.version, text.text) for text in texts] == [
        (None, ""),
        (1, "notice 10 days\ncarry none"),
        (3, "notice 20 days"),
        (4, ""),
    ]
    with pytest.raises(DocumentNotFound):
        reader.text_at("default", "nothing", as_of=day(0), known_at=now)


def fact_of(system: System, quote: str) -> UUID:
    with system.pool.connection() as connection:
        row = connection.execute(
            "SELECT f.id FROM fact f JOIN fact_content c ON c.id = content WHERE quote = %s ORDER BY recorded LIMIT 1",
            [quote],
        ).fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


def held(system: System, quote: str, known_at: dt.datetime | None = None) -> list[tuple[str, int, int | None]]:
    """What the key of the quoted fact held, with the days on which that began and ended."""
    at = known_at or PostgresReader(system.pool).watermark("default")
    return [
        (one.source.quote, (one.valid.start - START).days, one.valid.end and (one.valid.end - START).days)
        for one in HistoryReader(system.pool).held("default", fact_of(system, quote), at)
        if one.valid.start is not None
    ]


def test_what_a_key_held_is_told_in_order_of_valid_time_from_any_of_its_facts(told: System) -> None:
    expected = [("notice 10 days", 0, 10), ("notice 20 days", 10, 30)]
    assert held(told, "notice 10 days") == held(told, "notice 20 days") == expected
    assert held(told, "carry none") == [("carry none", 0, 20)]


def test_what_a_key_held_is_told_as_it_was_known(told: System) -> None:
    """A version between the others arrives last; a retraction takes it away again."""
    before = PostgresReader(told.pool).watermark("default")
    told.ingest(told.accept("notice 15 days\ncarry none", 5))
    between = PostgresReader(told.pool).watermark("default")
    retraction = Retraction(tenant="default", actor="local", document="leave", corrects=5, reason="never agreed")
    told.publish(told.store.accept_repair(retraction))
    expected = [("notice 10 days", 0, 10), ("notice 20 days", 10, 30)]
    assert held(told, "notice 10 days", before) == expected
    assert held(told, "notice 10 days", between) == [
        ("notice 10 days", 0, 5),
        ("notice 15 days", 5, 10),
        ("notice 20 days", 10, 30),
    ]
    assert held(told, "notice 10 days") == expected
    assert held(told, "notice 10 days", day(-1)) == []


def test_what_a_key_held_is_the_tenants_own(told: System) -> None:
    watermark = PostgresReader(told.pool).watermark("default")
    with pytest.raises(FactNotFound):
        HistoryReader(told.pool).held("other", fact_of(told, "carry none"), watermark)
