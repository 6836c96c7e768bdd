"""Which statement answers: words in common weighed by rarity, the passage's rank, the kind of value asked for. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.answering.terms import all_terms, content_terms, rarity, unseen
from knowledge.ports import StoredFact
from knowledge.questions import QuestionReading
from knowledge.retrieval import RankedPassage
from knowledge.values import Value, ValueKind, find_values

SECTION_WEIGHT = 0.8  # of a word that stands in the headings or title above a statement and not in it
NEAR_WEIGHT = 0.25  # ... in its passage only
RANK_WEIGHT = 0.5  # of the passage's score, 1 for the best
KIND_WEIGHT = 0.2  # of holding a value of the kind asked for
NAMED_WEIGHT = 0.3  # of standing in a document that the question names
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
_KIND_TERMS = {kind: all_terms(words) for kind, words in _KIND_WORDS.items()}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u201c\"(])|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One statement of a retrieved passage and how well it fits. Facts of one statement are in reading order."""

    passage: RankedPassage
    text: str
    facts: tuple[StoredFact, ...]
    score: float
    coverage: float  # share of the question's rarity that stands in the statement, its passage or its headings, 0 to 1
    stated: float  # share that stands in the statement itself

    @property
    def document(self) -> str:
        return self.passage.passage.source.document


def rank_statements(reading: QuestionReading, passages: Sequence[RankedPassage]) -> list[Candidate]:
    """Every statement of the passages, best first."""
    statements = [(passage, text, facts) for passage in passages for text, facts in _statements(passage)]
    asked = list(dict.fromkeys(content_terms(reading.search_text)))
    stated = [all_terms(text) for _, text, _ in statements]
    weights = rarity(stated)
    rare = unseen(len(statements))
    best = max((passage.score for passage in passages), default=0.0)
    candidates = [
        _scored(
            reading,
            passage,
            text,
            facts,
            terms=terms,
            asked={term: weights.get(term, rare) for term in asked},
            rank=passage.score / best if best > 0 else 0.0,
        )
        for (passage, text, facts), terms in zip(statements, stated, strict=True)
    ]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _scored(
    reading: QuestionReading,
    passage: RankedPassage,
    text: str,
    facts: tuple[StoredFact, ...],
    *,
    terms: frozenset[str],
    asked: Mapping[str, float],
    rank: float,
) -> Candidate:
    source = passage.passage.source
    above = all_terms(" ".join((source.title, *source.section)))
    near = all_terms(passage.passage.text)
    total = sum(asked.values()) or 1.0
    holds = _holds(reading, text, facts)
    if holds and reading.value_kind is not None:
        terms |= _KIND_TERMS.get(reading.value_kind, frozenset())  # "which e-mail address" is answered by an address
    own = sum(weight for term, weight in asked.items() if term in terms) / total
    headed = sum(weight for term, weight in asked.items() if term not in terms and term in above) / total
    beside = sum(weight for term, weight in asked.items() if term not in terms | above and term in near) / total
    score = own + SECTION_WEIGHT * headed + NEAR_WEIGHT * beside + RANK_WEIGHT * rank
    score += KIND_WEIGHT * holds + NAMED_WEIGHT * (source.document in reading.documents)
    return Candidate(passage=passage, text=text, facts=facts, score=score, coverage=own + headed + beside, stated=own)


def _holds(reading: QuestionReading, text: str, facts: Sequence[StoredFact]) -> bool:
    if reading.value_kind is None:
        return False
    return any(value.kind is reading.value_kind for value in values_of(text, facts))


def values_of(text: str, facts: Sequence[StoredFact]) -> list[Value]:
    """The typed values of a statement: those of its facts, else those found in its text."""
    known = [fact.value for fact in facts if fact.value.kind not in (ValueKind.TEXT, ValueKind.YES_NO)]
    return known or [found.value for found in find_values(text)]


def _statements(passage: RankedPassage) -> list[tuple[str, tuple[StoredFact, ...]]]:
    """The statements that facts quote; the sentences of a passage of which no fact is known."""
    by_place: dict[tuple[int, str], list[StoredFact]] = {}
    for fact in passage.facts:
        by_place.setdefault((fact.source.start, fact.source.quote), []).append(fact)
    if by_place:
        return [(text, tuple(facts)) for (_, text), facts in sorted(by_place.items(), key=lambda item: item[0][0])]
    sentences = _SENTENCE_END.split(passage.passage.text)
    return [(sentence.strip(), ()) for sentence in sentences if sentence.strip()]
