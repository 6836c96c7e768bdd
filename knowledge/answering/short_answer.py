"""The shortest faithful span of a statement that answers: a value, yes or no, a list, else the core of it. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.answering.polarity import affirms, is_judged
from knowledge.answering.spans import core, in_a_row, items_after, opens_list, spoken
from knowledge.passages import is_row
from knowledge.ports import StoredFact
from knowledge.questions import QuestionPart
from knowledge.retrieval import RankedStatement, kinds_for, values_of
from knowledge.terms import all_terms, content_terms, stem
from knowledge.values import Value

_COUNTED = re.compile(r"^.*?\bhow\s+many\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def short_answer(part: QuestionPart, statement: RankedStatement) -> str:
    """A value of the kind asked for, "Yes" or "No" for a polar question that the statement tells, the items of a list
    that it opens, else the statement or its best clauses.
    """
    if part.polar and is_judged(part, statement):
        return "Yes" if affirms(part, statement) else "No"
    value = _cell(part, statement) or _value(part, statement)
    if value is not None:
        return value
    items = items_after(statement.passage.text, statement.text) if opens_list(statement.text) else []
    if items:
        return in_a_row([item.rstrip(".;,") for item in items])
    source = statement.passage.source
    return core(spoken(statement.text), part.search_text, " ".join((source.title, *source.section)))


def _cell(part: QuestionPart, statement: RankedStatement) -> str | None:
    """Of a table row, the cell under the heading that the question names: one of the kind asked for before others, as
    "unlimited" answers "how many users?" where no number stands under "Users".
    """
    if not is_row(statement.text):
        return None
    asked = frozenset(content_terms(part.search_text))
    fitting = [fact for fact in statement.facts if part.value_kind in (None, fact.value.kind)]
    for facts in (fitting, statement.facts):
        best = max(facts, key=lambda fact: _named(fact, asked), default=None)
        if best is not None and _named(best, asked):
            return best.value.text
    return None


def _named(fact: StoredFact, asked: frozenset[str]) -> int:
    """How many words of the heading are asked for."""
    return len(asked & all_terms(fact.predicate))


def _value(part: QuestionPart, statement: RankedStatement) -> str | None:
    """Of several values of the kind asked for the one that counts what is asked for, then the one to which most phrases
    of the question lead, then whose fact speaks of most of its words, then the one that they stand nearest to. A value
    that may stand for the kind answers only where it is alone.
    """
    held = values_of(statement.text, statement.facts)
    exact, stand_in = (
        [value for value in held if value.kind in kinds] for kinds in kinds_for(part.value_kind) or ((), ())
    )
    wanted = exact or (stand_in if len(stand_in) == 1 else [])
    if not wanted:
        return None
    counted = (
        frozenset(content_terms(_COUNTED.sub("", part.search_text))[:1]) if _COUNTED.search(part.search_text) else ()
    )
    asked = frozenset(content_terms(part.search_text))
    phrases = frozenset(pairwise(content_terms(part.search_text)))
    of = {fact.value: asked & all_terms(f"{fact.subject} {fact.predicate}") for fact in statement.facts}
    led = {value: len(phrases & _phrases_before(statement.text, value, held)) for value in wanted}
    return max(
        wanted,
        key=lambda value: (
            any(term in _counted_by(statement.text, value) for term in counted),
            led[value],
            len(of.get(value, ())),
            _nearness(statement.text, value, asked),
        ),
    ).text


def _counted_by(text: str, value: Value) -> frozenset[str]:
    """The words of a value and the two behind it: "75 text messages", "3 attempts"."""
    behind = _WORD.findall(text[text.find(value.text) + len(value.text) :])[:2] if value.text in text else []
    return all_terms(" ".join((value.text, *behind)))


def _phrases_before(text: str, value: Value, held: Sequence[Value]) -> frozenset[tuple[str, str]]:
    """Pairs of neighbouring words that lead to a value, from the value before it on: of "during the probation period of
    three months, the notice period is two weeks" the notice period leads to the second alone.
    """
    at = text.find(value.text)
    ends = (text.find(other.text) + len(other.text) for other in held if other.text in text[: max(at, 0)])
    return frozenset(pairwise(content_terms(text[max(ends, default=0) : max(at, 0)])))


def _nearness(text: str, value: Value, asked: frozenset[str]) -> float:
    """How near the words of the question stand to a value: each counts by 1 over its distance in words and two."""
    at = text.find(value.text)
    if at < 0:
        return 0.0
    before = [stem(word.lower()) for word in _WORD.findall(text[:at])][::-1]
    after = [stem(word.lower()) for word in _WORD.findall(text[at + len(value.text) :])]
    inside = {stem(word.lower()) for word in _WORD.findall(value.text)}
    return sum(1.0 if term in inside else max(_within(before, term), _within(after, term)) for term in asked)


def _within(words: Sequence[str], term: str) -> float:
    return 1 / (words.index(term) + 2) if term in words else 0.0
