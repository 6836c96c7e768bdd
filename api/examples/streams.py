"""What the OpenAPI page shows of streams and traces."""

from api.examples.conversations import CONVERSATION_ID
from api.examples.people import QUESTION
from api.examples.shown import shown

stream = {
    "description": "Events without end; each has its number as `id`, its kind as `event`, and as `data` one of the "
    "models TakenEvent, StageEvent, TokenEvent, ResetEvent, AnswerEvent, FailedEvent, NoticeEvent.",
    "content": {
        "text/event-stream": {
            "example": "id: 17\nevent: taken\n"
            'data: {"number": 17, "kind": "taken", "message_id": "m-1", "attempt": 1, "text": "And for staff?", ...}'
            "\n\nid: 18\nevent: stage\n"
            'data: {"number": 18, "kind": "stage", "text": "searching what held on 3 March 2024", ...}\n\n'
            'id: 21\nevent: answer\ndata: {"number": 21, "kind": "answer", "message_id": "m-1", "answer": {...}}\n\n'
        }
    },
}
trace = shown(
    "trace",
    {
        "conversation": CONVERSATION_ID,
        "waits_on": ["the next message"],
        "messages": [
            {
                "message_id": "m-1",
                "text": "And a year earlier?",
                "status": "answered",
                "told": "answered by attempt 2, 1.31 s after it was begun",
                "answer_id": "0197c1aa-9c3a-7a41-8e10-2f3d0a5b6c7d",
                "attempts": [
                    {
                        "attempt": 1,
                        "step": "at once",
                        "worker": "box pid 20361",
                        "began_at": "2025-01-10T08:20:01.100000+00:00",
                        "ended_at": "2025-01-10T08:20:01.112000+00:00",
                        "outcome": "retried",
                        "error": "index-unavailable",
                        "told": "failed after 0.01 s: the engine does not answer; to be tried again",
                        "stages": [
                            {"at": "2025-01-10T08:20:01.108000+00:00", "text": "searching what held on 1 March 2023"}
                        ],
                    },
                    {
                        "attempt": 2,
                        "step": "with patience",
                        "worker": "box pid 20361",
                        "began_at": "2025-01-10T08:20:02.380000+00:00",
                        "ended_at": "2025-01-10T08:20:02.410000+00:00",
                        "outcome": "answered",
                        "error": None,
                        "told": "answered after 0.03 s",
                        "stages": [],
                    },
                ],
                "history": [
                    {"at": "2025-01-10T08:20:01.090000+00:00", "text": "accepted, and its sender waits"},
                    {"at": "2025-01-10T08:20:02.412000+00:00", "text": "answering, with patience: done"},
                ],
            }
        ],
        "questions": [QUESTION],
        "workflow_id": f"chat:default:{CONVERSATION_ID}",
        "run": {
            "run_id": "0197c1aa-6b51-7d0e-9f2a-3c1a5b7d9e11",
            "status": "running",
            "history": [{"at": "2025-01-10T08:20:01.080000+00:00", "text": "a run began"}],
        },
        "unreached": None,
        "link": f"http://127.0.0.1:8233/namespaces/default/workflows/chat%3Adefault%3A{CONVERSATION_ID}",
    },
)
