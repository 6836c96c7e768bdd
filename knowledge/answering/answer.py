"""One question to one answer: read, resolve the viewpoint, answer each part, say it. The one door of this package."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.about_time import values_held, values_in, without_asking
from knowledge.answering.about_versions import tell_versions
from knowledge.answering.comparing import about_documents, compare, since_last_version, tell, tell_key
from knowledge.answering.coverage import coverage_of_part
from knowledge.answering.evidence import cite_all
from knowledge.answering.model import Answer, AnswerStatus, Ask
from knowledge.answering.parts import PASSAGES, PartAnswer, answer_part
from knowledge.answering.since_when import tell_when
from knowledge.answering.spans import cut_at_word
from knowledge.ports import FactHistory, KnowledgeReader, PassageSearch
from knowledge.questions import AboutTime, DocumentChange, QuestionReading, TimeSource, read_question
from knowledge.retrieval import Aside, ResolvedViewpoint, Sought, Stores, in_turn, resolve_viewpoint, retrieve
from knowledge.terms import content_terms
from knowledge.time_windows import Viewpoint, Window

Tell = Callable[[str], None]
MODEL = "extractive"
_LEAD = 40  # characters of an answer that a note is about
_SEARCHED_FOR_CHANGE = 5  # of the best statements: whose key changed when the question says


def untold(_: str) -> None:
    """For callers that nobody waits beside."""


def answer_question(
    ask: Ask,
    *,
    reader: KnowledgeReader,
    history: FactHistory,
    search: PassageSearch,
    aside: Aside = in_turn,
    tell: Tell = untold,
    watermark: dt.datetime | None = None,
) -> Answer:
    """The answer as of the instant that was given or that the question names, as known at `ask.known_at`.

    `aside`: what lets another thread use the stores too, where they may be. `tell` is told what is being done, in
    plain words. `watermark`: the tenant's at an earlier time, for a question that is asked again as it was then.

    "No evidence" is an answer. Raises `KnownAtInFuture`, and a `ServiceError` when a store is out of reach.
    """
    latest = reader.watermark(ask.tenant)
    watermark = latest if watermark is None else min(watermark, latest)
    versions = reader.changes(ask.tenant, min(ask.known_at or watermark, watermark))
    generation = reader.live_generation(ask.tenant)
    stores = Stores(reader=reader, history=history, search=search, generation=generation, aside=aside)
    reading = _read(ask, versions)
    if reading.of_any_change:
        reading = _by_its_document(ask, reading, versions, watermark, stores)
    resolved = _resolved(ask, reading, watermark)
    blank = _blank(ask, reading, resolved, generation=generation)
    if reading.unclear is not None:
        return blank
    tell(wording.searching(resolved.viewpoint.as_of, ask.now, ask.zone, known_at=ask.known_at))
    answer = _answered(ask, reading, blank, resolved.viewpoint, versions=versions, stores=stores)
    tell(wording.found(len(answer.citations)))
    return _with_changes_under_review(answer, reader.under_review(ask.tenant, answer.known_at))


def _with_changes_under_review(answer: Answer, documents: frozenset[str]) -> Answer:
    """What is held answers until a person has decided; whoever reads it is told that this may change."""
    titles = dict.fromkeys(one.title for one in answer.citations if one.document in documents)
    notes = tuple(f"A change of {wording.named(title)} is under review." for title in titles)
    return replace(answer, coverage=answer.coverage + notes) if notes else answer


def _read(ask: Ask, versions: Sequence[DocumentChange]) -> QuestionReading:
    """The instant given as a parameter wins over what the words say, also over a date that cannot be read."""
    reading = read_question(ask.question, now=ask.now, zone=ask.zone, history=versions, recent=ask.recent)
    if ask.as_of is None:
        return reading
    asks_something = bool(content_terms(reading.search_text))
    return replace(
        reading,
        as_of=ask.as_of,
        period=None,
        comparison=_as_of(reading.comparison, ask.as_of),
        of_any_change=False,
        asks_when=None,
        time_source=TimeSource.PARAMETER,
        unclear=None if asks_something else reading.unclear,
    )


def _as_of(comparison: Window | None, as_of: dt.datetime) -> Window | None:
    """What changed before or after no time that the words name is asked of the parameter's instant instead of now."""
    if comparison is None or (comparison.start is None) is (comparison.end is None):
        return None
    return Window(None, as_of) if comparison.start is None else Window(as_of, None)


