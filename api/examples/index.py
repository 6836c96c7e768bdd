"""Examples of replies about the index and what watches over it: golden questions, re-indexes, schedules, the doctor."""

from api.examples.answers import ANSWER
from api.examples.shown import shown

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

REINDEX_ID = "b1f0a6f2-7c3d-4f0e-9f5c-6f7d2f1c0a10"
REINDEX = {
    "id": REINDEX_ID,
    "kind": "rebuild",
    "status": "done",
    "stage": "live",
    "cancelling": False,
    "generation": "g2",
    "before": "g1",
    "model": "all-MiniLM-L6-v2",
    "precision": "float32",
    "min_golden": 1.0,
    "min_recall": 0.95,
    "done": 20412,
    "total": 20412,
    "embedded": 0,
    "gate": {
        "index": {
            "rows": 20412,
            "points": 20412,
            "missing": 0,
            "wrong": 0,
            "surplus": 0,
            "checksum": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "checksum_of_points": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        },
        "golden": {"asked": 12, "right": 12, "wrong": []},
        "recall": {"searches": 40, "depth": 10, "share": 1.0},
    },
    "error": None,
    "schedule": None,
    "actor": "local",
    "requested_at": "2025-01-10T09:00:00+00:00",
    "live_at": "2025-01-10T09:01:10.120311+00:00",
    "finished_at": "2025-01-10T09:01:10.220311+00:00",
    "location": f"/v1/reindex/{REINDEX_ID}",
}
BUILDING = {
    **REINDEX,
    "status": "running",
    "stage": "filling",
    "done": 5120,
    "gate": None,
    "live_at": None,
    "finished_at": None,
}
BACK = {"kind": "rollback", "generation": "g1", "before": "g2"}

reindexed = shown("reindexed", REINDEX, "Live (with `wait=true`), or refused by its gate.")
reindexing = shown("reindexing", BUILDING, "Accepted: it goes on whatever happens.")
rolled_back = shown("rolled_back", {**REINDEX, **BACK}, "Live again (with `wait=true`).")
rolling_back = shown("rolling_back", {**BUILDING, **BACK, "stage": "catching up"}, "Accepted.")
cancelling = shown("cancelling", {**BUILDING, "cancelling": True}, "The step under way ends and takes everything back.")
reindex = shown("reindex", REINDEX)
reindexes = shown("reindexes", {"reindexes": [REINDEX], "next_cursor": None})

SCHEDULE = {
    "name": "nightly",
    "cron": "0 3 * * *",
    "time_zone": "Europe/Berlin",
    "overlap": "skip",
    "catch_up_s": 86400,
    "paused": False,
    "min_golden": 1.0,
    "min_recall": 0.95,
    "next_times": ["2025-01-11T02:00:00+00:00", "2025-01-12T02:00:00+00:00"],
    "missed": 0,
    "left_out": 0,
    "last_due_at": "2025-01-10T02:00:00+00:00",
    "last_begun_at": "2025-01-10T02:00:00.041270+00:00",
    "actor": "local",
    "created_at": "2025-01-10T08:12:44.120311+00:00",
    "location": "/v1/schedules/nightly",
}

schedule_made = shown("schedule_made", SCHEDULE, "Made.")
schedule_changed = shown("schedule_changed", SCHEDULE, "Changed: there was one of this name.")
schedules = shown("schedules", {"schedules": [SCHEDULE], "next_cursor": None})
schedule = shown("schedule", SCHEDULE)
schedule_removed = shown("schedule_removed", {**SCHEDULE, "next_times": []}, "Removed; what it was.")
schedule_paused = shown("schedule_paused", {**SCHEDULE, "paused": True, "next_times": []}, "Paused.")
schedule_resumed = shown("schedule_resumed", SCHEDULE, "Resumed.")
schedule_run = shown("schedule_run", SCHEDULE, "Begun, unless its overlap policy leaves it out.")

EXAMINED = {
    "well": False,
    "repaired": False,
    "generation": "g2",
    "rows": 20412,
    "points": 20411,
    "checks": [
        {
            "name": "passages missing in the index",
            "well": False,
            "count": 1,
            "detail": "e2d2c7a0-54f5-5c0b-8f55-1a7d7f0f7d55",
        },
        {"name": "points without a passage", "well": True, "count": 0, "detail": ""},
    ],
}
examined = shown("examined", EXAMINED)
repaired = shown(
    "repaired",
    {
        **EXAMINED,
        "well": True,
        "repaired": True,
        "points": 20412,
        "checks": [{"name": "passages missing in the index", "well": True, "count": 0, "detail": ""}],
    },
)
