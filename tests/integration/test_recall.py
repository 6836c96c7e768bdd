"""Answers that a later recording makes others: exactly those are marked, once, and whoever was told is told again."""

import datetime as dt
import random
from collections.abc import Callable
from uuid import UUID

import pytest
import structlog

from ingestion.by_hand import HandCorrection, HandExpiry, HandFact, HandRetraction
from ingestion.recall.asking import AskingAgain
from ingestion.recall.examining import Examining
from ingestion.recall.messages import Recall
from ingestion.uploads import Redating, Retraction, Undo
from knowledge.adapters.postgres.sealed import SealedStore
from knowledge.answering import Ask
from knowledge.time_windows import Window
from knowledge.values import value_of
from tests.fixtures.recalling import TENANT, RecallingLibrary

RETURNS = """# Returns policy

## Return period

Customers may return a product within 30 days of delivery.

## Refunds

Refunds are paid within 14 days.
"""
LATER = RETURNS.replace("30 days", "60 days")
LATE_CLAUSE = RETURNS + "\n## Dogs\n\nDogs are welcome in the shop on Fridays.\n"
TRAVEL = "# Travel policy\n\n## Hotels\n\nThe hotel limit is 120 EUR per night.\n"
PERIOD = "Within how many days may customers return a product?"
REFUNDS = "Within how many days are refunds paid?"
DOGS = "On which days are dogs welcome?"
HOTEL = "What is the hotel limit per night?"
QUESTIONS = (PERIOD, REFUNDS, DOGS, HOTEL)
WHO = {"tenant": TENANT, "actor": "local", "reason": "it was wrong"}


def day(month: int, of: int = 1) -> dt.datetime:
    return dt.datetime(2024, month, of, tzinfo=dt.UTC)


@pytest.fixture
def house(recalling: RecallingLibrary) -> RecallingLibrary:
    """Returns since January with other terms from July on, and travel; all is recalled so far."""
    recalling.put("returns", RETURNS, day(1))
    recalling.put("returns", LATER, day(7))
    recalling.put("travel", TRAVEL, day(1))
    recalling.recall()
    return recalling


def asked(house: RecallingLibrary, *months: int) -> dict[tuple[str, int], UUID]:
    return {(question, month): house.ask(question, day(month, 15)) for month in months for question in QUESTIONS}


def correct_text(house: RecallingLibrary) -> None:
    house.correct("returns", 1, RETURNS.replace("30 days", "45 days"))


def add_late_version(house: RecallingLibrary) -> None:
    house.put("returns", RETURNS.replace("30 days", "40 days"), day(4))


def add_late_clause(house: RecallingLibrary) -> None:
    house.put("returns", LATE_CLAUSE, day(4))


def add_ordinary_version(house: RecallingLibrary) -> None:
    house.put("returns", LATER.replace("60 days", "90 days"), day(12))


def withdraw(house: RecallingLibrary) -> None:
    house.withdraw("returns", day(4))


def redate(house: RecallingLibrary) -> None:
    house.repair(Redating(**WHO, document="returns", corrects=2, effective_at=day(3)))


def retract(house: RecallingLibrary) -> None:
    house.repair(Retraction(**WHO, document="returns", corrects=2))


def correct_by_hand(house: RecallingLibrary) -> None:
    fact = house.fact("returns", "30 days", day(2))
    house.hands.edit(HandCorrection(**WHO, fact=fact, value=value_of("20 days")))


def retract_by_hand(house: RecallingLibrary) -> None:
    house.hands.edit(HandRetraction(**WHO, fact=house.fact("returns", "14 days", day(2))))


def end_by_hand(house: RecallingLibrary) -> None:
    house.hands.edit(HandExpiry(**WHO, fact=house.fact("travel", "120 EUR", day(2)), expired_at=day(3)))


def say_by_hand(house: RecallingLibrary) -> None:
    house.hands.state(
        HandFact(
            **WHO,
            source="board",
            subject="dogs",
            predicate="are welcome on",
            value=value_of("Mondays"),
            valid=Window(day(1), None),
        )
    )


EDITS: dict[Callable[[RecallingLibrary], None], set[tuple[str, int]]] = {
    correct_text: {(PERIOD, 2), (PERIOD, 5)},
    add_late_version: {(PERIOD, 5)},
    add_late_clause: {(DOGS, 5)},
    add_ordinary_version: set(),
    withdraw: {(PERIOD, 5), (REFUNDS, 5)},
    redate: {(PERIOD, 5)},
    retract: {(PERIOD, 8)},
    correct_by_hand: {(PERIOD, 2), (PERIOD, 5)},
    retract_by_hand: {(REFUNDS, month) for month in (2, 5, 8)},
    end_by_hand: {(HOTEL, month) for month in (5, 8)},
    say_by_hand: set(),
}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_each_kind_of_edit_affects_exactly_the_answers_that_it_makes_others(
    house: RecallingLibrary, edit: Callable[[RecallingLibrary], None]
) -> None:
    answers = asked(house, 2, 5, 8)
    known_at = house.reader.watermark(TENANT)
    edit(house)
    house.recall()
    affected = house.affected()
    assert {place for place, id_ in answers.items() if id_ in affected} == EDITS[edit]
    assert set(affected) == house.others_now(dict.fromkeys(answers.values(), known_at))
    for one in affected.values():
        assert one.affected_since == house.reader.watermark(TENANT)
        assert [change.affected for change in one.changes] == [True]


