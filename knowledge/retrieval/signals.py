"""What speaks for each of the statements that were found, and their ranking. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from uuid import UUID

from knowledge.ports import StoredFact
from knowledge.retrieval.model import RankedStatement, Signals, Sought
from knowledge.retrieval.statements import FoundStatement
from knowledge.retrieval.weights import RANKING
from knowledge.terms import all_terms, content_terms, rarity
from knowledge.values import Value, ValueKind, find_values

_KIND_WORDS = {
    ValueKind.EMAIL: "e-mail mail address",
    ValueKind.URL: "website web page url link address",
    ValueKind.ADDRESS: "address street office",
    ValueKind.PERCENT: "percent percentage share proportion rate",
    ValueKind.MONEY: "amount money sum cost price",
    ValueKind.DURATION: "time period duration days weeks months years hours minutes",
    ValueKind.DATE: "date day",
    ValueKind.NUMBER: "number count",
}
_STAND_FOR = {
    ValueKind.ADDRESS: frozenset({ValueKind.EMAIL, ValueKind.URL}),  # "where do I send it?"
    ValueKind.MONEY: frozenset({ValueKind.PERCENT}),  # "how much is sick pay?": 80% of the salary
    ValueKind.DATE: frozenset({ValueKind.DURATION}),  # "when does it arrive?": within 5 days
}
_KIND_TERMS = {kind: all_terms(words) for kind, words in _KIND_WORDS.items()}
_WEIGHTS = tuple(RANKING[name] for name in Signals._fields)


def rank_statements(
    sought: Sought, found: Sequence[FoundStatement], *, dense: Mapping[UUID, float], sparse: Mapping[UUID, float]
) -> list[RankedStatement]:
    """Every statement with its signals and score, best first.

    `dense` and `sparse`: what the index gave for the passages; one of a single list gets the least of the other, as its
    own is at most that.
    """
    stated = [all_terms(one.text) for one in found]
    asked = _rarity_of(dict.fromkeys(content_terms(sought.text)), stated)
    far = min(dense.values(), default=0.0)
    best = max(sparse.values(), default=0.0) or 1.0
    shared: dict[UUID, _OfPassage] = {}
    ranked = []
    for one, terms in zip(found, stated, strict=True):
        id_ = one.passage.id
        around = shared.get(id_)
        if around is None:
            source = one.passage.source
            around = shared[id_] = _OfPassage(
                above=all_terms(" ".join((source.title, *source.section))),
                meaning=dense.get(id_, far),
                words=sparse.get(id_, 0.0) / best,
                named=float(source.document in sought.documents),
            )
        ranked.append(_ranked(one, _signals(sought, one, around, terms=terms, asked=asked)))
    return sorted(ranked, key=lambda statement: -statement.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfPassage:
    """What all statements of a passage have in common."""

    above: frozenset[str]  # terms of the title and the headings
    meaning: float
    words: float
    named: float


def _rarity_of(asked: Iterable[str], stated: Sequence[frozenset[str]]) -> dict[str, float]:
    return {term: rarity(sum(term in terms for terms in stated), len(stated)) for term in asked}


def kinds_for(asked: ValueKind | None) -> tuple[frozenset[ValueKind], ...]:
    """The kind asked for, then the kinds that may stand for it."""
    if asked is None:
        return ()
    return (frozenset({asked}), _STAND_FOR.get(asked, frozenset()))


def values_of(text: str, facts: Sequence[StoredFact]) -> list[Value]:
    """The typed values of a statement: those of its facts, else those found in its text."""
    known = [fact.value for fact in facts if fact.value.kind not in (ValueKind.TEXT, ValueKind.YES_NO)]
    return known or [found.value for found in find_values(text)]


def _ranked(one: FoundStatement, signals: Signals) -> RankedStatement:
    score = sum(map(mul, _WEIGHTS, signals))
    return RankedStatement(
        passage=one.passage, place=one.place, text=one.text, facts=one.facts, signals=signals, score=score
    )


def _signals(
    sought: Sought, one: FoundStatement, around: _OfPassage, *, terms: frozenset[str], asked: Mapping[str, float]
) -> Signals:
    kind = sought.value_kind
    holds = kind is not None and any(value.kind is kind for value in values_of(one.text, one.facts))
    if holds and kind is not None:
        terms |= _KIND_TERMS.get(kind, frozenset())  # "which e-mail address" is answered by an address
    total = sum(asked.values()) or 1.0
    return Signals(
        passage_meaning=around.meaning,
        passage_words=around.words,
        meaning=one.cosine,
        words=sum([weight for term, weight in asked.items() if term in terms]) / total,
        headings=sum([weight for term, weight in asked.items() if term not in terms and term in around.above]) / total,
        kind=float(holds),
        named=around.named,
    )
