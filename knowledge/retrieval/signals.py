"""What speaks for each of the statements that were found, and their ranking. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from knowledge.ports import StoredFact
from knowledge.retrieval.model import RankedStatement, Signals, Sought
from knowledge.retrieval.statements import FoundStatement
from knowledge.retrieval.weights import RANKING
from knowledge.terms import all_terms, content_terms, rarity, unseen
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
_NAMES = tuple(field.name for field in fields(Signals))


def rank_statements(
    sought: Sought, found: Sequence[FoundStatement], *, dense: Mapping[UUID, float], sparse: Mapping[UUID, float]
) -> list[RankedStatement]:
    """Every statement with its signals and score, best first.

    `dense` and `sparse`: what the index gave for the passages; one of a single list gets the least of the other, as its
    own is at most that.
    """
    asked = list(dict.fromkeys(content_terms(sought.text)))
    stated = [all_terms(one.text) for one in found]
    above = [all_terms(" ".join((one.passage.source.title, *one.passage.source.section))) for one in found]
    weights, rare = rarity(stated), unseen(len(found))
    weighed = {term: weights.get(term, rare) for term in asked}
    far = min(dense.values(), default=0.0)
    best = max(sparse.values(), default=0.0) or 1.0
    ranked = [
        _ranked(
            one,
            _signals(
                sought,
                one,
                terms=terms,
                above=heading,
                asked=weighed,
                passage_meaning=dense.get(one.passage.id, far),
                passage_words=sparse.get(one.passage.id, 0.0) / best,
            ),
        )
        for one, terms, heading in zip(found, stated, above, strict=True)
    ]
    return sorted(ranked, key=lambda statement: -statement.score)


def contributions(signals: Signals) -> dict[str, float]:
    """What each signal adds to the score of a statement."""
    return {name: RANKING[name] * getattr(signals, name) for name in _NAMES}


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
    score = sum(contributions(signals).values())
    return RankedStatement(
        passage=one.passage, place=one.place, text=one.text, facts=one.facts, signals=signals, score=score
    )


def _signals(
    sought: Sought,
    one: FoundStatement,
    *,
    terms: frozenset[str],
    above: frozenset[str],
    asked: Mapping[str, float],
    passage_meaning: float,
    passage_words: float,
) -> Signals:
    source = one.passage.source
    holds = sought.value_kind is not None and any(
        value.kind is sought.value_kind for value in values_of(one.text, one.facts)
    )
    if holds and sought.value_kind is not None:
        terms |= _KIND_TERMS.get(sought.value_kind, frozenset())  # "which e-mail address" is answered by an address
    total = sum(asked.values()) or 1.0
    return Signals(
        passage_meaning=passage_meaning,
        passage_words=passage_words,
        meaning=one.cosine,
        words=sum(weight for term, weight in asked.items() if term in terms) / total,
        headings=sum(weight for term, weight in asked.items() if term not in terms and term in above) / total,
        kind=float(holds),
        named=float(source.document in sought.documents),
    )
