"""A time told by a version of a document: "in version 3", "in the original version", "when it was introduced". Pure."""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.questions.calendar_spans import written
from knowledge.questions.instants import ONE_SECOND, Clock, Instant, span_of
from knowledge.questions.model import DocumentChange
from knowledge.time_windows import Window

_TEXT = r"(?:version|edition|revision|release)"
_IN = r"(?:in|under|by|per|according\s+to|as\s+of|with|at|of|for)\s+(?:the\s+)?"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ENDS = r"(?=\s*(?:[?.!,;)]|$))"
_NUMBERED = re.compile(
    rf"(?:\b{_IN}|(?<=\bdid )|(?<=\bdoes ))(?:{_TEXT}\s+(?:no\.?\s*|number\s+)?(?P<number>\d{{1,4}})(?![.\d])|v(?P<short>\d{{1,4}})(?![.\d]))",
    re.IGNORECASE,
)
_TWO = re.compile(
    rf"\b(?:between|from)\s+(?:the\s+)?(?:(?:{_TEXT}s?\s+|v)(?P<one>\d{{1,4}})\s+(?:and|to)\s+(?:{_TEXT}\s+|v)?(?P<two>\d{{1,4}})"
    rf"|(?P<first>{'|'.join(_ORDINALS)})\s+(?:{_TEXT}\s+)?(?:and|to)\s+(?:the\s+)?(?P<second>{'|'.join(_ORDINALS)})\s+{_TEXT}s?)\b(?![.\d])",
    re.IGNORECASE,
)
_NTH = re.compile(rf"\b{_IN}(?P<nth>{'|'.join(_ORDINALS[1:])})\s+{_TEXT}\b", re.IGNORECASE)
_ORIGINAL = re.compile(
    rf"(?:\b{_IN}|(?<=\bdid )the\s+)(?:very\s+)?(?:original|first|initial|oldest|earliest)\s+(?:[\w-]+\s+){{0,3}}?(?:{_TEXT}|text|wording|policy|terms|rules)\b"
    r"|\bat\s+(?:(?:the\s+)?(?:launch|introduction|inception)|the\s+very\s+beginning|the\s+outset)\b(?:\s+of\s+(?:the\s+)?(?:policy|service|programme|program))?"
    rf"|\bwhen\s+(?:it|they|this|(?:the|our|your|that)\s+(?:[\w'\u2019-]+\s+){{0,4}}[\w'\u2019-]+)\s+(?:was|were)\s+(?:first\s+|originally\s+)?"
    rf"(?:introduced|published|adopted|launched|created|written|issued|established|rolled\s+out|put\s+in\s+place){_ENDS}"
    rf"|\bwhen\s+(?:it|they|this|(?:the|our|your)\s+(?:[\w'\u2019-]+\s+){{0,4}}[\w'\u2019-]+)\s+(?:first\s+)?(?:came\s+into\s+(?:force|effect)|took\s+effect|started|began){_ENDS}",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    rf"\b(?:originally|initially|at\s+first|in\s+the\s+beginning){_ENDS}|^\W*(?:originally|initially|at\s+first),\s",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    rf"(?:\b{_IN}|(?<=\bdid )the\s+)(?:previous|prior|preceding|old|former|earlier|last\s+but\s+one|second[\s-]last)\s+(?:[\w-]+\s+){{0,3}}?(?:{_TEXT}|text|wording|policy|policies|terms|rules|rule|agreement|guidelines|notice|statement|handbook)\b"
    rf"|\bbefore\s+(?:it|they|this|(?:the|our|your)\s+(?:[\w'\u2019-]+\s+){{0,4}}[\w'\u2019-]+)\s+(?:was|were|got|had\s+been)\s+(?:last\s+)?(?:changed|updated|amended|revised|replaced|rewritten|reworded){_ENDS}"
    rf"|\bbefore\s+(?:it|they|(?:the|our|your)\s+(?:[\w'\u2019-]+\s+){{0,4}}[\w'\u2019-]+)\s+(?:last\s+)?changed{_ENDS}",
    re.IGNORECASE,
)
_DOCUMENT = r"(?:policy|terms|rules|agreement|guidelines|notice|statement|handbook|list)"
_CURRENT = re.compile(
    rf"\b{_IN}(?:current|latest|newest|present|most\s+recent)\s+(?:{_TEXT}|text|wording)\b"
    rf"|(?<=\bthe\s)(?:current|latest|newest|most\s+recent)\s(?=(?:[\w-]+\s+){{0,3}}?{_DOCUMENT}\s*\W*$)",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"\b{_IN}(?:next|upcoming|coming|future|forthcoming)\s+(?:{_TEXT}|text|wording)\b", re.IGNORECASE)
