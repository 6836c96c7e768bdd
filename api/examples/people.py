"""Examples of the replies about people who are asked, as the OpenAPI page shows them."""

from api.examples.conversations import CONVERSATION_ID
from api.examples.shown import shown

PERSON_ID = "8d0e2f4a-0b1c-4d2e-8f3a-5b6c7d8e9f01"
PERSON = {
    "id": PERSON_ID,
    "name": "Ann Lee",
    "url": "https://hooks.example.org/ann",
    "actor": "local",
    "created_at": "2025-01-10T08:12:43.001004+00:00",
    "location": f"/v1/people/{PERSON_ID}",
}
QUESTION_ID = "2a4c6e80-1b3d-5f7a-9c8e-0d2f4b6a8c1e"
ASKED = {
    "id": QUESTION_ID,
    "person": "Ann Lee",
    "question": "May parcels be left with a neighbour?",
    "status": "waiting",
    "asked_at": "2025-01-10T08:20:01.120311+00:00",
    "expires_at": "2025-01-17T08:20:01.120311+00:00",
    "turn": None,
}
QUESTION = {
    **ASKED,
    "told": "delivered at the first attempt",
    "conversation": CONVERSATION_ID,
    "message_id": "m-1",
    "asked_by": "user",
    "actor": "local",
    "attempts": 1,
    "next_attempt_at": None,
    "delivered_at": "2025-01-10T08:20:01.402311+00:00",
    "error": None,
    "answer": None,
    "answered_by": None,
    "answered_at": None,
    "closed_by": None,
    "closed_at": None,
    "location": f"/v1/questions/{QUESTION_ID}",
}
CANCELLED = {
    **QUESTION,
    "status": "cancelled",
    "told": "cancelled by local",
    "closed_by": "local",
    "closed_at": "2025-01-11T09:00:00.120311+00:00",
}
added_person = shown(
    "added_person", {**PERSON, "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}, "Added. The secret is shown once."
)
people = shown("people", {"people": [PERSON]})
removed_person = shown("removed_person", {"id": PERSON_ID, "removed": True, "cancelled": [QUESTION_ID]})
questions = shown("questions", {"questions": [QUESTION], "next_cursor": None})
question = shown("question", QUESTION)
cancelled_question = shown("cancelled_question", CANCELLED, "Cancelled, now or before.")
taken_answer = shown(
    "taken_answer",
    {
        "id": QUESTION_ID,
        "status": "answered",
        "answer": "Yes, if the sender agrees.",
        "answered_by": "Ann Lee",
        "answered_at": "2025-01-12T10:02:11.120311+00:00",
    },
    "Kept, now or before: it becomes a turn of the conversation.",
)
