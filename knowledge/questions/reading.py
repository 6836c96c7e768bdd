"""Reading a question: its words, its time, what would answer it. The one door of this package. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.questions.attachment import TimePhrase
from knowledge.questions.calendar_spans import written
from knowledge.questions.changes import find_change
from knowledge.questions.follow_ups import Completed, complete, is_lead
from knowledge.questions.instants import Clock, Instant, find_instant
from knowledge.questions.kinds import is_polar, named_documents, wanted_kind
from knowledge.questions.model import DocumentChange, QuestionReading, RecentQuestion, TimeSource
from knowledge.questions.relative_dates import RelativeDate, find_shift

_BACK_THEN = re.compile(
    r"\b(?:back\s+then|at\s+that\s+(?:time|point|date)|(?:on\s+)?(?:that|the\s+same)\s+(?:day|date))\b", re.IGNORECASE
)


def read_question(
    text: str, *, now: dt.datetime, zone: ZoneInfo, history: Sequence[DocumentChange], recent: Sequence[RecentQuestion]
) -> QuestionReading:
    """What the question asks and as of when.

    `now` is aware; bare dates are read in `zone`. `history`: the versions known, for "before the May change" and
    for the documents that the question names. `recent`: the earlier turns, the latest last, for what a follow-up leaves
    out.
    """
    clock = Clock(now=now.astimezone(dt.UTC), zone=zone)
    text = " ".join(text.split())
    previous = _without_date(recent[-1], clock, history) if recent else None
    shifted = find_shift(text)
    if shifted is not None and _is_follow_up(cut(text, shifted.start, shifted.end), shifted, previous):
        return _shifted(text, shifted, clock=clock, history=history, previous=previous)
    instant, conditions = _time_of(text, clock, history)
    rest = cut(text, instant.start, instant.end) if instant else text
    completed = complete(rest, previous)
    carried = _carried(rest, instant, completed, recent)
    if instant is None:
        shown = with_date(completed.text, carried.as_of, clock) if carried else completed.text
        source = TimeSource.CONVERSATION if carried else TimeSource.NOW
    else:
        shown = _insert(completed.text, text[instant.start : instant.end]) if completed.leans else text
        source = TimeSource.QUESTION
    reading = _reading(shown, completed.text, history)
    return replace(
        reading,
        as_of=instant.as_of if instant else carried.as_of if carried else None,
        period=instant.period if instant else None,
        time_source=source,
        unclear=(instant.unclear if instant else None) or _nothing_asked(rest, previous),
        notices=tuple(_condition_notice(text, condition) for condition in conditions if instant is None),
    )


def _time_of(text: str, clock: Clock, history: Sequence[DocumentChange]) -> tuple[Instant | None, list[TimePhrase]]:
    change = find_change(text, clock, history=history, documents=named_documents(text, history))
    return (change, []) if change is not None else find_instant(text, clock)


def _without_date(turn: RecentQuestion, clock: Clock, history: Sequence[DocumentChange]) -> RecentQuestion:
    instant, _ = _time_of(turn.question, clock, history)
    return replace(turn, question=cut(turn.question, instant.start, instant.end)) if instant else turn


def _carried(
    rest: str, instant: Instant | None, completed: Completed, recent: Sequence[RecentQuestion]
) -> RecentQuestion | None:
    """The turn whose date holds for this question too: it goes on from it in form, and names no time of its own."""
    if instant is not None or not recent or recent[-1].time_source == TimeSource.NOW:
        return None
    return recent[-1] if completed.follows or _BACK_THEN.search(rest) else None


def _is_follow_up(rest: str, shifted: RelativeDate, previous: RecentQuestion | None) -> bool:
    """Whether a shift is the question's time: "and a year earlier?", but not "can I cancel two days before?"."""
    return is_lead(rest) or (shifted.from_that and previous is not None)


def _shifted(
    text: str,
    shifted: RelativeDate,
    *,
    clock: Clock,
    history: Sequence[DocumentChange],
    previous: RecentQuestion | None,
) -> QuestionReading:
    """ "And a year earlier?": counted from the date of the turn before."""
    rest = cut(text, shifted.start, shifted.end)
    base = previous.as_of if previous else None
    completed = complete(rest, previous)
    try:
        as_of = clock.midnight(shifted.of(base.astimezone(clock.zone).date())) if base else None
    except (ValueError, OverflowError):
        as_of = None
    words = text[shifted.start : shifted.end]
    unclear = None if as_of else f"“{words}” counts from a date that is not known. Which date is meant?"
    reading = _reading(with_date(completed.text, as_of, clock) if as_of else text, completed.text, history)
    return replace(
        reading,
        as_of=as_of,
        time_source=TimeSource.CONVERSATION,
        unclear=unclear or _nothing_asked(rest, previous),
    )


def _reading(text: str, search_text: str, history: Sequence[DocumentChange]) -> QuestionReading:
    asked = re.split(r"(?<=\?)\s", search_text)[0]  # of a question and its follow-up, the question says what is wanted
    return QuestionReading(
        text=text,
        search_text=search_text,
        as_of=None,
        period=None,
        time_source=TimeSource.NOW,
        value_kind=wanted_kind(asked),
        polar=is_polar(asked),
        documents=named_documents(search_text, history),
    )


def _nothing_asked(rest: str, previous: RecentQuestion | None) -> str | None:
    if previous is not None or re.search(
        r"[^\W\d_]{3,}", re.sub(r"\b(?:and|what|about|how|the|then)\b", "", rest, flags=re.IGNORECASE)
    ):
        return None
    return "What should be answered? The question names a date, or nothing, but no topic."


def _condition_notice(text: str, condition: TimePhrase) -> str:
    words = text[condition.start : condition.end]
    return f"“{words}” was read as a condition on what is asked, not as the date of the question."


def cut(text: str, start: int, end: int) -> str:
    """The text without text[start:end], and without the commas, brackets and blanks that this leaves bare."""
    left = re.sub(r"[\s,(\[\u2013\u2014-]+$", "", text[:start])
    right = re.sub(r"^[\s,)\]]+", "", text[end:])
    joined = f"{left} {right}" if right[:1] not in ("?", ".", "!", ",", ";", ":") else f"{left}{right}"
    joined = joined.lstrip(" ,:;.-\u2013\u2014").rstrip()
    return joined[:1].upper() + joined[1:]


def with_date(question: str, as_of: dt.datetime, clock: Clock) -> str:
    """The question with the date that it was taken to mean."""
    return _insert(question, f"as of {written(as_of.astimezone(clock.zone).date())}")


def _insert(question: str, time: str) -> str:
    """The words of a time at the end of the first sentence, before what a follow-up added."""
    first, mark, more = question.partition("?")
    return f"{first.rstrip()}, {time}{mark or '?'}{more}"
