"""Whether a claim holds against what it cites: its values, dates, names and words, and the windows. Pure.

A check that is too strict costs a wording and gives the documents' own words instead; one too lax gives a wrong answer.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.answering.polarity import denies
from knowledge.generating.claims import Claim
from knowledge.generating.exhibits import Exhibit
from knowledge.generating.stated_dates import dates_in, is_lone_year, near, window_of
from knowledge.questions.calendar_spans import MONTHS, WEEKDAYS
from knowledge.terms import all_terms, content_terms
from knowledge.values import ValueKind, find_values

LEAST_GROUNDED = 0.5  # share of a claim's content words that stand in what it cites, or in the question
LONGEST = 600  # characters of a sentence
_MARKUP = re.compile(r"<[A-Za-z/!?|]|[A-Za-z|]>|\]\(|!\[|```|<!--|\{\{|&(?:#\d+|[a-z]+);")
_NAME = re.compile(r"[^\W\d_][\w\u2019'&-]*")
_CALENDAR = frozenset(all_terms(" ".join((*MONTHS, *WEEKDAYS))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every claim of one answer is checked against, beside what it cites."""

    question: str  # complete in itself
    leading: str  # the words that the extractive answer rests on
    as_of: dt.datetime
    zone: ZoneInfo
    spoken_of: tuple[dt.datetime, ...] = ()  # instants that the question itself names


def failing(claim: Claim, exhibits: Mapping[str, Exhibit], frame: Frame) -> str | None:
    """Why the claim does not hold; `None` where it does."""
    if hidden := _hidden(claim.text):
        return hidden
    if not claim.ids:
        return "it cites nothing"
    unknown = [id_ for id_ in claim.ids if id_ not in exhibits]
    if unknown:
        return f"there is no {', '.join(unknown)}"
    cited = [exhibits[id_] for id_ in claim.ids]
    checks: tuple[Callable[[Claim, Sequence[Exhibit], Frame], str | None], ...] = (
        _dates,
        _values,
        _in_force,
        _names,
        _scripts,
        _words,
    )
    reasons = (check(claim, cited, frame) for check in checks)
    return _denial(claim, cited) or next((reason for reason in reasons if reason is not None), None)


def _hidden(text: str) -> str | None:
    if len(text) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if any(unicodedata.category(one) in ("Cf", "Cc", "Co", "Cn") for one in text):
        return "it holds characters that nobody sees"
    return "it holds markup or a link" if _MARKUP.search(text) else None


def _dates(claim: Claim, cited: Sequence[Exhibit], frame: Frame) -> str | None:
    said = _said_dates(cited)
    for date in dates_in(claim.text):
        if date in said:
            continue
        days = window_of(date, frame.zone)
        known = days is not None and (
            any(days.contains(instant) for instant in (frame.as_of, *frame.spoken_of))
            or any(near(days, exhibit.citation.valid) and _bounded(exhibit) for exhibit in cited)
        )
        if not known:
            return f"{date} stands neither in what it cites nor in when that holds"
    return None


def _values(claim: Claim, cited: Sequence[Exhibit], frame: Frame) -> str | None:
    times = _times(claim, cited)
    for found in find_values(claim.text):
        if found.value.kind is ValueKind.DATE or is_lone_year(found):
            continue
        holders = [one for one in cited if _says(one, found.value.kind, found.value.canonical)]
        if not holders:
            return f"{found.value.text!r} does not stand in what it cites"
        if not any(_speaks_of(one, times, frame) for one in holders):
            return f"{found.value.text!r} did not hold at the time that the sentence speaks of"
    return None


def _in_force(claim: Claim, cited: Sequence[Exhibit], frame: Frame) -> str | None:
    times = _times(claim, cited)
    if any(_speaks_of(exhibit, times, frame) for exhibit in cited):
        return None
    return "nothing that it cites holds at the time that the sentence speaks of"


def _names(claim: Claim, cited: Sequence[Exhibit], frame: Frame) -> str | None:
    """A word with a capital letter inside a sentence, or one that no plain word is written like ("GDPR", "eBay")."""
    known = _known_terms(cited, frame)
    for match in _NAME.finditer(claim.text):
        word = match.group()
        first = not claim.text[: match.start()].strip("\"'\u201c\u2018( ")
        named = any(one.isupper() for one in (word[1:] if first else word))
        if named and word != "I" and not all_terms(word) <= known:
            return f"the name {word!r} stands neither in what it cites nor in the question"
    return None


def _scripts(claim: Claim, cited: Sequence[Exhibit], frame: Frame) -> str | None:
    known = _scripts_of(" ".join((frame.question, *(exhibit.words for exhibit in cited))))
    other = _scripts_of(claim.text) - known
    return f"it is written in another script ({', '.join(sorted(other)).title()}) than what it cites" if other else None


def _denial(claim: Claim, cited: Sequence[Exhibit]) -> str | None:
    """What denies rests on what denies, and what does not on what does not."""
    denied = denies(claim.text)
    if any(denies(exhibit.citation.quote) is denied for exhibit in cited):
        return None
    return "it denies what it cites" if denied else "what it cites denies it"


def _words(claim: Claim, cited: Sequence[Exhibit], frame: Frame) -> str | None:
    terms = [term for term in content_terms(claim.text) if not term.isdigit()]
    known = _known_terms(cited, frame)
    unknown = [term for term in terms if term not in known]
    if terms and len(terms) - len(unknown) < LEAST_GROUNDED * len(terms):
        return f"most of its words do not stand in what it cites: {', '.join(dict.fromkeys(unknown))}"
    asked = _topic(frame.question) | _topic(frame.leading)
    if asked and not asked & _topic(claim.text):
        return "it is about something else than the question"
    return None


def _times(claim: Claim, cited: Sequence[Exhibit]) -> list[str]:
    """The dates that place the sentence in time: those that no quote says for itself."""
    said = _said_dates(cited)
    return [date for date in dates_in(claim.text) if date not in said]


def _speaks_of(exhibit: Exhibit, times: Sequence[str], frame: Frame) -> bool:
    if not times:
        return exhibit.citation.valid.contains(frame.as_of)
    windows = [window_of(date, frame.zone) for date in times]
    return any(window is not None and near(window, exhibit.citation.valid) for window in windows)


def _said_dates(cited: Sequence[Exhibit]) -> frozenset[str]:
    return frozenset(date for exhibit in cited for date in dates_in(exhibit.words))


def _says(exhibit: Exhibit, kind: ValueKind, canonical: str) -> bool:
    values = [found.value for found in find_values(exhibit.words)]
    return any(value.kind is kind and canonical in (value.canonical, *value.canonical.split("..")) for value in values)


def _bounded(exhibit: Exhibit) -> bool:
    """What holds for ever confirms no date."""
    return exhibit.citation.valid.start is not None or exhibit.citation.valid.end is not None


def _known_terms(cited: Sequence[Exhibit], frame: Frame) -> frozenset[str]:
    words = " ".join((frame.question, *(exhibit.words for exhibit in cited)))
    return all_terms(words) | _CALENDAR


def _topic(text: str) -> frozenset[str]:
    """What it is about: its words without its values, which anything may share."""
    for found in reversed(find_values(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    return frozenset(content_terms(text))


def _scripts_of(text: str) -> frozenset[str]:
    return frozenset(unicodedata.name(one, "?").split()[0] for one in text if one.isalpha())
