"""Which documents a question means: those that it names, and those that it may well mean. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.questions.document_names import (
    GENERIC,
    KIND_WORDS,
    Documents,
    Names,
    distinctive,
    names_of,
    singular,
)
from knowledge.questions.model import DocumentChange

_WORD = re.compile(r"[^\W_]+")
_SHOUTED = re.compile(r"[A-Z]\w*[A-Z]\w*")
_DETERMINERS = frozenset(("a", "an", "the", "our", "your", "its", "their", "this", "that", "my", "under", "per"))
_WIDEST = 5  # words in front of a kind word that may belong to it


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDocument:
    """Documents named at text[start:end]; more than one where the words fit several alike."""

    start: int
    end: int
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsMeant:
    """`named`: by title, slug, acronym or kind, certain. `likely`: the title's telling words stand in the question."""

    mentions: tuple[NamedDocument, ...]
    likely: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """Longest name first."""
        certain = [one for one in self.mentions if len(one.slugs) == 1]
        certain.sort(key=lambda one: (one.start - one.end, one.start))
        return tuple(dict.fromkeys(one.slugs[0] for one in certain))


def documents_of(history: Sequence[DocumentChange]) -> Documents:
    """(slug, title) of every document of the history, each once."""
    return tuple(dict.fromkeys((change.document, change.title) for change in history))


def documents_meant(question: str, documents: Documents) -> DocumentsMeant:
    """A name inside a longer one that was found does not count; of names alike the exact title wins."""
    names = names_of(documents)
    words = _words(question)
    found: list[_Found] = []
    _add(found, _exact(words, names))
    _add(found, _by_acronym(question, words, names))
    _add(found, _by_kind(words, names))
    if not found and any(word.text in KIND_WORDS for word in words):
        _add(found, _by_kind(_mended(words, names), names))
    mentions = tuple(
        NamedDocument(start=words[one.first].start, end=words[one.after - 1].end, slugs=one.slugs)
        for one in sorted(found, key=lambda one: one.first)
    )
    return DocumentsMeant(mentions=mentions, likely=_likely(words, mentions, names))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # singular, lower case
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    after: int
    slugs: tuple[str, ...]


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if match.group() == "s" and before in ("'", "\u2019"):
            continue
        found.append(_Word(singular(match.group().lower()), match.start(), match.end()))
    ampersands = [_Word("and", at, at + 1) for at, character in enumerate(text) if character == "&"]
    return sorted([*found, *ampersands], key=lambda word: word.start) if ampersands else found


def _add(found: list[_Found], more: Sequence[_Found]) -> None:
    for one in more:
        if all(one.after <= other.first or other.after <= one.first for other in found):
            found.append(one)


def _exact(words: Sequence[_Word], names: Names) -> list[_Found]:
    found = []
    row = tuple(word.text for word in words)
    for first, word in enumerate(row):
        if word in names.firsts:
            for after in range(first + 1, min(len(row), first + names.longest) + 1):
                slugs = names.exact.get(row[first:after])
                if slugs:
                    found.append(_Found(first, after, slugs))
    return sorted(found, key=lambda one: (one.first - one.after, one.first))


def _by_acronym(question: str, words: Sequence[_Word], names: Names) -> list[_Found]:
    return [
        _Found(at, at + 1, names.acronyms[letters])
        for at, word in enumerate(words)
        if (letters := question[word.start : word.end].lower()) in names.acronyms
        and _SHOUTED.fullmatch(question[word.start : word.end])
    ]


def _by_kind(words: Sequence[_Word], names: Names) -> list[_Found]:
    """ "the privacy policy" for the one "Privacy Statement"; "the terms" for the only terms that there are."""
    found = []
    for at, word in enumerate(words):
        if word.text not in KIND_WORDS:
            continue
        first = at
        while first > 0 and at - first < _WIDEST and words[first - 1].text not in _DETERMINERS:
            slugs = _fitting(frozenset(one.text for one in words[first - 1 : at]), names)
            if slugs is None:
                break
            first -= 1
        told = frozenset(one.text for one in words[first:at])
        after = at + 1
        if distinctive(told, names.house):
            slugs = () if _is_act(words, at, first, told, names) else _fitting(told, names) or ()
        else:
            after = _after_conditions(words, after)
            slugs = _alone(words, at, first, names)
        if slugs:
            found.append(_Found(first, after, slugs))
    return found


