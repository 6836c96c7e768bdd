"""A question's row and the notice of it, in the transaction that keeps the turn which asks."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Cursor

from chat.messages import PendingCall
from chat.people.model import BY_MODEL, MOST_OPEN, Asking, PersonQuestion, request_id
from chat.summary import shortened
from knowledge.adapters.postgres.notices import put_notice
from knowledge.adapters.postgres.queries import load_queries
from knowledge.answering.wording import day_of
from knowledge.errors import QuestionsFilledUp, TooManyQuestions

SHOWN_CHARACTERS = 200  # of a question that a workflow carries
UTC = ZoneInfo("UTC")

sql = load_queries("chat.people")
Row = dict[str, Any]


def put_question(
    cursor: Cursor[Row], asking: Asking, *, tenant: str, conversation: UUID, message_id: str, actor: str
) -> PendingCall:
    """Under the conversation's lock. Raises `TooManyQuestions` to the sender who asks, and `QuestionsFilledUp` where a
    language model does: it looked before.
    """
    id_ = request_id(conversation, message_id, asking.call)
    if (full := why_no_more(cursor, conversation)) is not None:
        raise QuestionsFilledUp(full) if asking.call == BY_MODEL else TooManyQuestions(f"{full}: cancel one first")
    names = {
        "id": id_,
        "tenant": tenant,
        "conversation": conversation,
        "message_id": message_id,
        "call": asking.call,
        "person": asking.person,
        "question": asking.question,
        "actor": actor,
        "wait": asking.wait,
    }
    row = cursor.execute(sql("question_insert"), names).fetchone() or {}
    until = day_of(row["expires_at"], UTC)
    text = f"{asking.name} was asked: “{asking.question}” The answer comes as a turn of its own, until {until}."
    put_notice(cursor, tenant, conversation, text, {"question": str(id_), "status": "waiting"})
    return pending_call({**names, **row, "id": id_, "name": asking.name})


def why_no_more(cursor: Cursor[Row], conversation: UUID) -> str | None:
    """Why no further question can be asked in a conversation; `None` where one can."""
    row = cursor.execute(sql("open_in_conversation"), {"conversation": conversation}).fetchone()
    full = row is not None and row["open"] >= MOST_OPEN
    return f"{MOST_OPEN} questions of this conversation wait for people already" if full else None


def pending_call(row: Mapping[str, Any]) -> PendingCall:
    """Of a row with `id`, `name` (the person's), `question`, `asked_at` and `expires_at`."""
    return PendingCall(
        request_id=str(row["id"]),
        person=row["name"],
        question=shortened(row["question"], SHOWN_CHARACTERS),
        asked_at=_iso(row["asked_at"]),
        expires_at=_iso(row["expires_at"]),
    )


def call_to(question: PersonQuestion) -> PendingCall:
    return pending_call(
        {
            "id": question.id,
            "name": question.person,
            "question": question.question,
            "asked_at": question.asked_at,
            "expires_at": question.expires_at,
        }
    )


def _iso(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat()
