"""What is asked and what is answered, as plain values; `as_json` gives the shape of the HTTP contract."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.questions import RecentQuestion, TimeSource
from knowledge.time_windows import Scope, Window

if TYPE_CHECKING:
    from knowledge.answering.parts import PartAnswer


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    NOT_STATED = "not_stated"
    CONFLICT = "conflict"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question of one tenant. `id` becomes the answer's; `now` is aware; `zone` is what bare dates are read in."""

    id: UUID
    tenant: str
    question: str
    as_of: dt.datetime | None
    known_at: dt.datetime | None
    scope: Scope
    document: str | None  # slug: only this document
    now: dt.datetime
    zone: ZoneInfo
    recent: Sequence[RecentQuestion]  # earlier turns, the latest last
    may_ask_person: bool = False  # whether a language model may put a question to a person in the place of wording
    asks_no_more: str | None = None  # why nobody can be asked for now, though it may: it is told when it would
    summary: str = ""  # of the conversation before, for a language model alone: it decides nothing
    beside: Sequence[str] = ()  # notices that are said with whatever is answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A fact or passage that holds at the answer's viewpoint, as it stands in the version in force then."""

    kind: Literal["fact", "passage"]
    id: UUID
    quote: str
    document: str
    title: str
    version: int
    section: tuple[str, ...]
    page: int | None
    valid: Window

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "id": str(self.id),
            "quote": self.quote,
            "document": self.document,
            "title": self.title,
            "version": self.version,
            "section": list(self.section),
            "page": self.page,
            "valid_at": _iso(self.valid.start),
            "expired_at": _iso(self.valid.end),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedClaim:
    """One sentence that a language model worded, and the citations it was checked against."""

    text: str
    citations: tuple[UUID, ...]

    def as_json(self) -> dict[str, object]:
        return {"text": self.text, "citations": [str(id_) for id_ in self.citations]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    id: UUID
    question: str  # complete in itself: what a follow-up left out is taken over
    status: AnswerStatus
    answer: str | None  # the shortest faithful span: "30 days", "Yes", an address
    text: str  # the sentence a person reads, with its date
    as_of: dt.datetime
    known_at: dt.datetime
    period: Window | None
    scope: Scope
    time_source: TimeSource
    confidence: float | None  # how likely the documents state what is asked, 0 to 1; None where that was not judged
    citations: tuple[Citation, ...]  # the first is what the answer rests on
    coverage: tuple[str, ...]  # what an honest clerk would add
    notices: tuple[str, ...]  # how the question was taken, where it could be taken otherwise
    model: str
    generation: str
    created_at: dt.datetime
    claims: tuple[StatedClaim, ...] = ()  # the sentences of `text`, where a model worded it
    wording: str | None = None  # what became of a model's words: "held", "held_again", "replaced"; None: not asked
    parts: "tuple[PartAnswer, ...]" = ()  # how each part was answered, to explain it; no part of the contract

    def as_json(self) -> dict[str, object]:
        return {
            "id": str(self.id),
            "question": self.question,
            "status": self.status.value,
            "answer": self.answer,
            "text": self.text,
            "as_of": _iso(self.as_of),
            "known_at": _iso(self.known_at),
            "period": {"from": _iso(self.period.start), "to": _iso(self.period.end)} if self.period else None,
            "scope": dict(self.scope),
            "time_source": self.time_source.value,
            "confidence": None if self.confidence is None else round(self.confidence, 3),
            "citations": [citation.as_json() for citation in self.citations],
            "coverage": list(self.coverage),
            "notices": list(self.notices),
            "claims": [claim.as_json() for claim in self.claims],
            "wording": self.wording,
            "model": self.model,
            "generation": self.generation,
            "sealed_hash": None,
            "created_at": _iso(self.created_at),
        }


def _iso(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(dt.UTC).isoformat()
