"""Examples of replies about answers that were given, and what became of them."""

from api.examples.answers import ANSWER
from api.examples.conversations import CONVERSATION_ID
from api.examples.shown import shown

NOW = {
    "status": "answered",
    "answer": "60 days",
    "text": "60 days. As of 30 June 2024, the Returns policy says: “Unworn items may be returned within 60 days.”",
    "known_at": "2025-02-03T09:00:00+00:00",
    "document": "returns-policy",
}
BEFORE = {**NOW, "answer": ANSWER["answer"], "text": ANSWER["text"], "known_at": ANSWER["known_at"]}
RECALL = {
    "affected": True,
    "since": "2025-02-03T09:00:00+00:00",
    "changes": [
        {
            "document": "returns-policy",
            "version": 4,
            "kind": "correction",
            "recorded_at": "2025-02-03T09:00:00+00:00",
            "affected": True,
            "before": "answered",
            "after": "answered",
            "reason": None,
        }
    ],
    "now": NOW,
}
GIVEN = {
    **{name: ANSWER[name] for name in ("id", "question", "status", "answer", "text", "as_of", "known_at")},
    "conversation": CONVERSATION_ID,
    "created_at": ANSWER["created_at"],
    "recall": RECALL,
}

given_answers = shown("given_answers", {"answers": [GIVEN], "next_cursor": None})
recalled = shown(
    "recalled",
    {"id": ANSWER["id"], "same": False, "reason": None, "before": BEFORE, "now": NOW, "recall": RECALL},
)
