"""What each step of a conversation did, failed with, retried, and what it waits on now."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth import RequestCaller
from api.examples import streams as examples
from api.models.traces import TraceAttemptReply, TraceLineReply, TraceMessageReply, TraceReply, TraceRunReply
from api.parameters import iso, iso_or_none
from api.problems import documented
from api.routes.questions import question_reply
from api.services import FromServices
from chat.people.model import QuestionStatus
from chat.run_events import RunLine
from chat.tracing import Trace, TracedAttempt, TracedMessage, TracedStage
from knowledge.errors import ConversationNotFound, InvalidRequest, StoreUnavailable

Status = Literal["answered", "failed", "answering", "waiting"]

router = APIRouter(tags=["conversations"])


@router.get(
    "/v1/conversations/{conversation}/trace",
    summary="What each step did, failed with and retried, and what it waits on now",
    response_model=TraceReply,
    responses={200: examples.trace, **documented(InvalidRequest, ConversationNotFound, StoreUnavailable)},
)
async def trace_conversation(
    *,
    conversation: UUID,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=100, description="Messages, the last ones.")] = 10,
) -> TraceReply:
    trace = await services.tracer.trace(caller.tenant, str(conversation), limit)
    return TraceReply(
        conversation=str(conversation),
        waits_on=_waits_on(trace),
        messages=[_message(message) for message in trace.messages],
        questions=[question_reply(one) for one in trace.questions],
        workflow_id=trace.workflow_id,
        run=_run(trace),
        unreached=trace.unreached,
        link=trace.link,
    )


def _waits_on(trace: Trace) -> list[str]:
    if trace.unreached is not None:
        return ["Temporal, which does not answer: nothing goes on before it does"]
    people = [
        f"{one.person}'s answer to “{one.question}”, until {one.expires_at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
        for one in trace.questions
        if one.status is QuestionStatus.WAITING
    ]
    return [*(trace.run.waits if trace.run else ["the next message, which begins a run"]), *people]


def _run(trace: Trace) -> TraceRunReply | None:
    if trace.run is None:
        return None
    general = (line for line in trace.run.lines if line.message_id is None)
    return TraceRunReply(run_id=trace.run.run_id, status=trace.run.status, history=_lines(general))


def _message(message: TracedMessage) -> TraceMessageReply:
    status = _status(message)
    return TraceMessageReply(
        message_id=message.message_id,
        text=message.text,
        status=status,
        told=_told(message, status),
        answer_id=None if message.answer is None else str(message.answer),
        attempts=[_attempt(one, message) for one in message.attempts],
        history=_lines(message.lines),
    )


def _status(message: TracedMessage) -> Status:
    if message.answer is not None:
        return "answered"
    if message.failure is not None:
        return "failed"
    return "answering" if message.attempts else "waiting"


def _told(message: TracedMessage, status: Status) -> str:
    tries = len(message.attempts)
    by = f"by attempt {tries}" if tries > 1 else "at the first attempt"
    if status == "answered" and message.answered_at is not None:
        begun = message.attempts[0].began_at if message.attempts else message.answered_at
        return f"answered {by}, {(message.answered_at - begun).total_seconds():.2f} s after it was begun"
    if status == "failed":
        return f"can never be answered: {message.failure}"
    return f"being answered, attempt {tries}" if tries else "waits behind others, or for a worker"


def _attempt(attempt: TracedAttempt, message: TracedMessage) -> TraceAttemptReply:
    return TraceAttemptReply(
        attempt=attempt.attempt,
        step="at once" if attempt.step == "at once" else "with patience",
        worker=attempt.worker,
        began_at=iso(attempt.began_at),
        ended_at=iso_or_none(attempt.ended_at),
        outcome=_outcome(attempt),
        error=attempt.error,
        told=_told_of(attempt, message),
        stages=_lines(attempt.stages),
    )


def _outcome(attempt: TracedAttempt) -> Literal["answered", "failed", "retried"] | None:
    known: dict[str | None, Literal["answered", "failed", "retried"]] = {
        "answered": "answered",
        "failed": "failed",
        "retried": "retried",
    }
    return known.get(attempt.outcome)


def _told_of(attempt: TracedAttempt, message: TracedMessage) -> str:
    if attempt.ended_at is None:
        if message.is_done or attempt is not message.attempts[-1]:
            return "did not come to its end: its worker died, or another attempt was faster"
        return "runs, or its worker died"
    took = f"{(attempt.ended_at - attempt.began_at).total_seconds():.2f} s"
    if attempt.outcome == "answered":
        return f"answered after {took}"
    again = "; it can never be answered" if attempt.outcome == "failed" else "; to be tried again"
    return f"failed after {took}: {attempt.detail}{again}"


def _lines(lines: Iterable[RunLine] | Sequence[TracedStage]) -> list[TraceLineReply]:
    return [TraceLineReply(at=iso(line.at), text=line.text) for line in lines]
