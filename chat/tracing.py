"""The trace of a conversation: what became of its last messages, joined from Postgres and from Temporal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from temporalio.client import Client

from chat.conversation_ids import read_id
from chat.people.model import PersonQuestion
from chat.people.questions import QuestionStore
from chat.run_events import RunLine
from chat.run_history import Run, read_run
from chat.store import TranscriptStore
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.temporal import conversation_workflow_id
from knowledge.errors import WorkflowsUnavailable

sql = load_queries("chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedStage:
    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedAttempt:
    """`outcome` is None where nobody wrote down how it ended: it runs, or its worker died."""

    message_id: str
    attempt: int
    step: str
    worker: str
    began_at: dt.datetime
    ended_at: dt.datetime | None
    outcome: str | None
    error: str | None
    detail: str | None
    stages: Sequence[TracedStage] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedMessage:
    """`lines` are what Temporal's history says of it."""

    message_id: str
    text: str | None  # None where it was answered before attempts were kept, or erased
    answer: UUID | None
    answered_at: dt.datetime | None
    failure: str | None
    failed_at: dt.datetime | None
    attempts: Sequence[TracedAttempt] = ()
    lines: Sequence[RunLine] = ()

    @property
    def is_done(self) -> bool:
        return self.answer is not None or self.failure is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """`run` is None where there is none, or where Temporal does not answer: then `unreached` says so."""

    workflow_id: str
    messages: Sequence[TracedMessage]  # in the order in which they were begun, those that wait last
    run: Run | None
    unreached: str | None
    link: str | None  # to Temporal's UI
    questions: Sequence[PersonQuestion] = ()  # to people, the latest first


class Tracer:
    """`ui_url`: where Temporal's web UI is, where it has one."""

    def __init__(self, pool: Pool, temporal: Client, *, ui_url: str | None) -> None:
        self._pool = pool
        self._transcripts = TranscriptStore(pool)
        self._questions = QuestionStore(pool)
        self._temporal = temporal
        self._ui_url = ui_url

    async def trace(self, tenant: str, conversation: str, limit: int) -> Trace:
        """The last `limit` messages that were begun, and those that wait. Raises `ConversationNotFound`."""
        await anyio.to_thread.run_sync(self._transcripts.conversation, tenant, conversation)
        workflow_id = conversation_workflow_id(tenant, conversation)
        run, unreached = None, None
        try:
            run = await read_run(self._temporal, workflow_id)
        except WorkflowsUnavailable as error:
            unreached = str(error)
        taken = dict(run.taken) if run else {}
        messages = await anyio.to_thread.run_sync(self._messages, tenant, conversation, taken, limit)
        questions = await anyio.to_thread.run_sync(self._asked, tenant, conversation, limit)
        return Trace(
            workflow_id=workflow_id,
            messages=[_with_lines(message, run, taken) for message in messages],
            run=run,
            unreached=unreached,
            link=self._link(workflow_id, run),
            questions=questions,
        )

    def _asked(self, tenant: str, conversation: str, limit: int) -> list[PersonQuestion]:
        return self._questions.page(tenant, status=None, conversation=read_id(conversation), limit=limit)[0]

    def _link(self, workflow_id: str, run: Run | None) -> str | None:
        if self._ui_url is None:
            return None
        place = f"{self._ui_url.rstrip('/')}/namespaces/{self._temporal.namespace}/workflows"
        return f"{place}/{quote(workflow_id, safe='')}" + (f"/{run.run_id}/history" if run else "")

    def _messages(self, tenant: str, conversation: str, taken: Iterable[str], limit: int) -> list[TracedMessage]:
        names = {"tenant": tenant, "conversation": read_id(conversation), "limit": limit}
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("traced_attempts"), names).fetchall()
            begun = list(dict.fromkeys(row["message_id"] for row in rows))
            ids = [*begun, *(id_ for id_ in taken if id_ not in begun)]
            of_these = {**names, "message_ids": ids}
            found = {
                row["message_id"]: TracedMessage(**row) for row in cursor.execute(sql("traced_messages"), of_these)
            }
            stages = cursor.execute(sql("traced_stages"), of_these).fetchall()
        attempts = [
            TracedAttempt(
                **row,
                stages=[
                    TracedStage(at=stage["written_at"], text=stage["text"])
                    for stage in stages
                    if (stage["message_id"], stage["attempt"]) == (row["message_id"], row["attempt"])
                ],
            )
            for row in rows
        ]
        waiting = [id_ for id_ in ids if id_ not in begun and not found[id_].is_done]
        return [
            replace(found[id_], attempts=[one for one in attempts if one.message_id == id_])
            for id_ in (*begun, *waiting)
        ]


def _with_lines(message: TracedMessage, run: Run | None, taken: dict[str, str]) -> TracedMessage:
    lines = [line for line in run.lines if line.message_id == message.message_id] if run else ()
    return replace(message, lines=lines, text=message.text or taken.get(message.message_id))
