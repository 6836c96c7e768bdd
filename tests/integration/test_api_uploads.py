"""What the door refuses of an upload, before anything is kept of it; and what it keeps when Temporal is away."""

from collections.abc import AsyncIterator

import httpx
import pytest

from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.api import UPLOAD_LIMIT

TEXT = b"# Returns\n\nCustomers may return a product within 30 days.\n"
GOOD = {"document": "returns-policy", "effective_at": "2024-03-01"}

REFUSED = [
    ({"document": "Returns Policy"}, TEXT, 422, "invalid-slug", "'returns-policy'"),
    ({"document": "-"}, TEXT, 422, "invalid-slug", "as in 'returns-policy'"),
    ({"document": "r" * 201}, TEXT, 422, "invalid-slug", "200"),
    ({"document": ""}, TEXT, 422, "invalid-request", "document"),
    ({}, b"", 422, "empty-document", "0 bytes"),
    ({}, b"x" * (UPLOAD_LIMIT + 1), 413, "document-too-large", f"{UPLOAD_LIMIT:,}"),
    ({"effective_at": "2024-02-30"}, TEXT, 422, "invalid-instant", "effective_at"),
    ({"effective_at": "2024-03-01T09:00"}, TEXT, 422, "invalid-instant", "time zone"),
    ({"expires_at": "soon"}, TEXT, 422, "invalid-instant", "expires_at"),
    ({"expires_at": "2024-02-01"}, TEXT, 422, "invalid-window", "2024"),
    ({"expires_at": "2024-03-01"}, TEXT, 422, "invalid-window", "2024"),
    ({"kind": "correction"}, TEXT, 422, "invalid-request", "corrects=N"),
    ({"corrects": "1"}, TEXT, 422, "invalid-request", "kind=correction"),
    ({"kind": "correction", "corrects": "1"}, TEXT, 404, "document-not-found", "no document"),
    ({"kind": "revision"}, TEXT, 422, "invalid-request", "'revision' is unknown"),
    ({"rank": "first"}, TEXT, 422, "invalid-request", "rank"),
    ({"title": "t" * 301}, TEXT, 422, "invalid-request", "title"),
    ({"effectve_at": "2024-03-01"}, TEXT, 422, "invalid-request", "'effectve_at' is not a field"),
]


@pytest.mark.parametrize(("fields", "content", "status", "slug", "words"), REFUSED)
async def test_a_bad_upload_is_refused_by_name_and_leaves_nothing(
    api: httpx.AsyncClient, pool: Pool, *, fields: dict[str, str], content: bytes, status: int, slug: str, words: str
) -> None:
    reply = await api.post("/v1/documents", data={**GOOD, **fields}, files={"file": ("returns.md", content)})

    problem = reply.json()
    assert (reply.status_code, problem["type"]) == (status, f"/problems/{slug}")
    assert reply.headers["content-type"] == "application/problem+json"
    assert words in problem["detail"]
    assert problem["instance"] == "/v1/documents"
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (0,)


async def _upload_raw(api: httpx.AsyncClient, file_headers: bytes) -> httpx.Response:
    parts = [b'Content-Disposition: form-data; name="document"\r\n\r\nreturns', file_headers + b"\r\n\r\n" + TEXT]
    body = b"".join(b"--cut\r\n" + part + b"\r\n" for part in parts) + b"--cut--\r\n"
    return await api.post("/v1/documents", content=body, headers={"Content-Type": "multipart/form-data; boundary=cut"})


async def test_a_file_name_is_kept_without_its_control_characters(api: httpx.AsyncClient) -> None:
    named = b'Content-Disposition: form-data; name="file"; filename="re\x00tu\x1brns.md"'
    assert (await _upload_raw(api, named)).status_code == 503  # Temporal is away: the version is kept
    (version,) = (await api.get("/v1/documents/returns")).json()["versions"]
    assert version["file_name"] == "returns.md"


async def test_a_media_type_that_cannot_be_kept_is_refused_by_name(api: httpx.AsyncClient) -> None:
    typed = b'Content-Disposition: form-data; name="file"; filename="a.md"\r\nContent-Type: text/\x00'
    reply = await _upload_raw(api, typed)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid-request")
    assert "media type holds a NUL" in reply.json()["detail"]


async def test_a_file_must_be_sent_as_a_file(api: httpx.AsyncClient) -> None:
    missing = await api.post("/v1/documents", data=GOOD, files={"other": ("x", b"")})
    assert {"field": "file", "message": "is required"} in missing.json()["errors"]


async def test_two_files_in_one_upload_are_refused(api: httpx.AsyncClient) -> None:
    two = await api.post("/v1/documents", data=GOOD, files=[("file", ("a.md", TEXT)), ("file", ("b.md", TEXT))])
    assert two.status_code == 422
    assert "file was sent 2 times" in two.json()["detail"]


async def test_too_large_a_body_is_refused_while_it_streams(api: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--cut\r\nContent-Disposition: form-data; name="file"; filename="x.md"\r\n\r\n'
        for _ in range(1_000):
            sent += 64_000
            yield b"x" * 64_000

    reply = await api.post(
        "/v1/documents", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=cut"}
    )
    assert reply.json()["type"] == "/problems/document-too-large"
    assert sent < 2_000_000


async def test_an_upload_is_kept_while_temporal_is_away_and_its_date_read_in_the_tenants_zone(
    api: httpx.AsyncClient,
) -> None:
    reply = await api.post("/v1/documents", data=GOOD, files={"file": ("returns.md", TEXT, "text/markdown")})
    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/workflows-unavailable")
    assert reply.headers["retry-after"]

    history = (await api.get("/v1/documents/returns-policy")).json()
    assert [(v["version"], v["status"], v["effective_at"]) for v in history["versions"]] == [
        (1, "queued", "2024-02-29T23:00:00+00:00")
    ]
    version = (await api.get("/v1/documents/returns-policy/versions/1")).json()
    assert version["uploaded_text"] == TEXT.decode()
    stored = await api.get(version["content_location"])
    assert (stored.content, stored.headers["content-disposition"]) == (TEXT, "attachment")


async def test_withdrawing_needs_a_document_a_date_and_a_reason(api: httpx.AsyncClient) -> None:
    unknown = await api.post(
        "/v1/documents/nothing/withdraw", json={"effective_at": "2024-01-01", "reason": "replaced"}
    )
    assert unknown.json()["type"] == "/problems/document-not-found"
    bare = await api.post("/v1/documents/nothing/withdraw", json={"effective_at": "2024-01-01", "reason": ""})
    assert [error["field"] for error in bare.json()["errors"]] == ["reason"]
    undated = await api.post("/v1/documents/nothing/withdraw", json={"effective_at": "tomorrow", "reason": "x"})
    assert undated.json()["type"] == "/problems/invalid-instant"
