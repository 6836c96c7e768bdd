"""What the doors say of what is recorded, and that a request sent twice under one key is served once."""

from uuid import uuid4

import httpx
import pytest

from chat.messages import SendMessage
from chat.store import TranscriptStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import DocumentNotFound
from tests.fixtures.recorded import RecordedHistory

KEY = {"Idempotency-Key": "once"}


@pytest.fixture
def thirty_then_ninety(pool: Pool) -> None:
    """30 days from 2023, 90 days from June 2023 on; the tenant has recorded until 2024-01-01."""
    with pool.connection() as connection:
        history = RecordedHistory(connection)
        document = history.document("refunds")
        for number, (value, valid, effective) in enumerate(
            [("30 days", "[2023-01-01,2023-06-01)", "2023-01-01"), ("90 days", "[2023-06-01,)", "2023-06-01")], 1
        ):
            version = history.version(document, number, effective=effective, recorded="2023-07-01")
            fact = history.fact_content(document, value)
            history.say_fact(version, fact, 0, 30)
            history.record_fact(fact, valid=valid, recorded="[2023-07-01,)", cause=version)
        connection.execute("UPDATE tenant SET watermark = '2024-01-01Z'")


@pytest.mark.usefixtures("thirty_then_ninety")
async def test_facts_are_those_of_the_viewpoint_and_the_reply_says_it_back(api: httpx.AsyncClient) -> None:
    reply = (await api.get("/v1/facts", params={"as_of": "2023-05-31", "scope": "plan=basic"})).json()

    assert reply["as_of"] == "2023-05-30T22:00:00+00:00"
    assert (reply["known_at"], reply["known_at_clamped"]) == ("2024-01-01T00:00:00+00:00", False)
    assert reply["scope"] == {"plan": "basic"}
    (fact,) = reply["facts"]
    assert (fact["object"], fact["source"]["document"], fact["source"]["version"]) == ("30 days", "refunds", 1)
    assert (fact["valid_at"], fact["expired_at"]) == ("2023-01-01T00:00:00+00:00", "2023-06-01T00:00:00+00:00")
    assert (await api.get(f"/v1/facts/{fact['id']}")).json() == fact


@pytest.mark.usefixtures("thirty_then_ninety")
async def test_a_known_at_after_all_that_is_recorded_is_answered_at_the_watermark_and_says_so(
    api: httpx.AsyncClient,
) -> None:
    reply = (await api.get("/v1/facts", params={"known_at": "2025-01-01"})).json()
    assert (reply["known_at"], reply["known_at_clamped"]) == ("2024-01-01T00:00:00+00:00", True)
    assert [fact["object"] for fact in reply["facts"]] == ["90 days"]
    before = (await api.get("/v1/facts", params={"known_at": "2023-06-15"})).json()
    assert before["facts"] == []


async def test_lists_go_on_where_their_cursor_says(api: httpx.AsyncClient, pool: Pool) -> None:
    with pool.connection() as connection:
        history = RecordedHistory(connection)
        for slug in ("a", "b", "c"):
            history.version(history.document(slug), 1, effective="2023-01-01", recorded=None)
    first = (await api.get("/v1/documents", params={"limit": 2})).json()
    rest = (await api.get("/v1/documents", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [d["document"] for d in first["documents"] + rest["documents"]] == ["a", "b", "c"]
    assert rest["next_cursor"] is None


async def test_the_same_key_gets_the_first_reply_and_nothing_is_done_twice(api: httpx.AsyncClient, pool: Pool) -> None:
    first = await api.post("/v1/conversations", json={"title": "Refunds"}, headers=KEY)
    again = await api.post("/v1/conversations", json={"title": "Refunds"}, headers=KEY)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM conversation").fetchone() == (1,)


async def test_a_key_serves_one_request_only(api: httpx.AsyncClient) -> None:
    await api.post("/v1/conversations", json={"title": "Refunds"}, headers=KEY)
    other = await api.post("/v1/conversations", json={"title": "Leave"}, headers=KEY)
    assert (other.status_code, other.json()["type"]) == (409, "/problems/idempotency-conflict")


async def test_a_refusal_is_not_kept_so_the_same_request_may_succeed_later(api: httpx.AsyncClient, pool: Pool) -> None:
    withdrawal = {"effective_at": "2025-01-01", "reason": "replaced"}
    refused = await api.post("/v1/documents/refunds/withdraw", json=withdrawal, headers=KEY)
    assert refused.status_code == 404
    with pool.connection() as connection:
        history = RecordedHistory(connection)
        history.version(history.document("refunds"), 9, effective="2023-01-01", recorded=None)
    served = await api.post("/v1/documents/refunds/withdraw", json=withdrawal, headers=KEY)
    assert served.json()["type"] == "/problems/workflows-unavailable"


async def test_a_message_that_can_never_be_answered_stands_in_its_conversation(
    api: httpx.AsyncClient, pool: Pool
) -> None:
    opened = (await api.post("/v1/conversations")).json()
    message = SendMessage(message_id="m-1", text="Of x?", sent_at="2026-11-23T14:00:00+00:00")
    TranscriptStore(pool).fail("default", opened["id"], message, DocumentNotFound("there is no document 'x'"))
    (failed,) = (await api.get(opened["location"])).json()["failed"]
    assert (failed["message_id"], failed["text"]) == ("m-1", "Of x?")
    assert (failed["type"], failed["detail"]) == ("/problems/document-not-found", "there is no document 'x'")


async def test_a_known_at_that_the_database_gave_is_not_in_the_future_for_a_message(
    api: httpx.AsyncClient, pool: Pool
) -> None:
    with pool.connection() as connection:  # its clock runs ahead of ours
        connection.execute("UPDATE tenant SET watermark = clock_timestamp() + interval '1 hour'")
    given = (await api.get("/v1/facts")).json()["known_at"]
    opened = (await api.post("/v1/conversations")).json()
    reply = await api.post(f"{opened['location']}/messages", json={"text": "How long?", "known_at": given})
    assert reply.json()["type"] == "/problems/workflows-unavailable"


async def test_a_message_is_not_accepted_when_nobody_can_keep_it(api: httpx.AsyncClient) -> None:
    opened = (await api.post("/v1/conversations")).json()
    reply = await api.post(f"{opened['location']}/messages", json={"text": "How long?", "message_id": str(uuid4())})
    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/workflows-unavailable")
    conversation = (await api.get(opened["location"])).json()
    assert (conversation["turns"], conversation["state"]) == ([], None)
