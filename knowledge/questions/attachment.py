"""Which date of a question is its instant: what stands left and right of a date decides. Pure.

A date is the instant of a question when a temporal preposition ties it to the asking clause ("on", "as of", "before").
It is not when it belongs to what is asked about ("orders placed before 1 May"), or is quoted.
"""

# ruff: noqa: E501 - a pattern broken over lines reads worse

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from knowledge.questions.calendar_spans import Days
from knowledge.questions.written_dates import FoundDate


class Relation(StrEnum):
    AT = "at"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    FROM = "from"
    BY = "by"


class Edge(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


class Hold(IntEnum):
    """How firmly a date is tied to the asking clause."""

    LOOSE = 0  # no preposition, at the end
    INSIDE = 1
    CLOSING = 2  # at the end of a clause, or told from today
    FIRM = 3  # "as of", at the very beginning, in parentheses, "the March 2021 version"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePhrase:
    """A date with the words that tie it: text[start:end]."""

    start: int
    end: int
    date: FoundDate
    relation: Relation
    edge: Edge | None
    hold: Hold
    condition: bool  # it conditions what is asked about, it is not the instant

    @property
    def days(self) -> Days | None:
        return self.date.days


_CLOSELY = r"(?:(?:just|right|shortly|immediately|(?:in\s+)?the\s+(?:day|days|week|weeks|month|months)|on\s+the\s+(?:day|eve))\s+)?"
_PREPOSITIONS: dict[str, Relation] = {
    r"as\s+(?:of|at|on|per|(?:it|they)\s+(?:stood|read|was|were)(?:\s+(?:on|in|at|as\s+of))?)": Relation.AT,
    r"effective(?:\s+(?:as\s+of|on|from))?|in\s+(?:force|effect)(?:\s+(?:on|in|as\s+of|at|during))?": Relation.AT,
    r"valid(?:\s+(?:on|in|at))?|back\s+(?:in|on|at|around|during)|dated|dating\s+from": Relation.AT,
    r"(?:on|in)\s+the\s+(?:morning|afternoon|evening|night)\s+of|as\s+recently\s+as": Relation.AT,
    r"compared?\s+(?:with|to)(?:\s+(?:in|on))?": Relation.AT,
    r"on|in|during|throughout|at|around|circa|within|for|of|sometime\s+in|over": Relation.AT,
    rf"{_CLOSELY}(?:before|prior\s+to|ahead\s+of|until|till|up\s+until)": Relation.BEFORE,
    rf"{_CLOSELY}(?:after|following)": Relation.AFTER,
    r"(?:ever\s+)?since": Relation.SINCE,
    r"from|starting(?:\s+(?:on|from|in))?|beginning(?:\s+(?:on|in))?|as\s+from|on\s+or\s+after": Relation.FROM,
    r"by|up\s+to(?:\s+and\s+including)?|through|no\s+later\s+than|not\s+later\s+than|on\s+or\s+before|as\s+late\s+as|as\s+early\s+as": Relation.BY,
}
_FIRM = re.compile(
    r"as\s+(?:of|at|on|per|it|they)\b|effective|in\s+(?:force|effect)|valid|back|dated|dating", re.IGNORECASE
)
_AS_OF = re.compile(r"as\s+(?:of|at|on|per|it|they)\b", re.IGNORECASE)
_EDGES = {
    Edge.START: r"(?:the\s+)?(?:very\s+)?(?:beginning|start|turn|first\s+day)\s+of\s+|(?:the\s+)?early\s+(?:in\s+|on\s+in\s+)?",
    Edge.MIDDLE: r"(?:the\s+)?middle\s+of\s+|mid[\s-]*",
    Edge.END: r"(?:the\s+)?(?:very\s+)?(?:end|close|last\s+day)\s+of\s+|(?:year[\s-])?end[\s-]+|(?:the\s+)?late\s+(?:in\s+)?",
}
_ALL_PREPOSITIONS = "|".join(sorted(_PREPOSITIONS, key=len, reverse=True))
_LEFT = re.compile(
    rf"(?:\b(?P<preposition>{_ALL_PREPOSITIONS})\s+)?"
    rf"(?P<edge>\b(?:{'|'.join(_EDGES.values())})(?:the\s+(?:year|month(?:\s+of)?)\s+)?)?(?:the\s+)?$",
    re.IGNORECASE,
)
_VERSION = (
    r"(?:version|edition|revision|policy|policies|terms|rules|wording|text|handbook|manual|guidelines|notice|statement)"
)
_VERSION_RIGHT = re.compile(rf"\s+(?:[\w-]+\s+){{0,2}}?{_VERSION}\b", re.IGNORECASE)
_VERSION_LEFT = re.compile(rf"\b{_VERSION}\s+$", re.IGNORECASE)
_INTO = re.compile(r"\b(?:into|to|per|every|each|than)\s+(?:the\s+)?$", re.IGNORECASE)  # "carried into next year"
_LEADING = re.compile(
    r"[\s(\[,]*(?:(?:and|so|but|ok(?:ay)?|then|what|how|about|hi|hello|please|again)\b[\s,]*)*$", re.IGNORECASE
)
_CLOSING = re.compile(r"\s*(?:[?.!,;:)\]\u2014\u2013-]|$)")
_BARE_BLOCK = re.compile(
    r"\b(?:the|than|dated?|is|was|are|were|be|been|read|show|say|shows|says|date|number|no|version)\s+$|\bdates?\b[^,]*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")

_HAPPENED = (
    r"(?:placed|made|bought|purchased|ordered|hired|employed|joined|joining|signed(?:\s+up)?|submitted|filed|received|issued|"
    r"started|starting|begun|booked|created|opened|born|delivered|shipped|registered|incurred|dated|sent|earned|accrued|"
    r"worked|taken|requested|sold|acquired|completed|granted|invoiced|terminated|concluded|entered(?:\s+into)?|enrolled|"
    r"subscribed|moved|returned|reported|due|expiring|ending|falling|made\s+available|uploaded|cancel+ed|left|"
    r"appointed|engaged|contracted|renewed|installed|built|manufactured|departing|travel+ing|arriving)"
)
_EVENT = re.compile(
    rf"(?P<before>.*?)(?P<event>\b{_HAPPENED})(?:\s+(?:it|them|one|work(?:ing)?|employment))?\s+$",
    re.IGNORECASE | re.DOTALL,
)
_WHO = re.compile(
    r"\b(?:who|that|which|whose|if|when|once|where|i|we|you|they|someone|somebody)\s+(?:[\w'\u2019]+\s+){0,3}$",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\b(?:for|of|to|on|about|with|from|by|regarding|concerning|do|does|did|can|could|may|must|will|would|should|any|all|"
    r"each|every)\s+(?:[\w'\u2019-]+\s+){1,4}$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being)\s+(?:not\s+)?$", re.IGNORECASE)
_OPEN_NOUN = re.compile(r"^\s*(?:was|were|is|are)\s+(?:[\w'\u2019-]+\s+){1,5}$", re.IGNORECASE)
_GOES_ON = re.compile(r"\s+(?!(?:under|according|for|in|by|at|with|when|if|to|per)\b)\w", re.IGNORECASE)


def attach(text: str, dates: Iterable[FoundDate], *, told_from_today: frozenset[int] = frozenset()) -> list[TimePhrase]:
    """The dates that words tie to the question, in order.

    `told_from_today`: where dates start that need no preposition ("yesterday").
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    phrases = []
    for date in dates:
        if any(start <= date.start and date.end <= end for start, end in quoted):
            continue
        phrase = _phrase(text, date, relative=date.start in told_from_today)
        if phrase is not None:
            phrases.append(phrase)
    return phrases


def _phrase(text: str, date: FoundDate, *, relative: bool) -> TimePhrase | None:
    left = _LEFT.search(text[: date.start])
    preposition = left["preposition"] if left else None
    edge = next(
        (e for e, words in _EDGES.items() if left and left["edge"] and re.match(words, left["edge"], re.IGNORECASE)),
        None,
    )
    versioned = date.days is not None and bool(_VERSION_RIGHT.match(text, date.end))
    start = left.start() if left and (preposition or edge) and not versioned else date.start
    before, after = text[:start], text[date.end :]
    if preposition and preposition.lower() == "of" and not _VERSION_LEFT.search(before):
        return None
    if preposition is None and relative and _INTO.search(before):
        return None
    if preposition is None and edge is None and not relative and not _stands_alone(text, date, versioned=versioned):
        return None
    return TimePhrase(
        start=start,
        end=date.end,
        date=date,
        relation=_relation(preposition),
        edge=edge,
        hold=_hold(text, start, date.end, preposition, versioned=versioned, relative=relative),
        condition=not (preposition and _AS_OF.match(preposition)) and _is_condition(before, after),
    )


def _relation(preposition: str | None) -> Relation:
    if preposition is None:
        return Relation.AT
    return next(
        relation for words, relation in _PREPOSITIONS.items() if re.fullmatch(words, preposition, re.IGNORECASE)
    )


def _hold(text: str, start: int, end: int, preposition: str | None, *, versioned: bool, relative: bool) -> Hold:
    before, after = text[:start], text[end:]
    enclosed = before.rstrip().endswith(("(", "[")) and after.lstrip().startswith((")", "]", ","))
    if versioned or enclosed or _LEADING.match(before) or (preposition and _FIRM.match(preposition)):
        return Hold.FIRM
    closing = bool(_CLOSING.match(after))
    if preposition is None and not relative:
        return Hold.LOOSE
    return Hold.CLOSING if closing or relative else Hold.INSIDE


def _stands_alone(text: str, date: FoundDate, *, versioned: bool) -> bool:
    """Whether a date without a preposition may be the instant: alone, in brackets, set off, at the end."""
    before, after = text[: date.start], text[date.end :]
    if versioned:
        return date.problem is None
    if date.yearless is not None:
        return False
    set_off = bool(re.search(r"[,(\[:\u2014\u2013-]\s*$", before)) or bool(_LEADING.match(before))
    ends = bool(re.match(r"\s*[?.!)\]]*\s*$", after))
    if date.bare_year:
        return set_off and bool(_CLOSING.match(after))
    return (set_off and bool(_CLOSING.match(after))) or (ends and not _BARE_BLOCK.search(before))


def _is_condition(before: str, after: str) -> bool:
    """Whether an event stands right before the date ("orders placed ..."), so that it dates that event.

    "Was the fee paid on ..." asks about the event itself: an auxiliary opens the clause and nothing follows the date.
    """
    event = _EVENT.fullmatch(before)
    if event is None:
        return False
    noun = event["before"]
    if _PASSIVE.search(noun):
        return bool(
            re.search(
                r"\b(?:that|which|who)\s+(?:was|were|is|are|have\s+been|had\s+been)\s+(?:not\s+)?$", noun, re.IGNORECASE
            )
        )
    if _OPEN_NOUN.match(noun):
        return bool(_GOES_ON.match(after))
    return bool(_WHO.search(noun) or _PHRASE.search(noun))