def test_an_edit_that_is_undone_leaves_no_answer_affected(house: RecallingLibrary) -> None:
    answer = house.ask(PERIOD, day(2, 15))
    correct_text(house)
    house.recall()
    assert answer in house.affected()
    house.repair(Undo(**WHO, document="returns", corrects=3))
    house.recall()
    assert house.affected() == {}
    told = house.given.one(TENANT, answer)
    assert told is not None
    assert [(change.kind, change.affected) for change in told.changes] == [("correction", True), ("undo", False)]


def test_a_later_edit_of_another_kind_keeps_the_instant_from_which_on_it_is_affected(house: RecallingLibrary) -> None:
    answer = house.ask(PERIOD, day(5, 15))
    correct_text(house)
    first = house.reader.watermark(TENANT)
    house.recall()
    add_late_version(house)
    house.recall()
    found = house.affected()[answer]
    assert found.affected_since == first
    assert [change.kind for change in found.changes] == ["correction", "version"]
    assert found.now_known_at == house.reader.watermark(TENANT)


def test_a_late_clause_is_found_by_the_question_it_answers(house: RecallingLibrary) -> None:
    silent, elsewhere = house.ask(DOGS, day(5, 15)), house.ask(DOGS, day(2, 15))
    assert house.given.one(TENANT, silent).record["status"] == "not_stated"  # type: ignore[union-attr]
    add_late_clause(house)
    house.recall()
    assert set(house.affected()) == {silent}
    assert elsewhere not in house.affected()
    ((change,),) = (one.changes for one in house.affected().values())
    assert (change.before, change.after) == ("not_stated", "answered")


def test_an_answer_as_known_at_an_instant_that_was_asked_for_is_left_alone(house: RecallingLibrary) -> None:
    house.ask(PERIOD, day(2, 15), known_at=house.reader.watermark(TENANT))
    correct_text(house)
    house.recall()
    assert house.affected() == {}


def test_an_answer_that_was_on_its_way_is_held_against_what_was_recorded_meanwhile(house: RecallingLibrary) -> None:
    found = house.found(PERIOD, day(2, 15))
    unconcerned = house.found(DOGS, day(2, 15))
    correct_text(house)
    house.recall()
    late = house.keep(*found)
    house.keep(*unconcerned)
    assert house.recalls.waiting()
    house.recall()
    assert set(house.affected()) == {late}
    assert not house.recalls.waiting()


def test_an_answer_about_time_itself_is_asked_again_wherever_it_stands(house: RecallingLibrary) -> None:
    since = house.ask("Since when may customers return a product within 60 days?", None)
    assert "1 July 2024" in str(house.given.one(TENANT, since))
    redate(house)
    house.recall()
    assert since in house.affected()


def test_it_goes_on_where_a_round_was_over_and_marks_nothing_twice(house: RecallingLibrary) -> None:
    asked(house, 2, 5)
    correct_text(house)
    rounds = []
    while house.recalls.waiting():
        rounds.append(house.examining.round(Recall(tenant=TENANT), seconds=0.05))
    assert sum(one.marked for one in rounds) == len(house.affected()) == 2
    house.examining.round(Recall(tenant=TENANT))
    with house.pool.connection() as connection:
        told = connection.execute("SELECT count(*) FROM event WHERE kind = 'answer.affected'").fetchone()
    assert told == (2,)


def test_the_sealed_record_of_an_affected_answer_stays_as_it_is(house: RecallingLibrary) -> None:
    answer = house.ask(PERIOD, day(2, 15))
    before = house.answers.get(TENANT, answer)
    correct_text(house)
    house.recall()
    assert house.answers.get(TENANT, answer) == before
    examined = SealedStore(house.pool).examine(TENANT, after=0, limit=100)
    assert examined.findings == ()


def test_edits_at_random_affect_what_an_oracle_says(house: RecallingLibrary) -> None:
    """After each of many edits, in an order drawn from a seed, of answers that were given in between."""
    chance = random.Random(6)
    answers: dict[UUID, dt.datetime] = {}
    edits = [
        correct_text,
        add_late_version,
        add_ordinary_version,
        correct_by_hand,
        end_by_hand,
        redate,
        add_late_clause,
    ]
    chance.shuffle(edits)
    for edit in edits:
        known_at = house.reader.watermark(TENANT)
        answers |= {house.ask(question, day(chance.randint(1, 12), 15)): known_at for question in QUESTIONS}
        edit(house)
        house.recall()
        assert set(house.affected()) == house.others_now(answers), edit.__name__


def test_an_answer_that_cannot_be_asked_again_keeps_no_other_waiting(house: RecallingLibrary) -> None:
    first, second = sorted([house.ask(PERIOD, day(2, 15)), house.ask(PERIOD, day(5, 15))])
    correct_text(house)

    class Failing(AskingAgain):
        def question(self, tenant: str, answer: UUID) -> Ask | None:
            if answer == first:
                raise KeyError("zone")
            return super().question(tenant, answer)

    failing = Failing(
        sealed=house.again.sealed, reader=house.again.reader, history=house.again.history, search=house.again.search
    )
    with structlog.testing.capture_logs() as logged:
        Examining(house.recalls, house.examining._finding, failing).round(Recall(tenant=TENANT), seconds=600)
    assert set(house.affected()) == {second}
    assert [line["answer"] for line in logged if line["log_level"] == "error"] == [str(first)]
    assert not house.recalls.waiting()
