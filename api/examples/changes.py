"""What became of facts and texts."""

from api.examples.facts import FACT, QUOTE, SOURCE
from api.examples.shown import shown

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