_SINCE_FIRST = re.compile(
    r"\bsince\s+(?:(?:it|they|this|(?:the|our|your)\s+(?:[\w'\u2019-]+\s+){0,4}[\w'\u2019-]+)\s+(?:was|were)\s+(?:first\s+)?(?:introduced|published|adopted|launched|created)"
    r"|(?:its|their|the)\s+(?:launch|introduction|inception|first\s+version|beginning)|(?:the\s+)?(?:original|first)\s+version)\b",
    re.IGNORECASE,
)
_ABOUT_VERSIONS = re.compile(
    r"\b(?:version|edition|revision|release|v\d|originally|initially|launch|introduc|incepti|outset|beginning|first|initial|original|when|before|prior|previous|preceding|old|former|earlier|current|latest|newest|present|recent|next|upcoming|coming|future|forthcoming|second)",
    re.IGNORECASE,
)


def find_version(
    text: str, clock: Clock, *, history: Sequence[DocumentChange], named: tuple[str, ...], likely: tuple[str, ...]
) -> Instant | None:
    """The instant of the version that the words mean. The document is the one named, else the only likely one, else the
    only one that there is; with none of them it is asked back, unless what answers the question tells the document."""
    if not _ABOUT_VERSIONS.search(text):
        return None
    versions = _Versions(history, named, likely)
    found = _read(text, clock, versions)
    return replace(found, of_any=True) if found and found.unclear and versions.document is None else found


def _read(text: str, clock: Clock, versions: "_Versions") -> Instant | None:
    for read in (_of_two, _of_numbered, _of_place, _of_adverb):
        found = read(text, clock, versions)
        if found is not None:
            return _with_of(text, found)
    return None


def _of_two(text: str, clock: Clock, versions: "_Versions") -> Instant | None:
    """ "between version 2 and version 3", "since it was introduced"."""
    two = _TWO.search(text)
    if two:
        return _between(two, versions)
    since = _SINCE_FIRST.search(text)
    if since is None:
        return None
    first = versions.first()
    if first is None:
        return _instant(since, None, unclear=versions.ask(since))
    span = span_of(first.effective_at, clock.now)
    return replace(_instant(since, clock.now, span=span), period=span)


def _of_numbered(text: str, _: Clock, versions: "_Versions") -> Instant | None:
    numbered = _NUMBERED.search(text)
    if numbered and (versions.certain or _ends_clause(text, numbered.end())):
        number = int(numbered["number"] or numbered["short"])
        return _at(numbered, versions.numbered(number), versions) if versions.known else None
    nth = _NTH.search(text)
    if nth is None or not versions.known:
        return None
    number = _ORDINALS.index(nth["nth"].lower())  # in order of effect, whatever its own number
    return _at(nth, versions.changes[number] if number < len(versions.changes) else None, versions)


