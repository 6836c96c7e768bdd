"""Answers that would be others now: over HTTP, and with `asof recall`."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from typer.testing import CliRunner, Result

from api.cli import app
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.api import client_of, services_on
from tests.fixtures.recalling import RecallingLibrary
from tests.integration.test_recall import HOTEL, PERIOD, RETURNS, TRAVEL, correct_text, day


@pytest.fixture
def given(recalling: RecallingLibrary) -> list[UUID]:
    """An answer that a correction makes another, and one that it does not."""
    recalling.put("returns", RETURNS, day(1))
    recalling.put("travel", TRAVEL, day(1))
    recalling.recall()
    answers = [recalling.ask(question, day(2, 15)) for question in (PERIOD, HOTEL)]
    correct_text(recalling)
    return answers


@pytest_asyncio.fixture
async def door(
    recalling: RecallingLibrary, pool: Pool, temporal_address: str, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    services = await services_on(pool, temporal_address=temporal_address, folder=tmp_path)
    async with client_of(replace(services, search=recalling.engine, again=recalling.again)) as client:
        yield client


def asof(served: str, *arguments: object) -> Result:
    return CliRunner().invoke(app, [*(str(one) for one in arguments), "--url", served])


async def got(door: httpx.AsyncClient, path: str, **parameters: Any) -> dict[str, Any]:
    reply = await door.get(path, params=parameters)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_those_that_would_be_others_are_listed_with_what_is_answered_now(
    door: httpx.AsyncClient, recalling: RecallingLibrary, given: list[UUID]
) -> None:
    assert (await got(door, "/v1/answers", affected=True))["answers"] == []
    recalling.recall()
    (one,) = (await got(door, "/v1/answers", affected=True))["answers"]
    assert (one["id"], one["answer"], one["recall"]["now"]["answer"]) == (str(given[0]), "30 days", "45 days")
    (change,) = one["recall"]["changes"]
    assert (change["document"], change["version"], change["kind"]) == ("returns", 2, "correction")
    assert one["recall"]["since"] == change["recorded_at"]
    (other,) = (await got(door, "/v1/answers", affected=False))["answers"]
    assert (other["id"], other["recall"]["affected"], other["recall"]["now"]) == (str(given[1]), False, None)
    assert (await got(door, "/v1/answers", document="travel"))["answers"] == []
    assert len((await got(door, "/v1/answers", document="returns", since="2026-01-01"))["answers"]) == 1
    assert (await got(door, "/v1/answers", affected=True, since="2999-01-01"))["answers"] == []


async def test_all_answers_are_paged_newest_first(door: httpx.AsyncClient, given: list[UUID]) -> None:
    first = await got(door, "/v1/answers", limit=1)
    second = await got(door, "/v1/answers", limit=1, cursor=first["next_cursor"])
    assert [one["id"] for page in (first, second) for one in page["answers"]] == [str(id_) for id_ in given[::-1]]
    assert second["next_cursor"] is None
    assert (await door.get("/v1/answers", params={"cursor": "nothing"})).status_code == 422


async def test_the_answer_itself_tells_it_and_its_record_stays(
    door: httpx.AsyncClient, recalling: RecallingLibrary, given: list[UUID]
) -> None:
    before = await got(door, f"/v1/answers/{given[0]}")
    recalling.recall()
    after = await got(door, f"/v1/answers/{given[0]}")
    assert (before.pop("recall")["affected"], after.pop("recall")["affected"]) == (False, True)
    assert before == after
    assert (await door.post(f"/v1/answers/{given[0]}/replay")).json()["intact"] is True


async def test_one_is_asked_again_now_and_examined(
    door: httpx.AsyncClient, recalling: RecallingLibrary, given: list[UUID]
) -> None:
    same = (await door.post(f"/v1/answers/{given[1]}/recall")).json()
    assert (same["same"], same["now"]["answer"]) == (True, "The hotel limit is 120 EUR per night.")
    other = (await door.post(f"/v1/answers/{given[0]}/recall")).json()
    assert (other["same"], other["before"]["answer"], other["now"]["answer"]) == (False, "30 days", "45 days")
    recalling.recall()
    assert set(recalling.affected()) == {given[0]}
    assert (await door.post(f"/v1/answers/{UUID(int=0)}/recall")).status_code == 404


def test_the_list_in_a_terminal_and_for_programs(served: str, recalling: RecallingLibrary, given: list[UUID]) -> None:
    assert "Every answer that was given would be given again." in asof(served, "recall").stdout
    recalling.recall()
    told = asof(served, "recall", "-d", "returns").stdout
    assert all(len(line) <= 80 for line in told.splitlines())
    assert PERIOD in told
    assert "as of 2024-02-15: 30 days → " in told
    assert "correction of returns (number 2)" in told
    assert str(given[0]) in told
    (one,) = json.loads(asof(served, "recall", "--json", "--since", "2026-01-01").stdout)["answers"]
    assert one["recall"]["now"] is None, "the engine is away, and what was answered is told all the same"
    assert "would be answered otherwise now" in asof(served, "answer", given[0]).stdout
    assert asof(served, "recall", given[0], "-d", "returns").exit_code == 2


def test_one_answer_in_a_terminal_says_what_keeps_it_from_being_asked(served: str, given: list[UUID]) -> None:
    ended = asof(served, "recall", given[0])
    assert ended.exit_code == 1
    assert "engine" in ended.stderr
