"""What a model read, taken where it is literally there. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.facts import Cardinality, ExtractedFact
from knowledge.passages import Statement
from knowledge.terms import all_terms, content_terms
from knowledge.values import Value, value_of

LONGEST_NAME = 120  # characters of a subject or predicate
LEAST_GROUNDED = 0.5  # share of a predicate's content words that stand in the statement or above it


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the model that holds: of which statement of its passage it is, and what it says."""

    place: int
    subject: str
    predicate: str
    value: Value


@dataclass(frozen=True, slots=True)
class Taken:
    readings: tuple[Reading, ...]
    refused: int  # lines that are no fact, or not literally there


def take(output: str, title: str, section: Sequence[str], statements: Sequence[Statement]) -> Taken:
    """The lines that hold, each once, in the order of the statements."""
    lines = [line for line in map(str.strip, output.splitlines()) if line and not line.startswith("```")]
    read = [_reading(line, " ".join((title, *section)), statements) for line in lines]
    held = dict.fromkeys(reading for reading in read if reading is not None)
    return Taken(tuple(sorted(held, key=lambda reading: reading.place)), sum(reading is None for reading in read))


def with_readings(
    facts: Sequence[ExtractedFact], first: int, readings: Sequence[Reading]
) -> tuple[list[ExtractedFact], int, int]:
    """The rules' facts of one passage, whose statements are counted from `first`, with what a model read there; how
    many it named anew, and how many it added.

    What the rules read of a statement stays, with its window, scope and key; the model may name subject and predicate
    better. What it adds stands beside it: its object belongs to its key.
    """
    told: list[ExtractedFact] = []
    renamed = added = 0
    for place, some in _by_statement(facts):
        of_it = [reading for reading in readings if first + reading.place == place]
        named = [_named(fact, of_it) for fact in some]
        extra = [_beside(some, reading) for reading in of_it if not any(_same(fact, reading) for fact in some)]
        renamed += sum(one is not fact for one, fact in zip(named, some, strict=True))
        added += len(extra)
        told += [*named, *extra]
    return told, renamed, added


def _reading(line: str, above: str, statements: Sequence[Statement]) -> Reading | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, Mapping) or not isinstance(said.get("statement"), int):
        return None
    place = said["statement"]
    words = [said.get(name) for name in ("quote", "subject", "predicate", "object")]
    if not 0 <= place < len(statements) or not all(isinstance(one, str) and one.strip() for one in words):
        return None
    quote, subject, predicate, object_ = (str(one).strip() for one in words)
    text = statements[place].text
    if quote not in text or object_ not in quote or max(len(subject), len(predicate)) > LONGEST_NAME:
        return None
    if not _grounded(subject, predicate, f"{above} {statements[place].quote}"):
        return None
    return Reading(place, subject, predicate, value_of(object_))


def _grounded(subject: str, predicate: str, words: str) -> bool:
    """A name that stands nowhere near the statement is none of its."""
    known = all_terms(words)
    terms = content_terms(predicate)
    if any(not one.isprintable() for one in subject + predicate):
        return False
    return all(term in known for term in content_terms(subject)) and (
        sum(term in known for term in terms) >= LEAST_GROUNDED * len(terms)
    )


def _by_statement(facts: Sequence[ExtractedFact]) -> Iterator[tuple[int, list[ExtractedFact]]]:
    kept: dict[int, list[ExtractedFact]] = {}
    for fact in facts:
        kept.setdefault(fact.statement, []).append(fact)
    yield from kept.items()


def _same(fact: ExtractedFact, reading: Reading) -> bool:
    return (fact.value.kind, fact.value.canonical) == (reading.value.kind, reading.value.canonical)


def _named(fact: ExtractedFact, readings: Sequence[Reading]) -> ExtractedFact:
    reading = next((one for one in readings if _same(fact, one)), None)
    if reading is None or (reading.subject, reading.predicate) == (fact.subject, fact.predicate):
        return fact
    return replace(fact, subject=reading.subject, predicate=reading.predicate)


def _beside(facts: Sequence[ExtractedFact], reading: Reading) -> ExtractedFact:
    return replace(
        facts[0],
        subject=reading.subject,
        predicate=reading.predicate,
        value=reading.value,
        ordinal=len(facts),
        cardinality=Cardinality.MANY,
    )
