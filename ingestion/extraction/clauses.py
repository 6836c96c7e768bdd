"""Where a clause ends, what leads it, and where its subject meets its verb."""

# ruff: noqa: RUF001, SIM905 - dashes of both widths occur in text; a list of words is read as a text

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction import words
from ingestion.extraction.tokens import Token
from ingestion.extraction.verbs import find_past, find_verb, is_finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Token positions: lead `[start, subject)`, subject `[subject, verb)`, predicate `[verb, end)`."""

    start: int
    subject: int
    verb: int
    end: int


def read_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a statement. A clause without a verb has `verb == end`; together they cover all tokens."""
    clauses: list[Clause] = []
    start = 0
    while start < len(tokens):
        end = _clause_end(tokens, start)
        clauses.append(_read_clause(tokens, start, end))
        start = end
    return clauses


def _clause_end(tokens: Sequence[Token], start: int) -> int:
    """One past the clause that begins at `start`: at a semicolon, colon or dash, or before ", and they will ..."."""
    verb = None
    for i in range(start, len(tokens)):
        token = tokens[i]
        if token.text in (";", ":", "—", "–") and i > start:
            return i + 1
        if verb is None and token.lower not in words.AMBIGUOUS_VERBS and is_finite(tokens, i, start):
            verb = i
        elif verb is not None and token.lower in ("and", "but", "or", "so") and opens_clause(tokens, i + 1):
            return i
        elif verb is not None and _ends_sentence(tokens, i):
            return i + 1
    return len(tokens)


def _ends_sentence(tokens: Sequence[Token], i: int) -> bool:
    if tokens[i].text not in (".", "?", "!") or i + 1 >= len(tokens) or not tokens[i + 1].text[0].isupper():
        return False
    before = tokens[i - 1]
    return before.value is not None or not ("." in before.text or len(before.text) == 1 or before.lower in _ABBREVIATED)


_ABBREVIATED = frozenset("inc ltd co corp no nos st mr mrs ms dr vs etc sec art approx jr sr dept".split())


def opens_clause(tokens: Sequence[Token], start: int) -> bool:
    """Whether a subject and its auxiliary (or a pronoun and its verb) follow at once."""
    if start >= len(tokens):
        return False
    if tokens[start].lower in words.PRONOUNS and start + 1 < len(tokens):
        return is_finite(tokens, start + 1, start)
    for i in range(start + 1, min(start + 7, len(tokens))):
        token = tokens[i]
        if token.lower in words.AUXILIARIES and tokens[i - 1].lower not in words.RELATIVES:
            return True
        if not token.is_word and token.value is None:
            return False
        if token.lower in words.SUBORDINATORS or token.lower in words.RELATIVES or token.lower in words.CONJUNCTIONS:
            return False
    return False


def _read_clause(tokens: Sequence[Token], start: int, end: int) -> Clause:
    while start < end and (tokens[start].text in ",.;:•*-" or tokens[start].lower in words.CONJUNCTIONS):
        start += 1
    lead_end = _lead_end(tokens, start, end)
    if lead_end < end - 1 and tokens[lead_end].lower == "please":
        lead_end += 1
    verb = find_verb(tokens, lead_end, end)
    if verb == lead_end + 2 and tokens[lead_end].lower in _SETTING and tokens[verb].lower in words.BASE_FORMS:
        lead_end = verb  # an order: "For questions write to ..."
    if verb is None:
        verb = find_past(tokens, lead_end, end)
    return Clause(start=start, subject=lead_end, verb=end if verb is None else verb, end=end)


def _lead_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the main clause begins after "If ...," or "Within 30 days of ...,"; `start` when nothing leads."""
    if start >= end:
        return start
    first = tokens[start].lower
    if first in words.LEADING_ADVERBS and start + 2 < end and tokens[start + 1].text == ",":
        return _lead_end(tokens, start + 2, end)
    leads = first in words.SUBORDINATORS | words.PREPOSITIONS | words.LEADING_ADVERBS or first.endswith("ing")
    if not leads:
        said_apart = start + 2 < end and tokens[start + 1].text == "," and find_verb(tokens, start + 2, end) is not None
        return start + 2 if said_apart else start
    if first in words.LEADING_ADVERBS and start + 1 < end and tokens[start + 1].text != ",":
        return start + 1
    best = _marked_lead_end(tokens, start, end)
    if best == start and first in _SETTING:
        best = _unmarked_lead_end(tokens, start, end)
    return start + 1 if best == start and first in words.SUBORDINATORS else best


def _marked_lead_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """One past the comma before the main clause; `start` where there is none."""
    best = start
    for i in range(start, end):
        if tokens[i].text != "," or i + 1 >= end or tokens[i + 1].lower in words.CONJUNCTIONS:
            continue
        verb = find_verb(tokens, i + 1, end)
        if verb is None:
            break
        if best != start and find_verb(tokens, best, i) is not None:
            break
        best = i + 1
        if tokens[best].lower == "then" and best + 1 < end:
            best += 1
        if tokens[best].lower in words.PRONOUNS | words.DETERMINERS or verb == best:
            break
    return best


def _unmarked_lead_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where a second noun phrase begins with no comma before it: "For smaller orders a label costs ..."."""
    for i in range(start + 2, min(start + _LONGEST_LEAD, end)):
        token, before = tokens[i], tokens[i - 1]
        if token.value is not None:
            continue
        if not token.is_word or token.lower in words.AUXILIARIES | words.RELATIVES | words.SUBORDINATORS:
            break
        measured = before.value is not None and " " in before.text and token.lower not in _AFTER_VALUE
        opens = token.lower in words.DETERMINERS | words.SUBJECT_PRONOUNS - {"that"}
        named = before.value is not None or before.lower not in words.FUNCTION_WORDS
        if (measured or (opens and named)) and find_verb(tokens, i, end) is not None:
            return i
    return start


_LONGEST_LEAD = 10
_SETTING = frozenset("for in during within on after from until before since at under with".split())
_AFTER_VALUE = words.PREPOSITIONS | words.CONJUNCTIONS | words.ADVERBS | {"or", "and", "later", "earlier", "prior"}
