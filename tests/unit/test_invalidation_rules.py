"""Which rule decides about a change, and when an outcome is another one than was shown."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from knowledge.invalidation import (
    Held,
    KeyChange,
    Rule,
    Verdict,
    decide,
    differing,
    keys_going,
    outcome_digest,
)
from knowledge.revision import EditKind, Happening, Outcome
from knowledge.time_windows import Window


@dataclass
class Change:
    """Evidence that counts what it is asked for."""

    document: str = "returns"
    kind: Happening = Happening.VERSION
    share_going: float = 0.2
    age: dt.timedelta = dt.timedelta(days=400)
    said: Collection[str] = ("return a product within",)
    likeness: float | None = 0.9
    contradicts: bool = False
    asked: int = 0

    def predicates(self) -> Collection[str]:
        self.asked += 1
        return self.said

    def least_likeness(self) -> float | None:
        self.asked += 1
        return self.likeness

    def outranked(self) -> bool:
        self.asked += 1
        return self.contradicts


WAIT = Rule(id=UUID(int=1), name="waits", position=1, outcome=Verdict.WAIT)
APPLY = Rule(id=UUID(int=2), name="applies", position=2, outcome=Verdict.APPLY)


@pytest.mark.parametrize(
    ("condition", "change", "holds"),
    [
        ({}, Change(), True),
        ({"documents": frozenset({"returns", "travel"})}, Change(), True),
        ({"documents": frozenset({"travel"})}, Change(), False),
        ({"kinds": frozenset({Happening.VERSION})}, Change(), True),
        ({"kinds": frozenset({Happening.VERSION})}, Change(kind=Happening.WITHDRAWAL), False),
        ({"predicate": "Product"}, Change(), True),
        ({"predicate": "price"}, Change(), False),
        ({"share_over": 0.4}, Change(share_going=0.41), True),
        ({"share_over": 0.4}, Change(share_going=0.4), False),
        ({"past_days": 399}, Change(), True),
        ({"past_days": 400}, Change(), False),
        ({"past_days": 0}, Change(age=dt.timedelta(days=-30)), False),  # it is to come
        ({"likeness_under": 0.5}, Change(likeness=0.49), True),
        ({"likeness_under": 0.5}, Change(likeness=0.5), False),
        ({"likeness_under": 0.5}, Change(likeness=None), False),
        ({"outranked": True}, Change(contradicts=True), True),
        ({"outranked": True}, Change(), False),
        ({"share_over": 0.1, "predicate": "price"}, Change(), False),  # all of them
        ({"enabled": False}, Change(), False),
    ],
)
def test_a_rule_holds_where_all_of_its_conditions_do(
    condition: dict[str, object], change: Change, *, holds: bool
) -> None:
    rule = replace(WAIT, **condition)  # type: ignore[arg-type]
    assert decide([APPLY, rule], change) == ((Verdict.WAIT, rule) if holds else (Verdict.APPLY, APPLY))


def test_the_first_rule_by_position_decides_whatever_the_order_in_which_they_are_given() -> None:
    assert decide([APPLY, WAIT], Change()) == decide([WAIT, APPLY], Change()) == (Verdict.WAIT, WAIT)
    behind = replace(WAIT, position=3)
    assert decide([behind, APPLY], Change()) == (Verdict.APPLY, APPLY)


def test_where_no_rule_holds_a_change_applies() -> None:
    assert decide([], Change()) == (Verdict.APPLY, None)


def test_nothing_is_looked_up_that_no_rule_asks_for() -> None:
    change = Change()
    decide([replace(WAIT, share_over=0.4), APPLY], change)
    assert change.asked == 0


DAY = dt.timedelta(days=1)
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
KEYS = [UUID(int=i) for i in range(10, 14)]


def test_a_key_goes_that_holds_something_at_the_instant_and_then_nothing() -> None:
    at = START + 10 * DAY
    retired = [(key, Window(START, None)) for key in KEYS[:3]] + [(KEYS[3], Window(START + 20 * DAY, None))]
    recorded = [(key, Window(START, at)) for key in KEYS[:3]]  # cut at the instant
    recorded += [(KEYS[0], Window(at, None))]  # another value, or other words
    recorded += [(KEYS[1], Window(START + 11 * DAY, None))]  # a day later
    assert keys_going(retired, recorded, at) == {KEYS[1], KEYS[2]}


def change(key: UUID, *, until: dt.datetime, row: int = 1) -> KeyChange:
    return KeyChange(
        key=key,
        kind=EditKind.CHANGE,
        outcome=Outcome.REMOVED,
        before=(Held(fact=key, valid=Window(START, None), row=UUID(int=row)),),
        after=(Held(fact=key, valid=Window(START, until)),),
        goes=True,
    )


def test_an_outcome_is_the_same_whatever_its_rows_are_called_and_in_whichever_order() -> None:
    shown = [change(KEYS[0], until=START + DAY), change(KEYS[1], until=START + DAY)]
    same = [change(KEYS[1], until=START + DAY, row=7), change(KEYS[0], until=START + DAY, row=8)]
    assert outcome_digest(shown, []) == outcome_digest(same, [])
    other = [change(KEYS[0], until=START + 2 * DAY), shown[1]]
    assert outcome_digest(shown, []) != outcome_digest(other, [])
    passage = ("retire", KEYS[2], Window(START, None))
    assert outcome_digest(shown, []) != outcome_digest(shown, [passage])


def test_what_differs_is_told_by_key() -> None:
    shown = [change(key, until=START + DAY) for key in KEYS[:3]]
    now = [shown[0], change(KEYS[1], until=START + 2 * DAY), change(KEYS[3], until=START + DAY)]
    assert differing(shown, now) == {"come": (KEYS[3],), "gone": (KEYS[2],), "otherwise": (KEYS[1],)}
