"""Facts by hand over HTTP and in the terminal: what is told, refused, kept and reviewed."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.fixtures.publishing import System

REASON = {"reason": "the board said so"}


@pytest.fixture
def told(system: System) -> System:
    system.ingest(system.accept("notice 10 days\ncarry none", 0))
    return system


async def fact_of(api: httpx.AsyncClient, quote: str, **query: str) -> dict[str, Any]:
    facts = (await api.get("/v1/facts", params=query)).json()["facts"]
    return next(fact for fact in facts if fact["source"]["quote"] == quote)


async def edit(api: httpx.AsyncClient, fact: str, how: str, **body: Any) -> httpx.Response:
    return await api.post(f"/v1/facts/{fact}/{how}", json={**REASON, **body})


async def test_a_correction_tells_what_is_held_now_and_how_to_undo_it(api: httpx.AsyncClient, told: System) -> None:
    fact = await fact_of(api, "notice 10 days")
    reply = (await edit(api, fact["id"], "correct", object="14 days")).json()

    (held,) = reply["facts"]
    assert (held["object"], held["value"]["kind"], held["by_hand"]) == ("14 days", "duration", True)
    assert (reply["source"], reply["edit"], reply["kind"]) == ("leave", 2, "hand-correction")
    assert (await fact_of(api, "notice 10 days")).items() >= held.items()
    history = (await api.get(f"/v1/facts/{held['id']}/history")).json()["recordings"]
    assert [(row["edit"], row["cause"]["reason"]) for row in history] == [
        ("change", None),
        ("correction", "the board said so"),
    ]


async def test_an_undo_of_what_is_no_edit_is_refused_before_anything_begins(
    api: httpx.AsyncClient, told: System
) -> None:
    assert (await api.post("/v1/documents/leave/versions/9/undo", json=REASON)).status_code == 404
    assert (await api.post("/v1/documents/leave/versions/9/extract", json=REASON)).status_code == 404
    assert (await api.post("/v1/documents/nothing/versions/1/undo", json=REASON)).status_code == 404


async def test_an_end_may_lie_ahead_and_a_retraction_leaves_nothing(api: httpx.AsyncClient, told: System) -> None:
    fact = await fact_of(api, "carry none")
    ended = (await edit(api, fact["id"], "expire", expired_at="2030-01-01")).json()
    assert ended["facts"][0]["expired_at"] == "2029-12-31T23:00:00+00:00"  # bare dates are read in Berlin
    retracted = (await edit(api, ended["facts"][0]["id"], "retract")).json()
    assert retracted["facts"] == []
    quotes = [fact["source"]["quote"] for fact in (await api.get("/v1/facts")).json()["facts"]]
    assert quotes == ["notice 10 days"]


async def test_a_fact_of_ones_own_is_stated_once_under_its_key(api: httpx.AsyncClient) -> None:
    body = {
        "subject": "Berlin office",
        "predicate": "opens at",
        "object": "9 hours",
        "valid_at": "2024-01-01",
        **REASON,
    }
    replies = [await api.post("/v1/facts", json=body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].json() == replies[1].json()
    (fact,) = (await api.get("/v1/facts", params={"subject": "berlin office"})).json()["facts"]
    assert (fact["source"]["document"], fact["valid_at"]) == ("by-local", "2023-12-31T23:00:00+00:00")
    later = await api.post("/v1/facts", json={**body, "object": "8 hours", "valid_at": "2025-01-01"})
    assert later.status_code == 201
    facts = (await api.get("/v1/facts", params={"subject": "berlin office", "as_of": "2024-06-01"})).json()["facts"]
    assert [(fact["object"], fact["expired_at"]) for fact in facts] == [("9 hours", "2024-12-31T23:00:00+00:00")]


@pytest.mark.parametrize(
    ("how", "body", "words"),
    [
        ("correct", {}, "nothing to correct"),
        ("correct", {"valid_at": "2024-05-01", "expired_at": "2024-04-01"}, "ends after it starts"),
        ("expire", {"expired_at": "2020-01-01"}, "retract it if it never held"),
        ("retract", {"reason": ""}, "reason"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_way_out(
    api: httpx.AsyncClient, told: System, how: str, body: dict[str, Any], words: str
) -> None:
    fact = await fact_of(api, "notice 10 days")
    refused = await edit(api, fact["id"], how, **body)
    assert refused.status_code == 422
    assert words in refused.text
    assert (await api.get(f"/v1/facts/{fact['id']}/history")).json()["recordings"][0]["retired_at"] is None


async def test_a_fact_that_is_not_there_or_not_held_is_told_apart(api: httpx.AsyncClient, told: System) -> None:
    fact = await fact_of(api, "notice 10 days")
    assert (await edit(api, str(uuid4()), "retract")).status_code == 404
    await edit(api, fact["id"], "retract")
    assert (await edit(api, fact["id"], "retract")).json()["title"] == "The fact is not held any more"


async def test_an_edit_whose_statement_changes_waits_for_review_until_it_is_closed(
    api: httpx.AsyncClient, told: System
) -> None:
    fact = await fact_of(api, "notice 10 days")
    await edit(api, fact["id"], "correct", object="14 days")
    assert (await api.get("/v1/reviews")).json() == {"reviews": []}
    told.ingest(told.accept("notice 20 days\ncarry none", 20))

    (review,) = (await api.get("/v1/reviews")).json()["reviews"]
    assert (review["document"], review["edit"], review["object"], review["version"]) == ("leave", 2, "14 days", 3)
    assert review["now"]["source"]["quote"] == "notice 20 days"
    close = f"/v1/reviews/{review['document']}/{review['edit']}/close"
    assert (await api.post(close, json=REASON)).status_code == 200
    assert (await api.get("/v1/reviews")).json() == {"reviews": []}
    assert (await api.post("/v1/reviews/leave/1/close", json=REASON)).status_code == 404


async def test_an_edit_whose_statement_is_gone_waits_and_one_made_again_does_not(
    api: httpx.AsyncClient, told: System
) -> None:
    await edit(api, (await fact_of(api, "carry none"))["id"], "correct", object="2 days")
    await edit(api, (await fact_of(api, "notice 10 days"))["id"], "correct", object="14 days")
    told.ingest(told.accept("notice 20 days", 20))
    waiting = (await api.get("/v1/reviews")).json()["reviews"]
    assert {(review["quote"], review["now"] is None) for review in waiting} == {
        ("carry none", True),
        ("notice 10 days", False),
    }
    await edit(api, (await fact_of(api, "notice 20 days"))["id"], "correct", object="14 days")
    assert [review["quote"] for review in (await api.get("/v1/reviews")).json()["reviews"]] == ["carry none"]
