"""Documents, versions and their ingestions."""

from api.examples.facts import QUOTE
from api.examples.shown import shown

INGESTION_ID = "5f0c1c4e-52d5-4d6e-9f3b-0b5d3c1f7a52"
UPLOAD = {
    "document": "returns-policy",
    "version": 3,
    "ingestion_id": INGESTION_ID,
    "status": "queued",
    "effective_at": "2024-03-01T00:00:00+00:00",
    "effective_source": "given",
    "repeated": False,
    "location": f"/v1/ingestions/{INGESTION_ID}",
    "review": None,
}
VERSION = {
    "version": 3,
    "kind": "version",
    "corrects": None,
    "title": "Returns Policy",
    "status": "done",
    "valid_at": "2024-03-01T00:00:00+00:00",
    "expired_at": "2025-01-01T00:00:00+00:00",
    "effective_at": "2024-03-01T00:00:00+00:00",
    "effective_source": "given",
    "expires_at": None,
    "file_name": "returns-2024.md",
    "media_type": "text/markdown",
    "bytes": 2210,
    "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "reason": None,
    "actor": "local",
    "uploaded_at": "2025-01-10T08:12:43.001004+00:00",
    "recorded_at": "2025-01-10T08:12:44.120311+00:00",
    "ingestion_id": INGESTION_ID,
    "passages": 6,
    "facts": 14,
}
INGESTION = {
    "ingestion_id": INGESTION_ID,
    "document": "returns-policy",
    "version": 3,
    "status": "done",
    "stage": "published",
    "done": 2,
    "total": 2,
    "passages_new": 2,
    "passages_kept": 4,
    "embedded": 2,
    "facts_added": 3,
    "facts_superseded": 1,
    "facts_removed": 0,
    "effective_at": "2024-03-01T00:00:00+00:00",
    "effective_source": "given",
    "review": None,
    "extraction": None,
    "error": None,
    "created_at": "2025-01-10T08:12:43.001004+00:00",
    "changed_at": "2025-01-10T08:12:44.120311+00:00",
}
accepted_upload = shown(
    "accepted_upload", UPLOAD, "Accepted: it stands in Postgres, and its ingestion goes on whatever happens."
)
waited_upload = shown(
    "waited_upload",
    {**UPLOAD, "status": "done"},
    "With `wait=true`: published, or `waiting` for a person to decide, at the address in `review`.",
)
documents = shown(
    "documents",
    {
        "documents": [
            {
                "document": "returns-policy",
                "title": "Returns Policy",
                "rank": 0,
                "versions": 4,
                "first_effective_at": "2023-01-01T00:00:00+00:00",
                "last_effective_at": "2025-01-01T00:00:00+00:00",
                "created_at": "2025-01-10T08:12:40+00:00",
                "under_review": False,
            }
        ],
        "next_cursor": None,
    },
)
document = shown(
    "document",
    {
        "document": "returns-policy",
        "title": "Returns Policy",
        "rank": 0,
        "created_at": "2025-01-10T08:12:40+00:00",
        "under_review": False,
        "versions": [VERSION],
    },
)
version = shown(
    "version",
    {
        **VERSION,
        "document": "returns-policy",
        "metadata": {},
        "uploaded_text": f"# Returns Policy\n\n## Return period\n\n{QUOTE}\n",
        "content_location": "/v1/documents/returns-policy/versions/3/content",
        "parsed_text": f"Returns Policy\nReturn period\n{QUOTE}",
    },
)
ingestion = shown("ingestion", INGESTION)
ingestion_events = {
    "description": "One event a change: `progress`, and at last `done`, `failed`, or `waiting` for a person to decide.",
    "content": {
        "text/event-stream": {"example": 'event: progress\ndata: {"status": "running", "stage": "embed", ...}\n\n'}
    },
}
