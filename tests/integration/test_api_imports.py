"""`POST /v1/facts:import`: what goes in, what is told of the rest, and what it takes to send it again."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import ClientDisconnect

from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.api import UPLOAD_LIMIT

TSV = {"Content-Type": "text/tab-separated-values"}
HEADER = b"subject\tpredicate\tobject\tvalid_from\tvalid_to\n"
PARIS = b"Ann\tlives in\tParis\t2020-01-01\t2021-01-01\n"
ROME = b"Ann\tlives in\tRome\t2021-01-01\t\n"


async def bring(api: httpx.AsyncClient, content: bytes | AsyncIterator[bytes], **sent: Any) -> httpx.Response:
    headers = {**TSV, **sent.pop("headers", {})}
    return await api.post("/v1/facts:import", content=content, headers=headers, params={"source": "people", **sent})


async def objects(api: httpx.AsyncClient, **query: str) -> list[str]:
    reply = await api.get("/v1/facts", params={"subject": "Ann", "predicate": "lives in", **query})
    return sorted(fact["object"] for fact in reply.json()["facts"])


async def test_a_file_is_imported_and_told_line_by_line(api: httpx.AsyncClient) -> None:
    reply = await bring(api, HEADER + PARIS + b"Ann\tlives in\tRome\n" + ROME, reason="first load")

    told = reply.json()
    assert reply.status_code == 200
    assert told.pop("watermark") == (await api.get("/v1/facts")).json()["known_at"]
    assert told == {
        "source": "people",
        "lines": 3,
        "imported": 2,
        "already_there": 0,
        "rejected": 1,
        "errors": [{"line": 3, "detail": "has 3 columns: 5 are named in the first line"}],
    }
    # Bare dates are read in Berlin, in the file as in the question.
    assert await objects(api, as_of="2020-12-31") == ["Paris"]
    assert await objects(api, as_of="2021-01-01") == ["Rome"]
    assert await objects(api, as_of="2020-12-31T23:00:00Z") == ["Rome"]
    (fact,) = (await api.get("/v1/facts", params={"q": "Rome"})).json()["facts"]
    assert fact["source"] == {
        "document": "people",
        "title": "people",
        "version": 1,
        "page": None,
        "section": [],
        "quote": "Ann lives in Rome",
        "start": 0,
        "end": 0,
    }
    assert (await api.get(f"/v1/facts/{fact['id']}")).json() == fact


async def test_the_same_file_again_is_there_already(api: httpx.AsyncClient) -> None:
    first = (await bring(api, HEADER + PARIS + ROME)).json()
    again = (await bring(api, HEADER + PARIS + ROME)).json()
    assert (again["imported"], again["already_there"]) == (0, 2)
    assert again["watermark"] == first["watermark"]


@pytest.mark.parametrize(
    "sent", [{"headers": {"Content-Type": "application/x-ndjson; charset=utf-8"}}, {"format": "jsonl"}]
)
async def test_lines_of_json_may_have_a_scope(api: httpx.AsyncClient, sent: dict[str, Any]) -> None:
    row = {"subject": "Ann", "predicate": "lives in", "object": "Paris", "scope": {"season": "summer"}}
    winter = {**row, "object": "Rome", "scope": {"season": "winter"}}
    reply = await bring(api, "\n".join(map(json.dumps, (row, winter))).encode(), **sent)
    assert reply.json()["imported"] == 2
    assert await objects(api, scope="season=winter") == ["Rome"]
    assert await objects(api) == ["Paris", "Rome"]


@pytest.mark.parametrize(
    ("sent", "content", "status", "slug"),
    [
        ({"headers": {"Content-Type": "text/csv"}}, HEADER, 415, "unsupported-format"),
        ({"format": "csv"}, HEADER, 422, "invalid-request"),
        ({"source": "Our People"}, HEADER, 422, "invalid-slug"),
        ({"source": ""}, HEADER, 422, "invalid-slug"),
        ({}, PARIS, 422, "invalid-request"),
        ({"source": "policy"}, HEADER + PARIS, 409, "slug-taken"),
        ({"headers": {"Idempotency-Key": "k"}}, HEADER + PARIS * 3_000, 413, "document-too-large"),
    ],
)
async def test_what_cannot_be_read_at_all_is_refused_and_leaves_nothing(
    api: httpx.AsyncClient, pool: Pool, *, sent: dict[str, Any], content: bytes, status: int, slug: str
) -> None:
    await api.post("/v1/documents", data={"document": "policy"}, files={"file": ("policy.md", b"# Policy\n\nText.")})
    reply = await bring(api, content, **sent)
    assert (reply.status_code, reply.json()["type"]) == (status, f"/problems/{slug}")
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM document WHERE kind = 'import'").fetchone() == (0,)


async def test_an_upload_to_an_imports_slug_is_refused(api: httpx.AsyncClient) -> None:
    await bring(api, HEADER + PARIS)
    reply = await api.post("/v1/documents", data={"document": "people"}, files={"file": ("people.md", b"# People")})
    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/slug-taken")


async def test_a_body_over_every_limit_is_read_as_it_arrives(api: httpx.AsyncClient, pool: Pool) -> None:
    """The first chunk is recorded while the rest is still to be sent."""
    rows = b"".join(b"Ann\tknows\tThing %d\t\t\n" % number for number in range(6_000))
    seen: list[int] = []

    async def arriving() -> AsyncIterator[bytes]:
        yield HEADER + rows
        yield rows  # the second chunk is full: it waits for the first to be recorded
        await asyncio.sleep(0)
        with pool.connection() as connection:
            seen.extend(connection.execute("SELECT count(*) FROM fact").fetchone() or ())
        for _ in range(2):
            yield rows

    reply = await bring(api, arriving())

    assert len(rows) > UPLOAD_LIMIT
    assert seen in ([5_000], [6_000])
    assert (reply.json()["lines"], reply.json()["rejected"]) == (24_000, 0)
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (6_000,)


async def test_under_a_key_the_first_reply_is_given_again(api: httpx.AsyncClient) -> None:
    keyed = {"headers": {"Idempotency-Key": "one-import"}}
    first, again = await bring(api, HEADER + PARIS, **keyed), await bring(api, HEADER + PARIS, **keyed)
    other = await bring(api, HEADER + ROME, **keyed)
    assert (first.json()["imported"], again.json()) == (1, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["type"] == "/problems/idempotency-conflict"


async def test_only_the_first_hundred_bad_lines_are_told_one_by_one(api: httpx.AsyncClient) -> None:
    told = (await bring(api, HEADER + b"Ann\n" * 250 + PARIS)).json()
    assert (told["lines"], told["rejected"], len(told["errors"]), told["errors"][-1]["line"]) == (251, 250, 100, 101)


async def test_import_runs_are_listed_the_newest_first(api: httpx.AsyncClient) -> None:
    await bring(api, HEADER + PARIS + b"Ann\n", reason="first load")
    await bring(api, HEADER + PARIS)  # all there already: leaves nothing
    await bring(api, HEADER + PARIS + ROME)
    row = {"subject": "Bob", "predicate": "lives in", "object": "Rome"}
    await bring(api, json.dumps(row).encode(), source="others", format="jsonl")

    whole = (await api.get("/v1/imports")).json()["imports"]
    assert [(run["source"], run["version"], run["format"], run["actor"], run["reason"]) for run in whole] == [
        ("others", 1, "jsonl", "local", None),
        ("people", 2, "tsv", "local", None),
        ("people", 1, "tsv", "local", "first load"),
    ]
    assert whole[2]["counts"] == {"lines": 2, "imported": 1, "already_there": 0, "rejected": 1}
    assert whole[2]["status"] == "done"
    assert whole[2]["content_hash"] == hashlib.sha256(HEADER + PARIS + b"Ann\n").hexdigest()
    paged, cursor = [], None
    while True:
        reply = (await api.get("/v1/imports", params={"limit": 1} | ({"cursor": cursor} if cursor else {}))).json()
        paged += reply["imports"]
        assert len(paged) <= len(whole)
        cursor = reply["next_cursor"]
        if cursor is None:
            break
    assert paged == whole
    assert (await api.get("/v1/imports", params={"source": "others"})).json()["imports"] == whole[:1]
    assert (await api.get("/v1/imports", params={"cursor": "x"})).json()["type"] == "/problems/invalid-request"


async def test_a_run_that_broke_off_is_unfinished(api: httpx.AsyncClient) -> None:
    rows = b"".join(b"Ann\tknows\tThing %d\t\t\n" % number for number in range(12_000))

    async def arriving() -> AsyncIterator[bytes]:
        yield HEADER + rows
        raise ClientDisconnect

    reply = await bring(api, arriving())
    assert reply.json()["type"] == "/problems/invalid-request"
    (run,) = (await api.get("/v1/imports")).json()["imports"]
    assert (run["status"], run["counts"], run["content_hash"]) == ("unfinished", None, None)
    assert (await bring(api, HEADER + rows)).json()["rejected"] == 0


async def test_one_key_may_be_asked_for(api: httpx.AsyncClient) -> None:
    await bring(api, HEADER + PARIS + ROME)
    (rome,) = (await api.get("/v1/facts", params={"as_of": "2022-01-01"})).json()["facts"]
    asked = {"key": rome["key"]}
    assert (await api.get("/v1/facts", params={**asked, "as_of": "2022-01-01"})).json()["facts"] == [rome]
    assert (await api.get("/v1/facts", params={**asked, "as_of": "2020-06-01"})).json()["facts"] == []
    assert (await api.get("/v1/facts", params={**asked, "q": "Rome"})).json()["type"] == "/problems/invalid-request"
    assert (await api.get("/v1/facts", params={"key": "none"})).status_code == 422
