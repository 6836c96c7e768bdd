"""What another time says of a rule that holds, with another value: no sign that nothing holds. Pure."""

from collections.abc import Sequence
from functools import lru_cache

from knowledge.facts import mask
from knowledge.passages import CELL_BORDER
from knowledge.retrieval.model import Evidence, RankedStatement
from knowledge.values import find_values


def without_restated(ever: Sequence[RankedStatement], evidence: Evidence) -> list[RankedStatement]:
    """`ever`, less what does not hold and is said at the viewpoint too, with the same or another value.

    "Within 60 days" of a later version tells of the rule that holds with "within 30 days"; whether its words come a
    little nearer to the question is chance.
    """
    held = {rule_of(one) for one in evidence.statements if one.facts}
    as_of = evidence.viewpoint.as_of
    return [one for one in ever if one.passage.valid.contains(as_of) or rule_of(one) not in held]


def rule_of(statement: RankedStatement) -> tuple[str, ...]:
    """A sentence without its values; of a table row what it is about, and where its table stands."""
    words = statement.text.rpartition("\n")[2]
    about, border, _ = words.partition(CELL_BORDER)
    if border:
        return (statement.document, *statement.passage.source.section, about.casefold())
    return (_masked(words),)


@lru_cache(maxsize=16_384)  # passages come back question after question
def _masked(words: str) -> str:
    return mask(words, find_values(words))
