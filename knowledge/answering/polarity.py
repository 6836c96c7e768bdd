"""Yes or no: whether a statement affirms what a question asks. Pure."""

import re

from knowledge.answering.spans import clause_on
from knowledge.questions import QuestionPart
from knowledge.retrieval import RankedStatement
from knowledge.terms import all_terms, content_terms
from knowledge.values import ValueKind

_NEGATED = re.compile(
    r"\b(?:not(?!\s+only\b)|no|never|nor|neither|none|cannot|unable|"
    r"(?:do|does|did|is|are|was|were|ca|wo|must|should|has|have)n['\u2019]t)\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:(?P<stem>prohibit|forbid|ineligib|refus|reject|unavailab)\w*|(?P<word>banned|exclude|decline|denie)[sd]?\b|"
    r"(?P<prefix>non)-?\w+ble\b)",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:no|not)\s+(?P<compared>[a-z]+er|more|less)\s+than\b", re.IGNORECASE)  # "no later than"
_WITHOUT = re.compile(r"\bwithout\s+(?P<what>\S+(?:\s+\S+){0,2})", re.IGNORECASE)


def affirms(part: QuestionPart, statement: RankedStatement) -> bool:
    """Whether the statement says yes: by its yes/no fact where it has but one clause, else by the words of refusal
    in the clause that the question asks about.

    A question that itself asks for the refusal ("is smoking prohibited?") is affirmed by one: a refusal that both name
    says nothing of the rest ("can a refused claim be appealed?").
    """
    clause = clause_on(statement.text, part.search_text)
    asked, said = _refusals(part.search_text), _refusals(clause)
    fact = next((fact for fact in statement.facts if fact.value.kind is ValueKind.YES_NO), None)
    if fact is not None and clause == statement.text and not _refusals(fact.value.text) & asked:
        affirmed = fact.value.canonical == "yes"
    else:
        affirmed = not (said - asked) and not _negates(clause, part.search_text)
    return affirmed is not bool(asked - said)


def _refusals(text: str) -> frozenset[str]:
    found = (match["stem"] or match["word"] or match["prefix"] for match in _REFUSAL.finditer(text))
    return frozenset(name.lower() for name in found)


def _negates(clause: str, question: str) -> bool:
    """By a word of denial, or by "without" what is asked about. A bound denies only what goes beyond it: "no later than
    Friday" says yes to Friday.
    """
    asked = frozenset(content_terms(question))
    compared = all_terms(question)
    rest = _BOUND.sub(lambda bound: bound.group() if all_terms(bound["compared"]) <= compared else " ", clause)
    lacking = any(asked & all_terms(one["what"]) for one in _WITHOUT.finditer(rest)) and "without" not in compared
    return lacking or _NEGATED.search(rest) is not None
