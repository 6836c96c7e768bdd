"""Questions about time itself: when something was introduced, when it changed, since when it holds, when it ended."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.evidence import cite_passage
from knowledge.answering.model import Answer, AnswerStatus, Citation
from knowledge.answering.parts import PartAnswer
from knowledge.answering.wording import day_of, named
from knowledge.ports import StoredFact
from knowledge.questions import AboutTime, QuestionPart
from knowledge.retrieval import RankedStatement, Stores
from knowledge.terms import all_terms
from knowledge.time_windows import Viewpoint

ASKING = all_terms(
    "when since until last first ever change changes changed differ different difference compare comparison compared "
    "new newly update amend amendment revise revision add remove introduce increase reduce raise lower drop version "
    "edition old text wording anything something list summarise vary evolve made"
)
"""Words that ask for a change, and say nothing of what changed."""
_WORD = re.compile(r"\S+")


def without_asking(part: QuestionPart) -> QuestionPart:
    """What "since when may I ...?" or "has ... changed?" is about: the rule is sought, not a day that a rule names."""
    words = [word for word in _WORD.findall(part.search_text) if not all_terms(word) & ASKING]
    return replace(part, search_text=" ".join(words) or part.search_text, value_kind=None, polar=False)


def tell_when(
    blank: Answer, asked: AboutTime, part: PartAnswer, viewpoint: Viewpoint, stores: Stores, *, zone: ZoneInfo
) -> Answer | None:
    """The day that is asked for, from what the key of the answering fact held; None where the history does not tell."""
    if part.said is None or asked is AboutTime.ENDED:
        other = part.elsewhen.best
        return None if other is None or part.elsewhen.lead <= 0 else _of_another_time(blank, asked, other, zone)
    if not part.said.statement.facts:
        return None
    chain = stores.history.held(viewpoint.tenant, part.said.statement.facts[0].id, viewpoint.known_at)
    began = [fact for fact in chain if fact.valid.start is not None and fact.valid.start <= viewpoint.as_of]
    if not began:
        return None
    return _of_key(blank, asked, began, part.said.citation, zone)


def _of_key(
    blank: Answer, asked: AboutTime, chain: Sequence[StoredFact], citation: Citation, zone: ZoneInfo
) -> Answer | None:
    values = _values(chain)
    changed = values[1:]
    title, quote = wording.at_the_head(named(citation.title)), wording.spoken(citation.quote)
    first = day_of(values[0][0], zone)
    if asked is AboutTime.INTRODUCED:
        answer, text = first, f"{title} has stated it since {first}: “{quote}”"
    elif asked is AboutTime.HOLDS_SINCE:
        answer = day_of(values[-1][0], zone)
        text = f"{title} has said so since {answer}: “{quote}”"
    elif changed:
        answer = day_of(changed[-1][0], zone)
        text = f"{title} changed it on {answer}: “{quote}”"
    else:
        answer, text = "No change", f"{title} has not changed it since {first}, when it was first stated: “{quote}”"
    notes = [f"From {day_of(start, zone)} on: {words}." for start, words in (values if len(values) > 1 else ())]
    return _answered(blank, answer, text, blank.citations, notes)


def _values(chain: Sequence[StoredFact]) -> list[tuple[dt.datetime, str]]:
    """When each value of the key began; a rewording without another value is none."""
    values: list[tuple[dt.datetime, str, str]] = []
    for fact in chain:
        if fact.valid.start is not None and (not values or values[-1][1] != fact.value.canonical):
            values.append((fact.valid.start, fact.value.canonical, fact.value.text))
    return [(start, words) for start, _, words in values]


def _of_another_time(blank: Answer, asked: AboutTime, other: RankedStatement, zone: ZoneInfo) -> Answer | None:
    """What is not in force: it tells itself when it began and ended."""
    valid, source = other.passage.valid, other.passage.source
    title, quote = wording.at_the_head(named(source.title)), wording.spoken(other.text)
    at = valid.end if asked is AboutTime.ENDED else valid.start
    if at is None or (asked is AboutTime.ENDED and at > blank.as_of):
        return None
    day = day_of(at, zone)
    verb = "said until" if asked is AboutTime.ENDED else "said from"
    return _answered(blank, day, f"{title} {verb} {day}: “{quote}”", [cite_passage(other)], [])


def _answered(blank: Answer, answer: str, text: str, citations: Sequence[Citation], notes: Sequence[str]) -> Answer:
    return replace(
        blank,
        status=AnswerStatus.ANSWERED,
        answer=answer,
        text=text,
        citations=tuple(citations),
        coverage=tuple(notes),
    )
