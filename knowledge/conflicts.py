"""Whether facts of different sources contradict each other, and whose word counts. Pure.

What is compared has one topic already (`fact_topic` of the store): the same subject and predicate, whatever the order,
the voice and the inflection of their words. What holds under another scope, bound or condition is no contradiction: a
conflict that is none is worse than one that is missed.
"""

# ruff: noqa: SIM905 - a list of words is read as a text

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.facts import Cardinality
from knowledge.passages import is_row
from knowledge.ports import RankedFact, Standing, StoredFact
from knowledge.scopes import same_scope
from knowledge.values import ValueKind

ALIKE = 0.7
"""Share of the words of two statements that both have, from which on they speak of the same thing.

Read by eye on pairs of public policies and of invented ones: below it the words that differ are conditions.
"""
_FEW = 3  # words: statements that are shorter are told apart by their headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The facts of other sources that a fact contradicts: of its own rank, of a higher one and of a lower one."""

    conflicts: tuple[RankedFact, ...] = ()
    outranked_by: tuple[RankedFact, ...] = ()  # the highest first
    outranks: tuple[RankedFact, ...] = ()

    @property
    def contradicts(self) -> tuple[RankedFact, ...]:
        return (*self.outranked_by, *self.conflicts, *self.outranks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One fact of a topic on which sources disagree."""

    ranked: RankedFact
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """All facts of one topic that are contradicted. It is open until ranks leave none beside another of its rank."""

    sides: tuple[Side, ...]
    score: float  # how alike the statements are that contradict each other, at most 1

    @property
    def is_open(self) -> bool:
        return any(side.verdict.conflicts and not side.verdict.outranked_by for side in self.sides)


def judge(fact: StoredFact, standing: Standing) -> Verdict:
    """What the fact contradicts of all that is said on its topic.

    A source that gives the fact's value too, or whose value the fact's own source gives too, agrees with it.
    """
    if standing.cardinality is Cardinality.MANY or fact.value.kind is ValueKind.TEXT:
        return Verdict()
    comparable = [one for one in standing.same_topic if likeness(fact, one.fact) >= ALIKE]
    ours = {fact.value.canonical, *_values(comparable, fact.source.document)}
    against: list[RankedFact] = []
    for one in comparable:
        document = one.fact.source.document
        if document != fact.source.document and ours.isdisjoint(_values(comparable, document)):
            against.append(one)
    return Verdict(
        conflicts=tuple(one for one in against if one.rank == standing.rank),
        outranked_by=tuple(sorted((one for one in against if one.rank > standing.rank), key=lambda one: -one.rank)),
        outranks=tuple(one for one in against if one.rank < standing.rank),
    )


def conflict_of_topic(facts: Sequence[RankedFact]) -> Conflict | None:
    """Of all one-valued facts of a topic at a viewpoint; None where none contradicts another."""
    sides: list[Side] = []
    for one in facts:
        others = tuple(other for other in facts if other.fact.id != one.fact.id)
        verdict = judge(one.fact, Standing(cardinality=Cardinality.ONE, rank=one.rank, same_topic=others))
        if verdict.contradicts:
            sides.append(Side(ranked=one, verdict=verdict))
    if not sides:
        return None
    score = max(likeness(side.ranked.fact, other.fact) for side in sides for other in side.verdict.contradicts)
    return Conflict(sides=tuple(sides), score=score)


def likeness(one: StoredFact, two: StoredFact) -> float:
    """How alike two statements of one topic are: the share of their words that both have; 0 where a scope, who acts, a
    bound or the headings of short ones tell them apart.
    """
    if not same_scope(one.scope, two.scope) or _acts_of_itself(one) or _acts_of_itself(two):
        return 0.0
    for told_apart in (_actors, _bounds, _refusals):
        first, second = told_apart(one), told_apart(two)
        if first and second and first.isdisjoint(second):
            return 0.0
    first, second = _content(one), _content(two)
    if min(len(first), len(second)) < _FEW and not _same_headings(one, two):
        return 0.0
    return len(first & second) / max(1, len(first | second))


def _values(facts: Iterable[RankedFact], document: str) -> set[str]:
    return {one.fact.value.canonical for one in facts if one.fact.source.document == document}


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


def _acts_of_itself(fact: StoredFact) -> bool:
    """Whether a document speaks of itself: every policy has its own date and its own day of review."""
    dated = fact.value.kind is ValueKind.DATE and not _OF_A_VERSION.isdisjoint(_words(fact.predicate))
    return dated or _ITSELF.search(f"{fact.subject} {fact.source.quote[:80]}") is not None


def _actors(fact: StoredFact) -> frozenset[str]:
    return frozenset(_ACTORS[word] for word in _words(f"{fact.subject} {fact.predicate}") if word in _ACTORS)


def _bounds(fact: StoredFact) -> frozenset[str]:
    return frozenset(_BOUNDS[match.group().lower()] for match in _BOUND.finditer(fact.predicate))


def _refusals(fact: StoredFact) -> frozenset[str]:
    """Of a yes or no the refusal is the value itself."""
    if fact.value.kind is ValueKind.YES_NO:
        return frozenset()
    return frozenset(("refused" if _REFUSAL.search(fact.predicate) else "affirmed",))


def _content(fact: StoredFact) -> frozenset[str]:
    """The words of the statement without its value and its scope; of a table's row those of the one cell."""
    said = f"{fact.subject} {fact.predicate}" if is_row(fact.source.quote) else fact.source.quote
    words = _words(said.replace(fact.value.text, " "))
    return frozenset(_folded(word) for word in words if word not in _UNSAID) - _of_scope(fact)


def _of_scope(fact: StoredFact) -> frozenset[str]:
    return frozenset(_folded(word) for _, value in fact.scope for word in _words(value))


def _same_headings(one: StoredFact, two: StoredFact) -> bool:
    """Whether neither innermost heading adds what the other statement and its heading do not know."""
    said = [frozenset(_folded(word) for word in _words(f"{f.source.quote} {f.predicate}")) for f in (one, two)]
    headed = [
        frozenset(
            _folded(word) for heading in f.source.section[-1:] for word in _words(heading) if word not in _GENERAL
        )
        - _of_scope(f)
        for f in (one, two)
    ]
    return headed[0] <= said[0] | said[1] | headed[1] and headed[1] <= said[0] | said[1] | headed[0]


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
