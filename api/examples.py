"""One example for each reply, as the OpenAPI page shows it. A test checks them against the models."""

from typing import Any

from api import review_examples

VIEW = {
    "as_of": "2024-06-30T00:00:00+00:00",
    "known_at": "2025-01-10T08:12:44.120311+00:00",
    "known_at_clamped": False,
    "scope": {},
}
INGESTION_ID = "5f0c1c4e-52d5-4d6e-9f3b-0b5d3c1f7a52"
CONVERSATION_ID = "0197c1aa-6a0b-7c60-9a53-8f1f3f0f2f10"
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
QUOTE = "Customers may return a product within 90 days of delivery."
SOURCE = {
    "document": "returns-policy",
    "title": "Returns Policy",
    "version": 3,
    "page": None,
    "section": ["Returns Policy", "Return period"],
    "quote": QUOTE,
    "start": 32,
    "end": 90,
}
FACT = {
    "id": "7c9d3b52-7b5e-5d0e-a4f6-0b8a0a4f2a11",
    "key": "b0b3f7f2-0f0e-5a49-8a55-3a1de6f9a9d1",
    "subject": "Return period",
    "predicate": "return a product within",
    "object": "90 days",
    "value": {"kind": "duration", "canonical": "P90D"},
    "scope": {},
    "valid_at": "2024-03-01T00:00:00+00:00",
    "expired_at": "2025-01-01T00:00:00+00:00",
    "recorded_at": "2025-01-10T08:12:44.120311+00:00",
    "retired_at": None,
    "source": SOURCE,
    "by_hand": False,
}
AGAINST = {
    "id": "1b7f0c52-0d2e-5a0e-9f10-5f0d9c1e7b10",
    "document": "support-handbook",
    "title": "Support Handbook",
    "object": "14 days",
    "valid_at": "2023-03-01T00:00:00+00:00",
    "rank": 0,
}
HELD = {**FACT, "cardinality": "one", "rank": 0, "conflicts": [AGAINST], "outranked_by": None}
AGAINST_HELD = {
    **HELD,
    "id": AGAINST["id"],
    "key": "0c9be1a4-6a5e-5f5e-8f6b-2f1d1c6f7e21",
    "object": AGAINST["object"],
    "value": {"kind": "duration", "canonical": "P14D"},
    "valid_at": AGAINST["valid_at"],
    "source": {**SOURCE, "document": AGAINST["document"], "title": AGAINST["title"]},
    "conflicts": [{**AGAINST, "id": FACT["id"], "document": "returns-policy", "object": "90 days"}],
}
CITATION = {
    "kind": "fact",
    "id": FACT["id"],
    "quote": QUOTE,
    "document": "returns-policy",
    "title": "Returns Policy",
    "version": 3,
    "section": SOURCE["section"],
    "page": None,
    "valid_at": "2024-03-01T00:00:00+00:00",
    "expired_at": "2025-01-01T00:00:00+00:00",
}
HIT = {
    "kind": "passage",
    "id": "e2d2c7a0-54f5-5c0b-8f55-1a7d7f0f7d55",
    "text": QUOTE,
    "document": "returns-policy",
    "title": "Returns Policy",
    "version": 3,
    "section": SOURCE["section"],
    "page": None,
    "valid_at": "2024-03-01T00:00:00+00:00",
    "expired_at": "2025-01-01T00:00:00+00:00",
    "score": 21.4,
    "conflicts": [{**AGAINST, "fact": FACT["id"]}],
    "outranked_by": [],
    "explanation": None,
}
ANSWER = {
    "id": "6a7cf3a6-8f1f-4f2e-8d0e-7b7a2b1c9d10",
    "question": "How long may a customer return a product?",
    "status": "answered",
    "answer": "90 days",
    "text": "As of 30 June 2024: Customers may return a product within 90 days of delivery.",
    "as_of": VIEW["as_of"],
    "known_at": VIEW["known_at"],
    "period": None,
    "scope": {},
    "time_source": "parameter",
    "confidence": 0.91,
    "citations": [CITATION],
    "coverage": ["first stated on 1 March 2024"],
    "notices": [],
    "claims": [],
    "wording": None,
    "model": "extractive",
    "generation": "g1",
    "sealed_hash": None,
    "created_at": "2025-01-10T08:20:00+00:00",
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
TURN = {
    "number": 1,
    "message_id": "m-1",
    "text": ANSWER["question"],
    "sent_at": "2025-01-10T08:19:59+00:00",
    "answered_at": "2025-01-10T08:20:00+00:00",
    "answer": ANSWER,
}


COMPONENTS: dict[str, dict[str, object]] = {}
"""By name, for the `components` of the page: FastAPI would drop every null from an example in place."""


def shown(name: str, value: object, description: str = "Successful Response") -> dict[str, Any]:
    COMPONENTS[name] = {"summary": name.replace("_", " "), "value": value}
    reference = {"$ref": f"#/components/examples/{name}"}
    return {"description": description, "content": {"application/json": {"examples": {name: reference}}}}


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
facts = shown("facts", {**VIEW, "facts": [HELD], "under_review": [], "next_cursor": None})
fact = shown("fact", HELD)
conflicts = shown(
    "conflicts",
    {**VIEW, "conflicts": [{"status": "open", "score": 0.8, "facts": [HELD, AGAINST_HELD]}], "next_cursor": None},
)
imported = shown(
    "imported",
    {
        "source": "wikidata",
        "lines": 3,
        "imported": 1,
        "already_there": 1,
        "rejected": 1,
        "errors": [{"line": 4, "detail": "valid_to 1998-01-01 is not after valid_from 1998-06-01"}],
        "watermark": VIEW["known_at"],
    },
    "Read to its end: what of it is held now, and what could not be read.",
)
imports = shown(
    "imports",
    {
        "imports": [
            {
                "source": "wikidata",
                "version": 1,
                "format": "tsv",
                "status": "done",
                "reason": "first load",
                "actor": "local",
                "recorded_at": VIEW["known_at"],
                "content_hash": VERSION["content_hash"],
                "counts": {"lines": 3, "imported": 1, "already_there": 1, "rejected": 1},
            }
        ],
        "next_cursor": None,
    },
)
import_bodies = {
    "text/tab-separated-values": {
        "schema": {"type": "string", "format": "binary"},
        "example": "subject\tpredicate\tobject\tvalid_from\tvalid_to\n"
        "Ann Lee\tlives in\tParis\t2019-05-01\t2021-01-01\nAnn Lee\tlives in\tRome\t2021-01-01\t\n",
    },
    "application/jsonl": {
        "schema": {"type": "string", "format": "binary"},
        "example": '{"subject": "Meals", "predicate": "are paid up to", "object": "32 EUR", "valid_from": "2024-01-01",'
        ' "scope": {"region": "eu"}}\n',
    },
}
opened = shown(
    "opened",
    {
        "id": CONVERSATION_ID,
        "title": "Returns",
        "idle_hours": 24.0,
        "location": f"/v1/conversations/{CONVERSATION_ID}",
    },
    "Opened.",
)
message = shown("message", {**ANSWER, "message_id": "m-1"}, "Answered.")
accepted_message = shown(
    "accepted_message",
    {
        "message_id": "m-1",
        "status": "accepted",
        "location": f"/v1/conversations/{CONVERSATION_ID}",
        "stream": f"/v1/conversations/{CONVERSATION_ID}/stream?after=16",
    },
    "Accepted: it will be answered, but not within this request. Follow its stream, or send it again to wait on.",
)
conversation = shown(
    "conversation",
    {
        "id": CONVERSATION_ID,
        "title": "Returns",
        "created_at": "2025-01-10T08:19:50+00:00",
        "active_at": "2025-01-10T08:20:01+00:00",
        "idle_hours": 24.0,
        "summary": {"text": "", "turns": 0},
        "turns": [TURN],
        "next_cursor": None,
        "failed": [],
        "state": {"doing": "waiting for a message", "waiting": 0, "closed": False, "pending": []},
    },
)
alive = shown("alive", {"status": "alive"})
ready = shown("ready", {"status": "ready", "engines": {"postgres": {"state": "up", "seconds": 0.001, "detail": None}}})
not_ready = shown(
    "not_ready",
    {
        "status": "not ready",
        "engines": {"postgres": {"state": "down", "seconds": 3.0, "detail": "no answer within 3 s"}},
    },
    "At least one engine is down; it is named.",
)
meaning = shown(
    "meaning",
    {
        "type": "/problems/empty-document",
        "title": "The file holds no text",
        "status": 422,
        "example": "scan.pdf holds pages but no text: it seems to be scanned; run OCR over it first",
    },
)
CAUSE = {"version": 3, "kind": "version", "reason": None, "actor": "local"}
SIDE = {name: FACT[name] for name in ("id", "key", "subject", "predicate", "object", "value", "scope")} | {
    "section": SOURCE["section"],
    "quote": QUOTE,
}
BEFORE = SIDE | {
    "id": "0d1f0a52-7b5e-5d0e-a4f6-0b8a0a4f2a55",
    "object": "30 days",
    "value": {"kind": "duration", "canonical": "P30D"},
    "quote": QUOTE.replace("90", "30"),
}
closed_review = shown("closed_review", {"document": "returns-policy", "edit": 4})
hand_edit = shown(
    "hand_edit",
    {
        "source": "returns-policy",
        "edit": 4,
        "kind": "hand-correction",
        "key": FACT["key"],
        "recorded_at": "2025-01-11T09:30:00.000210+00:00",
        "facts": [{**FACT, "object": "60 days", "value": {"kind": "duration", "canonical": "P60D"}, "by_hand": True}],
    },
)
reviews = shown(
    "reviews",
    {
        "reviews": [
            {
                "document": "returns-policy",
                "title": "Returns Policy",
                "edit": 4,
                "kind": "hand-correction",
                "actor": "local",
                "reason": "the board decided so on 3 March",
                "edited_at": "2025-01-11T09:30:00.000210+00:00",
                "subject": FACT["subject"],
                "predicate": FACT["predicate"],
                "quote": QUOTE,
                "object": "60 days",
                "version": 5,
                "effective_at": "2025-06-01T00:00:00+00:00",
                "now": {**FACT, "object": "30 days", "value": {"kind": "duration", "canonical": "P30D"}},
            }
        ]
    },
)
history = shown(
    "history",
    {
        "key": FACT["key"],
        "recordings": [{**FACT, "edit": "change", "cause": CAUSE, "retired_by": None, "retiring_edit": None}],
    },
)
changes = shown(
    "changes",
    {
        "from": "2024-01-01T00:00:00+00:00",
        "to": "2024-12-31T00:00:00+00:00",
        "known_at": "2025-01-10T08:12:44.120311+00:00",
        "changes": [
            {
                "at": "2024-03-01T00:00:00+00:00",
                "kind": "changed",
                "edit": "change",
                "document": "returns-policy",
                "title": "Returns Policy",
                "before": BEFORE,
                "after": SIDE,
                "cause": CAUSE,
            }
        ],
        "next_cursor": None,
    },
)
diff = shown(
    "diff",
    {
        "document": "returns-policy",
        "title": "Returns Policy",
        "from": {"as_of": "2024-01-01T00:00:00+00:00", "version": 2},
        "to": {"as_of": "2024-12-31T00:00:00+00:00", "version": 3},
        "known_at": "2025-01-10T08:12:44.120311+00:00",
        "lines": [
            {"kind": "skipped", "text": "4"},
            {"kind": "removed", "text": QUOTE.replace("90", "30")},
            {"kind": "added", "text": QUOTE},
        ],
    },
)
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
invalidations = shown("invalidations", {"invalidations": [review_examples.SUMMARY], "next_cursor": None})
invalidation = shown("invalidation", review_examples.DETAIL)
decided_invalidation = shown("decided_invalidation", review_examples.DECIDED, "Carried out (or decided so before).")
accepted_decision = shown(
    "accepted_decision", review_examples.ACCEPTED, "Accepted: it stands in Postgres, and is carried out."
)
rules = shown("rules", {"rules": [review_examples.RULE]})
rule = shown("rule", review_examples.RULE, "Added.")
changed_rule = shown("changed_rule", {**review_examples.RULE, "enabled": False, "actor": "mo"})
left_rules = shown("left_rules", {"rules": [review_examples.RULE]})
expiry_rules = shown("expiry_rules", {"rules": [review_examples.EXPIRY_RULE]})
expiry_rule = shown("expiry_rule", review_examples.EXPIRY_RULE, "Added.")
changed_expiry_rule = shown("changed_expiry_rule", {**review_examples.EXPIRY_RULE, "enabled": False})
left_expiry_rules = shown("left_expiry_rules", {"rules": []})
confirmed_fact = shown(
    "confirmed_fact", {"fact": FACT["id"], "confirmed_at": "2025-01-12T09:00:00+00:00", "actor": "mo"}
)
model_use = shown(
    "model_use",
    {
        "period": "month",
        "began": "2025-01-01",
        "spent": 48210,
        "most": 5_000_000,
        "uses": [
            {
                "period": "2025-01-01",
                "model": "anthropic:claude-haiku-4-5",
                "purpose": "answers",
                "requests": 31,
                "input_tokens": 44120,
                "output_tokens": 4090,
                "cost_usd": "0.06457",
                "seconds": 52.4,
            }
        ],
    },
)
