"""Where documents disagree: found by topic, settled by rank as it was known, shown on facts and listed for review."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from api.cli import app
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.conflicts import Conflict
from tests.fixtures.api import client_of, services_on
from tests.fixtures.library import Library, WordsAlone

RETURNS = "# Returns Policy\n\n## Return window\n\nCustomers may return unworn items within 30 days of delivery.\n"
HANDBOOK = "# Support Handbook\n\n## Returns in short\n\nUnworn items can be returned within 14 days of delivery.\n"


@pytest.fixture
def disagreeing(library: Library) -> Library:
    library.put("returns", RETURNS)
    library.put("support-handbook", HANDBOOK)
    return library


def values(conflict: Conflict) -> set[str]:
    return {side.ranked.fact.value.text for side in conflict.sides}


def test_documents_that_say_otherwise_in_other_words_are_in_conflict(disagreeing: Library) -> None:
    (conflict,) = disagreeing.conflicts()
    assert values(conflict) == {"30 days", "14 days"}
    assert conflict.is_open


def test_a_conflict_lasts_as_long_as_both_sides_hold_and_is_known_from_when_both_were(library: Library) -> None:
    before = library.put("returns", RETURNS)
    both = library.put("support-handbook", HANDBOOK)
    library.put("support-handbook", HANDBOOK.replace("14", "30"), day=10)
    assert [bool(library.conflicts(day=day)) for day in (-1, 1, 11)] == [False, True, False]
    assert not library.conflicts(known_at=before)
    assert library.conflicts(day=11, known_at=both)


def test_the_rank_settles_a_conflict_from_when_it_was_given_and_not_before(disagreeing: Library) -> None:
    unranked = PostgresReader(disagreeing.system.pool).watermark("default")
    disagreeing.put("returns", RETURNS, day=5, rank=10)
    (settled,) = disagreeing.conflicts(day=6)
    assert not settled.is_open
    assert {s.ranked.fact.value.text for s in settled.sides if s.verdict.outranked_by} == {"14 days"}
    (open_before,) = disagreeing.conflicts(day=6, known_at=unranked)
    assert open_before.is_open


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Passwords must have at least 12 characters.", "Passwords have at least 8 characters."),
        ("We keep server logs for 90 days.", "Server logs are stored for 30 days."),
        ("Employees may work remotely up to 3 days per week.", "Staff can work remotely up to 2 days per week."),
        ("Unused leave can be carried over to March.", "Unused leave cannot be carried over to March."),
        ("## Germany\n\nPer diem: 50 EUR", "In Germany, the per diem is 60 EUR."),
    ],
)
def test_rules_for_the_same_thing_with_another_value_are_in_conflict(library: Library, one: str, two: str) -> None:
    assert library.disagree(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Refunds are paid within 10 days.", "Refunds are paid within ten days."),
        ("In Germany, leave lasts at least 20 days.", "In France, leave lasts at least 25 days."),
        ("Employees receive 30 days of leave.", "Part-time employees receive 15 days of leave."),
        ("Passwords must have at least 12 characters.", "Passwords must have at most 64 characters."),
        ("This policy is reviewed every 12 months.", "This policy is reviewed every 6 months."),
        ("Effective date: 1 March 2024", "Effective date: 1 May 2024"),
        ("## Probation\n\nThe notice period is 2 weeks.", "## Dismissal\n\nThe notice period is 3 months."),
        ("Customers must return parcels within 14 days.", "Employees must return parcels within 2 days."),
        ("Refunds are paid within 10 days.", "Refunds are paid within 5 days of cancelling a subscription by post."),
        ("Server logs are kept for 90 days.", "Access logs are kept for 30 days."),
    ],
)
def test_what_agrees_or_speaks_of_something_else_is_no_conflict(library: Library, one: str, two: str) -> None:
    assert not library.disagree(one, two)


def test_companions_of_one_document_are_many_valued_and_never_in_conflict(library: Library) -> None:
    library.put("one", "# One\n\n## Rooms\n\n- The blue room seats 4 people.\n- The blue room seats 6 people.\n")
    library.put("two", "# Two\n\n## Rooms\n\nThe blue room seats 9 people.\n")
    assert not library.conflicts()
    with library.system.pool.connection() as connection:
        rows = connection.execute(
            "SELECT object_text, cardinality FROM fact_content JOIN fact_key USING (key) ORDER BY 1"
        ).fetchall()
    assert rows == [("4 people", "many"), ("6 people", "many"), ("9 people", "one")]


def test_who_asks_for_one_scope_sees_no_conflict_of_another(library: Library) -> None:
    library.put("one", "# One\n\nIn Germany, the per diem is 50 EUR.\n")
    library.put("two", "# Two\n\nIn Germany, the per diem is 60 EUR.\n")
    assert library.conflicts(scope=(("region", "Germany"),))
    assert not library.conflicts(scope=(("region", "france"),))


# -- over HTTP and in the terminal -----------------------------------------------------------------


@pytest_asyncio.fixture
async def door(disagreeing: Library, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    services = await services_on(disagreeing.system.pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    services = replace(services, search=WordsAlone(disagreeing.system.index))
    async with client_of(services) as client:
        yield client


async def read(door: httpx.AsyncClient, path: str, **query: str) -> dict[str, Any]:
    reply = await door.get(path, params={"as_of": "2024-01-02", **query})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_a_fact_names_what_contradicts_it(door: httpx.AsyncClient) -> None:
    reply = await read(door, "/v1/facts", document="returns", q="unworn")
    (fact,) = reply["facts"]
    (other,) = fact["conflicts"]
    assert (fact["cardinality"], fact["rank"], fact["outranked_by"]) == ("one", 0, None)
    assert (other["document"], other["object"], other["rank"]) == ("support-handbook", "14 days", 0)
    alone = (await door.get(f"/v1/facts/{fact['id']}")).json()
    assert alone["conflicts"] == fact["conflicts"]


async def test_an_outranked_fact_names_the_one_that_wins(door: httpx.AsyncClient, disagreeing: Library) -> None:
    disagreeing.put("support-handbook", HANDBOOK, day=5, rank=3)
    reply = await read(door, "/v1/facts", document="returns", q="unworn", as_of="2024-01-08")
    (fact,) = reply["facts"]
    assert fact["conflicts"] == []
    assert (fact["outranked_by"]["object"], fact["outranked_by"]["rank"]) == ("14 days", 3)


async def test_conflicts_are_listed_with_all_their_sides(door: httpx.AsyncClient) -> None:
    listed = await read(door, "/v1/conflicts", document="returns")
    (conflict,) = listed["conflicts"]
    assert conflict["status"] == "open"
    assert {fact["object"] for fact in conflict["facts"]} == {"30 days", "14 days"}
    assert (await read(door, "/v1/conflicts", document="elsewhere"))["conflicts"] == []
    refused = await door.get("/v1/conflicts", params={"cursor": "nonsense"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "invalid-request")


async def test_a_hit_names_what_contradicts_the_facts_inside_it(door: httpx.AsyncClient) -> None:
    reply = await read(door, "/v1/search", q="return unworn items", document="returns")
    (hit,) = reply["hits"]
    (other,) = hit["conflicts"]
    assert (other["document"], other["object"]) == ("support-handbook", "14 days")
    assert hit["outranked_by"] == []


async def ask(door: httpx.AsyncClient, as_of: str) -> dict[str, Any]:
    question = "Within how many days may customers return unworn items?"
    reply = await door.post("/v1/ask", json={"question": question, "as_of": as_of})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


async def test_an_answer_gives_both_sides_until_a_rank_settles_it(
    door: httpx.AsyncClient, disagreeing: Library
) -> None:
    both = await ask(door, "2024-01-03")
    assert both["status"] == "conflict"
    assert {"30 days (Returns Policy)", "14 days (Support Handbook)"} == set(both["answer"].split(" or "))
    assert {citation["document"] for citation in both["citations"][:2]} == {"returns", "support-handbook"}
    disagreeing.put("support-handbook", HANDBOOK, day=5, rank=3)
    settled = await ask(door, "2024-01-08")
    assert (settled["status"], settled["answer"]) == ("answered", "14 days")
    assert "The Returns Policy, which ranks lower, says otherwise: “30 days”." in settled["coverage"]


def test_the_terminal_shows_the_sides_of_a_conflict(served: str, disagreeing: Library) -> None:
    shown = CliRunner().invoke(app, ["conflicts", "--as-of", "2024-01-02", "--url", served])
    assert shown.exit_code == 0, shown.output
    assert {"open", "14", "30", "Support", "Returns"} <= set(shown.output.split())
    assert "1 conflict as of 2024-01-01 23:00Z" in shown.output
