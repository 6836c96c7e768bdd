"""The example of a dry run, as the OpenAPI page shows it."""

from api.examples.facts import FACT, QUOTE
from api.examples.shown import shown

_SIDE = {
    "fact": FACT["id"],
    "subject": FACT["subject"],
    "predicate": FACT["predicate"],
    "object": "30 days",
    "quote": QUOTE.replace("90", "30"),
    "section": ["Returns Policy", "Return period"],
    "valid_at": "2023-01-01T00:00:00+00:00",
    "expired_at": None,
}
_AFTER = {**_SIDE, "fact": None, "object": "90 days", "quote": QUOTE, "valid_at": "2024-03-01T00:00:00+00:00"}
_BEFORE = {**_SIDE, "fact": None, "expired_at": "2024-03-01T00:00:00+00:00"}
_ANSWER = {
    "status": "answered",
    "answer": "30 days",
    "text": QUOTE.replace("90", "30"),
    "document": "returns-policy",
    "wrong": None,
}
DRY_RUN = {
    "status": "dry_run",
    "document": "returns-policy",
    "repeated": False,
    "effective_at": "2024-03-01T00:00:00+00:00",
    "effective_source": "given",
    "passages_new": 1,
    "passages_kept": 5,
    "facts_added": 0,
    "facts_superseded": 1,
    "facts_removed": 0,
    "changes": [
        {
            "key": FACT["key"],
            "edit": "change",
            "outcome": "superseded",
            "goes": False,
            "likeness": 1.0,
            "before": [_SIDE],
            "after": [_BEFORE, _AFTER],
        }
    ],
    "waits": False,
    "rule": None,
    "share_going": 0.0,
    "questions_asked": 24,
    "questions_left_out": 0,
    "impacts": [
        {
            "question": "Within how many days may customers return a product?",
            "kind": "golden",
            "as_of": None,
            "document": None,
            "times": None,
            "since": None,
            "before": _ANSWER,
            "after": {**_ANSWER, "answer": "90 days", "text": QUOTE, "wrong": "should be answered '30 days'"},
        }
    ],
}
dry_run = shown("dry_run", DRY_RUN, "With `dry_run=true`: what it would do.")
