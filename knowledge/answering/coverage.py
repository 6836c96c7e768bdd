"""What an honest clerk adds to an answer: since when, until when, what changed inside the period. Pure."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from knowledge.answering.model import Citation
from knowledge.terms import all_terms
from knowledge.answering.wording import day_of, named
from knowledge.ports import StoredFact
from knowledge.questions import DocumentChange
from knowledge.time_windows import Scope, Window


def coverage_of(citation: Citation, following: StoredFact | None, *, now: dt.datetime, zone: ZoneInfo) -> list[str]:
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
