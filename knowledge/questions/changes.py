""" "before the May 2023 change": a time told by a change of a document, resolved against the known ones."""

import re
from collections.abc import Sequence

from knowledge.questions.calendar_spans import Days, written
from knowledge.questions.instants import ONE_SECOND, Clock, Instant, span_of
from knowledge.questions.model import DocumentChange
from knowledge.questions.written_dates import FoundDate

_SIDE = (
    r"(?P<side>(?:(?:just|right|shortly|immediately)\s+)?(?:before|prior\s+to|ahead\s+of|until|after|following|since|with|"
    r"as\s+of|by))"
)
_CHANGE = r"(?:change|update|amendment|revision|modification|rewrite|overhaul|reform|rewording|(?:new\s+)?version)s?"
_CHANGED = r"(?:changed|updated|amended|revised|modified|replaced|rewritten|reworded)"
_WHICH = r"(?P<which>last|latest|most\s+recent|newest|first|earliest|previous|second[\s-]last)"
_BEFORE_DATE = re.compile(rf"\b{_SIDE}\s+(?:the\s+|its\s+|their\s+|your\s+|our\s+)?$", re.IGNORECASE)
_AFTER_DATE = re.compile(rf"(?:['\u2019]s)?\s+(?:policy\s+|text\s+|document\s+|rule\s+)?{_CHANGE}\b", re.IGNORECASE)
_DATE_LAST = re.compile(
    rf"\b{_SIDE}\s+(?:(?:the|its|their|your|our|a)\s+)?(?:[\w'\u2019-]+\s+){{0,3}}?{_CHANGE}\s+(?:to\s+(?:[\w'\u2019-]+\s+){{1,6}}?)?"
    r"(?:of|in|on|from|dated|(?:made|published|effective)\s+(?:in|on)|that\s+took\s+effect\s+(?:in|on))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"\b{_SIDE}\s+(?:it|they|this|the\s+(?:[\w'\u2019-]+\s+){{0,5}}[\w'\u2019-]+)\s+(?:(?:was|were|got|had\s+been)\s+)?(?:last\s+)?"
    rf"{_CHANGED}\s+(?:in|on)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_UNDATED = re.compile(
    rf"\b{_SIDE}\s+(?:(?:the|its|their|your|our)\s+)?(?:very\s+)?{_WHICH}\s+(?:[\w'\u2019-]+\s+){{0,2}}?{_CHANGE}\b"
    rf"|\b(?P<side2>before|after|since)\s+(?:it|they|the\s+(?:[\w'\u2019-]+\s+){{0,4}}[\w'\u2019-]+)\s+(?:was|were)\s+last\s+{_CHANGED}\b",
    re.IGNORECASE,
)


def find_change(
    text: str,
    clock: Clock,
    dates: Sequence[FoundDate],
    *,
    history: Sequence[DocumentChange],
    documents: tuple[str, ...],
) -> Instant | None:
    """The instant just before or at a change that the question names; asks back where no such change is known.

    `dates`: all dates of the text.
    """
    for date in dates:
        left, right = text[: date.start], text[date.end :]
        named = _AFTER_DATE.match(right)
        opening = _BEFORE_DATE.search(left) if named else (_DATE_LAST.search(left) or _CLAUSE.search(left))
        if opening is None:
            continue
        end = date.end + (named.end() if named else 0)
        if date.problem is not None:
            return Instant(start=opening.start(), end=end, as_of=None, unclear=date.problem)
        days, changes = clock.days_of(date), _changes(history, documents)
        inside = [c for c in changes if days.first <= c.effective_at.astimezone(clock.zone).date() < days.after]
        return _resolved(opening["side"], inside[-1:], opening.start(), end, clock) or Instant(
            start=opening.start(), end=end, as_of=None, unclear=_no_change(days, changes, clock)
        )
    undated = _UNDATED.search(text)
    if undated is None:
        return None
    past = [c for c in _changes(history, documents) if c.effective_at <= clock.now]
    which = (undated["which"] or "last").lower()
    chosen = past[:1] if which in ("first", "earliest") else past[-1:]
    return _resolved(undated["side"] or undated["side2"], chosen, undated.start(), undated.end(), clock) or Instant(
        start=undated.start(),
        end=undated.end(),
        as_of=None,
        unclear="No change is known of what is asked about. As of which date should it be answered?",
    )


def _changes(history: Sequence[DocumentChange], documents: tuple[str, ...]) -> list[DocumentChange]:
    """What changed, in order of effect, of the documents meant or of all; a document's first version is no change."""
    ordered = sorted(history, key=lambda change: change.effective_at)
    seen: set[str] = set()
    changes = []
    for change in ordered:
        if change.document in seen and (not documents or change.document in documents):
            changes.append(change)
        seen.add(change.document)
    return changes


def _resolved(side: str, chosen: Sequence[DocumentChange], start: int, end: int, clock: Clock) -> Instant | None:
    if not chosen:
        return None
    effective = chosen[-1].effective_at
    word = side.lower().split()[-1]
    if word == "since":
        span = span_of(effective, clock.now)
        return Instant(start=start, end=end, as_of=max(clock.now, effective), period=span, span=span)
    before = word in ("before", "until", "to", "of") and "as of" not in " ".join(side.lower().split())
    return Instant(
        start=start,
        end=end,
        as_of=effective - ONE_SECOND if before else effective,
        span=span_of(effective - ONE_SECOND, effective),
    )


def _no_change(days: Days, changes: Sequence[DocumentChange], clock: Clock) -> str:
    when = f"on {written(days.first)}" if days.single else f"between {written(days.first)} and {written(days.last)}"
    if not changes:
        return f"No change {when} is known. As of which date should it be answered?"
    near = sorted(changes, key=lambda c: abs(c.effective_at.astimezone(clock.zone).date() - days.first))[:3]
    dates = [written(c.effective_at.astimezone(clock.zone).date()) for c in sorted(near, key=lambda c: c.effective_at)]
    return (
        f"No change {when} is known; the nearest ones took effect on {', '.join(dict.fromkeys(dates))}. Which is meant?"
    )
