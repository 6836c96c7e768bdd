"""Examples of replies about the index and what watches over it: golden questions, re-indexes, schedules, the doctor."""

from api.examples import ANSWER, shown

GOLDEN = {
    "id": "3d1d7a50-93b0-5c0f-8f0e-0b3f5a1f7c55",
    "question": "How long is the return period?",
    "as_of": "2024-06-30T00:00:00+00:00",
    "document": "returns-policy",
    "answer": "90 days",
    "actor": "local",
    "created_at": "2025-01-10T08:12:44.120311+00:00",
}
JUDGED = {
    "golden_question": GOLDEN,
    "right": False,
    "wrong": "should be answered '90 days', and was '30 days'",
    "answer": "30 days",
    "status": "answered",
    "generation": ANSWER["generation"],
}

golden_added = shown("golden_added", GOLDEN, "Kept.")
golden_replaced = shown("golden_replaced", GOLDEN, "Kept in the place of what was kept for this question and instant.")
golden_removed = shown("golden_removed", GOLDEN, "Forgotten; what it was.")
golden_questions = shown("golden_questions", {"golden_questions": [GOLDEN], "next_cursor": None})
golden_checked = shown("golden_checked", {"asked": 1, "right": 0, "judged": [JUDGED]})
