"""Reading a question: its words, its time, what would answer it. The one door of this package. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from knowledge.questions.about_time import asks_when, comparison_of, set_against_now
from knowledge.questions.attachment import TimePhrase
from knowledge.questions.calendar_spans import written
from knowledge.questions.changes import find_change
from knowledge.questions.document_names import Documents
from knowledge.questions.documents import documents_meant, documents_of
from knowledge.questions.follow_ups import Completed, complete, is_fragment, is_lead
from knowledge.questions.instants import Clock, Instant, find_dates, find_instant
from knowledge.questions.model import DocumentChange, QuestionPart, QuestionReading, RecentQuestion, TimeSource
from knowledge.questions.parts import parts_of
from knowledge.questions.relative_dates import RelativeDate, find_shift
from knowledge.questions.scopes_meant import scope_meant
from knowledge.questions.unclear import nothing_before, unknown_event, which_document
from knowledge.questions.version_times import find_version
from knowledge.questions.wanted import is_polar, kind_of, wanted_of
from knowledge.time_windows import Scope

_BACK_THEN = re.compile(
    r"\b(?:back\s+then|at\s+that\s+(?:time|point|date)|(?:on\s+)?(?:that|the\s+same)\s+(?:day|date))\b", re.IGNORECASE
)


_AHEAD = re.compile(r"\b(?:will|going\s+to|shall)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[?.!])\s+(?=[A-Z])")
_ASKING = re.compile(r"\b(?:what|which|who|whom|whose|how|when|where|why)\b", re.IGNORECASE)


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
    known = _Known(history=history, documents=documents_of(history))
    previous = _without_date(recent[-1], clock, known) if recent else None
    shifted = find_shift(text)
    if shifted is not None and _is_follow_up(cut(text, shifted.start, shifted.end), shifted, previous):
        return _shifted(text, shifted, clock=clock, known=known, previous=previous)
    instant, conditions = _time_of(text, clock, known)
    rest = cut(text, instant.start, instant.end) if instant else text
    completed = complete(rest, previous)
    comparison = comparison_of(text, instant, clock.now)
    timeless = comparison is not None and None in (comparison.start, comparison.end)
    carried = None if timeless else _carried(rest, instant, completed, recent)
    if instant is None:
        shown = with_date(completed.text, carried.as_of, clock) if carried else completed.text
        source = TimeSource.CONVERSATION if carried else TimeSource.NOW
    else:
        shown = _insert(completed.text, text[instant.start : instant.end]) if completed.leans else text
        source = TimeSource.QUESTION
    reading = _reading(shown, completed, known.documents)
    return replace(
        reading,
        as_of=instant.as_of if instant else carried.as_of if carried else None,
        period=instant.period if instant else None,
        time_source=source,
        comparison=comparison,
        of_any_change=instant is not None and instant.of_any,
        unclear=_unclear(text, rest, instant, previous) or reading.unclear,
        notices=(instant.notices if instant else tuple(_condition_notice(text, condition) for condition in conditions)),
    )


def _unclear(text: str, rest: str, instant: Instant | None, previous: RecentQuestion | None) -> str | None:
    if instant is not None and instant.unclear:
        return instant.unclear
    if instant is None and (event := unknown_event(text)):
        return event
    return _nothing_asked(rest, previous) or (nothing_before(rest) if previous is None else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of documents: their versions, and (slug, title) of each."""

    history: Sequence[DocumentChange]
    documents: Documents


def _time_of(text: str, clock: Clock, known: _Known) -> tuple[Instant | None, list[TimePhrase]]:
    """A change or a version that the words name, else a date."""
    clock = replace(clock, ahead=bool(_AHEAD.search(text)))
    dates, starts = find_dates(text, clock)
    meant = documents_meant(text, known.documents)
    documents = meant.named or (meant.likely if len(meant.likely) == 1 else ())
    change = find_change(text, clock, dates, history=known.history, documents=documents)
    if change is not None:
        return replace(change, of_any=not meant.named), []
    instant, conditions = find_instant(text, clock, dates, starts)
    if instant is None or instant.as_of == clock.now:
        version = find_version(text, clock, history=known.history, named=meant.named, likely=meant.likely)
        if version is not None:
            return version, conditions
    return (set_against_now(text, instant, clock.now) if instant else None), conditions


def _without_date(turn: RecentQuestion, clock: Clock, known: _Known) -> RecentQuestion:
    instant, _ = _time_of(turn.question, clock, known)
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
    known: _Known,
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
    reading = _reading(with_date(completed.text, as_of, clock) if as_of else text, completed, known.documents)
    return replace(
        reading,
        as_of=as_of,
        time_source=TimeSource.CONVERSATION,
        unclear=unclear or _nothing_asked(rest, previous),
    )


def read_words(text: str, history: Sequence[DocumentChange]) -> QuestionPart:
    """What the words of a search ask for, whatever time they name."""
    return _part(text, scope_meant(text), documents_of(history))


def _reading(text: str, completed: Completed, documents: Documents) -> QuestionReading:
    first, *added = _SENTENCE.split(completed.text)
    wanted = (one for one in reversed(added) if completed.leans and is_fragment(one))
    asked = next(wanted, first)  # of a question and its follow-ups, mostly the question says what is wanted
    if not completed.leans and not _asks(asked):
        asked = completed.text
    meant = documents_meant(completed.text, documents)
    scope = scope_meant(completed.text)
    if completed.leans and added:
        scope = _narrowed(scope_meant(first), scope_meant(" ".join(added)))
    split = (completed.text,) if completed.leans else parts_of(completed.text, meant.mentions)
    whole = QuestionPart(
        search_text=completed.text,
        value_kind=kind_of(asked),
        wanted=wanted_of(asked),
        polar=is_polar(asked),
        documents=meant.named,
        scope=scope,
    )
    parts = (whole,) if len(split) == 1 else tuple(_part(part, scope, documents) for part in split)
    return QuestionReading(
        text=text,
        search_text=completed.text,
        as_of=None,
        period=None,
        time_source=TimeSource.NOW,
        value_kind=whole.value_kind,
        polar=whole.polar,
        documents=whole.documents,
        wanted=whole.wanted,
        likely_documents=meant.likely,
        scope=scope,
        asks_when=asks_when(added[-1] if completed.leans and added else asked),
        parts=parts,
        unclear=which_document(completed.text, meant, dict(documents)),
    )


def _asks(sentence: str) -> bool:
    return "?" in sentence or bool(_ASKING.search(sentence))


def _part(text: str, scope: Scope, documents: Documents) -> QuestionPart:
    return QuestionPart(
        search_text=text,
        value_kind=kind_of(text),
        wanted=wanted_of(text),
        polar=is_polar(text),
        documents=documents_meant(text, documents).named,
        scope=_narrowed(scope, scope_meant(text)),
    )


def _narrowed(scope: Scope, own: Scope) -> Scope:
    """`own` in the dimensions that it names, the wider scope in the others."""
    named = {dimension for dimension, _ in own}
    return tuple(sorted({*own, *(pair for pair in scope if pair[0] not in named)}))


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
    if text[start:end].endswith(("'s", "\u2019s")) and right[:1].isalnum():
        left += " the"  # "last year's fee"
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
