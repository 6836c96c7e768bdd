"""Statements that hold typed values: one triple a value, told apart where they would read the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingestion.extraction import phrases, words
from ingestion.extraction.clauses import Clause, opens_clause, read_clauses
from ingestion.extraction.conditions import condition, window_dates, with_condition
from ingestion.extraction.predicates import leading_predicate, subject_and_predicate
from ingestion.extraction.tokens import Token, tokenize
from ingestion.extraction.triples import Topic, Triple, name_subject
from ingestion.extraction.verbs import verb_group_end
from knowledge.facts import mask
from knowledge.values import FoundValue, Value, ValueKind

_LONGEST_NOUN = 3
_LONGEST_READ = 1_000  # tokens; a longer statement is a dump, and no clause of it is worth the time


def typed_triples(text: str, tokens: Sequence[Token], found: Sequence[FoundValue], topic: Topic) -> list[Triple]:
    masked = mask(text, found)
    triples: list[Triple] = []
    subject_before: Sequence[Token] = ()
    verb_before: Sequence[Token] = ()
    predicate_before = ""
    clauses = _clauses(tokens)
    windows = window_dates(tokens, clauses, found)
    for clause in clauses:
        subject = tokens[clause.subject : clause.verb]
        if clause.verb == clause.end or not subject:
            subject = subject_before
        for at in range(clause.start, clause.end):
            index = tokens[at].value
            if index is None or index in windows:
                continue
            if clause.verb == clause.end and verb_before:
                predicate = leading_predicate(tokens, clause.start, at, verb_before)
                name = name_subject(subject, topic)
            else:
                name, predicate = subject_and_predicate(tokens, clause, at, subject, topic)
            predicate = predicate or predicate_before or "is"
            predicate_before = predicate
            if at > clause.verb:
                predicate = with_condition(predicate, condition(tokens, clause))
            triples.append(
                Triple(
                    subject=name.name,
                    predicate=name.does(predicate),
                    value=_with_noun(text, found, index),
                    masked=masked,
                    ordinal=index,
                )
            )
        if clause.verb < clause.end:
            subject_before = subject
            verb_before = tokens[clause.verb : verb_group_end(tokens, clause.verb, clause.end)]
    return _told_apart(triples, tokens)


def _clauses(tokens: Sequence[Token]) -> list[Clause]:
    if len(tokens) > _LONGEST_READ:
        return [Clause(start=0, subject=0, verb=len(tokens), end=len(tokens))]
    return read_clauses(tokens)


def _with_noun(text: str, found: Sequence[FoundValue], index: int) -> Value:
    """A bare number together with what it counts: "three" becomes "three people"; the canonical value stays."""
    one = found[index]
    if one.value.kind is not ValueKind.NUMBER or " " in one.value.canonical:
        return one.value
    limit = found[index + 1].start if index + 1 < len(found) else len(text)
    end = one.end
    for token in tokenize(text[one.end : limit], [])[:_LONGEST_NOUN]:
        beside = text[end : one.end + token.start] in (" ", "-")
        if not beside or not token.is_word or token.lower in _AFTER_NOUN or token.lower.endswith("ly"):
            break
        end = one.end + token.end
        if token.lower.endswith("s") and not token.lower.endswith(("ss", "us")):
            break
    return replace(one.value, text=text[one.start : end])


_AFTER_NOUN = (
    words.PREPOSITIONS
    | words.CONJUNCTIONS
    | words.AUXILIARIES
    | words.RELATIVES
    | words.SUBORDINATORS
    | words.PRONOUNS
    | words.DETERMINERS
    | words.ADVERBS
    | {"later", "earlier"}
)


def _told_apart(triples: list[Triple], tokens: Sequence[Token]) -> list[Triple]:
    """Where two values of a statement share subject and predicate, what follows each value tells them apart."""
    at = {token.value: i for i, token in enumerate(tokens) if token.value is not None}
    triples = [_timed(triple, tokens, at[triple.ordinal]) for triple in triples]
    shared = Counter((triple.subject, triple.predicate) for triple in triples)
    if all(count == 1 for count in shared.values()):
        return triples
    return [
        triple
        if shared[triple.subject, triple.predicate] == 1
        else replace(triple, predicate=_qualified(triple.predicate, tokens, at[triple.ordinal], triple.value.text))
        for triple in triples
    ]


def _timed(triple: Triple, tokens: Sequence[Token], at: int) -> Triple:
    """A duration that is counted from something keeps it: "is deleted (after the contract ends)", 6 months."""
    if triple.value.kind is not ValueKind.DURATION or triple.predicate.split()[-1] in words.PREPOSITIONS:
        return triple
    if at + 1 < len(tokens) and tokens[at + 1].lower in ("after", "before", "from", "prior"):
        return replace(triple, predicate=_qualified(triple.predicate, tokens, at, triple.value.text))
    return triple


def _qualified(predicate: str, tokens: Sequence[Token], at: int, value: str) -> str:
    extra = value.count(" ") - tokens[at].text.count(" ")
    following: list[Token] = []
    for i in range(at + 1 + max(extra, 0), min(at + 8 + max(extra, 0), len(tokens))):
        token = tokens[i]
        if not token.is_word or token.lower in ("and", "or", "but") or opens_clause(tokens, i):
            break
        following.append(token)
    while following and following[-1].lower in words.PREPOSITIONS | words.QUANTIFIERS:
        following.pop()
    return f"{predicate} ({phrases.read(following)})" if following else predicate
