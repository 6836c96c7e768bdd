"""What a person says of facts: it goes through the same revision, and outlives versions that say the same as before."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from ingestion.by_hand import EditReceipt, HandCorrection, HandExpiry, HandFact, HandRetraction
from ingestion.by_hand.recording import HandEditStore
from ingestion.uploads import Retraction, Undo
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import FactNotFound, FactNotHeld, InvalidWindow, NothingToUndo, SlugTaken
from knowledge.facts import Cardinality
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import value_of
from tests.fixtures.publishing import DAY, START, System

WHO = {"tenant": "default", "actor": "mo", "reason": "the board said so"}


def day(n: int) -> dt.datetime:
    return START + n * DAY


@dataclass
class Desk:
    """A person at work on the facts of a system."""

    system: System

    @property
    def reader(self) -> PostgresReader:
        return PostgresReader(self.system.pool)

    def facts(self, n: int, known_at: dt.datetime | None = None, **query: str) -> list[StoredFact]:
        known_at = known_at or self.reader.watermark("default")
        viewpoint = Viewpoint(tenant="default", as_of=day(n), known_at=known_at)
        return self.reader.facts(viewpoint, FactQuery(**query))[0]

    def said(self, n: int, known_at: dt.datetime | None = None) -> dict[str, str]:
        """What holds on a day, by the words of the statement."""
        return {fact.source.quote: fact.value.text for fact in self.facts(n, known_at)}

    def fact(self, quote: str, n: int) -> UUID:
        return next(fact.id for fact in self.facts(n) if fact.source.quote == quote)

    def correct(self, quote: str, n: int, text: str | None = None, **window: dt.datetime) -> EditReceipt:
        value = None if text is None else value_of(text)
        return self._store.edit(HandCorrection(fact=self.fact(quote, n), value=value, **WHO, **window))

    def retract(self, quote: str, n: int) -> EditReceipt:
        return self._store.edit(HandRetraction(fact=self.fact(quote, n), **WHO))

    def expire(self, quote: str, n: int, on: int) -> EditReceipt:
        return self._store.edit(HandExpiry(fact=self.fact(quote, n), expired_at=day(on), **WHO))

    def state(
        self, text: str, start: int = 0, end: int | None = None, cardinality: Cardinality = Cardinality.ONE
    ) -> EditReceipt:
        return self._store.state(
            HandFact(
                source="by-mo",
                subject="Mo",
                predicate="lives in",
                value=value_of(text),
                valid=Window(day(start), None if end is None else day(end)),
                cardinality=cardinality,
                **WHO,
            )
        )

    def undo(self, receipt: EditReceipt) -> None:
        undo = Undo(document=receipt.source, corrects=receipt.number, **WHO)
        self.system.publish(self.system.store.accept_repair(undo))

    @property
    def _store(self) -> HandEditStore:
        return HandEditStore(self.system.pool)


@pytest.fixture
def desk(system: System) -> Desk:
    system.ingest(system.accept("notice 10 days\ncarry none", 0))
    return Desk(system)


def test_a_correction_changes_the_value_over_the_same_window_and_what_was_believed_stays(desk: Desk) -> None:
    before = desk.reader.watermark("default")
    desk.correct("notice 10 days", 5, "14 days")
    assert desk.said(0) == desk.said(50) == {"notice 10 days": "14 days", "carry none": "carry none"}
    assert desk.said(5, before)["notice 10 days"] == "notice 10 days"
    (corrected,) = [fact for fact in desk.facts(5) if fact.by_hand]
    assert (corrected.valid, corrected.source.version) == (Window(day(0), None), 1)


def test_an_edit_outlives_later_versions_that_say_the_same(desk: Desk) -> None:
    desk.correct("notice 10 days", 5, "14 days")
    desk.system.ingest(desk.system.accept("notice 10 days\ncarry 6 days", 20))
    assert desk.said(25) == {"notice 10 days": "14 days", "carry 6 days": "carry 6 days"}


def test_an_edit_says_nothing_of_another_text(desk: Desk) -> None:
    desk.correct("notice 10 days", 5, "14 days")
    desk.system.ingest(desk.system.accept("notice 20 days\ncarry none", 20))
    assert desk.said(10)["notice 10 days"] == "14 days"
    assert desk.said(25)["notice 20 days"] == "notice 20 days"


def test_an_edit_holds_again_where_a_late_version_says_the_old_words(desk: Desk) -> None:
    desk.system.ingest(desk.system.accept("notice 20 days", 20))
    desk.correct("notice 10 days", 5, "14 days")
    desk.system.ingest(desk.system.accept("notice 10 days", 10))
    assert desk.said(15) == {"notice 10 days": "14 days"}
    assert desk.said(25) == {"notice 20 days": "notice 20 days"}


def test_what_is_retracted_never_held_and_is_not_said_again_by_the_same_words(desk: Desk) -> None:
    desk.retract("carry none", 5)
    desk.system.ingest(desk.system.accept("notice 20 days\ncarry none", 20))
    assert desk.said(5) == {"notice 10 days": "notice 10 days"}
    assert desk.said(25) == {"notice 20 days": "notice 20 days"}


def test_what_expires_holds_until_then_though_the_text_stands(desk: Desk) -> None:
    desk.expire("carry none", 5, on=10)
    assert "carry none" in desk.said(9)
    assert "carry none" not in desk.said(10)
    assert next(f for f in desk.facts(9) if f.source.quote == "carry none").valid == Window(day(0), day(10))


def test_a_corrected_window_reaches_back_before_the_version(desk: Desk) -> None:
    desk.correct("notice 10 days", 5, valid_at=day(-7))
    assert desk.said(-5) == {"notice 10 days": "notice 10 days"}


def test_of_two_edits_of_a_statement_the_later_holds_and_undone_gives_way_to_the_earlier(desk: Desk) -> None:
    first = desk.correct("notice 10 days", 5, "14 days")
    second = desk.correct("notice 10 days", 5, "15 days")
    assert desk.said(5)["notice 10 days"] == "15 days"
    desk.undo(second)
    assert desk.said(5)["notice 10 days"] == "14 days"
    desk.undo(first)
    assert desk.said(5)["notice 10 days"] == "notice 10 days"
    with pytest.raises(NothingToUndo, match="undone already"):
        desk.undo(first)


def test_the_history_tells_kind_actor_and_reason_of_every_edit(desk: Desk) -> None:
    desk.correct("notice 10 days", 5, "14 days")
    recordings = HistoryReader(desk.system.pool).recordings("default", desk.fact("notice 10 days", 5))
    assert [(r.edit.value, r.cause.kind, r.cause.actor, r.cause.reason) for r in recordings] == [
        ("change", "version", "local", None),
        ("correction", "hand-correction", "mo", "the board said so"),
    ]
    (retired, _) = recordings
    assert retired.retired_by is not None
    assert (retired.retired_by.kind, retired.retiring_edit) == ("hand-correction", "correction")


def test_a_retracted_version_takes_its_facts_along_edited_or_not(desk: Desk) -> None:
    desk.system.ingest(desk.system.accept("notice 20 days", 20))
    desk.correct("notice 20 days", 25, "25 days")
    retraction = Retraction(tenant="default", actor="mo", document="leave", corrects=2, reason="not ours")
    desk.system.publish(desk.system.store.accept_repair(retraction))
    assert desk.said(25) == {"notice 10 days": "notice 10 days", "carry none": "carry none"}


def test_facts_that_are_not_held_or_not_there_and_ends_before_a_start_are_refused(desk: Desk) -> None:
    fact = desk.fact("notice 10 days", 5)
    with pytest.raises(InvalidWindow, match="retract it if it never held"):
        desk.expire("notice 10 days", 5, on=-1)
    desk.retract("notice 10 days", 5)
    store = HandEditStore(desk.system.pool)
    with pytest.raises(FactNotHeld, match="asof history"):
        store.edit(HandRetraction(fact=fact, **WHO))
    with pytest.raises(FactNotFound):
        store.edit(HandRetraction(fact=uuid4(), **WHO))


def test_a_person_is_a_source_whose_later_word_wins_over_its_window(desk: Desk) -> None:
    desk.state("Bonn")
    desk.state("Ulm", 10, 20)
    places = {n: [f.value.text for f in desk.facts(n, subject="mo")] for n in (5, 15, 25)}
    assert places == {5: ["Bonn"], 15: ["Ulm"], 25: ["Bonn"]}
    (fact,) = desk.facts(15, subject="mo")
    assert fact.source.document == "by-mo"


def test_companions_of_a_person_hold_side_by_side(desk: Desk) -> None:
    desk.state("Bonn", cardinality=Cardinality.MANY)
    desk.state("Ulm", cardinality=Cardinality.MANY)
    assert {f.value.text for f in desk.facts(5, subject="mo")} == {"Bonn", "Ulm"}


def test_what_a_person_stated_is_edited_and_undone_like_any_fact(desk: Desk) -> None:
    desk.state("Bonn")
    edit = HandEditStore(desk.system.pool).edit(
        HandExpiry(fact=desk.facts(5, subject="mo")[0].id, expired_at=day(10), **WHO)
    )
    assert [f.value.text for f in desk.facts(15, subject="mo")] == []
    desk.undo(edit)
    assert [f.value.text for f in desk.facts(15, subject="mo")] == ["Bonn"]


def test_an_edit_on_which_a_later_one_rests_is_not_undone(desk: Desk) -> None:
    first = desk.state("Bonn")
    desk.state("Ulm", 10, 20)
    with pytest.raises(NothingToUndo, match="undo those first"):
        desk.undo(first)


def test_a_slug_of_a_document_is_no_persons_source(desk: Desk) -> None:
    fact = HandFact(
        source="leave", subject="Mo", predicate="is", value=value_of("here"), valid=Window(None, None), **WHO
    )
    with pytest.raises(SlugTaken, match="slug of a document"):
        HandEditStore(desk.system.pool).state(fact)


def test_an_undone_retraction_is_found_under_the_key_that_its_statement_holds_by_then(worded: System) -> None:
    desk = Desk(worded)
    line = "illness keeps every worker of ours on full wages for 3 weeks"
    worded.ingest(worded.accept(line, 10))
    retraction = desk.retract(line, 10)
    worded.ingest(worded.accept("illness leaves every worker of ours on full wages for 2 weeks", 5))  # hands its key on
    desk.undo(retraction)
    assert desk.said(12) == {line: line}
