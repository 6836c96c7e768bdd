"""Every error is a problem with a stable type, and none tells of our insides."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api import problems
from infra.ports import free_port
from knowledge.adapters.postgres.pool import Pool, open_pool
from tests.fixtures.api import client_of, services_on

ID = "0197c1aa-6a0b-7c60-9a53-8f1f3f0f2f10"
JSON = {"Content-Type": "application/json"}

REFUSED = [
    ("GET", "/v2/nothing", {}, 404, "not-found", "/docs"),
    ("DELETE", "/v1/documents", {}, 405, "method-not-allowed", "DELETE"),
    ("GET", "/v1/documents/absent", {}, 404, "document-not-found", "absent"),
    ("GET", "/v1/documents?limit=0", {}, 422, "invalid-request", "limit"),
    ("GET", "/v1/documents/absent/versions/x", {}, 422, "invalid-request", "version"),
    ("GET", "/v1/documents/absent%00", {}, 422, "invalid-request", "NUL"),
    ("GET", f"/v1/ingestions/{ID}", {}, 404, "ingestion-not-found", ID),
    ("GET", f"/v1/ingestions/{ID}/events", {}, 404, "ingestion-not-found", ID),
    ("GET", f"/v1/facts/{ID}", {}, 404, "fact-not-found", ID),
    ("GET", "/v1/facts/one", {}, 422, "invalid-request", "fact_id"),
    ("GET", "/v1/facts?as_of=2024-13-01", {}, 422, "invalid-instant", "as_of"),
    ("GET", "/v1/facts?as_of=2024-03-01T09:00", {}, 422, "invalid-instant", "time zone"),
    ("GET", "/v1/facts?known_at=2999-01-01", {}, 422, "known-at-in-future", "known_at 2998"),
    ("GET", "/v1/facts?scope=contractors", {}, 422, "invalid-request", "dimension=value"),
    ("GET", "/v1/facts?scope=plan=a,plan=b", {}, 422, "invalid-request", "'plan' twice"),
    ("GET", "/v1/facts?cursor=made-up", {}, 422, "invalid-request", "cursor"),
    ("GET", "/v1/facts?q=%00", {}, 422, "invalid-request", "q holds a NUL"),
    ("GET", "/v1/facts?subject=a%00", {}, 422, "invalid-request", "subject holds a NUL"),
    ("GET", "/v1/facts?predicate=a%00", {}, 422, "invalid-request", "predicate holds a NUL"),
    ("GET", "/v1/search?q=a&document=%00", {}, 422, "invalid-request", "document holds a NUL"),
    ("GET", "/v1/search?q=a&scope=plan=%00", {}, 422, "invalid-request", "scope holds a NUL"),
    ("GET", "/v1/search", {}, 422, "invalid-request", "q: is required"),
    ("GET", "/v1/search?q=%20", {}, 422, "invalid-request", "q is empty"),
    ("GET", "/v1/search?q=returns&k=1000", {}, 422, "invalid-request", "k"),
    ("GET", "/v1/search?q=returns&explain=perhaps", {}, 422, "invalid-request", "explain"),
    ("POST", "/v1/ask", {"json": {"question": "a", "explain": "perhaps"}}, 422, "invalid-request", "explain"),
    ("POST", "/v1/ask", {"json": {}}, 422, "invalid-request", "question: is required"),
    ("POST", "/v1/ask", {"json": {"question": " \n"}}, 422, "invalid-request", "question"),
    ("POST", "/v1/ask", {"json": {"question": "a\x00b"}}, 422, "invalid-request", "question"),
    (
        "POST",
        "/v1/ask",
        {"json": {"question": "a", "document": "b\x00"}},
        422,
        "invalid-request",
        "document: holds a NUL",
    ),
    (
        "POST",
        "/v1/ask",
        {"json": {"question": "a", "scope": {"p": "\x00"}}},
        422,
        "invalid-request",
        "scope.p: holds a NUL",
    ),
    ("POST", "/v1/ask", {"json": {"question": "a", "scope": {"\x00": "p"}}}, 422, "invalid-request", "holds a NUL"),
    ("POST", "/v1/ask", {"content": b'{"question": "\\ud800"}', "headers": JSON}, 422, "invalid-request", "question"),
    ("POST", "/v1/ask", {"json": {"question": "a", "asof": "2024-01-01"}}, 422, "invalid-request", "asof"),
    ("POST", "/v1/ask", {"json": {"question": "a", "as_of": "then"}}, 422, "invalid-instant", "as_of"),
    ("POST", "/v1/ask", {"content": b'{"question": ', "headers": JSON}, 422, "invalid-request", "not valid JSON"),
    ("POST", "/v1/ask", {"content": b'{"question": "\xff"}', "headers": JSON}, 400, "bad-request", "body"),
    ("POST", "/v1/ask", {"content": b" " * 1_000_001, "headers": JSON}, 413, "document-too-large", "1,000,000"),
    ("GET", f"/v1/answers/{ID}", {}, 404, "answer-not-found", ID),
    ("GET", f"/v1/conversations/{ID}", {}, 404, "conversation-not-found", ID),
    ("POST", f"/v1/conversations/{ID}/messages", {"json": {"text": "a"}}, 404, "conversation-not-found", ID),
    (
        "POST",
        f"/v1/conversations/{ID}/messages",
        {"json": {"text": "a", "known_at": "2999-01-01"}},
        422,
        "known-at-in-future",
        "2998",
    ),
    ("GET", "/problems/made-up", {}, 404, "not-found", "/problems/made-up"),
]


@pytest.mark.parametrize(("method", "path", "sent", "status", "slug", "words"), REFUSED)
async def test_a_request_that_cannot_be_served_is_answered_with_its_problem(
    api: httpx.AsyncClient, *, method: str, path: str, sent: dict[str, object], status: int, slug: str, words: str
) -> None:
    reply = await api.request(method, path, **sent)

    problem = reply.json()
    assert (reply.status_code, problem["status"], problem["type"]) == (status, status, f"/problems/{slug}")
    assert reply.headers["content-type"] == "application/problem+json"
    assert words in problem["detail"]
    assert problem["title"]


HOSTILE = ["\x00", "a\x00b", "\ud800", "\udfff x", "\u202e", "\x1b[2J", "%00", "\\u0000", "é" * 990]
PLACES: list[Callable[[str], dict[str, object]]] = [
    lambda text: {"document": text},
    lambda text: {"scope": {text: "a"}},
    lambda text: {"scope": {"a": text}},
    lambda text: {"as_of": text},
    lambda text: {"known_at": text},
    lambda text: {"message_id": text},
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_text_of_a_caller_is_a_fault_of_ours(api: httpx.AsyncClient, text: str) -> None:
    conversation = (await api.post("/v1/conversations")).json()["location"]
    bodies = [{"question": "How long?", **place(text)} for place in PLACES[:-1]] + [{"question": text}]
    messages = [{"text": "How long?", **place(text)} for place in PLACES] + [{"text": text}]
    calls = [("/v1/ask", body) for body in bodies] + [(f"{conversation}/messages", body) for body in messages]
    calls += [("/v1/conversations", {"title": text})]
    calls += [("/v1/documents/a/withdraw", {"effective_at": "2024-01-01", "reason": text})]
    for path, body in calls:
        reply = await api.post(path, content=json.dumps(body), headers=JSON)
        assert reply.status_code != 500, (path, body)
        assert "\x00" not in reply.text
    fields = {"data": {"document": "a", "title": text.encode(errors="replace").decode(), "kind": "version"}}
    uploaded = await api.post("/v1/documents", **fields, files={"file": ("a.md", b"# A\n\nText.\n")})
    assert uploaded.status_code in {422, 503}


async def test_the_type_of_a_problem_can_be_looked_up(api: httpx.AsyncClient) -> None:
    for leaf in problems.leaves():
        meaning = await api.get(problems.type_of(leaf))
        assert meaning.json()["title"] == leaf.title


async def test_a_fault_of_ours_is_a_plain_problem_that_tells_nothing(api: httpx.AsyncClient, pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute("ALTER TABLE document RENAME TO elsewhere")

    reply = await api.get("/v1/documents")

    assert (reply.status_code, reply.json()["type"]) == (500, "/problems/internal-error")
    assert "elsewhere" not in reply.text
    assert "relation" not in reply.text


async def test_an_outage_of_postgres_is_a_503_that_may_be_retried(tmp_path: Path) -> None:
    with open_pool(f"host=127.0.0.1 port={free_port()} dbname=none", wait_s=0.2) as pool:
        services = await services_on(pool, temporal_address="127.0.0.1:1", folder=tmp_path)
        async with client_of(services) as client:
            reply = await client.get("/v1/documents")
    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/store-unavailable")
    assert int(reply.headers["retry-after"]) > 0


async def test_readiness_names_the_engine_that_is_down(api: httpx.AsyncClient) -> None:
    reply = await api.get("/readyz")
    assert reply.status_code == 503
    states = {name: engine["state"] for name, engine in reply.json()["engines"].items()}
    assert states == {"postgres": "up", "temporal": "down"}
    assert (await api.get("/healthz")).status_code == 200


async def test_requests_are_counted_by_route_never_by_path(api: httpx.AsyncClient) -> None:
    await api.get("/v1/documents/one")
    await api.get("/v1/documents/two")
    await api.get("/nowhere/at-all")
    shown = (await api.get("/metrics")).text
    assert 'asof_http_requests_total{method="GET",route="/v1/documents/{document}",status="404"} 2.0' in shown
    assert 'route="unmatched",status="404"} 1.0' in shown
    assert "at-all" not in shown
