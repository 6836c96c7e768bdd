"""Erasures, and what they leave."""

from api.examples.documents import VERSION
from api.examples.shown import shown

ERASURE_ID = "0f5b0d2e-3f0e-4d7c-9c55-2b6d7f0c8f10"
ERASED = {
    "id": ERASURE_ID,
    "status": "done",
    "stage": "erased",
    "document": "returns-policy",
    "version": 3,
    "fact": None,
    "digests": [VERSION["content_hash"]],
    "reason": "order 4 O 17/26 of the regional court",
    "actor": "local",
    "requested_at": "2025-01-10T09:00:00+00:00",
    "erased_at": "2025-01-10T09:00:00.120311+00:00",
    "finished_at": "2025-01-10T09:00:01+00:00",
    "report": {
        "places": [{"place": "Postgres: recorded facts, held and retired", "cleared": 14}],
        "kept": ["this tombstone: slug, version or fact id, digests, reason, actor, instants, counts"],
        "out_of_reach": ["backups and replicas of Postgres, Qdrant and Temporal"],
    },
    "location": f"/v1/erasures/{ERASURE_ID}",
}
erased = shown("erased", ERASED, "Erased (with `wait=true`), told before, or a dry run.")
accepted_erasure = shown(
    "accepted_erasure",
    {**ERASED, "status": "running", "stage": "clearing Postgres", "finished_at": None},
    "Accepted: it is carried out whatever happens.",
)
erasure = shown("erasure", ERASED)
erasures = shown("erasures", {"erasures": [ERASED], "next_cursor": None})
