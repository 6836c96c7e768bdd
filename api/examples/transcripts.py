"""Examples of replies about conversations as wholes: the list, an export, a deletion, how long they are kept."""

from api.examples.answers import ANSWER
from api.examples.conversations import CONVERSATION_ID, TURN
from api.examples.shown import shown

LISTED = {
    "id": CONVERSATION_ID,
    "title": "Returns",
    "actor": "local",
    "created_at": "2025-01-10T08:19:50+00:00",
    "active_at": "2025-01-10T08:20:01+00:00",
    "turns": 1,
    "latest": TURN["text"],
    "location": f"/v1/conversations/{CONVERSATION_ID}",
}
MARKDOWN = f"""# Returns

Conversation `{CONVERSATION_ID}`, opened 2025-01-10 08:19 UTC by local.

## 1. 2025-01-10 08:20 UTC

> {TURN["text"]}

**{ANSWER["answer"]}**

{ANSWER["text"]}
"""
conversations = shown("conversations", {"conversations": [LISTED], "next_cursor": None})
exported = {
    "description": "The whole conversation, streamed.",
    "content": {
        "text/markdown": {"schema": {"type": "string"}, "example": MARKDOWN},
        "application/json": {
            "schema": {"type": "object"},
            "examples": {
                "exported_conversation": {
                    "value": {
                        **{name: LISTED[name] for name in ("id", "title", "actor", "created_at", "active_at")},
                        "turns": [TURN],
                        "failed": [],
                    }
                }
            },
        },
    },
}
deleted_conversation = shown(
    "deleted_conversation",
    {
        "id": CONVERSATION_ID,
        "deleted_at": "2025-02-01T09:00:00.120311+00:00",
        "deleted_by": "local",
        "turns": 1,
        "histories_cleared_at": None,
    },
    "Deleted, now or before.",
)
retention = shown("retention", {"days": 365.0, "default_days": None})
changed_retention = shown("changed_retention", {"days": 365.0, "default_days": None})
