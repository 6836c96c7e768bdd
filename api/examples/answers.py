"""An answer, and what it cites."""

from api.examples.facts import FACT, QUOTE, SOURCE, VIEW

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
