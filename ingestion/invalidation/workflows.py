"""`ReviewWorkflow`: one proposal that waits for a person, for months if need be. Carries ids only.

What a person decided stands in Postgres before it is signalled: a signal that is repeated, or that arrives twice, finds
its decision carried out; one that is lost is found when the workflow is started again from its row.
"""

from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, FailureError, WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from ingestion.invalidation.messages import (
        BEGIN,
        BEHIND,
        LOOK_AGAIN,
        LOOK_UP,
        REFUSE,
        REVIEW_WORKFLOW,
        Begun,
        Behind,
        Decision,
        RefusedApproval,
        Review,
        Standing,
        workflow_id,
    )
    from ingestion.messages import INGEST_WORKFLOW, INGESTION_QUEUE, Embedded, IngestVersion, Published, Refusal
    from knowledge.adapters.temporal import as_knowledge_error
    from knowledge.adapters.temporal_steps import patiently

UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10))
HEARTBEAT = timedelta(seconds=10)
LIMIT = timedelta(minutes=30)
EMBED_LIMIT = timedelta(hours=6)
DECISIONS_A_RUN = 50  # then a new run takes over, with an empty history

Result = TypeVar("Result")


@workflow.defn(name=REVIEW_WORKFLOW)
class ReviewWorkflow:
    @workflow.init
    def __init__(self, review: Review) -> None:
        self._review = review
        self._decisions: list[str] = []
        self._carried_out = 0
        self._asked_to_look = False

    @workflow.signal(name=LOOK_AGAIN)
    def look_again(self) -> None:
        """A rule may have let it be published, once another version of its document was."""
        self._asked_to_look = True

    @workflow.signal
    def approve(self, decision: str) -> None:
        self._take(decision)

    @workflow.signal
    def reject(self, decision: str) -> None:
        self._take(decision)

    @workflow.signal
    def undo(self, decision: str) -> None:
        self._take(decision)

    @workflow.query
    def waits(self) -> bool:
        """Whether it waits for a person, and carries nothing out."""
        return not self._decisions

    @workflow.run
    async def run(self, review: Review) -> None:
        while True:
            self._asked_to_look = False
            standing = await self._step(LOOK_UP, review, Standing)
            for decision in standing.decisions:
                self._take(decision)
            if not standing.waits and not self._decisions:
                return
            if self._carried_out >= DECISIONS_A_RUN:
                workflow.continue_as_new(review)  # what is decided meanwhile is looked up again
            await workflow.wait_condition(lambda: bool(self._decisions) or self._asked_to_look)
            if not self._decisions:
                continue
            await self._carry_out(Decision(review=review, decision=self._decisions[0]))
            self._decisions.pop(0)
            self._carried_out += 1

    def _take(self, decision: str) -> None:
        if decision not in self._decisions:
            self._decisions.append(decision)

    async def _carry_out(self, decision: Decision) -> None:
        begun = await self._step(BEGIN, decision, Begun)
        if begun.publish is not None:
            await self._publish(decision, begun.publish)
        if begun.undo is not None and begun.undo_workflow is not None:
            await _take_in(begun.undo, begun.undo_workflow)

    async def _publish(self, decision: Decision, version: IngestVersion) -> None:
        """Where it comes to what was approved; else the proposal waits again, and tells what differs.

        Its texts may have to be embedded anew: another model may have come meanwhile.
        """
        try:
            published = await _brought_out(version)
        except ActivityError as failure:
            error = as_knowledge_error(failure)
            if error is None:
                raise
            problem = {"type": error.slug, "title": error.title, "detail": str(error)}
            refused = RefusedApproval(decision=decision, refusal=Refusal(message=version, problem=problem))
            await self._step(REFUSE, refused, type(None))
            return
        if published.waiting is None:
            await self._judge_those_behind(decision.review)

    async def _judge_those_behind(self, review: Review) -> None:
        """What waits only because it was compared with the text before this one goes on by the rules, in order."""
        behind = await self._step(BEHIND, review, Behind)
        for other, version in zip(behind.reviews, behind.versions, strict=True):
            try:
                published = await _brought_out(version)
            except ActivityError as failure:
                if as_knowledge_error(failure) is None:
                    raise
                continue  # it cannot be published: whoever approves it is told why
            if published.waiting is None:
                await _ask_to_look(other)

    async def _step(self, name: str, message: object, gives: type[Result]) -> Result:
        return await patiently(name, message, gives, limit=LIMIT, silence=HEARTBEAT, patience=UNTIL_IT_WORKS)


async def _brought_out(version: IngestVersion) -> Published:
    """Embeds what the live model has not seen, and publishes where the gate lets it."""
    await _of_ingestion("embed_version", version, Embedded, EMBED_LIMIT)
    return await _of_ingestion("publish_version", version, Published, LIMIT)


async def _ask_to_look(review: Review) -> None:
    """The other one ends, as nothing waits any more; where none runs there is nothing to end."""
    try:
        await workflow.get_external_workflow_handle(workflow_id(review)).signal(LOOK_AGAIN)
    except FailureError:
        return


async def _of_ingestion(name: str, version: IngestVersion, gives: type[Result], limit: timedelta) -> Result:
    """Runs a step of an ingestion where ingestions run."""
    done: Result = await workflow.execute_activity(
        name,
        version,
        result_type=gives,
        task_queue=INGESTION_QUEUE,
        start_to_close_timeout=limit,
        heartbeat_timeout=HEARTBEAT,
        retry_policy=UNTIL_IT_WORKS,
    )
    return done


async def _take_in(undo: IngestVersion, workflow_id: str) -> None:
    """Goes on by itself, as every ingestion does; a worker that looks for unfinished ones may have begun it already."""
    try:
        await workflow.start_child_workflow(
            INGEST_WORKFLOW,
            undo,
            id=workflow_id,
            task_queue=INGESTION_QUEUE,
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
