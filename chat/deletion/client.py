"""Deleting from the doors: Postgres at once, Temporal's memory by a workflow; and the schedule of what may go."""

import asyncio
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from chat.deletion.messages import (
    FORGET_WORKFLOW,
    FORGETTING_QUEUE,
    RETENTION_SCHEDULE,
    RETENTION_WORKFLOW,
    ForgetConversation,
    workflow_id,
)
from chat.deletion.store import DeletedConversation, DeletionStore
from knowledge.adapters.search_attributes import TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable

LOOK_EVERY = timedelta(hours=1)


class DeletionClient:
    def __init__(self, temporal: Client, store: DeletionStore) -> None:
        self._temporal = temporal
        self._store = store

    async def delete(self, tenant: str, conversation: str, actor: str) -> DeletedConversation:
        """When this returns, Postgres holds no word of it, and no message is taken. What Temporal holds goes after.

        Again: what was deleted when. Raises `ConversationNotFound`, `StoreUnavailable`.
        """
        deleted = await asyncio.to_thread(self._store.delete, tenant, conversation, actor)
        if deleted.histories_cleared_at is None:
            try:
                await self._begin(ForgetConversation(tenant=tenant, conversation=str(deleted.id)))
            except WorkflowsUnavailable:
                return deleted  # a worker that looks for unfinished ones begins with it
        return deleted

    async def resume(self) -> int:
        """Starts the workflow of every deletion that is not through; how many those are."""
        unfinished = await asyncio.to_thread(self._store.unfinished)
        for forget in unfinished:
            await self._begin(forget)
        return len(unfinished)

    async def _begin(self, forget: ForgetConversation) -> None:
        try:
            with reached():
                await self._temporal.start_workflow(
                    FORGET_WORKFLOW,
                    forget,
                    id=workflow_id(forget),
                    task_queue=FORGETTING_QUEUE,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, forget.tenant)]),
                )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise WorkflowsUnavailable(f"Temporal did not take the deletion: {error.message}") from error


class RetentionSchedule:
    """One for all tenants, hourly. All calls raise `WorkflowsUnavailable`."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def restore(self) -> None:
        """Makes it where Temporal has none."""
        if await self.lost():
            action = ScheduleActionStartWorkflow(RETENTION_WORKFLOW, id=RETENTION_SCHEDULE, task_queue=FORGETTING_QUEUE)
            hourly = Schedule(
                action=action,
                spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=LOOK_EVERY)]),
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
            )
            try:
                with reached():
                    await self._temporal.create_schedule(RETENTION_SCHEDULE, hourly)
            except ScheduleAlreadyRunningError:
                return
            except RPCError as error:
                raise WorkflowsUnavailable(f"Temporal did not take the schedule: {error.message}") from error

    async def lost(self) -> list[str]:
        """Its name, where Temporal has none."""
        try:
            with reached():
                await self._temporal.get_schedule_handle(RETENTION_SCHEDULE).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return [RETENTION_SCHEDULE]
            raise WorkflowsUnavailable(f"Temporal does not tell of the schedule: {error.message}") from error
        return []
