"""What changed between two instants: of a rule what its key held, of whole documents their typed edits one by one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from knowledge.answering.about_time import topic_of, values_held
from knowledge.answering.evidence import MOST_CITATIONS, cite_fact
from knowledge.answering.model import Answer, AnswerStatus, Citation
from knowledge.answering.parts import PartAnswer
from knowledge.answering.spans import cut_at_word, spoken
from knowledge.answering.wording import day_of, named
from knowledge.changes import ChangeKind, FactChange
from knowledge.passages import is_row
from knowledge.ports import FactQuery
from knowledge.questions import DocumentChange, QuestionReading
from knowledge.retrieval import Stores
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import ValueKind

MOST_CHANGES = 1_000  # read; a period with more is told to be cut
MOST_SAID = 3  # in the answer itself
MOST_TOLD = 10  # in the coverage
_EVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_QUOTED = 160  # characters of a quote in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed in documents as a whole: other values first, in order of time among equals."""

    between: Window
    titles: tuple[str, ...]  # of the documents that were asked for; none: of all
    changes: Sequence[FactChange]
    cut: bool  # more changed than was read


def compare(
    reading: QuestionReading,
    between: Window,
    viewpoint: Viewpoint,
    stores: Stores,
    *,
    versions: Sequence[DocumentChange],
    document: str | None,
) -> Comparison:
    """`document`: only this one. `versions`, in order of effect: what a document begins with is no change, and neither
    is a rewording without another meaning.
    """
    named_ones = (document,) if document else reading.documents
    found, more = stores.history.changes(
        viewpoint.tenant,
        start=between.start or dt.datetime.min.replace(tzinfo=dt.UTC),
        end=between.end or _EVER,
        known_at=viewpoint.known_at,
        document=named_ones[0] if len(named_ones) == 1 else None,
        limit=MOST_CHANGES,
        cursor=None,
    )
    first = {one.document: one.effective_at for one in reversed(versions)}
    changes = [
        change
        for change in found
        if change.kind is not ChangeKind.EDITORIAL
        and (not named_ones or change.document in named_ones)
        and change.at != first.get(change.document)
        and not _dates_the_document(change)
    ]
    changes.sort(key=lambda change: (not _of_a_value(change), change.at))
    titles = {one.document: one.title for one in versions}
    return Comparison(
        between=between,
        titles=tuple(titles[name] for name in named_ones if name in titles),
        changes=changes,
        cut=more is not None,
    )


def _dates_the_document(change: FactChange) -> bool:
    """The line of a version that tells its own date: every version has another, and each change has its day anyway."""
    return all(
        side is not None and side.value.kind is ValueKind.DATE and side.subject == change.title for side in change.sides
    )


def _of_a_value(change: FactChange) -> bool:
    """Whether a value became another: told first. A date, as a document's own, mostly tells of the change itself."""
    return (
        change.kind is ChangeKind.CHANGED and change.after is not None and change.after.value.kind is not ValueKind.DATE
    )


def since_last_version(reading: QuestionReading, between: Window, versions: Sequence[DocumentChange]) -> Window:
    """What changed in one document, of no time that is named, is what its version in force changed."""
    if between.start is not None or between.end is None or len(reading.documents) != 1:
        return between
    begun = [
        one.effective_at for one in versions if one.document in reading.documents and one.effective_at <= between.end
    ]
    return Window(max(begun) - dt.timedelta(seconds=1), between.end) if len(begun) > 1 else between


def about_documents(reading: QuestionReading, versions: Sequence[DocumentChange]) -> bool:
    """Whether documents are compared as a whole: the question has no word beside their names."""
    titles = [one.title for one in versions if one.document in reading.documents]
    return not topic_of(reading.search_text, titles)


def tell_key(
    answer: Answer,
    between: Window,
    part: PartAnswer,
    viewpoint: Viewpoint,
    stores: Stores,
    *,
    polar: bool,
    zone: ZoneInfo,
) -> Answer:
    """What the key of the answering fact held from the first instant to the second."""
    values = values_held(part, replace(viewpoint, as_of=max(between.end or _EVER, viewpoint.as_of)), stores)
    if between.start is None:
        before, within = values[:1], values[1:]
    else:
        before = [value for value in values if value.since <= between.start]
        within = [value for value in values if value.since > between.start]
    if part.said is None or not within:
        return _unchanged(answer, between, polar=polar, zone=zone) if part.said else answer
    shown = [*before[-1:], *within]
    title = named(part.said.citation.title)
    told = ", then ".join(f"“{value.text}” from {day_of(value.since, zone)} on" for value in within)
    told = f"“{before[-1].text}” at first, then {told}" if before else f"nothing at first, then {told}"
    return replace(
        answer,
        answer="Yes" if polar else " → ".join(value.text for value in shown),
        text=f"{_period(between, zone)}: {title} {'said' if between.end else 'says'} {told}.",
    )


