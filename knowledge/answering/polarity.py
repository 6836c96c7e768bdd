"""Yes or no: whether a statement affirms what a question asks. Pure."""

import re

from knowledge.answering.spans import clause_on
from knowledge.questions import QuestionPart
from knowledge.retrieval import RankedStatement, values_of
from knowledge.terms import all_terms, content_terms
from knowledge.values import Value, ValueKind, find_values

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
_AVOIDANCE = re.compile(r"\b(?:refrain|abstain|avoid)(?:s|ed|ing)?\b", re.IGNORECASE)
_IS_IT_TRUE = re.compile(r"^\W*(?:is|was)\s+it\s+(?:true|correct|right|the\s+case)\s+that\b(?P<said>.*)", re.IGNORECASE)
_EXCEPTED = re.compile(
    r"(?:[;,]?\s*\b(?:but\s+|however,?\s+)?(?:this|it|that|which|they|these)\s+)?\b(?:(?:do|does|did)(?:\s+not|n['\u2019]t)\s+apply\s+(?:to|for)|with\s+the\s+exception\s+of|except(?:\s+for)?|"
    r"excluding|other\s+than)\s+(?P<whom>[^,;.]+)",
    re.IGNORECASE,
)
_EQUATES = re.compile(
    r"^\W*(?:(?:is|are|was|were)\b|(?:do|does|did)\b.*\b(?:have|get|receive|earn|cost|pay|last|take|amount)\b)",
    re.IGNORECASE,
)
_A_RULE = 2  # content words, at least
_COMPARES = re.compile(
    r"\b(?:than|at\s+(?:least|most)|above|below|over|under|beyond|up\s+to|within|after|before|by|until|every|more|less|only|or)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:no|not)\s+(?P<compared>[a-z]+er|more|less)\s+than\b", re.IGNORECASE)  # "no later than"
_CONFIRMED = (ValueKind.MONEY, ValueKind.DURATION, ValueKind.PERCENT)
_LITTLE = re.compile(
    r"(?:\s*\b(?:long|high|per|a|an|each|old|day|week|month|year|night|person|employee)\b)*"
    r"(?:\s+of(?:\s+[\w-]+){1,3})?(?:\s+(?:according|in|under|for|on|at|as|now|still|today)\b.*)?\W*",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\bwithout\s+(?P<what>\S+(?:\s+\S+){0,2})", re.IGNORECASE)


def affirms(part: QuestionPart, statement: RankedStatement) -> bool:
    """Whether the statement says yes: by the value that the question gives it, where it gives one, by its yes/no fact
    where it has but one clause, else by the words of refusal in the clause that the question asks about.

    A question that itself asks for the refusal ("is smoking prohibited?", "is it true that you do not sell data?") is
    affirmed by one: a refusal that both name says nothing of the rest ("can a refused claim be appealed?").
    """
    question = part.search_text
    equal = _equals(question, statement)
    if equal is not None:
        return equal
    true = _IS_IT_TRUE.search(question)
    denied = bool(_NEGATED.search(true["said"]) if true else _AVOIDANCE.search(question))
    excepted = _excepts(statement.text, question)
    rule = _without_exceptions(statement.text)
    return _says_yes(question, statement, rule) ^ denied ^ excepted


def denies(text: str) -> bool:
    """Whether a sentence denies, refuses or excludes something. "No later than" does not."""
    rest = _BOUND.sub(" ", text)
    return any(words.search(rest) for words in (_NEGATED, _REFUSAL, _AVOIDANCE, _EXCEPTED))


def is_judged(part: QuestionPart, statement: RankedStatement) -> bool:
    """Whether it says yes or no at all: not where a value is to be confirmed and it gives none of that kind."""
    asked = asked_value(part.search_text)
    return asked is None or any(one.kind is asked.kind for one in values_of(statement.text, statement.facts))


def _says_yes(question: str, statement: RankedStatement, rule: str) -> bool:
    clause = clause_on(rule, question)
    asked, said = _refusals(question), _refusals(clause)
    fact = next((fact for fact in statement.facts if fact.value.kind is ValueKind.YES_NO), None)
    if fact is not None and clause == statement.text and not _refusals(fact.value.text) & asked:
        affirmed = fact.value.canonical == "yes"
    else:
        affirmed = not (said - asked) and not _negates(clause, question)
    return affirmed is not bool(asked - said)


def asked_value(question: str) -> Value | None:
    """The value that a question asks to be confirmed: "is the fee 5 EUR?". One that is compared, as in "is it more than
    5 EUR?", or that limits what is asked, is none.
    """
    values = [found for found in find_values(question) if found.value.kind in _CONFIRMED]
    if len(values) != 1 or not _EQUATES.match(question) or _COMPARES.search(question):
        return None
    rest = question[values[0].end :]
    return values[0].value if _LITTLE.fullmatch(rest) else None


def _equals(question: str, statement: RankedStatement) -> bool | None:
    """Whether the statement gives the value of the question; None where neither gives one of that kind."""
    asked = asked_value(question)
    stated = [one.canonical for one in values_of(statement.text, statement.facts) if asked and one.kind is asked.kind]
    return asked.canonical in stated if asked and stated else None


def _excepts(statement: str, question: str) -> bool:
    """Whether the question is about those whom the statement leaves out: "this does not apply to adoptive parents"."""
    asked = all_terms(question)
    return any(0 < len(terms) == len(terms & asked) for terms in map(_whom, _EXCEPTED.finditer(statement)))


def _without_exceptions(statement: str) -> str:
    """The rule alone. One whose exception is a matter of measure ("orders below 50 EUR"), or is all that is said, is
    left whole.
    """
    rest = _EXCEPTED.sub(lambda one: one.group() if re.search(r"\d", one["whom"]) else "", statement)
    return rest if len(content_terms(rest)) >= _A_RULE else statement


def _whom(match: re.Match[str]) -> frozenset[str]:
    return frozenset(content_terms(match["whom"]))


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
