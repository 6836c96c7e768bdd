"""Conversations as wholes over HTTP: listed, exported, deleted, kept for so long."""

import json

import httpx
import pytest

from chat.messages import SendMessage
from chat.store import TranscriptStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import DocumentNotFound
from tests.fixtures.transcripts import PHRASE, say

KEY = {"Idempotency-Key": "once"}


async def opened(api: httpx.AsyncClient, **body: object) -> str:
    return str((await api.post("/v1/conversations", json=body)).json()["id"])


async def test_conversations_are_listed_the_latest_turn_first_page_by_page(api: httpx.AsyncClient, pool: Pool) -> None:
    ids = [await opened(api, title=f"number {number}") for number in range(5)]
    say(pool, ids[1], "How long?")

    listed, cursor = list[dict[str, object]](), None
    while True:
        page = (await api.get(f"/v1/conversations?limit=2{f'&cursor={cursor}' if cursor else ''}")).json()
        listed += page["conversations"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [one["id"] for one in listed] == [ids[1], ids[4], ids[3], ids[2], ids[0]]
    assert [(one["turns"], one["latest"]) for one in listed][:2] == [(1, "How long?"), (0, None)]
    assert (await api.get(str(listed[0]["location"]))).json()["title"] == "number 1"


@pytest.mark.parametrize("cursor", ["yesterday", "2024-01-01~x", "2024-01-01T00:00:00Z"])
async def test_a_cursor_of_another_list_is_refused(api: httpx.AsyncClient, cursor: str) -> None:
    refused = await api.get("/v1/conversations", params={"cursor": cursor})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-request")


async def test_a_conversation_is_opened_with_its_own_time_of_quiet(api: httpx.AsyncClient) -> None:
    own = (await api.post("/v1/conversations", json={"idle_hours": 0.5})).json()
    default = (await api.post("/v1/conversations")).json()
    assert (own["idle_hours"], default["idle_hours"]) == (0.5, 24.0)
    assert (await api.get(own["location"])).json()["idle_hours"] == 0.5
    assert (await api.post("/v1/conversations", json={"idle_hours": 0})).status_code == 422


async def test_an_export_in_json_holds_every_turn_as_the_conversation_shows_it(
    api: httpx.AsyncClient, pool: Pool
) -> None:
    id_ = await opened(api, title="Returns")
    for number in range(230):  # more than two pages of what the export reads at a time
        say(pool, id_, f"question {number}")
    failed = SendMessage(message_id="m-x", text="Of x?", sent_at="2026-11-23T14:00:00+00:00")
    TranscriptStore(pool).fail("default", id_, failed, DocumentNotFound("there is no document 'x'"))

    reply = await api.get(f"/v1/conversations/{id_}/export", params={"format": "json"})
    exported = reply.json()
    assert reply.headers["content-type"] == "application/json"
    assert f'filename="conversation-{id_}.json"' in reply.headers["content-disposition"]
    shown = (await api.get(f"/v1/conversations/{id_}", params={"limit": 500})).json()
    assert exported["turns"] == shown["turns"]
    assert exported["failed"] == shown["failed"]
    assert (exported["id"], exported["title"], len(exported["turns"])) == (id_, "Returns", 230)


async def test_an_export_in_markdown_reads_as_a_page(api: httpx.AsyncClient, pool: Pool) -> None:
    id_ = await opened(api, title="Returns")
    answer = say(pool, id_, "Within how many days\n# may I return?")
    failed = SendMessage(message_id="m-x", text="Of x?", sent_at="2026-11-23T14:00:00+00:00")
    TranscriptStore(pool).fail("default", id_, failed, DocumentNotFound("there is no document 'x'"))

    text = (await api.get(f"/v1/conversations/{id_}/export")).text
    assert (
        f"""## 1. 2026-11-23 14:05 UTC

> Within how many days
> # may I return?

**30 days**

30 days. So says {PHRASE}.

- Returns Policy, version 2, Returns Policy > Period, page 3 (in force from 2023-01-01)
  > Returns, by {PHRASE}, within 30 days.

- From 1 June 2027 on: 60 days.

As of 2024-03-01, known at 2025-01-10 08:12 UTC; answer `{answer}`.
"""
        in text
    )
    assert text.startswith("# Returns\n")
    assert text.rstrip().endswith("“Of x?”: there is no document 'x'")


async def test_an_empty_conversation_is_exported_too(api: httpx.AsyncClient) -> None:
    id_ = await opened(api)
    exported = json.loads((await api.get(f"/v1/conversations/{id_}/export?format=json")).text)
    assert (exported["turns"], exported["failed"]) == ([], [])
    assert (await api.get(f"/v1/conversations/{id_}/export")).text.startswith("# Conversation\n")


@pytest.mark.parametrize(
    "path", ["11111111-1111-1111-1111-111111111111/export", "11111111-1111-1111-1111-111111111111/export?format=json"]
)
async def test_what_does_not_exist_is_not_exported(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(f"/v1/conversations/{path}")).json()["type"] == "/problems/conversation-not-found"


async def test_a_deleted_conversation_is_gone_from_every_door(api: httpx.AsyncClient, pool: Pool) -> None:
    body = {"title": PHRASE}
    id_ = (await api.post("/v1/conversations", json=body, headers=KEY)).json()["id"]
    answer = say(pool, id_, f"What of {PHRASE}?", "m-1")
    other = await opened(api, title="another")

    deleted = await api.delete(f"/v1/conversations/{id_}")
    assert (deleted.status_code, deleted.json()["turns"], deleted.json()["deleted_by"]) == (200, 1, "local")
    assert (await api.delete(f"/v1/conversations/{id_}")).json() == deleted.json()
    for path in (f"/v1/conversations/{id_}", f"/v1/conversations/{id_}/export"):
        assert (await api.get(path)).status_code == 404
    sent = await api.post(f"/v1/conversations/{id_}/messages", json={"text": "Still there?", "message_id": "m-1"})
    assert (sent.status_code, sent.json()["type"]) == (404, "/problems/conversation-not-found")
    listed = (await api.get("/v1/conversations")).json()["conversations"]
    assert [one["id"] for one in listed] == [other]
    left = (await api.get(f"/v1/answers/{answer}")).json()
    assert (left["id"], left["status"], left["text"], left["citations"]) == (
        answer, "answered", "Deleted with its conversation.", [],
    )  # fmt: skip
    assert PHRASE not in json.dumps(left)
    again = (await api.post("/v1/conversations", json=body, headers=KEY)).json()
    assert again["id"] != id_, "the reply kept under the key went with it"


async def test_what_never_was_cannot_be_deleted(api: httpx.AsyncClient) -> None:
    refused = await api.delete("/v1/conversations/11111111-1111-1111-1111-111111111111")
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/conversation-not-found")


async def test_a_tenant_says_how_long_conversations_are_kept(api: httpx.AsyncClient) -> None:
    assert (await api.get("/v1/retention")).json() == {"days": None, "default_days": None}
    assert (await api.put("/v1/retention", json={"days": 90})).json() == {"days": 90.0, "default_days": None}
    assert (await api.get("/v1/retention")).json()["days"] == 90.0
    assert (await api.put("/v1/retention", json={"days": 0})).status_code == 422
    assert (await api.put("/v1/retention", json={"days": None})).json()["days"] is None
