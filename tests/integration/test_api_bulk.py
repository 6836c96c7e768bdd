"""What a bulk load asks first, and that what nobody waits for keeps its own queue whatever happens."""

import hashlib
from zoneinfo import ZoneInfo

import httpx
import pytest

from ingestion.messages import BULK_QUEUE, INGESTION_QUEUE
from ingestion.store import IngestionStore
from ingestion.uploads import Upload, UploadReceipt
from knowledge.adapters.postgres.pool import Pool
from knowledge.time_windows import read_instant

TEXT = b"# Leave\n\nEmployees have 20 days of leave.\n"
SAID = {"document": "leave", "content_hash": hashlib.sha256(TEXT).hexdigest(), "effective_at": "2024-03-01"}


def accept(pool: Pool, *, bulk: bool, document: str = "leave") -> UploadReceipt:
    upload = Upload(
        tenant="default",
        actor="local",
        document=document,
        content=TEXT,
        file_name="leave.md",
        effective_at=read_instant("2024-03-01", ZoneInfo("Europe/Berlin")),
        bulk=bulk,
    )
    return IngestionStore(pool).accept(upload)


async def standing(api: httpx.AsyncClient, **said: object) -> str:
    reply = await api.post("/v1/documents:compare", json={"uploads": [{**SAID, **said}]})
    (found,) = reply.json()["standings"]
    return str(found)


async def test_only_what_is_through_with_the_same_bytes_date_and_title_is_taken(
    api: httpx.AsyncClient, pool: Pool
) -> None:
    assert await standing(api) == "unknown"
    accept(pool, bulk=True)
    assert await standing(api) == "unknown"  # whoever loads it again waits for it
    with pool.connection() as connection:
        connection.execute("UPDATE ingestion SET status = 'done'")
    assert await standing(api) == "taken"
    assert await standing(api, effective_at="2024-03-01T00:00:00+01:00") == "taken"
    assert await standing(api, effective_at="2024-03-02") == "unknown"
    assert await standing(api, effective_at=None) == "unknown"
    assert await standing(api, title="Leave of absence") == "unknown"
    assert await standing(api, content_hash="0" * 64) == "unknown"
    assert await standing(api, document="travel") == "unknown"
    assert await standing(api, content_hash=None) == "unknown"  # a withdrawal then
    with pool.connection() as connection:
        connection.execute("UPDATE ingestion SET status = 'failed'")
    assert await standing(api) == "unknown"


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ({"document": "Leave Policy"}, "invalid-slug"),
        ({"effective_at": "soon"}, "invalid-instant"),
        ({"content_hash": "abc"}, "invalid-request"),
        ({"content_hash": None, "effective_at": None}, "invalid-request"),
    ],
)
async def test_a_bad_description_is_refused_by_name(api: httpx.AsyncClient, said: dict[str, object], slug: str) -> None:
    reply = await api.post("/v1/documents:compare", json={"uploads": [{**SAID, **said}]})
    assert (reply.status_code, reply.json()["type"]) == (422, f"/problems/{slug}")


async def test_what_is_lost_is_started_again_on_the_queue_that_it_was_sent_to(pool: Pool) -> None:
    assert accept(pool, bulk=True).bulk
    accept(pool, bulk=False, document="travel")
    queues = [message.task_queue for _, message in IngestionStore(pool).unfinished()]
    assert queues == [BULK_QUEUE, INGESTION_QUEUE]
