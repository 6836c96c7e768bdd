"""Why an answer is what it is: per part how sure, from which statements, and what the filters left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.answering.confidence import doubts_of, weighed
from knowledge.answering.model import Answer
from knowledge.answering.parts import PASSAGES, PartAnswer
from knowledge.questions import QuestionPart
from knowledge.retrieval import (
    Exclusions,
    RankedStatement,
    Sought,
    Stores,
    Weighed,
    find_left_out,
    retrieve,
)
from knowledge.retrieval.weights import LEAST_CONFIDENCE
from knowledge.time_windows import Viewpoint

MOST_STATEMENTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PartExplanation:
    """`doubts` add up to the log-odds of the `confidence`; there are none where nothing bears on the question."""

    part: QuestionPart
    confidence: float
    least_confidence: float  # below it the part is told as not stated
    doubts: tuple[Weighed, ...]
    statements: Sequence[RankedStatement]  # the best, in the order in which they were weighed
    excluded: Exclusions


def explain(
    answer: Answer, viewpoint: Viewpoint, stores: Stores, *, document: str | None, zone: ZoneInfo
) -> list[PartExplanation]:
    """Of each part of an answer given at `viewpoint`. None where it was no statement that answered, as of an unclear
    question and of a list of changes. `document`: only this one was asked.
    """
    documents = (document,) if document else ()
    return [_explained(part, viewpoint, stores, documents=documents, zone=zone) for part in answer.parts]


def _explained(
    answered: PartAnswer, viewpoint: Viewpoint, stores: Stores, *, documents: tuple[str, ...], zone: ZoneInfo
) -> PartExplanation:
    best = answered.statements[:MOST_STATEMENTS]
    sought = Sought.by(answered.part)
    evidence = retrieve(sought, viewpoint, stores, documents=documents, limit=PASSAGES)
    return PartExplanation(
        part=answered.part,
        confidence=answered.confidence,
        least_confidence=LEAST_CONFIDENCE,
        doubts=weighed(doubts_of(answered.part, best[0], answered.statements, answered.elsewhen)) if best else (),
        statements=best,
        excluded=find_left_out(sought, evidence, stores, documents=documents, limit=PASSAGES, zone=zone),
    )
