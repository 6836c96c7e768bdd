"""The window that a sentence states for its own fact, and the dates that limit whom or what it is about. Pure.

"The per diem is 80 EUR from 1 June 2027" has a window; "orders placed before 1 June 2027 ship free" has a scope. Where
a date can be read as either, or as the day of an act or an event, it is left in the text: no window, no scope.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from ingestion.extraction.clauses import read_clauses
from ingestion.extraction.dated_phrases import DatedPhrase, Manner, find_dated_phrases
from ingestion.extraction.governing import bounds_the_rule, place_of
from ingestion.extraction.limited_acts import limited_act
from ingestion.extraction.tokens import Token, tokenize
from knowledge.errors import InvalidWindow
from knowledge.time_windows import Scope, Window
from knowledge.values import FoundValue, find_values

Span = tuple[int, int]

_LONGEST = 2_000  # characters; a longer statement is a dump
_OF_A_VERSION = re.compile(
    r"\W*(?:(?:this\s+(?:page|document|version|policy)\s+(?:was|is)\s+)?(?:last|first|date)?\s*"
    r"(?:updated?|modified|revised|reviewed|amended|published|archived|issued|posted|adopted|approved|printed)\b"
    r"|(?:effective|revision|version|publication|issue)\s+dates?\b|version\b|revision\b|date\b|copyright\b|\(c\)|\u00a9"
    r"|for\s+(?:example|instance)\b|e\.g\.|examples?\b)",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\W*(?:this|these|our|the)\s+(?:\w+\s+){0,4}?(?:polic(?:y|ies)|terms?|conditions|agreement|document|version|page|notice|"
    r"statement|guide|guidelines?|handbook|code|amendment|edition|addendum|manual|procedure|directive|annex|appendix)"
    r"(?:\s+(?:(?:is|are|was|were|will|shall|has|have|and)\b|appl|takes?\b|comes?\b|becomes?\b|remains?\b|enters?\b|governs?\b|"
    r"supersed|replac)|,|\W*$)",
    re.IGNORECASE,
)
_LIMITS = frozenset(Manner) - {Manner.ENDS, Manner.EFFECT, Manner.AS_OF}  # the others may name one day of an act
_TOLD_APART = re.compile(r"\b(?:whichever|thereafter|afterwards|previously|formerly)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWindow:
    """What a sentence says of its own time.

    window: when its fact holds, in UTC, the last day named included; None where the sentence does not say.
    scope: the acts that a date limits it to, `(("orders placed", "before 2020-01-01"),)`. The dimension is what is
        done in lower case, without articles and auxiliaries; the value names local days, closed-open: "from 2022-03-02"
        (after 1 March), "from 2024-12-01 before 2025-01-01" (between 1 and 31 December).
    spans: the characters of the text that state the window and may be left out: in order, with their commas and
        brackets. Empty where the verb itself states it ("ends on 31 March 2026").
    """

    window: Window | None = None
    scope: Scope = ()
    spans: tuple[Span, ...] = ()

    def without(self, text: str) -> str:
        """The text as it would read if it did not state its window."""
        if not self.spans:
            return text
        parts, end = [], 0
        for span in self.spans:
            parts += [text[end : span[0]], " "]
            end = span[1]
        bare = _SPACE_BEFORE_MARK.sub("", " ".join("".join([*parts, text[end:]]).split()))
        return bare[:1].upper() + bare[1:] if self.spans[0][0] <= _OPENING_MARKS else bare


_OPENING_MARKS = 4  # characters: a bullet may stand before the first word
_SPACE_BEFORE_MARK = re.compile(r" +(?=[.,;:!?](?:\s|$))")


@lru_cache(maxsize=32_768)
def read_own_window(text: str, zone: ZoneInfo) -> OwnWindow:
    """The window and the scope that one statement states; days begin at 00:00 in `zone`.

    Cached: versions repeat their statements. Never raises: what is impossible or contradictory stays text.
    """
    if len(text) > _LONGEST or not any(character.isdigit() for character in text):
        return OwnWindow()
    if _OF_A_VERSION.match(text) or text.rstrip().endswith("?"):
        return OwnWindow()
    values = find_values(text)
    phrases = find_dated_phrases(text, values)
    if not phrases:
        return OwnWindow()
    spans = [_with_marks(text, phrase) for phrase in phrases]
    tokens = _tokens_without(text, values, spans)
    clauses = read_clauses(tokens)
    places = [sum(token.start < phrase.start for token in tokens) for phrase in phrases]
    acts = [limited_act(tokens, clauses, at) for at in places]
    scope = _scope(acts, phrases, zone)
    free = [index for index, act in enumerate(acts) if act is None and phrases[index].manner is not Manner.BY]
    if len(free) == 1 and not _TOLD_APART.search(text) and not _ITSELF.match(text):
        phrase, span = phrases[free[0]], spans[free[0]]
        place = place_of(tokens, places[free[0]], set_off=_set_off(text, span))
        window = _window(phrase, zone)
        if window is not None and bounds_the_rule(tokens, clauses, place, phrase.manner, of_acts=bool(scope)):
            return OwnWindow(window=window, scope=scope, spans=() if phrase.manner is Manner.ENDS else (span,))
    return OwnWindow(scope=scope)


def _scope(acts: Sequence[str | None], phrases: Sequence[DatedPhrase], zone: ZoneInfo) -> Scope:
    limits = {
        act: phrase.said()
        for act, phrase in zip(acts, phrases, strict=True)
        if act and phrase.manner in _LIMITS and _window(phrase, zone) is not None
    }
    return tuple(sorted(limits.items()))


def _window(phrase: DatedPhrase, zone: ZoneInfo) -> Window | None:
    try:
        return Window(
            None if phrase.first is None else phrase.first.instant(zone),
            None if phrase.after is None else phrase.after.instant(zone),
        )
    except (InvalidWindow, OverflowError):
        return None


def _tokens_without(text: str, values: Sequence[FoundValue], spans: Sequence[Span]) -> list[Token]:
    """The tokens of the rest of the sentence, where they stand in the text."""
    kept = text
    for start, end in spans:
        kept = kept[:start] + " " * (end - start) + kept[end:]
    return tokenize(kept, [one for one in values if not any(s < one.end and one.start < e for s, e in spans)])


_BRACKET_BEFORE = re.compile(r"\(\s*$")
_BRACKET_AFTER = re.compile(r"\s*\)")
_COMMA_BEFORE = re.compile(r"\s*,\s*$")
_COMMA_AFTER = re.compile(r"\s*,")
_MARK_AFTER = re.compile(r"\s*[,:]")
_NOTHING_BEFORE = re.compile(r"(?:[\w ]+:)?[\s*\u2022-]*")


def _with_marks(text: str, phrase: DatedPhrase) -> Span:
    """The phrase with the brackets around it, or the commas that part it from the sentence."""
    start, end = phrase.start, phrase.end
    bracket = _BRACKET_BEFORE.search(text, 0, start)
    closing = _BRACKET_AFTER.match(text, end)
    if bracket and closing:
        return bracket.start(), closing.end()
    comma = _COMMA_BEFORE.search(text, 0, start)
    following = _COMMA_AFTER.match(text, end)
    ends = not text[end:].strip(" .!;)")
    if comma and (following or ends):
        return comma.start(), following.end() if following else end
    mark = _MARK_AFTER.match(text, end)
    return start, mark.end() if mark and _NOTHING_BEFORE.fullmatch(text, 0, start) else end


def _set_off(text: str, span: Span) -> bool:
    return text[span[0] : span[1]].lstrip()[:1] in ("(", ",")
