"""How likely the documents in force state what is asked: a calibrated score, and the least that is answered. Pure."""

import math
from dataclasses import dataclass, fields

from knowledge.questions import QuestionPart
from knowledge.retrieval import Elsewhen, RankedStatement, Weighed, weigh
from knowledge.retrieval.weights import CONFIDENCE, LEAST_CONFIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What speaks for and against the best statement being an answer."""

    meaning: float  # cosine of the question and the statement inside its passage
    kind_missing: float  # 1 where a kind of value is asked for and it holds none
    elsewhen: float  # how far the best statement of another time is ahead of all that hold, 0 where it is not


def doubts_of(part: QuestionPart, best: RankedStatement, elsewhen: Elsewhen) -> Doubts:
    return Doubts(
        meaning=best.signals.meaning,
        kind_missing=float(part.value_kind is not None and not part.polar and not best.signals.kind),
        elsewhen=max(0.0, elsewhen.lead),
    )


def confidence_of(doubts: Doubts) -> float:
    """From 0 to 1: a logistic regression on the doubts (`python -m tests.evaluation.tuning`)."""
    log_odds = sum(term.contribution for term in weighed(doubts))
    return 1 / (1 + math.exp(-log_odds))


def weighed(doubts: Doubts) -> tuple[Weighed, ...]:
    """The terms of the log-odds, what speaks most for an answer first; "bias" stands there whatever is found."""
    values = {"bias": 1.0} | {field.name: getattr(doubts, field.name) for field in fields(doubts)}
    return weigh(values, CONFIDENCE)


def would_answer(part: QuestionPart, other: RankedStatement) -> bool:
    """Whether a statement of another time would be the answer, if it held: it must share a word with the question too,
    as it is shown unasked.
    """
    worded = other.signals.words + other.signals.headings > 0
    return worded and is_stated(confidence_of(doubts_of(part, other, Elsewhen(best=None, lead=0.0))))


def is_stated(confidence: float) -> bool:
    return confidence >= LEAST_CONFIDENCE
