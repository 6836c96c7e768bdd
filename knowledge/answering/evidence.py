"""Citations for an answer, best first, and whether two documents disagree about it. Pure."""

from collections.abc import Sequence

from knowledge.answering.model import Citation
from knowledge.answering.polarity import affirms
from knowledge.answering.spans import cut_at_word
from knowledge.ports import StoredFact, StoredPassage
from knowledge.questions import QuestionPart
from knowledge.retrieval import RankedStatement, values_of
from knowledge.scopes import same_scope
from knowledge.terms import content_terms
from knowledge.values import ValueKind

LONGEST_QUOTE = 400  # characters
MOST_CITATIONS = 6
AS_STRONG = 0.9  # of the best score: what a statement of another document needs to contradict it
ALIKE = 0.5  # share of content words that two statements have in common when they speak of the same thing


def cite(candidate: RankedStatement, answer: str | None = None) -> Citation:
    """The statement as a fact, the fact whose value was answered where it is known; else its passage."""
    if not candidate.facts:
        return _cited(candidate.passage, candidate.text)
    fact = next((fact for fact in candidate.facts if fact.value.text == answer), candidate.facts[0])
    return _cited(fact, fact.source.quote)


def cite_fact(fact: StoredFact) -> Citation:
    return _cited(fact, fact.source.quote)


def cite_passage(statement: RankedStatement) -> Citation:
    """A statement of any time by its passage, with the window in which that stood."""
    return _cited(statement.passage, statement.text)


def cite_all(first: Sequence[Citation], candidates: Sequence[RankedStatement]) -> tuple[Citation, ...]:
    """What the answer speaks of, then the next best statements, each quote once."""
    kept = list(first[:MOST_CITATIONS])
    for candidate in candidates:
        citation = cite(candidate)
        if len(kept) < MOST_CITATIONS and all(
            (c.document, c.quote) != (citation.document, citation.quote) for c in kept
        ):
            kept.append(citation)
    return tuple(kept)


def rival_of(
    best: RankedStatement, candidates: Sequence[RankedStatement], part: QuestionPart
) -> RankedStatement | None:
    """The strongest statement of another document that gives another value of the kind asked for."""
    if part.documents or (part.value_kind is None and not part.polar):
        return None
    for candidate in candidates:
        if candidate.score < AS_STRONG * best.score:
            return None
        if candidate.document == best.document or not _same_scope(best, candidate):
            continue
        if _alike(best.text, candidate.text) >= ALIKE:
            return candidate if _disagree(part, best, candidate) else None
    return None


def _same_scope(one: RankedStatement, two: RankedStatement) -> bool:
    """What holds for Germany contradicts nothing that holds for France, and no rule that it is an exception to."""
    return not (one.facts and two.facts) or same_scope(one.facts[0].scope, two.facts[0].scope)


def _disagree(part: QuestionPart, one: RankedStatement, two: RankedStatement) -> bool:
    if part.polar:
        told = all(any(fact.value.kind is ValueKind.YES_NO for fact in side.facts) for side in (one, two))
        return told and affirms(part, one) is not affirms(part, two)
    said = [
        {value.canonical for value in values_of(side.text, side.facts) if value.kind is part.value_kind}
        for side in (one, two)
    ]
    return bool(said[0] and said[1]) and said[0].isdisjoint(said[1])


def _alike(one: str, two: str) -> float:
    """Jaccard's index of the content words."""
    first, second = frozenset(content_terms(one)), frozenset(content_terms(two))
    return len(first & second) / max(1, len(first | second))


def _cited(held: StoredFact | StoredPassage, quote: str) -> Citation:
    source = held.source
    return Citation(
        kind="fact" if isinstance(held, StoredFact) else "passage",
        id=held.id,
        quote=cut_at_word(quote, LONGEST_QUOTE),
        document=source.document,
        title=source.title,
        version=source.version,
        section=source.section,
        page=source.page,
        valid=held.valid,
    )
