"""How explanations are spelled in replies. No routes."""

from collections.abc import Sequence

from api.models.explanations import (
    AnswerExplanationReply,
    DoubtReply,
    ExcludedReply,
    HitExplanationReply,
    LeftOutCounts,
    LeftOutReply,
    PartReply,
    SignalReply,
    StatementReply,
)
from api.parameters import iso, iso_or_none, scope_reply
from knowledge.answering import PartExplanation
from knowledge.answering.spans import cut_at_word
from knowledge.ports import Source
from knowledge.retrieval import Exclusions, LeftOut, RankedPassage, RankedStatement, Weighed, signals_of
from knowledge.time_windows import Viewpoint

TEXT_START = 200  # characters
PLACES = 4  # of a decimal: a contribution is the product of what is shown, to what a person reads


def hit_explanation(hit: RankedPassage) -> HitExplanationReply:
    best = hit.statements[0]
    return HitExplanationReply(score=_rounded(best.score), statement=best.text, signals=_signals(best))


def excluded_reply(excluded: Exclusions) -> ExcludedReply:
    counts = LeftOutCounts(**{by.value: number for by, number in excluded.counts.items()})
    return ExcludedReply(counts=counts, passages=[_left_out(one) for one in excluded.shown])


def answer_explanation(parts: Sequence[PartExplanation], viewpoint: Viewpoint) -> AnswerExplanationReply:
    return AnswerExplanationReply(parts=[_part(one, viewpoint) for one in parts])


def _part(explained: PartExplanation, viewpoint: Viewpoint) -> PartReply:
    part = explained.part
    return PartReply(
        question=part.search_text,
        wanted=part.wanted,
        value_kind=part.value_kind,
        documents=list(part.documents),
        scope=scope_reply(part.scope),
        as_of=iso(viewpoint.as_of),
        confidence=_rounded(explained.confidence),
        least_confidence=explained.least_confidence,
        doubts={doubt.name: DoubtReply(**_term(doubt)) for doubt in explained.doubts},
        statements=[_statement(one) for one in explained.statements],
        excluded=excluded_reply(explained.excluded),
    )


def _statement(statement: RankedStatement) -> StatementReply:
    passage = statement.passage
    return StatementReply(
        text=statement.text,
        document=passage.source.document,
        title=passage.source.title,
        version=passage.source.version,
        section=list(passage.source.section),
        page=passage.source.page,
        valid_at=iso_or_none(passage.valid.start),
        expired_at=iso_or_none(passage.valid.end),
        score=_rounded(statement.score),
        signals=_signals(statement),
    )


def _signals(statement: RankedStatement) -> list[SignalReply]:
    return [SignalReply.model_validate({"name": one.name, **_term(one)}) for one in signals_of(statement)]


def _term(one: Weighed) -> dict[str, float]:
    return {"value": _rounded(one.value), "weight": one.weight, "contribution": _rounded(one.contribution)}


def _left_out(one: LeftOut) -> LeftOutReply:
    source: Source = one.statement.passage.source
    return LeftOutReply(
        by=one.by.value,
        why=one.why,
        position=one.position,
        document=source.document,
        title=source.title,
        version=source.version,
        section=list(source.section),
        page=source.page,
        text=_start_of(one.statement.text),
        valid_at=iso_or_none(one.valid.start),
        expired_at=iso_or_none(one.valid.end),
    )


def _start_of(text: str) -> str:
    cut = cut_at_word(text, TEXT_START)
    return cut if cut == text else f"{cut}…"


def _rounded(number: float) -> float:
    return round(number, PLACES)
