"""Answers that a later recording makes others: exactly those are marked, once, and whoever was told is told again."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from ingestion.by_hand import HandCorrection, HandExpiry, HandFact, HandRetraction
from ingestion.uploads import Redating, Retraction, Undo
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
