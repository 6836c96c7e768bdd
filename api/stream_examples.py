"""What the OpenAPI page shows of streams."""

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
