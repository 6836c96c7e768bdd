"""Each promise about a conversation, broken once: the account that is kept of it says so."""

import random
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest

from tests.faults.accounts import answered_once, answered_rightly, in_order
from tests.faults.people import Message, Person

Turns = list[dict[str, Any]]


def person() -> Person:
    """Said three things, each after the one before was acknowledged, and a fourth that never was."""
    messages = [
        Message(
            id=f"m{number}",
            text="?",
            as_of="2023-06-01",
            expected=f"{number} days",
            first_sent=float(number),
            acknowledged=number + 0.5,
            answer=f"a{number}",
        )
        for number in (1, 2, 3)
    ]
    unheard = Message(id="m4", text="?", as_of="2023-06-01", expected="4 days", first_sent=4.0)
    said = Person(0, cast("httpx.AsyncClient", None), random.Random(0), conversation="c")
    said.messages = [*messages, unheard]
    return said


def transcript() -> Turns:
    return [
        {"number": number, "message_id": f"m{number}", "answer": {"id": f"a{number}", "answer": f"{number} days"}}
        for number in (1, 2, 3)
    ]


def found(turns: Turns) -> list[str]:
    said = person()
    every = [*answered_once(said, turns), *in_order(said, turns), *answered_rightly(said, turns)]
    return [str(one) for one in every]


def test_a_transcript_as_it_should_be_breaks_no_promise() -> None:
    assert found(transcript()) == []


def test_what_was_never_acknowledged_may_have_been_answered_once() -> None:
    turns = transcript()
    turns.append({"number": 4, "message_id": "m4", "answer": {"id": "a4", "answer": "4 days"}})
    assert found(turns) == []


def lost(turns: Turns) -> Turns:
    return turns[:2]


def twice(turns: Turns) -> Turns:
    return [*turns, {**turns[2], "number": 4}]


def swapped(turns: Turns) -> Turns:
    turns[0]["message_id"], turns[1]["message_id"] = "m2", "m1"
    turns[0]["answer"], turns[1]["answer"] = turns[1]["answer"], turns[0]["answer"]
    return turns


def with_a_gap(turns: Turns) -> Turns:
    turns[2]["number"] = 4
    return turns


def wrongly(turns: Turns) -> Turns:
    turns[1]["answer"]["answer"] = None
    return turns


def otherwise(turns: Turns) -> Turns:
    turns[1]["answer"]["id"] = "another"
    return turns


def of_nobody(turns: Turns) -> Turns:
    return [*turns, {"number": 4, "message_id": "x", "answer": {"id": "ax", "answer": "1 day"}}]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lost, "message m3 was answered 0 times"),
        (twice, "message m3 was answered 2 times"),
        (swapped, "message m2 stands before m1, acknowledged before it was sent"),
        (with_a_gap, "turns are not numbered 1, 2, 3 ..."),
        (wrongly, "message m2 was answered None, not '2 days'"),
        (otherwise, "message m2 was told answer a2, the transcript has another"),
        (of_nobody, "nobody sent x"),
    ],
)
def test_a_broken_promise_is_told(broken: Callable[[Turns], Turns], told: str) -> None:
    assert told in found(broken(transcript()))
