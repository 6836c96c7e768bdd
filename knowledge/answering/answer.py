"""One question to one answer: read, resolve the viewpoint, answer each part, say it. The one door of this package."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.coverage import coverage_of_part
from knowledge.answering.evidence import cite_all
from knowledge.answering.model import Answer, AnswerStatus, Ask
from knowledge.answering.parts import PartAnswer, answer_part
from knowledge.ports import KnowledgeReader, PassageSearch
from knowledge.questions import QuestionReading, TimeSource, read_question
from knowledge.retrieval import ResolvedViewpoint, resolve_viewpoint
from knowledge.terms import content_terms

MODEL = "extractive"


def answer_question(ask: Ask, *, reader: KnowledgeReader, search: PassageSearch) -> Answer:
    """The answer as of the instant that was given or that the question names, as known at `ask.known_at`.

    "No evidence" is an answer. Raises `KnownAtInFuture`, and a `ServiceError` when a store is out of reach.
    """
    watermark = reader.watermark(ask.tenant)
    history = reader.changes(ask.tenant, min(ask.known_at or watermark, watermark))
    reading = read_question(ask.question, now=ask.now, zone=ask.zone, history=history, recent=ask.recent)
    if ask.as_of is not None:
        reading = _at(reading, ask.as_of)
    resolved = resolve_viewpoint(
        tenant=ask.tenant,
        watermark=watermark,
        as_of=reading.as_of,
        known_at=ask.known_at,
        scope=ask.scope,
        now=ask.now,
    )
    generation = reader.live_generation(ask.tenant)
    blank = _blank(ask, reading, resolved, generation=generation)
    if reading.unclear is not None:
        return blank
    parts = [
        answer_part(
            part,
            resolved.viewpoint,
            meant=(),
            documents=(ask.document,) if ask.document else (),
            reader=reader,
            search=search,
            generation=generation,
        )
        for part in reading.parts
    ]
    notes = [
        coverage_of_part(part, reading, resolved.viewpoint, reader=reader, history=history, now=ask.now, zone=ask.zone)
        for part in parts
    ]
    return _told(blank, parts, notes, ask=ask)


def foresee(
    question: str, *, tenant: str, now: dt.datetime, zone: ZoneInfo, reader: KnowledgeReader, search: PassageSearch
) -> None:
    """Lets the model begin while a question is on its way to `answer_question`: a conversation has Temporal between.

    What only earlier turns complete is embedded in vain.
    """
    history = reader.changes(tenant, reader.watermark(tenant))
    for part in read_question(question, now=now, zone=zone, history=history, recent=()).parts:
        search.foresee_question(part.search_text)


def _at(reading: QuestionReading, as_of: dt.datetime) -> QuestionReading:
    """The instant given as a parameter wins over what the words say, also over a date that cannot be read."""
    asks_something = bool(content_terms(reading.search_text))
    return replace(
        reading,
        as_of=as_of,
        period=None,
        time_source=TimeSource.PARAMETER,
        unclear=None if asks_something else reading.unclear,
    )


def _blank(ask: Ask, reading: QuestionReading, resolved: ResolvedViewpoint, *, generation: str) -> Answer:
    """Everything but what was found."""
    viewpoint = resolved.viewpoint
    notices = list(reading.notices)
    if resolved.known_at_clamped:
        notices.append(
            f"Nothing was recorded after {viewpoint.known_at.isoformat()}: answered as known then, not at the later "
            "instant that was asked for."
        )
    return Answer(
        id=ask.id,
        question=reading.text,
        status=AnswerStatus.UNCLEAR,
        answer=None,
        text=reading.unclear or "",
        as_of=viewpoint.as_of,
        known_at=viewpoint.known_at,
        period=reading.period,
        scope=viewpoint.scope,
        time_source=reading.time_source,
        confidence=None,
        citations=(),
        coverage=(),
        notices=tuple(notices),
        model=MODEL,
        generation=generation,
        created_at=ask.now,
    )


def _told(blank: Answer, parts: Sequence[PartAnswer], notes: Sequence[Sequence[str]], *, ask: Ask) -> Answer:
    """One answer of its parts, each with its own notes."""
    texts = [wording.told(part, blank.as_of, ask.zone, ask.document) for part in parts]
    stated = [part for part in parts if part.said is not None]
    shorts = [wording.short(part, beside=len(parts) > 1) for part in parts]
    statements = [statement for part in parts for statement in part.statements]
    if len(parts) > 1:
        statements.sort(key=lambda statement: -statement.score)
    return replace(
        blank,
        status=_status(parts),
        answer="; ".join(shorts) if stated else None,
        text=" ".join(dict.fromkeys(texts)),
        confidence=min(part.confidence for part in parts),
        citations=cite_all([one for part in parts for one in part.leading], statements) if stated else (),
        coverage=tuple(dict.fromkeys(note for some in notes for note in some)),
    )


def _status(parts: Sequence[PartAnswer]) -> AnswerStatus:
    """Answered where one part at least is; a conflict in any part is one of the whole."""
    found = {part.status for part in parts}
    return next(one for one in (AnswerStatus.CONFLICT, AnswerStatus.ANSWERED, AnswerStatus.NOT_STATED) if one in found)
