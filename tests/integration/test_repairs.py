"""An upload that was itself wrong is repaired: what holds is as if it had been right, and what was believed stays."""

import datetime as dt

import pytest

from ingestion.documents import DocumentStore
from ingestion.uploads import Redating, Retraction, UploadReceipt
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import DocumentNotFound, InvalidWindow, VersionNotFound, VersionSpeaksNoMore
from knowledge.ports import FactQuery
from knowledge.time_windows import Viewpoint
from tests.fixtures.publishing import DAY, START, System

MISTYPED = 3650


def redating(corrects: int, *, day: int | None = None, until: int | None = None) -> Redating:
    return Redating(
        tenant="default",
        actor="local",
        document="leave",
        corrects=corrects,
        effective_at=None if day is None else START + day * DAY,
        expires_at=None if until is None else START + until * DAY,
        reason="the year was mistyped",
    )


def retraction(corrects: int) -> Retraction:
    return Retraction(tenant="default", actor="local", document="leave", corrects=corrects, reason="not ours")


def ingested(system: System, *versions: tuple[str, int]) -> list[UploadReceipt]:
    receipts = [system.accept(text, day) for text, day in versions]
    for receipt in receipts:
        system.ingest(receipt)
    return receipts


def repair(system: System, edit: Redating | Retraction) -> UploadReceipt:
    receipt = system.store.accept_repair(edit)
    system.publish(receipt)
    return receipt


def watermark(system: System) -> dt.datetime:
    return PostgresReader(system.pool).watermark("default")


def said(system: System, day: int, known_at: dt.datetime | None = None) -> dict[str, int]:
    """Quotes that hold on a day, each with the version that says it."""
    viewpoint = Viewpoint(tenant="default", as_of=START + day * DAY, known_at=known_at or watermark(system))
    facts, _ = PostgresReader(system.pool).facts(viewpoint, FactQuery())
    return {fact.source.quote: fact.source.version for fact in facts}


def test_a_mistyped_year_is_repaired_as_if_it_had_been_right_and_what_was_believed_stays(system: System) -> None:
    right = [("notice 10 days\ncarry none", 0), ("notice 20 days\ncarry none", 10), ("notice 30 days", 20)]
    ingested(system, right[0], (right[1][0], MISTYPED), right[2])
    before = watermark(system)
    repair(system, redating(2, day=10))

    assert said(system, 5) == {"notice 10 days": 1, "carry none": 1}
    assert said(system, 15) == {"notice 20 days": 2, "carry none": 2}
    assert said(system, 25) == {"notice 30 days": 3}
    assert said(system, MISTYPED + 1) == {"notice 30 days": 3}
    assert said(system, 15, before) == {"notice 10 days": 1, "carry none": 1}
    assert said(system, MISTYPED + 1, before) == {"notice 20 days": 2, "carry none": 2}


def test_a_retracted_version_leaves_its_time_to_the_one_before_it(system: System) -> None:
    ingested(system, ("notice 10 days\ncarry none", 0), ("notice 99 days", 10), ("notice 30 days", 20))
    before = watermark(system)
    repair(system, retraction(2))

    assert said(system, 15) == {"notice 10 days": 1, "carry none": 1}
    assert said(system, 25) == {"notice 30 days": 3}
    assert said(system, 15, before) == {"notice 99 days": 2}


def test_the_first_version_retracted_leaves_nothing(system: System) -> None:
    ingested(system, ("notice 10 days", 0), ("notice 20 days", 10))
    repair(system, retraction(1))
    assert said(system, 5) == {}
    assert said(system, 15) == {"notice 20 days": 2}


def test_a_correction_speaks_in_the_place_of_what_it_corrects_and_retires_only_what_differs(system: System) -> None:
    ingested(system, ("notice 10 days\ncarry none", 0), ("notice 30 days", 20))
    untouched = {row for row in system.rows("fact") if row[3]}
    before = watermark(system)
    correction = system.accept("notice 15 days\ncarry none", None, corrects=1)
    system.ingest(correction)

    assert said(system, 5) == {"notice 15 days": 3, "carry none": 3}
    assert said(system, 25) == {"notice 30 days": 2}
    assert said(system, 5, before) == {"notice 10 days": 1, "carry none": 1}
    assert len(untouched & system.rows("fact")) == 2  # of three: the notice of the first version was wrong


def test_a_correction_may_be_corrected_and_redated_in_its_turn(system: System) -> None:
    ingested(system, ("notice 10 days", 0))
    system.ingest(system.accept("notice 15 days", None, corrects=1))
    repair(system, redating(2, day=3, until=8))
    assert [said(system, day) for day in (1, 5, 9)] == [{}, {"notice 15 days": 2}, {}]
    with pytest.raises(VersionSpeaksNoMore, match="version 1 of 'leave'"):
        system.store.accept_repair(redating(1, day=4))


def test_versions_are_listed_with_the_windows_that_repairs_gave_them(system: System) -> None:
    ingested(system, ("notice 10 days", 0), ("notice 20 days", MISTYPED), ("notice 99 days", 30))
    repair(system, redating(2, day=10))
    repair(system, retraction(3))
    listed = {v.number: v for v in DocumentStore(system.pool).document("default", "leave").versions}
    day = {number: (v.valid_at and (v.valid_at - START).days) for number, v in listed.items()}
    assert day == {1: 0, 2: 10, 3: None, 4: None, 5: None}
    assert listed[2].effective_at == START + 10 * DAY
    assert [(listed[n].kind, listed[n].corrects, listed[n].reason) for n in (4, 5)] == [
        ("redating", 2, "the year was mistyped"),
        ("retraction", 3, "not ours"),
    ]


def test_the_same_repair_again_is_the_first_and_does_nothing_twice(system: System) -> None:
    ingested(system, ("notice 10 days", 0), ("notice 20 days", 10))
    first = repair(system, redating(2, day=12))
    again = system.store.accept_repair(redating(2, day=12))
    assert again.repeated
    assert again.version == first.version


def test_what_was_retracted_may_be_uploaded_again(system: System) -> None:
    ingested(system, ("notice 10 days", 0))
    repair(system, retraction(1))
    again = system.accept("notice 10 days", 0)
    assert not again.repeated
    system.ingest(again)
    assert said(system, 5) == {"notice 10 days": again.version}


def test_what_cannot_be_repaired_is_refused_by_name(system: System) -> None:
    ingested(system, ("notice 10 days", 0))
    with pytest.raises(VersionNotFound, match="no version 7"):
        system.store.accept_repair(retraction(7))
    with pytest.raises(InvalidWindow, match="expires_at"):
        system.store.accept_repair(redating(1, day=9, until=8))
    with pytest.raises(DocumentNotFound):
        system.store.accept_repair(
            Retraction(tenant="default", actor="local", document="nothing", corrects=1, reason="x")
        )
    waiting = system.accept("notice 20 days", 10)
    with pytest.raises(VersionSpeaksNoMore, match="not published"):
        system.store.accept_repair(retraction(waiting.version))


def test_points_of_the_index_follow_a_repair(system: System) -> None:
    ingested(system, ("notice 10 days", 0), ("notice 20 days", MISTYPED))
    repair(system, redating(2, day=10))
    rows = {row[0] for row in system.rows("passage")}
    assert system.index.count("g1") == len(rows)
    with system.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM index_outbox").fetchone() == (0,)
