"""What a person's receiver is sent, and the turn that their answer becomes. Pure."""

import datetime as dt
import json
from collections.abc import Mapping
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from chat.messages import RecentTurn, SendMessage
from chat.people.model import BY_MESSAGE, Delivery, PersonQuestion
from knowledge.answering.wording import day_of

KIND = "question.asked"
SAID_BY_A_PERSON = "A person said so when asked: it stands in no document."
MODEL = "person"
UTC = ZoneInfo("UTC")

_OF_ITS_TURN = ("as_of", "known_at", "scope", "generation")


def answer_url(public_url: str, question: UUID, token: str) -> str:
    return f"{public_url.rstrip('/')}/v1/questions/{question}/answer?token={token}"


def body_of(delivery: Delivery, url: str) -> bytes:
    """The payload of Standard Webhooks; the same bytes in every attempt."""
    by_message = delivery.call == BY_MESSAGE
    data = {
        "question": str(delivery.id),
        "text": delivery.question,
        "asked_by": "user" if by_message else "language model",
        "message": delivery.message,
        "as_of": delivery.as_of,
        "conversation": str(delivery.conversation),
        "answer_url": url,
        "expires_at": _iso(delivery.expires_at),
    }
    told = {"type": KIND, "timestamp": _iso(delivery.asked_at), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def message_of(question: PersonQuestion) -> SendMessage:
    """What the transcript shows as asked in the answer's turn."""
    return SendMessage(
        message_id=str(question.id),
        text=question.question,
        sent_at=_iso(question.asked_at),
        actor=str(question.answered_by),
    )


def record_of(question: PersonQuestion, asked_in: Mapping[str, object]) -> dict[str, object]:
    """A person's words as the API shows an answer; `asked_in` is the answer of the turn that asked."""
    answered_at = question.answered_at or question.asked_at
    words = str(question.answer)
    return {
        "id": str(uuid5(question.id, "answer")),
        "question": question.question,
        "status": "answered",
        "answer": words,
        "text": f"{question.answered_by}, who was asked on {day_of(question.asked_at, UTC)}, answered on "
        f"{day_of(answered_at, UTC)}: “{words}”",
        **{name: asked_in.get(name) for name in _OF_ITS_TURN},
        "period": None,
        "time_source": "conversation",
        "confidence": None,
        "citations": [],
        "coverage": [SAID_BY_A_PERSON],
        "notices": [],
        "claims": [],
        "wording": None,
        "told_by": {"name": question.answered_by, "answered_at": _iso(answered_at), "question": str(question.id)},
        "model": MODEL,
        "sealed_hash": None,
        "created_at": _iso(answered_at),
    }


def recent_of(question: PersonQuestion, asked_in: Mapping[str, object]) -> RecentTurn:
    return RecentTurn(
        question=question.question,
        answer=f"{question.answered_by} said: {question.answer}",
        as_of=str(asked_in["as_of"]),
        time_source="conversation",
        document=None,
    )


def _iso(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat()
