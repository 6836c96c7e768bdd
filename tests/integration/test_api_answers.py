"""Answers over HTTP from a real Postgres and the real model: what is not stated now, what changed, and since when."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from infra.engine.client import EngineClient
from knowledge.adapters.postgres.pool import Pool
from knowledge.time_windows import read_instant
from tests.fixtures.api import BERLIN, client_of, services_on
from tests.fixtures.embedded_library import EmbeddedLibrary

EQUIPMENT = """# Equipment Policy

## Cameras

A borrowed camera must be returned within {days} days.

## Tripods

Employees may borrow a tripod for 14 days. A deposit of 50 EUR is taken for each tripod.
"""
WITHOUT_TRIPODS = EQUIPMENT.partition("\n## Tripods")[0] + "\n## Drones\n\nNobody but a trained pilot flies a drone.\n"
OFFICE = """# Office Handbook

## Visitors

Visitors sign the book at the front desk.

## Lockers

Until 31 March 2025, every locker is rented out for 8 EUR. Keys are kept at the front desk.
"""


@pytest_asyncio.fixture
async def door(pool: Pool, engine: EngineClient, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    library = EmbeddedLibrary(pool, engine, zone=BERLIN)
    for document, text, since in (
        ("equipment", EQUIPMENT.format(days=30), "2021-01-01"),
        ("equipment", EQUIPMENT.format(days=60), "2023-05-03"),
        ("equipment", WITHOUT_TRIPODS.format(days=60), "2024-04-18"),
        ("office", OFFICE, "2022-01-01"),
    ):
        library.put(document, text, read_instant(since, BERLIN))
    services = await services_on(pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    async with client_of(replace(services, search=engine)) as client:
        yield client


async def ask(door: httpx.AsyncClient, question: str, **given: str) -> dict[str, Any]:
    reply = await door.post("/v1/ask", json={"question": question, **given})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def quotes(answer: dict[str, Any]) -> list[str]:
    return [citation["quote"] for citation in answer["citations"]]


async def test_what_is_no_longer_stated_is_told_with_the_day_until_which_it_was(door: httpx.AsyncClient) -> None:
    question = "For how long may employees borrow a tripod?"
    assert (await ask(door, question, as_of="2024-04-17"))["answer"] == "14 days"
    answer = await ask(door, question, as_of="2024-04-18")
    assert (answer["status"], answer["answer"], answer["citations"]) == ("not_stated", None, [])
    assert answer["coverage"] == [
        "The Equipment Policy said until 17 April 2024: “Employees may borrow a tripod for 14 days”."
    ]


async def test_what_is_not_stated_yet_is_told_with_the_day_on_which_it_was_first_said(door: httpx.AsyncClient) -> None:
    answer = await ask(door, "Who flies a drone?", as_of="2023-01-01")
    assert answer["status"] == "not_stated"
    assert answer["coverage"] == [
        "The Equipment Policy first said on 18 April 2024: “Nobody but a trained pilot flies a drone”."
    ]


async def test_what_was_never_stated_names_no_clause_of_another_time(door: httpx.AsyncClient) -> None:
    answer = await ask(door, "How many parking permits does a tenant get?")
    assert (answer["status"], answer["coverage"]) == ("not_stated", [])


async def test_documents_are_compared_by_the_values_that_changed(door: httpx.AsyncClient) -> None:
    answer = await ask(door, "What changed in the Equipment Policy between 1 January 2022 and 1 January 2024?")
    assert (answer["status"], answer["answer"]) == ("answered", "30 days → 60 days")
    assert quotes(answer) == ["A borrowed camera must be returned within 60 days."]
    wider = await ask(door, "What changed in the Equipment Policy between 1 January 2022 and 1 June 2024?")
    assert wider["answer"].startswith("30 days → 60 days; ")
    assert "removed: “Employees may borrow a tripod for 14 days.”" in f"{wider['answer']} {wider['coverage']}"
    same = await ask(door, "Has the Equipment Policy changed between 1 June 2023 and 1 January 2024?")
    assert (same["status"], same["answer"]) == ("answered", "No")


async def test_a_rule_is_compared_by_what_it_held(door: httpx.AsyncClient) -> None:
    answer = await ask(door, "How did the time for returning a camera change between 2022 and 2024?")
    assert answer["answer"] == "30 days → 60 days"
    assert "“60 days” from 3 May 2023 on" in answer["text"]


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("When was the time for returning a camera changed?", "3 May 2023"),
        ("Since when must a camera be returned within 60 days?", "3 May 2023"),
        ("When was the return of borrowed cameras introduced?", "1 January 2021"),
        ("When was the borrowing of tripods abolished?", "18 April 2024"),
    ],
)
async def test_the_history_of_a_rule_tells_the_day(door: httpx.AsyncClient, question: str, day: str) -> None:
    answer = await ask(door, question)
    assert (answer["status"], answer["answer"]) == ("answered", day)
    assert answer["citations"]


async def test_a_question_of_two_documents_is_answered_from_both(door: httpx.AsyncClient) -> None:
    question = "Within how many days must a borrowed camera be returned, and where do visitors sign?"
    answer = await ask(door, question)
    assert answer["answer"] == (
        "60 days (Equipment Policy); Visitors sign the book at the front desk. (Office Handbook)"
    )
    assert [citation["document"] for citation in answer["citations"][:2]] == ["equipment", "office"]


async def test_a_sentence_with_a_time_of_its_own_answers_inside_it_alone(door: httpx.AsyncClient) -> None:
    """Its passage is in force all the time."""
    question = "For how much is a locker rented out?"
    assert (await ask(door, question, as_of="2025-03-31"))["answer"] == "8 EUR"
    answer = await ask(door, question, as_of="2025-04-01")
    assert (answer["status"], answer["citations"]) == ("not_stated", [])
    assert answer["coverage"] == [
        "The Office Handbook says of another time: “Until 31 March 2025, every locker is rented out for 8 EUR”."
    ]
