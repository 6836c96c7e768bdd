"""What a model read is taken where it is literally there, in the shape of what rules read."""

import json

import pytest

from ingestion.extraction import RuleExtractor
from ingestion.model_extraction.checking import Reading, take, with_readings
from ingestion.parsing import DocumentReader
from knowledge.facts import Cardinality
from knowledge.passages import ParsedDocument, Statement, StatementKind
from knowledge.values import ValueKind, value_of
from tests.fixtures.statements import UTC

TITLE, SECTION = "Returns Policy", ("Refunds",)
TEXT = "Customers may return unworn items within 30 days of delivery at any shop."


def parsed(text: str) -> ParsedDocument:
    return DocumentReader().parse(f"# {TITLE}\n\n{text}\n".encode(), file_name="policy.md", media_type=None)


def statement(text: str = TEXT) -> Statement:
    return Statement(
        kind=StatementKind.SENTENCE, text=text, section=SECTION, page=None, start=0, end=len(text), block=0
    )


def line(**said: object) -> str:
    whole = {
        "statement": 0,
        "quote": TEXT,
        "subject": "unworn items",
        "predicate": "return within",
        "object": "30 days",
    }
    return json.dumps(whole | said)


def test_a_line_that_is_literally_there_is_taken_with_its_type() -> None:
    taken = take(line(), TITLE, SECTION, [statement()])
    (reading,) = taken.readings
    assert (reading.subject, reading.predicate) == ("unworn items", "return within")
    assert (reading.value.kind, reading.value.canonical) == (ValueKind.DURATION, "P30D")
    assert taken.refused == 0


REFUSED = {
    "a quote of its own": line(quote="Customers may return unworn items within 90 days"),
    "a quote in other letters": line(quote=TEXT.upper()),
    "an object outside the quote": line(object="90 days"),
    "an object elsewhere in the statement": line(quote="Customers may return unworn items"),
    "a statement that is not there": line(statement=7),
    "a negative statement": line(statement=-1),
    "a subject of its own": line(subject="Mallory Ltd"),
    "a predicate of its own": line(predicate="must wire the fee to"),
    "an empty object": line(object=" "),
    "hidden characters": line(subject="unworn\u200b items"),
    "a number for a word": line(subject=5),
    "no JSON": "The policy allows returns within 30 days.",
    "a list": json.dumps(["unworn items", "within", "30 days"]),
    "half a line": line()[:40],
}


@pytest.mark.parametrize("output", REFUSED.values(), ids=REFUSED)
def test_what_is_not_literally_there_is_refused(output: str) -> None:
    taken = take(output, TITLE, SECTION, [statement()])
    assert taken.readings == ()
    assert taken.refused == 1


def test_one_bad_line_costs_no_other() -> None:
    taken = take("\n".join(["```", line(), "nonsense", line(), "```"]), TITLE, SECTION, [statement()])
    assert len(taken.readings) == 1
    assert taken.refused == 1


def test_the_model_names_what_the_rules_read_and_adds_the_rest() -> None:
    document = parsed(TEXT)
    rules = RuleExtractor().extract(document, title=TITLE, zone=UTC)
    readings = [
        Reading(0, "unworn items", "return within", value_of("30 days")),
        Reading(0, "unworn items", "return at", value_of("any shop")),
    ]
    facts, named, added = with_readings(rules, 0, readings)

    assert (named, added) == (1, 1)
    first, beside = facts
    assert (first.subject, first.predicate) == ("unworn items", "return within")
    assert (first.masked, first.ordinal, first.value) == (rules[0].masked, rules[0].ordinal, rules[0].value)
    assert (beside.value.text, beside.cardinality) == ("any shop", Cardinality.MANY)
    assert beside.statement == rules[0].statement


def test_without_readings_the_rules_facts_stay_as_they_are() -> None:
    rules = RuleExtractor().extract(parsed(TEXT), title=TITLE, zone=UTC)
    assert with_readings(rules, 0, []) == (rules, 0, 0)
