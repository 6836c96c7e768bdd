"""Edits by hand, and what waits for a look."""

from api.examples.facts import FACT, QUOTE
from api.examples.shown import shown

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