def _of_place(text: str, clock: Clock, versions: "_Versions") -> Instant | None:
    """ "in the original version", "under the old rules", "in the next version", "in the latest version"."""
    original, previous, coming = (pattern.search(text) for pattern in (_ORIGINAL, _PREVIOUS, _NEXT))
    standing = versions.standing(clock.now)
    if original:
        return _at(original, versions.first(), versions)
    if previous:
        as_of = standing.effective_at - ONE_SECOND if standing else None
        return _instant(previous, as_of, unclear=versions.ask(previous))
    if coming:
        return _at(coming, versions.coming(clock.now), versions)
    current = _CURRENT.search(text)
    if current is None:
        return None
    span = span_of(standing.effective_at - ONE_SECOND, clock.now) if standing else None
    return _instant(current, clock.now, span=span)


def _of_adverb(text: str, _: Clock, versions: "_Versions") -> Instant | None:
    adverb = _ADVERB.search(text)
    first = versions.first() if adverb else None
    return _instant(adverb, first.effective_at) if adverb and first else None


def _at(match: re.Match[str], change: DocumentChange | None, versions: "_Versions") -> Instant:
    if change is None:
        return _instant(match, None, unclear=versions.ask(match))
    return _instant(match, change.effective_at, span=span_of(change.effective_at - ONE_SECOND, change.effective_at))


def _with_of(text: str, instant: Instant) -> Instant:
    """ "what did the first version of the policy say": without the version, the policy says it."""
    behind = re.match(r"\s+of\s+", text[instant.end :])
    subject = re.search(r"\b(?:did|does)\s+$", text[: instant.start])
    return replace(instant, end=instant.end + behind.end()) if behind and subject else instant


class _Versions:
    """The versions of the document that is meant, in order of effect."""

    def __init__(self, history: Sequence[DocumentChange], named: tuple[str, ...], likely: tuple[str, ...]) -> None:
        known = dict.fromkeys(change.document for change in history)
        meant = named or (likely if len(likely) == 1 else tuple(known) if len(known) == 1 else ())
        self.certain = bool(named) or len(known) == 1
        self.known = bool(history)
        self.document = meant[0] if meant else None
        of_it = (change for change in history if change.document == self.document)
        self.changes = sorted(of_it, key=lambda change: change.effective_at)

    def first(self) -> DocumentChange | None:
        return self.changes[0] if self.changes else None

    def standing(self, now: dt.datetime) -> DocumentChange | None:
        """The version in force, where there was one before it."""
        begun = [change for change in self.changes[1:] if change.effective_at <= now]
        return begun[-1] if begun else None

    def coming(self, now: dt.datetime) -> DocumentChange | None:
        return next((change for change in self.changes if change.effective_at > now), None)

    def numbered(self, number: int) -> DocumentChange | None:
        return next((change for change in self.changes if change.version == number), None)

    def ask(self, match: re.Match[str]) -> str:
        words = match.group().strip()
        if self.document is None:
            return f"“{words}” of which document is meant? Name the document, or give a date."
        title = self.changes[-1].title
        dates = dict.fromkeys(
            f"version {change.version} of {written(change.effective_at.date())}" for change in self.changes[-4:]
        )
        return f"“{words}” is not known of {title}; known are {', '.join(dates)}. Which one is meant?"


def _ends_clause(text: str, at: int) -> bool:
    return bool(re.match(r"\s*(?:[?.!,;)]|$)|\s+of\s+(?:the|our|your)\b", text[at:]))


def _between(match: re.Match[str], versions: _Versions) -> Instant | None:
    if match["one"]:
        found = [versions.numbered(int(match[name])) for name in ("one", "two")]
    else:
        numbers = [_ORDINALS.index(match[name].lower()) for name in ("first", "second")]
        found = [versions.changes[n] if n < len(versions.changes) else None for n in numbers]
    known = sorted((change.effective_at for change in found if change), key=lambda instant: instant)
    if len(known) < 2:
        return _instant(match, None, unclear=versions.ask(match))
    return replace(_instant(match, known[1], span=span_of(*known)), paired=True)


def _instant(
    match: re.Match[str], as_of: dt.datetime | None, *, span: Window | None = None, unclear: str | None = None
) -> Instant:
    return Instant(start=match.start(), end=match.end(), as_of=as_of, span=span, unclear=None if as_of else unclear)
