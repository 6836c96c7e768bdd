"""Questions about time itself: when something was introduced, when it changed, since when it holds, when it ended."""

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.about_time import HeldValue, values_held
from knowledge.answering.confidence import would_answer
from knowledge.answering.evidence import cite_passage
from knowledge.answering.model import Answer, AnswerStatus, Citation
from knowledge.answering.other_times import passages_saying, stretch_near, stretches_of
from knowledge.answering.parts import PartAnswer
from knowledge.answering.spans import spoken
from knowledge.answering.wording import day_of, last_day_of, named
from knowledge.ports import StoredPassage
from knowledge.questions import AboutTime
from knowledge.retrieval import RankedStatement, Stores
from knowledge.time_windows import Viewpoint

# Asks for the last day; "when did it end" for the day after.
_UNTIL = re.compile(r"\W*(?:until|till|up\s+to)\b", re.IGNORECASE)


def tell_when(
    answer: Answer, asked: AboutTime, part: PartAnswer, viewpoint: Viewpoint, stores: Stores, *, zone: ZoneInfo
) -> Answer | None:
    """The day that is asked for, from what the key of the answering fact held; None where the history does not tell."""
    if part.said is None or asked is AboutTime.ENDED:
        other = part.elsewhen.best
        if other is None or part.elsewhen.lead <= 0 or not would_answer(part.part, other, part.statements):
            return None
        return _of_another_time(answer, asked, other, passages_saying(other, viewpoint, stores.reader), zone)
    values = values_held(part, viewpoint, stores)
    return _of_key(answer, asked, values, part.said.citation, zone) if values else None


def _of_key(
    answer: Answer, asked: AboutTime, values: Sequence[HeldValue], citation: Citation, zone: ZoneInfo
) -> Answer:
    title, quote = wording.at_the_head(named(citation.title)), spoken(citation.quote)
    first, last = day_of(values[0].since, zone), day_of(values[-1].since, zone)
    if asked is AboutTime.INTRODUCED:
        begun, held = values[0].text, values[-1].text
        then = f", at first “{begun}”, since {last} “{held}”" if len(values) > 1 else ""
        day, text = first, f"{title} has stated it since {first}{then}: “{quote}”"
    elif asked is AboutTime.HOLDS_SINCE:
        day, text = last, f"{title} has said so since {last}: “{quote}”"
    elif len(values) > 1:
        day, text = last, f"{title} changed it on {last}: “{quote}”"
    else:
        day, text = "No change", f"{title} has not changed it since {first}, when it was first stated: “{quote}”"
    notes = [f"From {day_of(value.since, zone)} on: {value.text}." for value in values] if len(values) > 1 else []
    return _answered(answer, day, text, answer.citations, notes)


def _of_another_time(
    answer: Answer, asked: AboutTime, other: RankedStatement, passages: Sequence[StoredPassage], zone: ZoneInfo
) -> Answer | None:
    """What is not in force: it tells itself when it began and ended. Cited is the passage that began or ended then."""
    stretch = stretch_near(passages, answer.as_of)
    if stretch is None:
        return None
    if asked is AboutTime.INTRODUCED:
        stretch = stretches_of(passages)[0]
    ended = asked is AboutTime.ENDED
    at = stretch.end if ended else stretch.start
    if at is None or (ended and at > answer.as_of):
        return None
    told = next(one for one in passages if (one.valid.end if ended else one.valid.start) == at)
    title, quote = wording.at_the_head(named(told.source.title)), spoken(other.text)
    verb = "will say" if at > answer.as_of else "said"
    said = f"{title} said until {last_day_of(at, zone)}" if ended else f"{title} {verb} from {day_of(at, zone)} on"
    day = last_day_of(at, zone) if ended and _UNTIL.match(answer.question) else day_of(at, zone)
    return _answered(answer, day, f"{said}: “{quote}”", [cite_passage(replace(other, passage=told))], [])


def _answered(answer: Answer, day: str, text: str, citations: Sequence[Citation], notes: Sequence[str]) -> Answer:
    return replace(
        answer,
        status=AnswerStatus.ANSWERED,
        answer=day,
        text=text,
        citations=tuple(citations),
        coverage=tuple(notes),
    )
