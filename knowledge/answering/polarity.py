"""Yes or no: whether a statement affirms what a question asks. Pure."""

import re

from knowledge.answering.spans import clause_on
from knowledge.questions import QuestionPart
from knowledge.retrieval import RankedStatement
from knowledge.values import ValueKind

_NEGATED = re.compile(
    r"\b(?:not|no|never|nor|neither|none|cannot|without|unable|prohibits?|prohibited|forbids?|forbidden|banned|"
    r"ineligible|excluded|excludes?|declined?|"
    r"(?:do|does|did|is|are|was|were|ca|wo|must|should|has|have)n['\u2019]t)\b",
    re.IGNORECASE,
)
_REFUSING = re.compile(r"\b(?:prohibited|forbidden|banned|excluded|ineligible|refused|denied)\b", re.IGNORECASE)


def affirms(part: QuestionPart, statement: RankedStatement) -> bool:
    """Whether the statement says yes: by its yes/no fact where it has but one clause, else by the words of refusal
    in the clause that the question asks about.

    A question that itself asks for the refusal ("is smoking prohibited?") is affirmed by one.
    """
    polarity = next((fact.value for fact in statement.facts if fact.value.kind is ValueKind.YES_NO), None)
    clause = clause_on(statement.text, part.search_text)
    whole = clause == statement.text
    said = polarity.canonical == "yes" if polarity is not None and whole else not _NEGATED.search(clause)
    return said is not bool(_REFUSING.search(part.search_text))
