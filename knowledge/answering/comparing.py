"""What changed between two instants: the typed edits that bear on the question, said one by one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.evidence import MOST_CITATIONS, cite_fact
from knowledge.answering.model import Answer, AnswerStatus, Citation
from knowledge.answering.since_when import ASKING
from knowledge.answering.spans import cut_at_word
from knowledge.answering.wording import day_of, named
from knowledge.changes import ChangeKind, FactChange
from knowledge.ports import FactQuery
from knowledge.questions import DocumentChange, QuestionReading
from knowledge.retrieval import Stores
from knowledge.terms import all_terms, content_terms, rarity
from knowledge.time_windows import Viewpoint, Window
from knowledge.values import ValueKind

MOST_CHANGES = 1_000  # read; a period with more is told to be cut
MOST_SAID = 3  # in the answer itself
MOST_TOLD = 10  # in the coverage
ON_TOPIC = 0.8  # of the best change's share of the question's words, weighed by rarity
_QUOTED = 160  # characters of a quote in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The changes on a question's topic, the telling ones first, in order of time among equals."""

    between: Window
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
        end=between.end or viewpoint.as_of,
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
    ]
    changes.sort(key=lambda change: (change.kind is not ChangeKind.CHANGED, change.at))
    return Comparison(between=between, changes=_on_topic(reading, changes), cut=more is not None)


def _on_topic(reading: QuestionReading, changes: Sequence[FactChange]) -> list[FactChange]:
    """Those that share the question's own words; all of them where it has none beside a document's name."""
    titles = all_terms(" ".join({change.title for change in changes}))
    topic = frozenset(content_terms(reading.search_text)) - ASKING - (titles if reading.documents else frozenset())
    if not topic or not changes:
        return list(changes)
    words = [_words(change) for change in changes]
    names = [_names(change) for change in changes]
    weights = rarity(words)
    shared = [
        sum(weights[term] for term in topic & some) + sum(weights[term] for term in topic & name)
        for some, name in zip(words, names, strict=True)
    ]
    least = ON_TOPIC * max(shared)
    kept = [(share, change) for share, change in zip(shared, changes, strict=True) if share and share >= least]
    return [change for _, change in sorted(kept, key=lambda one: -one[0])]


def _words(change: FactChange) -> frozenset[str]:
    sides = [side for side in change.sides if side]
    texts = [text for side in sides for text in (side.quote, side.subject, side.predicate, *side.section)]
    return all_terms(" ".join((change.title, *texts)))


def _names(change: FactChange) -> frozenset[str]:
    """The words of what changed, beside those of the sentence that says it: they count twice."""
    return all_terms(" ".join(text for side in change.sides if side for text in (side.subject, side.predicate)))


def tell(
    blank: Answer, comparison: Comparison, viewpoint: Viewpoint, stores: Stores, *, polar: bool, zone: ZoneInfo
) -> Answer:
    """An answer of the changes; where there is none the caller answers otherwise."""
    said = [in_short(change) for change in comparison.changes[:MOST_SAID]]
    if len(comparison.changes) > MOST_SAID:
        said.append(f"and {len(comparison.changes) - MOST_SAID} more")
    sentences = [sentence_of(change, zone) for change in comparison.changes[:MOST_TOLD]]
    notes = sentences[MOST_SAID:]
    if comparison.cut:
        notes.append(f"Only the first {MOST_CHANGES} changes of this time were looked through.")
    return replace(
        blank,
        status=AnswerStatus.ANSWERED,
        answer="Yes" if polar else "; ".join(said),
        text=f"{period(comparison.between, blank.as_of, zone)}: {' '.join(sentences[:MOST_SAID])}",
        citations=_cited(comparison.changes, viewpoint, stores),
        coverage=tuple(notes),
    )


def unchanged(answer: Answer, between: Window, *, polar: bool, zone: ZoneInfo) -> Answer:
    """The answer of the second instant, where nothing on its topic changed from the first."""
    if answer.status is not AnswerStatus.ANSWERED:
        return answer
    text = f"{period(between, answer.as_of, zone)} nothing changed here. {answer.text}"
    return replace(answer, answer="No" if polar else f"No change: {answer.answer}", text=text)


def period(between: Window, as_of: dt.datetime, zone: ZoneInfo) -> str:
    return f"Between {day_of(between.start or as_of, zone)} and {day_of(between.end or as_of, zone)}"


def in_short(change: FactChange) -> str:
    """ "30 days → 90 days"; of what was added or removed the beginning of its words."""
    if change.before is not None and change.after is not None:
        return f"{change.before.value.text} → {change.after.value.text}"
    side = change.after or change.before
    quote = cut_at_word(wording.spoken(side.quote), _QUOTED) if side else ""
    return f"{change.kind.value}: “{quote}”"


def sentence_of(change: FactChange, zone: ZoneInfo) -> str:
    day, title = day_of(change.at, zone), named(change.title)
    if change.before and change.after and change.after.value.kind not in (ValueKind.TEXT, ValueKind.YES_NO):
        what = f"{change.after.subject}, {change.after.predicate}" if change.after.subject else change.after.predicate
        return f"On {day} {title} changed {what}: {in_short(change)}."
    before, after = (cut_at_word(wording.spoken(side.quote), _QUOTED) if side else None for side in change.sides)
    if before is None:
        return f"On {day} {title} added: “{after}”."
    if after is None:
        return f"On {day} {title} removed: “{before}”."
    return f"On {day} {title} changed “{before}” to “{after}”."


def _cited(changes: Sequence[FactChange], viewpoint: Viewpoint, stores: Stores) -> tuple[Citation, ...]:
    """What was put in the place of the old, as far as it still holds at the end."""
    citations = []
    for change in changes[:MOST_CITATIONS]:
        if change.after is not None:
            query = FactQuery(key=change.after.key, document=change.document)
            held, _ = stores.reader.facts(viewpoint, query)
            citations += [cite_fact(fact) for fact in held[:1]]
    return tuple(citations)
