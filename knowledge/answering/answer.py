"""One question to one answer: read, resolve the viewpoint, retrieve, choose, say. The one door of this package."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.choosing import Candidate, rank_statements
from knowledge.answering.coverage import changes_inside, coverage_of, limits_of
from knowledge.answering.disagreement import Settled, look_around
from knowledge.answering.evidence import cite, cite_all
from knowledge.answering.model import Answer, AnswerStatus, Ask, Citation
from knowledge.answering.short_answer import short_answer
from knowledge.terms import content_terms
from knowledge.ports import KnowledgeReader, PassageSearch, StoredFact
from knowledge.questions import DocumentChange, QuestionReading, TimeSource, read_question
from knowledge.retrieval import ResolvedViewpoint, resolve_viewpoint, retrieve

MODEL = "extractive"
PASSAGES = 10
LEAST_COVERAGE = 0.45
"""Of the question's words, weighed by rarity: below it the documents do not state the answer.

Measured with tests/evaluation/answering.py: from 0.45 to 0.55 as many items are right in all; the lowest of these is
silent least often about what is stated.
"""


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
    evidence = retrieve(
        reading.search_text,
        resolved.viewpoint,
        reader=reader,
        search=search,
        generation=generation,
        documents=(ask.document,) if ask.document else (),
        limit=PASSAGES,
    )
    candidates = rank_statements(reading, evidence.passages)
    if not candidates or candidates[0].coverage < LEAST_COVERAGE:
        text = wording.not_stated(blank.as_of, ask.zone, ask.document)
        return replace(blank, status=AnswerStatus.NOT_STATED, text=text)
    named = bool(ask.document or reading.documents)
    settled = look_around(candidates, reading, resolved.viewpoint, reader=reader, named=named)
    following = partial(reader.following, resolved.viewpoint)
    return _stated(blank, reading, settled, candidates=candidates, history=history, ask=ask, following=following)


def foresee(
    question: str, *, tenant: str, now: dt.datetime, zone: ZoneInfo, reader: KnowledgeReader, search: PassageSearch
) -> None:
    """Lets the model begin while a question is on its way to `answer_question`: a conversation has Temporal between.

    What only earlier turns complete is embedded in vain.
    """
    history = reader.changes(tenant, reader.watermark(tenant))
    search.foresee_question(read_question(question, now=now, zone=zone, history=history, recent=()).search_text)


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
        citations=(),
        coverage=(),
        notices=tuple(notices),
        model=MODEL,
        generation=generation,
        created_at=ask.now,
    )


def _stated(
    blank: Answer,
    reading: QuestionReading,
    settled: Settled,
    *,
    candidates: Sequence[Candidate],
    history: Sequence[DocumentChange],
    ask: Ask,
    following: Callable[[UUID], StoredFact | None],
) -> Answer:
    short, first = _said(reading, settled.leader)
    others = [_said(reading, side) for side in settled.opponents]
    lower = [_said(reading, side) for side in settled.overruled]
    beside = [_said(reading, side) for side in settled.beside]
    said = (first, *(citation for _, citation in (*others, *lower, *beside)))
    citations = cite_all(said, candidates)
    ended = first.kind == "fact" and first.valid.end is not None
    notes = coverage_of(first, following(first.id) if ended else None, now=ask.now, zone=ask.zone)
    if settled.leader.facts:
        notes += limits_of(settled.leader.facts[0].scope, reading.search_text, blank.scope)
    notes += [wording.overruled(answer, citation) for answer, citation in lower]
    notes += [wording.otherwise(answer, citation) for answer, citation in beside]
    if reading.period is not None:
        notes += changes_inside(reading.period, citations[:1], history, ask.zone)
    if not others:
        text = wording.answered(short, first, blank.as_of, ask.zone)
        return replace(
            blank,
            status=AnswerStatus.ANSWERED,
            answer=short,
            text=text,
            citations=citations,
            coverage=tuple(notes),
        )
    sides = " or ".join(f"{answer} ({citation.title})" for answer, citation in ((short, first), *others))
    return replace(
        blank,
        status=AnswerStatus.CONFLICT,
        answer=sides,
        text=wording.in_conflict((first, *(citation for _, citation in others)), blank.as_of, ask.zone),
        citations=citations,
        coverage=(f"The documents disagree: {sides}.", *notes),
    )


def _said(reading: QuestionReading, candidate: Candidate) -> tuple[str, Citation]:
    short = short_answer(reading, candidate)
    return short, cite(candidate, short)