def _by_its_document(
    ask: Ask,
    reading: QuestionReading,
    versions: Sequence[DocumentChange],
    watermark: dt.datetime,
    stores: Stores,
) -> QuestionReading:
    """ "before the 2023 change" of what is asked about: of the best statement whose key changed then, else of the
    document of the best; "in the original version" (of which document is unclear) of that too.
    """
    viewpoint = replace(_resolved(ask, reading, watermark).viewpoint, as_of=ask.now)
    evidence = retrieve(Sought.by(reading.parts[0]), viewpoint, stores, limit=PASSAGES)
    facts = [one.facts[0] for one in evidence.statements if one.facts][:_SEARCHED_FOR_CHANGE]
    for fact in facts if reading.unclear is None else ():
        values = values_in(stores.history.held(ask.tenant, fact.id, viewpoint.known_at), ask.now)
        changed = {value.since for value in values}
        own = [one for one in versions if one.document == fact.source.document and one.effective_at in changed]
        if (of_key := _read(ask, own)).unclear is None:
            return of_key
    return _read(ask, [one for one in versions if one.document == facts[0].source.document]) if facts else reading


def _resolved(ask: Ask, reading: QuestionReading, watermark: dt.datetime) -> ResolvedViewpoint:
    return resolve_viewpoint(
        tenant=ask.tenant,
        watermark=watermark,
        as_of=reading.as_of,
        known_at=ask.known_at,
        scope=ask.scope,
        now=ask.now,
    )


def _answered(
    ask: Ask,
    reading: QuestionReading,
    blank: Answer,
    viewpoint: Viewpoint,
    *,
    versions: Sequence[DocumentChange],
    stores: Stores,
) -> Answer:
    if reading.comparison is not None and about_documents(reading, versions):
        between = since_last_version(reading, reading.comparison, versions)
        comparison = compare(reading, between, viewpoint, stores, versions=versions, document=ask.document)
        return tell(blank, comparison, viewpoint, stores, polar=reading.polar, zone=ask.zone)
    documents = (ask.document,) if ask.document else ()
    if reading.asks_when is not None and about_documents(reading, versions):
        of_versions = tell_versions(
            blank, reading, reading.asks_when, viewpoint, stores, versions=versions, zone=ask.zone
        )
        if of_versions is not None:
            return of_versions
    about_time = reading.asks_when is not None or reading.comparison is not None
    asked = (without_asking(reading.parts[0], compared=reading.asks_when is None),) if about_time else reading.parts
    ended = reading.asks_when is AboutTime.ENDED
    parts = [answer_part(part, viewpoint, stores, documents=documents, ended=ended) for part in asked]
    notes = [
        coverage_of_part(
            part,
            reading,
            viewpoint,
            reader=stores.reader,
            history=versions,
            held=values_held(part, viewpoint, stores) if reading.period is not None and not about_time else (),
            now=ask.now,
            zone=ask.zone,
        )
        for part in parts
    ]
    told = _told(blank, parts, notes, ask=ask)
    if reading.asks_when is not None:
        return tell_when(told, reading.asks_when, parts[0], viewpoint, stores, zone=ask.zone) or told
    if reading.comparison is not None:
        return tell_key(told, reading.comparison, parts[0], viewpoint, stores, polar=reading.polar, zone=ask.zone)
    return told


def foresee(
    question: str, *, tenant: str, now: dt.datetime, zone: ZoneInfo, reader: KnowledgeReader, search: PassageSearch
) -> None:
    """Lets the model begin while a question is on its way to `answer_question`: a conversation has Temporal between.

    What only earlier turns complete is embedded in vain.
    """
    history = reader.changes(tenant, reader.watermark(tenant))
    for part in read_question(question, now=now, zone=zone, history=history, recent=()).parts:
        search.foresee_question(part.search_text)


def _blank(ask: Ask, reading: QuestionReading, resolved: ResolvedViewpoint, *, generation: str) -> Answer:
    """Everything but what was found."""
    viewpoint = resolved.viewpoint
    notices = [*ask.beside, *reading.notices]
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
        coverage=tuple(dict.fromkeys(_notes(parts, notes))),
        parts=tuple(parts),
    )


def _notes(parts: Sequence[PartAnswer], notes: Sequence[Sequence[str]]) -> Iterator[str]:
    """Beside others a note says which document it is about, or which answer where both are of one document."""
    titles = [part.said.citation.title for part in parts if part.said]
    for part, some in zip(parts, notes, strict=True):
        about = part.said.citation.title if part.said else ""
        if part.said and titles.count(about) > 1:
            about = f"“{cut_at_word(part.said.answer, _LEAD)}”"
        lead = f"{about}: " if about and len(parts) > 1 else ""
        yield from (f"{lead}{note}" for note in some)


def _status(parts: Sequence[PartAnswer]) -> AnswerStatus:
    """Answered where one part at least is; a conflict in any part is one of the whole."""
    found = {part.status for part in parts}
    return next(one for one in (AnswerStatus.CONFLICT, AnswerStatus.ANSWERED, AnswerStatus.NOT_STATED) if one in found)
