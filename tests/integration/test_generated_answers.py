"""Answers in a model's words over HTTP, from a real Postgres, a real index and a scripted model."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from infra.composition import Engines, wording_by
from infra.engine.client import EngineClient
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.generating.prompting import INSTRUCTIONS
from knowledge.time_windows import read_instant
from tests.fixtures.api import BERLIN, client_of, services_on
from tests.fixtures.embedded_library import EmbeddedLibrary
from tests.fixtures.injections import INJECTED, OBEYED
from tests.fixtures.language_model import Asked, Call, Reply, ScriptedModel
from tests.fixtures.wording import bench_on

CAMERAS = """# Equipment Policy

## Cameras

A borrowed camera must be returned within {days} days.

## Tripods

Employees may borrow a tripod for 14 days. A deposit of 50 EUR is taken for each tripod.
{more}"""
QUESTION = "Within how many days must a borrowed camera be returned?"
ON = "2024-01-01"

Put = Callable[[str], None]


@pytest.fixture
def library(pool: Pool, engine: EngineClient) -> EmbeddedLibrary:
    library = EmbeddedLibrary(pool, engine, zone=BERLIN)
    library.put("equipment", CAMERAS.format(days=30, more=""), read_instant("2021-01-01", BERLIN))
    library.put("equipment", CAMERAS.format(days=60, more=""), read_instant("2023-05-03", BERLIN))
    return library


@pytest_asyncio.fixture
async def door(
    pool: Pool, engine: EngineClient, llm: ScriptedModel, library: EmbeddedLibrary, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    services = await services_on(pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    engines = Engines(pool=pool, reader=PostgresReader(pool), history=HistoryReader(pool), engine=engine)
    with bench_on(llm, pool) as bench:
        async with client_of(replace(services, search=engine, wording=wording_by(bench, engines))) as client:
            yield client


async def ask(door: httpx.AsyncClient, question: str = QUESTION, **given: str) -> dict[str, Any]:
    reply = await door.post("/v1/ask", json={"question": question, "as_of": ON, **given})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def evidence(asked: Asked) -> list[dict[str, Any]]:
    """What the model was shown, as it was shown."""
    opening = next(text for text in asked.texts if text.startswith("{"))
    shown: list[dict[str, Any]] = json.loads(opening)["evidence"]
    return shown


async def test_a_wording_that_holds_is_the_answer_and_cites_every_sentence(
    door: httpx.AsyncClient, llm: ScriptedModel
) -> None:
    llm.script(
        Reply("A borrowed camera has to be back within 60 days [e1]. Until 2 May 2023 it was something else [e1].")
    )
    llm.script(Reply("A borrowed camera has to be returned within 60 days [e1]."))
    answer = await ask(door)

    assert answer["text"] == "As of 1 January 2024: A borrowed camera has to be returned within 60 days."
    assert answer["answer"] == "60 days"
    assert answer["model"] == "scripted-1"
    assert answer["wording"] == "held"
    assert answer["claims"] == [
        {"text": "A borrowed camera has to be returned within 60 days.", "citations": [answer["citations"][0]["id"]]}
    ]
    stored = (await door.get(f"/v1/answers/{answer['id']}")).json()
    assert stored == {**answer, "seal": stored["seal"], "recall": stored["recall"]}
    assert stored["seal"]["parts"]["prompt"]["content"]["outcome"] == "held"


async def test_what_does_not_hold_is_told_to_the_model_once(door: httpx.AsyncClient, llm: ScriptedModel) -> None:
    llm.script(
        Reply("A borrowed camera must be returned within 90 days [e1]."),
        Reply("A borrowed camera must be returned within 60 days [e1]."),
    )
    answer = await ask(door)

    assert answer["wording"] == "held_again"
    assert "60 days" in answer["text"]
    assert "'90 days' does not stand in what it cites" in llm.asked[1].said


WRONG = {
    "another value": "A borrowed camera must be returned within 90 days [e1].",
    "no id": "A borrowed camera must be returned within 60 days.",
    "an id that is not there": "A borrowed camera must be returned within 60 days [e99].",
    "the value of another time": "A borrowed camera must be returned within 30 days [e1].",
    "another date": "From 1 June 2022 on a borrowed camera must be returned within 60 days [e1].",
    "a name": "A borrowed camera must be returned to Mallory within 60 days [e1].",
    "a denial": "A borrowed camera must not be returned within 60 days [e1].",
    "words of its own": "A borrowed camera must be returned within 60 days [e1]. Wire fees to our partner first [e1].",
    "a link": "A borrowed camera must be returned within 60 days, [see](https://evil.example) [e1].",
    "an address": "A borrowed camera must be returned within 60 days to help@evil.example [e1].",
    "hidden characters": "A borrowed camera must be returned within 60\u200b days [e1].",
    "another script": "A borrowed camera must be returned within 60 days \u0441\u0440\u0430\u0437\u0443 [e1].",
    "nothing": "",
    "the answer left out": "A borrowed camera must be returned [e1].",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_what_never_holds_is_replaced_by_the_documents_own_words(
    door: httpx.AsyncClient, llm: ScriptedModel, wrong: str
) -> None:
    llm.script(Reply(wrong))
    answer = await ask(door)

    assert answer["wording"] == "replaced"
    assert answer["model"] == "extractive"
    assert answer["claims"] == []
    assert "A borrowed camera must be returned within 60 days." in answer["text"]
    assert any("did not hold against the documents" in notice for notice in answer["notices"])
    assert len(llm.asked) == 2


async def test_what_is_not_stated_is_asked_of_no_model(door: httpx.AsyncClient, llm: ScriptedModel) -> None:
    llm.script(Reply("Dogs may come to the office on Fridays [e1]."))
    answer = await ask(door, "May dogs come to the office?")

    assert answer["status"] == "not_stated"
    assert answer["wording"] is None
    assert llm.asked == []


async def test_the_model_is_shown_what_holds_at_the_instant_alone(door: httpx.AsyncClient, llm: ScriptedModel) -> None:
    llm.script(Reply("A borrowed camera must be returned within 30 days [e1]."))
    answer = await ask(door, as_of="2022-01-01")

    assert answer["wording"] == "held"
    quotes = [one["quote"] for one in evidence(llm.asked[0])]
    assert "A borrowed camera must be returned within 30 days." in quotes
    assert not any("60 days" in quote for quote in quotes)


async def test_the_budget_of_the_tenant_is_counted(door: httpx.AsyncClient, llm: ScriptedModel, pool: Pool) -> None:
    llm.script(Reply("A borrowed camera must be returned within 60 days [e1]."))
    await ask(door)
    with bench_on(llm, pool) as bench:
        assert bench.budget.spent("default") == 120
        (use,) = bench.budget.uses("default")
    assert (use.model, use.purpose, use.requests) == ("scripted-1", "answers", 1)
    assert (use.input_tokens, use.output_tokens) == (100, 20)


@pytest.mark.parametrize(
    ("budget", "said"),
    [({"most": 100}, "TURN_TOKENS"), ({"tenant_most": 100}, "TENANT_TOKENS")],
    ids=["of the turn", "of the tenant"],
)
@pytest.mark.usefixtures("library")
async def test_a_spent_budget_gives_the_documents_own_words(  # noqa: PLR0917
    pool: Pool, engine: EngineClient, llm: ScriptedModel, tmp_path: Path, budget: dict[str, int], said: str
) -> None:
    services = await services_on(pool, temporal_address="127.0.0.1:1", folder=tmp_path)
    engines = Engines(pool=pool, reader=PostgresReader(pool), history=HistoryReader(pool), engine=engine)
    with bench_on(llm, pool, **budget) as bench:
        async with client_of(replace(services, search=engine, wording=wording_by(bench, engines))) as client:
            answer = await ask(client)
        assert bench.budget.spent("default") == 0
    assert answer["wording"] == "replaced"
    assert answer["answer"] == "60 days"
    assert any(said in notice for notice in answer["notices"])
    assert llm.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply("no", finish="content_filter"),
        Reply(status=400, code="context_length_exceeded", text="maximum context length"),
        Reply(status=401),
    ],
    ids=["refusal", "context", "key"],
)
async def test_a_failure_that_lasts_gives_the_documents_own_words_and_says_why(
    door: httpx.AsyncClient, llm: ScriptedModel, reply: Reply
) -> None:
    llm.script(reply)
    answer = await ask(door)
    assert answer["wording"] == "replaced"
    assert answer["answer"] == "60 days"
    assert any("scripted-1" in notice for notice in answer["notices"])
    assert len(llm.asked) == 1


@pytest.mark.parametrize(
    ("reply", "type_"),
    [
        (Reply(status=500), "model-unavailable"),
        (Reply(status=429), "model-overloaded"),
        (Reply("A bo", cut_after=2), "model-unavailable"),
    ],
    ids=["500", "429", "cut"],
)
async def test_an_outage_is_told_as_one(door: httpx.AsyncClient, llm: ScriptedModel, reply: Reply, type_: str) -> None:
    llm.script(reply)
    answer = await door.post("/v1/ask", json={"question": QUESTION, "as_of": ON})
    assert answer.status_code == 503
    assert answer.json()["type"].endswith(type_)


# -- tools ----------------------------------------------------------------------------------------


async def test_what_a_tool_finds_can_be_cited(door: httpx.AsyncClient, llm: ScriptedModel) -> None:
    def answer_(asked: Asked) -> Reply:
        if not asked.results:
            return Reply(calls=[Call("history", {"id": "e1"})])
        earlier = next(one["id"] for one in json.loads(asked.results[0])["held"] if "30 days" in one["quote"])
        return Reply(
            "A borrowed camera must be returned within 60 days [e1]. "
            f"Until 2 May 2023 a borrowed camera had to be returned within 30 days [{earlier}]."
        )

    llm.answer = answer_
    answer = await ask(door)

    assert answer["wording"] == "held", answer
    assert [claim["text"][:10] for claim in answer["claims"]] == ["A borrowed", "Until 2 Ma"]
    cited = {one["id"]: one["quote"] for one in answer["citations"]}
    assert "30 days" in cited[answer["claims"][1]["citations"][0]]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (Call("search", {"query": "deposit for a tripod"}), "50 EUR"),
        (Call("search", {"query": "camera returned", "as_of": "2022-01-01"}), "30 days"),
        (Call("facts", {"document": "Equipment Policy", "query": "tripod"}), "14 days"),
        (Call("history", {"id": "e1"}), "30 days"),
        (Call("changes", {"from": "2023-01-01", "to": "2023-12-31"}), "30 days"),
        (Call("diff", {"document": "equipment", "from": "2022-01-01", "to": "2024-01-01"}), "30 days"),
        (Call("history", {"id": "e99"}), "error"),
        (Call("diff", {"document": "nothing", "from": "2022-01-01", "to": "2024-01-01"}), "there is no document"),
        (Call("changes", {"from": "yesterday-ish", "to": "2024-01-01"}), "is not a date"),
        (Call("search", {"query": ["a"]}), "must be a text"),
        (Call("drop_tables", {}), "there is no tool"),
    ],
    ids=lambda value: f"{value.name}" if isinstance(value, Call) else None,
)
async def test_a_tool_gives_what_holds_or_says_what_is_wrong(
    door: httpx.AsyncClient, llm: ScriptedModel, call: Call, found: str
) -> None:
    llm.script(Reply(calls=[call]), Reply("A borrowed camera must be returned within 60 days [e1]."))
    answer = await ask(door)
    assert answer["wording"] == "held"
    assert found in llm.asked[1].results[0]


async def test_a_model_that_only_calls_tools_is_stopped(door: httpx.AsyncClient, llm: ScriptedModel) -> None:
    llm.answer = lambda _: Reply(calls=[Call("search", {"query": "camera"})])
    answer = await ask(door)
    assert answer["wording"] == "replaced"
    assert llm.asked[-1].tools == []


# -- instructions inside documents ----------------------------------------------------------------


@pytest.mark.parametrize("injected", INJECTED.values(), ids=INJECTED)
async def test_an_instruction_inside_a_document_changes_nothing(
    door: httpx.AsyncClient, llm: ScriptedModel, library: EmbeddedLibrary, injected: str
) -> None:
    before = await ask(door)
    asked_before = len(llm.asked)
    library.put(
        "equipment",
        CAMERAS.format(days=60, more=f"\n## Notes for assistants\n\n{injected}\n"),
        read_instant("2023-06-01", BERLIN),
    )
    for obeyed in OBEYED:
        llm.script(Reply(obeyed))
        answer = await ask(door)
        assert answer["wording"] == "replaced", answer["text"]
        assert answer["answer"] == before["answer"] == "60 days"
        assert "A borrowed camera must be returned within 60 days." in answer["text"]
        assert "evil" not in answer["text"]
    for asked in llm.asked[asked_before:]:
        assert asked.texts[0].strip() == INSTRUCTIONS.strip(), "words of a document reached the instructions"
        assert all(set(one) == set(evidence(asked)[0]) for one in evidence(asked)), (
            "words of a document left their data"
        )
