"""Facts, where they are said, and who says otherwise."""

from api.examples.shown import shown

VIEW = {
    "as_of": "2024-06-30T00:00:00+00:00",
    "known_at": "2025-01-10T08:12:44.120311+00:00",
    "known_at_clamped": False,
    "scope": {},
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
facts = shown("facts", {**VIEW, "facts": [HELD], "under_review": [], "next_cursor": None})
fact = shown("fact", HELD)
conflicts = shown(
    "conflicts",
    {**VIEW, "conflicts": [{"status": "open", "score": 0.8, "facts": [HELD, AGAINST_HELD]}], "next_cursor": None},
)
