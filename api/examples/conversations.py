"""Conversations and their turns."""

from api.examples.answers import ANSWER
from api.examples.shown import shown

CONVERSATION_ID = "0197c1aa-6a0b-7c60-9a53-8f1f3f0f2f10"
TURN = {
    "number": 1,
    "message_id": "m-1",
    "text": ANSWER["question"],
    "sent_at": "2025-01-10T08:19:59+00:00",
    "answered_at": "2025-01-10T08:20:00+00:00",
    "answer": ANSWER,
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
