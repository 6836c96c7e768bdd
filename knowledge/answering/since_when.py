"""Questions about time itself: when something was introduced, when it changed, since when it holds, when it ended."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.about_time import HeldValue, values_held
from knowledge.answering.confidence import would_answer
from knowledge.answering.evidence import cite_passage
from knowledge.answering.model import Answer, AnswerStatus, Citation
from knowledge.answering.other_times import stretch_of
from knowledge.answering.parts import PartAnswer
from knowledge.answering.spans import spoken
from knowledge.answering.wording import day_of, last_day_of, named
from knowledge.questions import AboutTime
from knowledge.retrieval import RankedStatement, Stores
from knowledge.time_windows import Viewpoint, Window


def tell_when(
    answer: Answer, asked: AboutTime, part: PartAnswer, viewpoint: Viewpoint, stores: Stores, *, zone: ZoneInfo
) -> Answer | None:
    """The day that is asked for, from what the key of the answering fact held; None where the history does not tell."""
    if part.said is None or asked is AboutTime.ENDED:
        other = part.elsewhen.best
        if other is None or part.elsewhen.lead <= 0 or not would_answer(part.part, other, part.statements):
            return None
        stretch = stretch_of(other, viewpoint, stores.reader)
        return None if stretch is None else _of_another_time(answer, asked, other, stretch, zone)
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
    answer: Answer, asked: AboutTime, other: RankedStatement, stretch: Window, zone: ZoneInfo
) -> Answer | None:
    """What is not in force: it tells itself when it began and ended."""
    title, quote = wording.at_the_head(named(other.passage.source.title)), spoken(other.text)
    at = stretch.end if asked is AboutTime.ENDED else stretch.start
    if at is None or (asked is AboutTime.ENDED and at > answer.as_of):
        return None
    day = day_of(at, zone)
    verb = "will say" if at > answer.as_of else "said"
    said = f"{title} {verb} from {day} on"
    if asked is AboutTime.ENDED:
        said = f"{title} said until {last_day_of(at, zone)}"
    return _answered(answer, day, f"{said}: “{quote}”", [cite_passage(other)], [])


def _answered(answer: Answer, day: str, text: str, citations: Sequence[Citation], notes: Sequence[str]) -> Answer:
    return replace(
        answer,
        status=AnswerStatus.ANSWERED,
        answer=day,
        text=text,
        citations=tuple(citations),
        coverage=tuple(notes),
    )
