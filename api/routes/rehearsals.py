"""What a dry run replies."""

from typing import Literal, cast

from api.models.rehearsal import ForeseenAnswerReply, ImpactReply, RehearsalReply
from api.parameters import iso_or_none
from api.routes.invalidations import change_reply
from ingestion.rehearsal.questions import Impact
from ingestion.rehearsal.rehearsing import Rehearsed
from knowledge.answering import Answer


def rehearsal_reply(told: Rehearsed) -> RehearsalReply:
    return RehearsalReply(
        status="dry_run",
        document=told.document,
        repeated=told.repeated,
        effective_at=iso_or_none(told.effective_at),
        effective_source=cast("Literal['given', 'stated', 'upload'] | None", told.effective_source),
        passages_new=told.counts.passages_new,
        passages_kept=told.counts.passages_kept,
        facts_added=told.counts.facts_added,
        facts_superseded=told.counts.facts_superseded,
        facts_removed=told.counts.facts_removed,
        changes=[change_reply(change) for change in told.changes],
        waits=told.waits,
        rule=told.rule,
        share_going=round(told.share_going, 4),
        questions_asked=told.asked,
        questions_left_out=told.left_out,
        impacts=[_impact_reply(impact) for impact in told.impacts],
    )


def _impact_reply(impact: Impact) -> ImpactReply:
    before, after = impact.golden_wrong()
    return ImpactReply(
        question=impact.asked.question,
        kind=impact.asked.kind,
        as_of=iso_or_none(impact.asked.as_of),
        document=impact.asked.document,
        times=impact.asked.times,
        since=iso_or_none(impact.since),
        before=_answer_reply(impact.before, before),
        after=_answer_reply(impact.after, after),
    )


def _answer_reply(answer: Answer, wrong: str | None) -> ForeseenAnswerReply:
    return ForeseenAnswerReply(
        status=answer.status.value,
        answer=answer.answer,
        text=answer.text,
        document=answer.citations[0].document if answer.citations else None,
        wrong=wrong,
    )
