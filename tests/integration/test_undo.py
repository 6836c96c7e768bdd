"""An edit that is undone leaves the fold of the sequence without it; a text that is read again keeps its version."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from ingestion.documents import DocumentStore
from ingestion.preparation import Preparation
from ingestion.uploads import Redating, ReExtraction, Retraction, Undo, UploadReceipt, Withdrawal
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import NothingToUndo, VersionNotFound, VersionSpeaksNoMore
from knowledge.facts import ExtractedFact
from knowledge.passages import ParsedDocument
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import value_of
from tests.fixtures.publishing import DAY, START, Lines, System

WHO = {"tenant": "default", "actor": "mo", "document": "leave", "reason": "it was right before"}


def day(n: int) -> dt.datetime:
    return START + n * DAY


def done(system: System, edit: Redating | Retraction | ReExtraction | Undo | Withdrawal) -> UploadReceipt:
    accept = system.store.accept_withdrawal if isinstance(edit, Withdrawal) else system.store.accept_repair
    receipt = accept(edit)  # type: ignore[arg-type]
    system.prepare(receipt)
    system.publish(receipt)
    return receipt


def undone(system: System, receipt: UploadReceipt) -> None:
    done(system, Undo(corrects=receipt.version, **WHO))


@pytest.fixture
def told(system: System) -> System:
    for text, at in (("notice 10 days\ncarry none", 0), ("notice 20 days", 20)):
        system.ingest(system.accept(text, at))
    return system


def test_every_repair_that_is_undone_leaves_the_picture_as_it_was(told: System) -> None:
    before = told.picture()
    correction = told.accept("notice 30 days", None, corrects=2)
    told.ingest(correction)
    redating = done(told, Redating(corrects=correction.version, effective_at=day(10), **WHO))
    retraction = done(told, Retraction(corrects=1, **WHO))
    withdrawal = done(told, Withdrawal(effective_at=day(30), **WHO))
    assert told.picture() != before
    for edit in (redating, withdrawal, correction, retraction):
        undone(told, edit)
    assert told.picture() == before


def test_edits_made_after_the_undone_one_stay(told: System) -> None:
    redating = done(told, Redating(corrects=2, effective_at=day(10), **WHO))
    correction = told.accept("notice 30 days", None, corrects=2)
    told.ingest(correction)
    undone(told, redating)
    assert [window for quote, window in told.picture() if quote == "fact notice 30 days"] == [Window(day(20), None)]


def test_an_edit_that_was_undone_can_be_made_again(told: System) -> None:
    for edit in (Redating(corrects=2, effective_at=day(10), **WHO), Retraction(corrects=2, **WHO)):
        first = done(told, edit)
        made = told.picture()
        assert told.store.accept_repair(edit).repeated
        undone(told, first)
        again = done(told, edit)
        assert (again.repeated, told.picture()) == (False, made)
        undone(told, again)
    correction = told.accept("notice 30 days", None, corrects=2)
    told.ingest(correction)
    assert told.accept("notice 30 days", None, corrects=2).repeated
    undone(told, correction)
    assert not told.accept("notice 30 days", None, corrects=2).repeated


def test_an_edit_of_a_version_that_was_undone_itself_is_refused(told: System) -> None:
    redating = Redating(corrects=2, effective_at=day(10), **WHO)
    done(told, redating)
    done(told, Undo(corrects=2, **WHO))
    with pytest.raises(VersionSpeaksNoMore):
        told.store.accept_repair(redating)


def test_an_edit_that_an_undo_on_its_way_takes_back_is_not_answered_as_known(told: System) -> None:
    retraction = Retraction(corrects=2, **WHO)
    told.store.accept_repair(Undo(corrects=done(told, retraction).version, **WHO))
    with pytest.raises(VersionSpeaksNoMore):
        told.store.accept_repair(retraction)


def test_a_text_is_read_again_once_for_a_reason(told: System) -> None:
    first = told.store.accept_repair(ReExtraction(corrects=2, **WHO))
    asked = told.store.accept_repair(ReExtraction(corrects=2, **WHO))
    assert (asked.repeated, asked.version) == (True, first.version)
    assert not told.store.accept_repair(ReExtraction(corrects=2, **{**WHO, "reason": "a newer program"})).repeated


def test_what_never_took_effect_or_is_undone_already_is_refused(told: System) -> None:
    redating = done(told, Redating(corrects=2, effective_at=day(10), **WHO))
    undone(told, redating)
    with pytest.raises(NothingToUndo, match="undone already"):
        undone(told, redating)
    with pytest.raises(NothingToUndo, match="an undo cannot be undone"):
        told.store.accept_repair(Undo(corrects=4, **WHO))
    with pytest.raises(VersionNotFound):
        told.store.accept_repair(Undo(corrects=9, **WHO))


class Reader(Lines):
    """An extractor of a later day, which reads the duration out of the line."""

    def extract(self, document: ParsedDocument, *, title: str, zone: ZoneInfo) -> list[ExtractedFact]:
        read = super().extract(document, title=title, zone=zone)
        return [replace(fact, value=value_of(fact.value.text.split(" ", 1)[1])) for fact in read]


def facts(system: System, n: int, known_at: dt.datetime | None = None) -> list[StoredFact]:
    reader = PostgresReader(system.pool)
    known_at = known_at or reader.watermark("default")
    return reader.facts(Viewpoint(tenant="default", as_of=day(n), known_at=known_at), FactQuery())[0]


def test_a_better_reading_replaces_the_facts_of_its_version_over_the_same_window(told: System) -> None:
    before = PostgresReader(told.pool).watermark("default")
    told.preparation = Preparation(told.pool, Lines(), Reader())
    receipt = done(told, ReExtraction(corrects=2, **WHO))
    (fact,) = facts(told, 25)
    assert (fact.value.text, fact.source.version, fact.valid) == ("20 days", 2, Window(day(20), None))
    assert [one.value.text for one in facts(told, 25, before)] == ["notice 20 days"]
    recordings = HistoryReader(told.pool).recordings("default", fact.id)
    assert [r.edit.value for r in recordings if r.fact.value.text == "20 days"] == ["re-extraction"]
    undone(told, receipt)
    assert [one.value.text for one in facts(told, 25)] == ["notice 20 days"]


def test_a_version_read_again_is_listed_with_the_window_in_which_it_speaks(told: System) -> None:
    done(told, ReExtraction(corrects=2, **WHO))
    listed = DocumentStore(told.pool).document("default", "leave").versions
    assert {version.number: version.valid_at for version in listed} == {1: day(0), 2: day(20), 3: None}


def test_a_version_read_again_is_repaired_by_its_own_number(told: System) -> None:
    told.preparation = Preparation(told.pool, Lines(), Reader())
    done(told, ReExtraction(corrects=2, **WHO))
    done(told, Redating(corrects=2, effective_at=day(10), **WHO))
    assert [(fact.value.text, fact.source.version) for fact in facts(told, 15)] == [("20 days", 2)]
    withdrawal = done(told, Withdrawal(effective_at=day(30), **WHO))
    with pytest.raises(VersionNotFound, match="no text to read again"):
        told.store.accept_repair(ReExtraction(corrects=withdrawal.version, **WHO))
