"""One part of a question: retrieve, judge whether it is stated, settle who says it, and say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from knowledge.answering.confidence import confidence_of, doubts_of, is_stated
from knowledge.answering.disagreement import Settled, look_around
from knowledge.answering.evidence import cite
from knowledge.answering.model import AnswerStatus, Citation
from knowledge.answering.short_answer import short_answer
from knowledge.questions import QuestionPart
from knowledge.retrieval import (
    Elsewhen,
    RankedStatement,
    Sought,
    Stores,
    retrieve,
    retrieve_ever,
    without_restated,
)
from knowledge.scopes import same_dimension_other_value
from knowledge.time_windows import Scope, Viewpoint

PASSAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement that answers: its shortest faithful span, and where it stands."""

    answer: str
    statement: RankedStatement
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAnswer:
    """What became of one part. `said` is None where nothing in force states it."""

    part: QuestionPart
    status: AnswerStatus
    confidence: float
    elsewhen: Elsewhen
    statements: Sequence[RankedStatement]  # everything that bears on it, best first
    said: Said | None = None
    opponents: tuple[Said, ...] = ()  # other documents of the same rank that say otherwise
    overruled: tuple[Said, ...] = ()  # of a lower rank
    beside: tuple[Said, ...] = ()  # of any rank, where the document was asked for by name

    @property
    def leading(self) -> list[Citation]:
        """Citations of what the answer speaks of, the answer's own first."""
        said = (self.said,) if self.said else ()
        return [one.citation for one in (*said, *self.opponents, *self.overruled, *self.beside)]


def answer_part(
    part: QuestionPart,
    viewpoint: Viewpoint,
    stores: Stores,
    *,
    documents: tuple[str, ...],
    ended: bool = False,
) -> PartAnswer:
    """`documents`: only these are searched, none for all. `ended`: what no longer holds is asked for, so another value
    of a rule that holds counts among other times.
    """
    sought = Sought.by(part)
    of_all_times = stores.aside(partial(retrieve_ever, sought, viewpoint, stores, documents=documents))
    evidence = retrieve(sought, viewpoint, stores, documents=documents, limit=PASSAGES)
    ever = of_all_times()
    elsewhen = Elsewhen.of(ever if ended else without_restated(ever, evidence), evidence)
    statements = _for_whom([one for one in evidence.statements if one.facts], part.scope)
    confidence = confidence_of(doubts_of(part, statements[0], statements, elsewhen)) if statements else 0.0
    if not is_stated(confidence):
        return PartAnswer(
            part=part,
            status=AnswerStatus.NOT_STATED,
            confidence=confidence,
            elsewhen=elsewhen,
            statements=statements,
        )
    settled = look_around(statements, part, viewpoint, reader=stores.reader, named=bool(documents or part.documents))
    return _stated(part, settled, confidence=confidence, elsewhen=elsewhen, statements=statements)


def _stated(
    part: QuestionPart,
    settled: Settled,
    *,
    confidence: float,
    elsewhen: Elsewhen,
    statements: Sequence[RankedStatement],
) -> PartAnswer:
    return PartAnswer(
        part=part,
        status=AnswerStatus.CONFLICT if settled.opponents else AnswerStatus.ANSWERED,
        confidence=confidence,
        elsewhen=elsewhen,
        statements=statements,
        said=_said(part, settled.leader),
        opponents=tuple(_said(part, side) for side in settled.opponents),
        overruled=tuple(_said(part, side) for side in settled.overruled),
        beside=tuple(_said(part, side) for side in settled.beside),
    )


def _said(part: QuestionPart, statement: RankedStatement) -> Said:
    answer = short_answer(part, statement)
    return Said(answer=answer, statement=statement, citation=cite(statement, answer))


def _for_whom(statements: Sequence[RankedStatement], meant: Scope) -> list[RankedStatement]:
    """What is said for somebody else than the question asks for comes last."""
    return sorted(
        statements,
        key=lambda one: bool(one.facts) and all(same_dimension_other_value(fact.scope, meant) for fact in one.facts),
    )
