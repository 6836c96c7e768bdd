"""What an honest clerk adds to an answer: since when, until when, what other times and documents say. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.confidence import would_answer
from knowledge.answering.model import Citation
from knowledge.answering.parts import PartAnswer, Said
from knowledge.answering.spans import cut_at_word, spoken
from knowledge.answering.wording import day_of, last_day_of, named
from knowledge.ports import KnowledgeReader, StoredFact
from knowledge.questions import DocumentChange, QuestionReading
from knowledge.retrieval import RankedStatement
from knowledge.terms import all_terms
from knowledge.time_windows import Scope, Viewpoint, Window

MOST_CONDITIONS = 2
MOST_SCOPES = 3
_QUOTED = 240  # characters
_CONDITION = re.compile(
    r"^(?:however|but|unless|except|exceptions?|notwithstanding|this\s+(?:does\s+not|doesn['\u2019]t)\s+apply|only\s+if)\b"
    r"|\b(?:unless|except(?:ions?)?|excluding|(?:does|do)\s+not\s+apply|(?:does|do)n['\u2019]t\s+apply|provided\s+that"
    r"|subject\s+to|only\s+(?:if|where|when)|does\s+not\s+include|other\s+than)\b",
    re.IGNORECASE,
)


def coverage_of_part(
    part: PartAnswer,
    reading: QuestionReading,
    viewpoint: Viewpoint,
    *,
    reader: KnowledgeReader,
    history: Sequence[DocumentChange],
    now: dt.datetime,
    zone: ZoneInfo,
) -> list[str]:
    """Of what is stated its own window and what follows it; of what is not, when it was or will be stated."""
    if part.said is None:
        other = part.elsewhen.best
        if other is None or part.elsewhen.lead <= 0 or not would_answer(part.part, other):
            return []
        return other_time_of(other, viewpoint, now=now, zone=zone)
    citation = part.said.citation
    ended = citation.kind == "fact" and citation.valid.end is not None
    following = reader.following(viewpoint, citation.id) if ended else None
    notes = conflict_of(part) + window_of(citation, following, now=now, zone=zone)
    if part.said.statement.facts:
        notes += limits_of(part.said.statement.facts[0].scope, part.part.search_text, viewpoint.scope)
    notes += conditions_beside(part.said.statement, part.statements)
    notes += other_scopes(part.said, part.statements)
    notes += [wording.overruled(one.answer, one.citation) for one in part.overruled]
    notes += [wording.otherwise(one.answer, one.citation) for one in part.beside]
    if reading.period is not None:
        notes += changes_inside(reading.period, [citation], history, zone)
    return notes


def conflict_of(part: PartAnswer) -> list[str]:
    return [f"The documents disagree: {wording.short(part, beside=False)}."] if part.opponents else []


def other_time_of(other: RankedStatement, viewpoint: Viewpoint, *, now: dt.datetime, zone: ZoneInfo) -> list[str]:
    """When a statement that is not in force was, or will be: "said until 18 April 2024", "first said on ...". One whose
    passage is in force names a time of its own, or is for others than the scope that was asked for.
    """
    valid, title = other.passage.valid, named(other.passage.source.title)
    quote = spoken(other.text).rstrip(".")
    if valid.end is not None and valid.end <= viewpoint.as_of:
        return [f"{wording.at_the_head(title)} said until {last_day_of(valid.end, zone)}: “{quote}”."]
    if valid.contains(viewpoint.as_of):
        whose = "of another time or for others" if viewpoint.scope else "of another time"
        return [f"{wording.at_the_head(title)} says {whose}: “{quote}”."]
    if valid.start is None:
        return []
    start = day_of(valid.start, zone)
    if valid.start <= now:
        return [f"{wording.at_the_head(title)} first said on {start}: “{quote}”."]
    return [f"Announced for {start} in {title}: “{quote}”."]


def window_of(citation: Citation, following: StoredFact | None, *, now: dt.datetime, zone: ZoneInfo) -> list[str]:
    """Since when what is cited holds, until when, and what comes or came after it."""
    notes = []
    fact = citation.kind == "fact"
    if citation.valid.start is not None:
        since = day_of(citation.valid.start, zone)
        notes.append(f"Holds since {since}." if fact else f"Stated in these words since {since}.")
    end = citation.valid.end
    if end is not None and end <= now:
        notes.append(f"{'No longer holds' if fact else 'No longer stated in these words'} since {day_of(end, zone)}.")
    elif end is not None:
        notes.append(f"A change is known that takes effect on {day_of(end, zone)}.")
    if following is not None and following.valid.start is not None:
        notes.append(f"From {day_of(following.valid.start, zone)} on: {following.value.text}.")
    return notes


def limits_of(scope: Scope, question: str, asked: Scope) -> list[str]:
    """For whom or what alone the statement holds, where neither the question nor the scope asked for names it."""
    words = all_terms(question)
    unsaid = [pair for pair in scope if pair not in asked and not all_terms(pair[1]) <= words]
    return (
        [f"This holds for {_listed([f'{dimension} “{value}”' for dimension, value in unsaid])} only."] if unsaid else []
    )


def conditions_beside(said: RankedStatement, statements: Sequence[RankedStatement]) -> list[str]:
    """Exceptions and conditions that stand in the passage of what is said, the nearest to the question first."""
    beside = [
        one.text
        for one in statements
        if one.passage.id == said.passage.id and one.text != said.text and _CONDITION.search(one.text)
    ]
    return [f"In the same section: “{cut_at_word(spoken(text), _QUOTED)}”" for text in beside[:MOST_CONDITIONS]]


def other_scopes(said: Said, statements: Sequence[RankedStatement]) -> list[str]:
    """What the same rule says for others than those whom the answer is for."""
    rule = next((fact for fact in said.statement.facts if fact.id == said.citation.id), None)
    notes: list[str] = []
    for fact in (fact for one in statements for fact in one.facts if rule is not None):
        alike = rule is not None and (fact.source.document, fact.predicate, fact.value.kind) == (
            rule.source.document,
            rule.predicate,
            rule.value.kind,
        )
        if alike and rule is not None and fact.scope and fact.scope != rule.scope:
            whom = _listed([f"{dimension} “{value}”" for dimension, value in fact.scope])
            notes.append(f"For {whom}: {fact.value.text}.")
    return list(dict.fromkeys(notes))[:MOST_SCOPES]


def changes_inside(
    period: Window, citations: Sequence[Citation], history: Sequence[DocumentChange], zone: ZoneInfo
) -> list[str]:
    """The versions of the cited documents that took effect inside the period."""
    notes = []
    for document, title in dict.fromkeys((citation.document, citation.title) for citation in citations):
        days = [
            day_of(c.effective_at, zone) for c in history if c.document == document and period.contains(c.effective_at)
        ]
        if days:
            notes.append(f"Within the period, versions of {named(title)} took effect on {_listed(days)}.")
    return notes


def _listed(words: Sequence[str]) -> str:
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