def _is_act(words: Sequence[_Word], at: int, first: int, told: frozenset[str], names: Names) -> bool:
    """Whether the words rather name what somebody gives or makes: "a licence agreement", "the takedown notice"."""
    if first > 0 and words[first - 1].text in ("a", "an") and words[at].text != "policy":
        return True
    if words[at].text != "notice":
        return False
    asked = distinctive(told, names.house)
    return len(asked) > 1 and not any(
        asked in sets and "notice" in names.kinds[slug] for slug, sets in names.told.items()
    )


def _fitting(told: frozenset[str], names: Names) -> tuple[str, ...] | None:
    """The documents of some kind whose telling words are these exactly, else those that have them among others."""
    asked = distinctive(told, names.house)
    if not asked:
        return () if told <= GENERIC | {names.house} else None
    exact = tuple(slug for slug, sets in names.told.items() if asked in sets and names.kinds[slug])
    if exact:
        return exact
    return (
        tuple(slug for slug, sets in names.told.items() if names.kinds[slug] and any(asked <= one for one in sets))
        or None
    )


def _alone(words: Sequence[_Word], at: int, first: int, names: Names) -> tuple[str, ...]:
    """ "the terms", "our agreement": the only document that calls itself so. Alone in plain words it means nothing."""
    kind = words[at].text
    opened = first > 0 and words[first - 1].text in _DETERMINERS
    conditions = _after_conditions(words, at + 1) > at + 1
    if kind not in ("term", "agreement", "handbook", "code", "manual") or not (opened or conditions):
        return ()
    if at + 1 < len(words) and words[at + 1].text in ("of", "for", "on", "in", "under"):
        return ()
    slugs = tuple(slug for slug, kinds in names.kinds.items() if kind in kinds)
    return slugs if len(slugs) == 1 else ()


def _after_conditions(words: Sequence[_Word], at: int) -> int:
    return at + 2 if [one.text for one in words[at : at + 2]] == ["and", "condition"] else at


def _mended(words: Sequence[_Word], names: Names) -> list[_Word]:
    """Words in front of a kind of document that miss a word of the titles by one slip, as that word."""
    near = {n for at, word in enumerate(words) if word.text in KIND_WORDS for n in range(max(0, at - _WIDEST), at)}
    return [
        _Word(_mend(word.text, names), word.start, word.end) if at in near and len(word.text) >= 5 else word
        for at, word in enumerate(words)
    ]


def _mend(word: str, names: Names) -> str:
    if word in names.vocabulary:
        return word
    return next((known for known in sorted(names.vocabulary) if one_slip(word, known)), word)


def one_slip(one: str, two: str) -> bool:
    """Whether one letter more, less or other, or two in the wrong order, make the one of the other."""
    if abs(len(one) - len(two)) > 1 or one[0] != two[0]:
        return False
    short, long = sorted((one, two), key=len)
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[:at] + short[at : at + 2][::-1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long


def _likely(words: Sequence[_Word], mentions: Sequence[NamedDocument], names: Names) -> tuple[str, ...]:
    """Documents that a mention fits among others, and those with most telling words of their title in the question."""
    certain = {one.slugs[0] for one in mentions if len(one.slugs) == 1}
    likely = dict.fromkeys(slug for one in mentions if len(one.slugs) > 1 for slug in one.slugs)
    asked = frozenset(word.text for word in words)
    shared: list[tuple[int, str]] = []
    for slug, sets in names.told.items():
        for telling in sets:
            both = len(telling & asked)
            if both and both * 3 >= len(telling) * 2:
                shared.append((both, slug))
    shared.sort(key=lambda one: -one[0])
    likely |= dict.fromkeys(slug for _, slug in shared)
    return tuple(slug for slug in likely if slug not in certain)
