"""How likely the documents in force state what is asked: a calibrated score, and the least that is answered. Pure."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from knowledge.questions import QuestionPart
from knowledge.retrieval import Elsewhen, RankedStatement, Weighed, rule_of, weigh
from knowledge.retrieval.weights import CONFIDENCE, LEAST_CONFIDENCE

_OTHERS = 20  # statements that the best is compared with
_USUAL, _USUAL_COUNTS = 6.0, 2  # how far it is ahead on average, counted as two more: where few others are found
_LEAD = 2  # times the lead of another time; once missed clauses that lapsed, three times what was never said


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What speaks for and against the best statement being an answer."""

    meaning: float  # cosine of the question and the statement inside its passage
    kind_missing: float  # 1 where a kind of value is asked for and it holds none
    elsewhen: float  # how far the best statement of another time is ahead of all that hold, 0 where it is not
    ahead: float  # of twenty others on average, by score, less what another time is ahead; 0 where it is not
    unsaid: float  # share of the question's words, weighed by rarity, that stand neither in it nor above it


def doubts_of(
    part: QuestionPart, best: RankedStatement, found: Sequence[RankedStatement], elsewhen: Elsewhen
) -> Doubts:
    """`found`: everything in force that bears on the question, in any order.

    What nothing states is resembled by many statements alike. The same rule said twice is no rival of itself.
    """
    rule = rule_of(best)
    others = heapq.nlargest(_OTHERS, (one.score for one in found if rule_of(one) != rule))
    signals, lead = best.signals, max(0.0, elsewhen.lead)
    return Doubts(
        meaning=signals.meaning,
        kind_missing=float(part.value_kind is not None and not part.polar and not signals.kind),
        elsewhen=lead,
        ahead=max(0.0, _ahead_of(others, best.score) - _LEAD * lead),
        unsaid=max(0.0, 1.0 - signals.words - signals.headings),
    )


def _ahead_of(others: Sequence[float], best: float) -> float:
    """By how much, on average."""
    return (sum(best - one for one in others) + _USUAL_COUNTS * _USUAL) / (len(others) + _USUAL_COUNTS)


def confidence_of(doubts: Doubts) -> float:
    """From 0 to 1: a logistic regression on the doubts (`python -m tests.evaluation.tuning`)."""
    log_odds = sum(term.contribution for term in weighed(doubts))
    return 1 / (1 + math.exp(-log_odds))


def weighed(doubts: Doubts) -> tuple[Weighed, ...]:
    """The terms of the log-odds, what speaks most for an answer first; "bias" stands there whatever is found."""
    values = {"bias": 1.0} | {field.name: getattr(doubts, field.name) for field in fields(doubts)}
    return weigh(values, CONFIDENCE)


def would_answer(part: QuestionPart, other: RankedStatement, found: Sequence[RankedStatement]) -> bool:
    """Whether a statement of another time would be the answer, if it held: it must share a word with the question too,
    as it is shown unasked.
    """
    worded = other.signals.words + other.signals.headings > 0
    return worded and is_likely(confidence_of(doubts_of(part, other, found, Elsewhen(best=None, lead=0.0))))


def is_stated(confidence: float) -> bool:
    return confidence >= LEAST_CONFIDENCE


def is_likely(confidence: float) -> bool:
    """Whether the documents rather state the answer than not; where they do not, an answer says so."""
    return confidence >= 0.5
