"""What a receiver is sent: ids, numbers and links."""

import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from ingestion.notifications.payload import KEYS_SHOWN, body_of
from ingestion.notifications.webhooks import Due

HAPPENED = dt.datetime(2026, 11, 28, 16, 0, tzinfo=dt.UTC)


def sent(kind: str, document: str | None, about: dict[str, object], keys: list[UUID] | None = None) -> dict[str, Any]:
    due = Due(id=uuid4(), attempts=0, event=uuid4(), kind=kind, document=document, about=about, happened_at=HAPPENED)
    return json.loads(body_of(due, keys or []))  # type: ignore[no-any-return]


def test_it_has_the_type_and_the_instant_of_the_event() -> None:
    said = sent("review.waiting", None, {})
    assert (said["type"], said["timestamp"]) == ("review.waiting", HAPPENED.isoformat())


@pytest.mark.parametrize(
    ("kind", "about", "links"),
    [
        ("version.published", {"version": 3}, {"version": "/v1/documents/leave/versions/3"}),
        (
            "facts.changed",
            {"recorded_at": "2026-11-28T16:00:00+00:00"},
            {"facts": "/v1/facts?document=leave&known_at=2026-11-28T16%3A00%3A00%2B00%3A00"},
        ),
        (
            "conflict.opened",
            {"as_of": "2024-01-01", "known_at": "2026-11-28"},
            {"conflicts": "/v1/conflicts?document=leave&as_of=2024-01-01&known_at=2026-11-28"},
        ),
        ("answer.affected", {"answer": "a/b"}, {"answer": "/v1/answers/a%2Fb"}),
        ("reindex.done", {}, {}),
    ],
)
def test_it_says_where_to_read_more(kind: str, about: dict[str, object], links: dict[str, str]) -> None:
    assert sent(kind, "leave", about)["data"]["links"] == {"document": "/v1/documents/leave", **links}


def test_of_many_keys_the_first_are_named_and_that_there_are_more() -> None:
    keys = [uuid4() for _ in range(KEYS_SHOWN + 1)]
    data = sent("facts.changed", "leave", {}, keys)["data"]
    assert (data["keys"], data["more_keys"]) == ([str(key) for key in keys[:KEYS_SHOWN]], True)
    assert sent("facts.changed", "leave", {}, keys[:2])["data"]["more_keys"] is False
    assert "keys" not in sent("version.published", "leave", {}, keys)["data"]
