"""The shortest faithful span of a statement that answers: a value, yes or no, else the core of the sentence. Pure."""

import re

from knowledge.retrieval import RankedStatement, values_of
from knowledge.terms import all_terms, content_terms
from knowledge.passages import is_row
from knowledge.questions import QuestionPart
from knowledge.values import ValueKind

LONGEST = 200  # characters of an answer that is no value
_NEGATED = re.compile(
    r"\b(?:not|no|never|nor|neither|none|cannot|without|prohibited|forbidden|banned|ineligible|excluded|declined?|"
    r"(?:do|does|did|is|are|was|were|ca|wo|must|should|has|have)n['\u2019]t)\b",
    re.IGNORECASE,
)
_REFUSING = re.compile(r"\b(?:prohibited|forbidden|banned|excluded|ineligible|refused|denied)\b", re.IGNORECASE)
_MARKER = re.compile(r"^\s*(?:[-*\u2022+]|\d{1,3}[.)]|\([a-z0-9]{1,3}\)|[a-z]\))\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[;:])\s+|,\s+(?=(?:and|but|or|which|unless|except|provided)\b)|\s+\|\s+")


def short_answer(part: QuestionPart, candidate: RankedStatement) -> str:
    """A value of the kind asked for, "Yes" or "No" for a polar question, else the statement or its best clause."""
    if part.polar:
        return "Yes" if affirms(part, candidate) else "No"
    value = _cell(part, candidate) or _value(part, candidate)
    return value if value is not None else core(candidate.text, part.search_text)


def affirms(part: QuestionPart, candidate: RankedStatement) -> bool:
    """Whether the statement says yes: by its yes/no fact, else by its words of refusal.

    A question that itself asks for the refusal ("is smoking prohibited?") is affirmed by one.
    """
    polarity = next((fact.value for fact in candidate.facts if fact.value.kind is ValueKind.YES_NO), None)
    said = polarity.canonical == "yes" if polarity is not None else not _NEGATED.search(_clause(part, candidate))
    return said is not bool(_REFUSING.search(part.search_text))


def _clause(part: QuestionPart, candidate: RankedStatement) -> str:
    return core(candidate.text, part.search_text) if len(candidate.text) > LONGEST else candidate.text


def _cell(part: QuestionPart, candidate: RankedStatement) -> str | None:
    """Of a table row, the cell under the heading that the question names; of the kind asked for, where it names one."""
    if not is_row(candidate.text):
        return None
    asked = frozenset(content_terms(part.search_text))
    fitting = [fact for fact in candidate.facts if part.value_kind in (None, fact.value.kind)]
    named = {fact.id: len(asked & all_terms(fact.predicate)) for fact in fitting}
    best = max(fitting, key=lambda fact: named[fact.id], default=None)
    return best.value.text if best is not None and named[best.id] else None


def _value(part: QuestionPart, candidate: RankedStatement) -> str | None:
    """Of several values of the kind asked for, the one whose neighbourhood has most words of the question."""
    wanted = [value for value in values_of(candidate.text, candidate.facts) if value.kind is part.value_kind]
    if not wanted:
        return None
    asked = frozenset(content_terms(part.search_text))
    shared = {value.text: _shared_around(candidate.text, value.text, asked) for value in wanted}
    return max(wanted, key=lambda value: shared[value.text]).text


def _shared_around(text: str, span: str, asked: frozenset[str]) -> int:
    at = text.find(span)
    return len(asked & all_terms(text[max(0, at - 80) : at + len(span) + 80])) if at >= 0 else 0


def core(text: str, question: str) -> str:
    """The statement without its list marker; of a long one the clauses around the words of the question."""
    text = _MARKER.sub("", " ".join(text.split()))
    if len(text) <= LONGEST:
        return text
    asked = frozenset(content_terms(question))
    clauses = _CLAUSE.split(text)
    best = max(range(len(clauses)), key=lambda at: len(asked & all_terms(clauses[at])))
    start = text.index(clauses[best])
    return cut_at_word(text[start:], LONGEST)


def cut_at_word(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") or text[:limit]
