"""How alike two facts of one topic are worded: whether they speak of the same thing. Pure."""

# ruff: noqa: SIM905 - a list of words is read as a text

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.passages import is_row
from knowledge.scopes import have_values_in_common, values_of_scope
from knowledge.time_windows import Scope
from knowledge.values import ValueKind

ALIKE = 0.7
"""Share of the words of two statements that both have, from which on they speak of the same thing.

Read by eye on pairs of public policies and of invented ones: below it the words that differ are conditions.
"""
_FEW = 3  # words: statements that are shorter are told apart by their headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What of a fact tells whether another speaks of the same thing, wherever both stand."""

    subject: str
    predicate: str
    kind: ValueKind
    value: str  # in the words of the source
    scope: Scope
    quote: str
    headings: tuple[str, ...]  # the innermost alone


def are_alike(first: "Traits", second: "Traits") -> bool:
    """Whether the likeness of two wordings is at least `ALIKE`; quick for those that share few words."""
    shared = len(first.content & second.content)
    if shared < ALIKE * (len(first.content) + len(second.content) - shared):
        return False
    return likeness_of(first, second) >= ALIKE


def likeness_of(first: "Traits", second: "Traits") -> float:
    """How alike two statements of one topic are: the share of their words that both have; 0 where a scope, who acts, a
    bound or the headings of short ones tell them apart.
    """
    if first.acts_of_itself or second.acts_of_itself or not have_values_in_common(first.scope, second.scope):
        return 0.0
    for ours, theirs in (
        (first.actors, second.actors),
        (first.bounds, second.bounds),
        (first.refusals, second.refusals),
    ):
        if ours and theirs and ours.isdisjoint(theirs):
            return 0.0
    if min(len(first.content), len(second.content)) < _FEW and not _same_headings(first, second):
        return 0.0
    return len(first.content & second.content) / max(1, len(first.content | second.content))


_WORD = re.compile(r"[^\W\d_]+")
_ITSELF = re.compile(
    r"(?:this|these)\s+(?:\w+\s+)?(?:polic(?:y|ies)|terms|agreement|document|version|page|notice|statement|guide|handbook)\b",
    re.IGNORECASE,
)
_OF_A_VERSION = frozenset("effective updated revised version published reviewed amended issued modified".split())
_ACTORS = {
    **dict.fromkeys("customer customers client clients buyer buyers consumer consumers".split(), "customers"),
    **dict.fromkeys("employee employees staff worker workers colleagues".split(), "employees"),
    **dict.fromkeys("user users member members subscriber subscribers".split(), "users"),
}
_BOUNDS = {
    **dict.fromkeys(("at least", "minimum", "more than", "over", "above", "longer than", "exceeding"), "least"),
    **dict.fromkeys(("at most", "maximum", "no more than", "up to", "within", "below", "under", "not exceed"), "most"),
    **dict.fromkeys(("every", "each", "per"), "rate"),
}
_BOUND = re.compile(r"\b(?:" + "|".join(sorted(_BOUNDS, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(?:not|never|no(?!\s+(?:more|less|later|earlier)\b)|cannot|without|\w+n['\u2019]t)\b", re.IGNORECASE
)
_UNSAID = frozenset(
    "a an the of to in on at by for from with within is are was were be been will shall must may can could should "
    "would has have had do does did and or that this these those it its their our your his her as any all each "
    "every least most more less than up no not we you they he she us them customer customers employee employees "
    "staff user users".split()
)
_SAME = {
    **dict.fromkeys("keep keeps kept retain retains retained store stores stored".split(), "keep"),
    **dict.fromkeys("pay pays paid".split(), "pay"),
    **dict.fromkeys("send sends sent".split(), "send"),
    **dict.fromkeys("hold holds held".split(), "hold"),
    **dict.fromkeys("get gets receive receives received".split(), "get"),
}
_GENERAL = frozenset(
    "general overview introduction summary policy policies rules rule details note notes terms conditions short basics "
    "requirements guidelines procedure procedures".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a wording is compared by."""

    scope: Mapping[str, frozenset[str]]
    acts_of_itself: bool
    actors: frozenset[str]
    bounds: frozenset[str]
    refusals: frozenset[str]
    content: frozenset[str]
    said: frozenset[str]  # with the predicate, for what headings add
    headed: frozenset[str]


@lru_cache(maxsize=16_384)  # a fact is compared with several others, question after question
def traits_of(fact: Wording) -> Traits:
    of_scope = frozenset(_folded(word) for _, value in fact.scope for word in _words(value))
    return Traits(
        scope=values_of_scope(fact.scope),
        acts_of_itself=_acts_of_itself(fact),
        actors=frozenset(_ACTORS[word] for word in _words(f"{fact.subject} {fact.predicate}") if word in _ACTORS),
        bounds=frozenset(_BOUNDS[match.group().lower()] for match in _BOUND.finditer(fact.predicate)),
        refusals=_refusals(fact),
        content=_content(fact) - of_scope,
        said=frozenset(_folded(word) for word in _words(f"{fact.quote} {fact.predicate}")),
        headed=frozenset(_folded(word) for heading in fact.headings for word in _words(heading) if word not in _GENERAL)
        - of_scope,
    )


def _acts_of_itself(fact: Wording) -> bool:
    """Whether a document speaks of itself: every policy has its own date and its own day of review."""
    dated = fact.kind is ValueKind.DATE and not _OF_A_VERSION.isdisjoint(_words(fact.predicate))
    return dated or _ITSELF.search(f"{fact.subject} {fact.quote[:80]}") is not None


def _refusals(fact: Wording) -> frozenset[str]:
    """Of a yes or no the refusal is the value itself."""
    if fact.kind is ValueKind.YES_NO:
        return frozenset()
    return frozenset(("refused" if _REFUSAL.search(fact.predicate) else "affirmed",))


def _content(fact: Wording) -> frozenset[str]:
    """The words of the statement without its value; of a table's row those of the one cell."""
    said = f"{fact.subject} {fact.predicate}" if is_row(fact.quote) else fact.quote
    words = _words(said.replace(fact.value, " "))
    return frozenset(_folded(word) for word in words if word not in _UNSAID)


def _same_headings(one: Traits, two: Traits) -> bool:
    """Whether neither innermost heading adds what the other statement and its heading do not know."""
    said = one.said | two.said
    return one.headed <= said | two.headed and two.headed <= said | one.headed


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _folded(word: str) -> str:
    """ "returned", "returns" and "returning" alike, "kept" and "stored" too; crude, as both sides are folded."""
    if word in _SAME:
        return _SAME[word]
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word
