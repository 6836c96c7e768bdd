"""Whether a reworded statement says the same, as far as values, polarity and words tell.

In doubt it does not: an edit wrongly called editorial hides a change, one wrongly called a change is seen and judged.
"""

# ruff: noqa: RUF001, SIM905 - people write any quote; a list of words is read as a text

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum, auto

from knowledge.alignment.model import ComparedStatement
from knowledge.values import ValueKind


class _Side(Enum):
    """Two sides of one axis: where one is given up for the other, the rule is another, however small the word."""

    PERMITS = auto()
    DEMANDS = auto()
    ADVISES = auto()
    EARLIER = auto()
    LATER = auto()
    ABOVE = auto()
    BELOW = auto()
    ALL_OF = auto()
    ONE_OF = auto()
    WE = auto()
    YOU = auto()


def _words_of(side: _Side, words: str) -> dict[str, _Side]:
    return dict.fromkeys(words.split(), side)


_FORCES = {
    **_words_of(_Side.PERMITS, "may can could might allowed permitted entitled"),
    **_words_of(_Side.DEMANDS, "must shall will would required obliged obligated need needs has have had"),
    **_words_of(_Side.ADVISES, "should ought recommended encouraged"),
}
_AXES = (
    {**_words_of(_Side.EARLIER, "before prior until till"), **_words_of(_Side.LATER, "after following post since")},
    {**_words_of(_Side.ABOVE, "above over exceeding beyond"), **_words_of(_Side.BELOW, "below under")},
    {**_words_of(_Side.ALL_OF, "and both"), **_words_of(_Side.ONE_OF, "or either")},
    {**_words_of(_Side.WE, "we us our ours"), **_words_of(_Side.YOU, "you your yours")},
)
_SILENT = frozenset(
    # articles, pronouns, prepositions, auxiliaries and links
    "a an the this that these those it its they their them he his she her him who which whom whose "
    "of to in on at by for from with into onto upon via as about within through per between among during "
    "is are be been being was were am do does did doing done having get gets "
    "but if then than when where while so because also too each any all such there here whether once "
    "regarding concerning respect order case "
    # words that add no condition
    "please now currently presently recently hereby herein thereof therein thereto hereof moreover furthermore "
    "additionally accordingly however therefore thus just simply e g i example".split()
) | {word for axis in (_FORCES, *_AXES) for word in axis}
_LINK_TARGET = re.compile(r"(?<=\]) ?\([^()\s]*\)")
_CANNOT = re.compile(r"\bcannot\b|\bcan['’]t\b")
_CONTRACTED = re.compile(r"(?<=\w)n['’]t\b")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?(?!\w)")
_WORD = re.compile(r"<\w+>|[^\W_]+")
_FORMS = (
    (re.compile(r"our"), "or"),
    (re.compile(r"is(?=e|ing|ation)"), "iz"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"(?<=\w{3})ies$"), "y"),
    (re.compile(r"(?<=\w{2})(?<!s)s$"), ""),
    (re.compile(r"(?<=\w{3})(?:ing|ed|e)$"), ""),
)


def says_the_same(before: ComparedStatement, after: ComparedStatement) -> bool:
    """Equal values of each kind in order, no side changed, the same content words; words that refuse are content.

    A statement without a modal verb demands: "Submit the form" is "You must submit the form".
    """
    if _by_kind(before.values) != _by_kind(after.values):
        return False
    old, new = _words(before.masked), _words(after.masked)
    if "".join(old) == "".join(new):
        return True  # "user name" and "username", "pre-release" and "Prerelease"
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if (_sides(gone, _FORCES) or {_Side.DEMANDS}) != (_sides(come, _FORCES) or {_Side.DEMANDS}):
        return False
    if any((left := _sides(gone, axis)) and (taken := _sides(come, axis)) and left != taken for axis in _AXES):
        return False
    return _content(gone) == _content(come)


def _by_kind(values: Sequence[tuple[ValueKind, str]]) -> dict[ValueKind, list[str]]:
    told: dict[ValueKind, list[str]] = {}
    for kind, canonical in values:
        told.setdefault(kind, []).append(canonical)
    return told


def _words(masked: str) -> list[str]:
    text = _CANNOT.sub("can not", _LINK_TARGET.sub("", masked))
    return _WORD.findall(_POSSESSIVE.sub("", _CONTRACTED.sub(" not", text)))


def _sides(words: Iterable[str], axis: dict[str, _Side]) -> set[_Side]:
    return {axis[word] for word in words if word in axis}


def _content(words: Iterable[str]) -> set[str]:
    return {_stem(word) for word in words if word not in _SILENT}


def _stem(word: str) -> str:
    """The word without its inflection and in one spelling: "organised" and "organizes" are one, "employer" is not."""
    for pattern, form in _FORMS:
        word = pattern.sub(form, word)
    return word
