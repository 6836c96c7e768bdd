"""Whether a fact's key holds one value or many. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from knowledge.facts import Cardinality, ExtractedFact
from knowledge.passages import StatementKind
from knowledge.values import ValueKind


def cardinality_of(statement: StatementKind, value: ValueKind) -> Cardinality:
    """What a list includes stands beside the rest of the list; a statement with a value of its own has that one."""
    includes = statement is StatementKind.LIST_ITEM and value is ValueKind.TEXT
    return Cardinality.MANY if includes else Cardinality.ONE


def with_companions(facts: Sequence[ExtractedFact], sections: Sequence[tuple[str, ...]]) -> list[ExtractedFact]:
    """Facts of one section that differ in their value alone are companions: they hold side by side.

    `sections` is that of each statement.
    """
    said: dict[tuple[object, ...], set[str]] = defaultdict(set)
    rivals = [(sections[one.statement], one.subject, one.scope, one.masked, one.ordinal, one.valid) for one in facts]
    for key, fact in zip(rivals, facts, strict=True):
        said[key].add(fact.value.canonical)
    return [
        replace(fact, cardinality=Cardinality.MANY) if len(said[key]) > 1 else fact
        for key, fact in zip(rivals, facts, strict=True)
    ]
