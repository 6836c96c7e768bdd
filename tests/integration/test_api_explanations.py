"""What `explain` adds to searches and answers, and that nothing of it is kept with the answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fixtures.api import client_of, services_on
from tests.fixtures.library import Library, WordsAlone

RETURNS = "# Returns Policy\n\nCustomers may return unworn items within {} days of delivery.\n"
TRAVEL = (
    "# Travel Policy\n\nIn Germany, employees receive a per diem of 30 EUR.\n\n"
    "## Abroad\n\nIn France, employees receive a per diem of 40 EUR.\n"
)
QUESTION = {"question": "Within how many days may customers return unworn items?", "as_of": "2024-01-02"}


@pytest_asyncio.fixture
async def door(library: Library, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """30 days from the start, 60 from the tenth day on."""
    library.put("returns", RETURNS.format(30))
    library.put("returns", RETURNS.format(60), day=10)
    library.put("travel", TRAVEL)
    services = await services_on(library.system.pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    services = replace(services, search=WordsAlone(library.system.index))
    async with client_of(services) as client:
        yield client


async def search(door: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    reply = await door.get("/v1/search", params={"as_of": "2024-01-02", **query})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def ask(door: httpx.AsyncClient, *, key: str | None = None, **asked: object) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await door.post("/v1/ask", json={**QUESTION, **asked}, headers=headers)


async def test_a_search_explains_its_hits_and_what_it_left_out_on_request_alone(door: httpx.AsyncClient) -> None:
    plain = await search(door, q="return unworn items", document="returns")
    assert plain["excluded"] is None
    assert [hit["explanation"] for hit in plain["hits"]] == [None]
    told = await search(door, q="return unworn items", document="returns", explain="true")
    assert [{**hit, "explanation": None} for hit in told["hits"]] == plain["hits"]
    (explained,) = [hit["explanation"] for hit in told["hits"]]
    assert explained["statement"] == "Customers may return unworn items within 30 days of delivery."
    gave = [signal["contribution"] for signal in explained["signals"]]
    assert gave == sorted(gave, reverse=True)
    assert sum(gave) == pytest.approx(told["hits"][0]["score"], abs=0.001)
    later = next(one for one in told["excluded"]["passages"] if one["by"] == "time")
    assert later["text"] == "Customers may return unworn items within 60 days of delivery."
    assert (later["why"], later["valid_at"]) == ("in force from 11 January 2024", "2024-01-11T00:00:00+00:00")
    assert {one["document"] for one in told["excluded"]["passages"] if one["by"] == "document"} == {"travel"}
    assert told["excluded"]["counts"]["time"] == 1


async def test_what_holds_for_others_is_told_with_whom(door: httpx.AsyncClient) -> None:
    told = await search(door, q="per diem of employees", scope="region=france", explain="true")
    (other,) = [one for one in told["excluded"]["passages"] if one["by"] == "scope"]
    assert other["why"] == "holds for region germany only"
    assert "30 EUR" in other["text"]


async def test_what_will_hold_for_others_is_not_among_what_the_date_leaves_out(
    door: httpx.AsyncClient, library: Library
) -> None:
    library.put("travel", TRAVEL.replace("30 EUR", "35 EUR").replace("40 EUR", "45 EUR"), day=10)
    told = await search(door, q="per diem of employees", scope="region=france", document="travel", explain="true")
    later = [one["text"] for one in told["excluded"]["passages"] if one["by"] == "time"]
    assert later == ["In France, employees receive a per diem of 45 EUR."]


async def test_an_answer_is_the_same_with_and_without_its_explanation(door: httpx.AsyncClient) -> None:
    plain, told = (await ask(door)).json(), (await ask(door, explain=True)).json()
    assert "explanation" not in plain
    changing = ("id", "created_at", "sealed_hash", "explanation")
    assert {name: told[name] for name in told if name not in changing} == {
        name: plain[name] for name in plain if name not in changing
    }
    (part,) = told["explanation"]["parts"]
    assert (part["wanted"], part["value_kind"], part["as_of"]) == ("duration", "duration", told["as_of"])
    assert part["statements"][0]["text"] == told["citations"][0]["quote"]
    assert part["excluded"]["passages"][0]["why"] == "in force from 11 January 2024"


async def test_the_stored_answer_has_no_explanation(door: httpx.AsyncClient) -> None:
    told = (await ask(door, explain=True)).json()
    stored = (await door.get(f"/v1/answers/{told['id']}")).json()
    assert {name: stored[name] for name in told if name != "explanation"} | {"explanation": told["explanation"]} == told
    assert "explanation" not in stored


async def test_under_one_key_an_explanation_is_another_request(door: httpx.AsyncClient) -> None:
    first, again = await ask(door, key="k", explain=True), await ask(door, key="k", explain=True)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert (await ask(door, key="k")).json()["type"] == "/problems/idempotency-conflict"
    assert (await ask(door, key="p")).json() == (await ask(door, key="p", explain=False)).json()