def tell(
    blank: Answer, comparison: Comparison, viewpoint: Viewpoint, stores: Stores, *, polar: bool, zone: ZoneInfo
) -> Answer:
    """An answer of the changes, or that there are none."""
    said = [in_short(change) for change in comparison.changes[:MOST_SAID]]
    if len(comparison.changes) > MOST_SAID:
        said.append(f"and {len(comparison.changes) - MOST_SAID} more")
    titles = list(dict.fromkeys(change.title for change in comparison.changes))
    sentences = [
        sentence_of(one, blank.created_at, zone, titled=len(titles) > 1) for one in comparison.changes[:MOST_TOLD]
    ]
    notes = sentences[MOST_SAID:]
    if len(comparison.changes) > MOST_TOLD:
        notes.append(f"And {len(comparison.changes) - MOST_TOLD} more changes.")
    if comparison.cut:
        notes.append(f"Only the first {MOST_CHANGES} changes of this time were looked through.")
    if not said:
        where = f"in {' and '.join(map(named, comparison.titles))}" if comparison.titles else "in any document"
        return replace(
            blank,
            status=AnswerStatus.ANSWERED,
            answer="No" if polar else "No change",
            text=f"{_nothing(comparison.between, zone)} {where}.",
            coverage=tuple(notes),
        )
    whose = f", changes of {named(titles[0])}" if len(titles) == 1 else ""
    return replace(
        blank,
        status=AnswerStatus.ANSWERED,
        answer="Yes" if polar else "; ".join(said),
        text=f"{_period(comparison.between, zone)}{whose}: {' '.join(sentences[:MOST_SAID])}",
        citations=_cited(comparison.changes, viewpoint, stores),
        coverage=tuple(notes),
    )


def _unchanged(answer: Answer, between: Window, *, polar: bool, zone: ZoneInfo) -> Answer:
    text = f"{_nothing(between, zone)} here. {answer.text}"
    return replace(answer, answer="No" if polar else f"No change: {answer.answer}", text=text)


def _nothing(between: Window, zone: ZoneInfo) -> str:
    period = _period(between, zone)
    return f"{period} nothing changed" if between.end else f"{period} no change is known"


def _period(between: Window, zone: ZoneInfo) -> str:
    start, end = (day_of(one, zone) if one is not None else None for one in (between.start, between.end))
    if start and end:
        return f"Between {start} and {end}"
    return f"After {start}" if start else f"Until {end}"


def in_short(change: FactChange) -> str:
    """ "30 days → 90 days"; of what was added or removed the beginning of its words."""
    if change.before is not None and change.after is not None:
        return f"{change.before.value.text} → {change.after.value.text}"
    side = change.after or change.before
    quote = cut_at_word(spoken(side.quote), _QUOTED) if side else ""
    return f"{change.kind.value}: “{quote}”"


def sentence_of(change: FactChange, now: dt.datetime, zone: ZoneInfo, *, titled: bool) -> str:
    """One edit with its day; with its document where that is not said before (`titled`)."""
    when = f"On {day_of(change.at, zone)}{f' in {named(change.title)}' if titled else ''}"
    became = "becomes" if change.at > now else "became"
    before, after = (cut_at_word(spoken(side.quote), _QUOTED).rstrip(".") if side else None for side in change.sides)
    if change.before is None:
        return f"{when} added: “{after}”."
    if change.after is None:
        return f"{when} removed: “{before}”."
    old, new = change.before.value, change.after.value
    if is_row(change.after.quote):
        return f"{when}: {change.after.subject}, {change.after.predicate}: {old.text} {became} {new.text}."
    if {old.kind, new.kind} & {ValueKind.TEXT, ValueKind.YES_NO}:
        return f"{when}: “{before}” {became} “{after}”."
    return f"{when}: {old.text} {became} {new.text} in “{after}”."


def _cited(changes: Sequence[FactChange], viewpoint: Viewpoint, stores: Stores) -> tuple[Citation, ...]:
    """What was put in the place of the old, as far as it still holds at the end."""
    citations = []
    for change in changes[:MOST_CITATIONS]:
        if change.after is not None:
            query = FactQuery(key=change.after.key, document=change.document)
            held, _ = stores.reader.facts(viewpoint, query)
            citations += [cite_fact(fact) for fact in held[:1]]
    return tuple(citations)
