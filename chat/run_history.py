"""What Temporal knows of a conversation's run, in plain words: its history, and what it waits on now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from chat.messages import CHAT_QUEUE
from chat.run_events import RunLine, failure_text, instant, messages_taken, step_name, told
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable

LAST_EVENTS = 250  # of the run; earlier ones are not read
TIMEOUT = dt.timedelta(seconds=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The last run of a conversation's workflow. `lines` are in order of time; `waits` says what it waits on now."""

    workflow_id: str
    run_id: str
    status: str
    lines: Sequence[RunLine]
    waits: Sequence[str]
    taken: Sequence[tuple[str, str]]  # messages that this run accepted: id and text, in order


async def read_run(client: Client, workflow_id: str) -> Run | None:
    """`None` where there is no run any more, or none yet. Raises `WorkflowsUnavailable`."""
    try:
        with reached():
            described = await client.get_workflow_handle(workflow_id).describe(rpc_timeout=TIMEOUT)
            events = await _last_events(client, workflow_id, described.run_id)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise WorkflowsUnavailable(f"Temporal does not answer: {error.message}") from error
    return Run(
        workflow_id=workflow_id,
        run_id=described.run_id,
        status="unknown" if described.status is None else described.status.name.lower().replace("_", " "),
        lines=list(told(events)),
        waits=waits_of(described, dt.datetime.now(dt.UTC)),
        taken=list(messages_taken(events)),
    )


async def _last_events(client: Client, workflow_id: str, run_id: str) -> list[HistoryEvent]:
    asked = GetWorkflowExecutionHistoryReverseRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=workflow_id, run_id=run_id),
        maximum_page_size=LAST_EVENTS,
    )
    page = await client.workflow_service.get_workflow_execution_history_reverse(asked, timeout=TIMEOUT)
    return sorted(page.history.events, key=lambda event: event.event_id)


# -- what it waits on -------------------------------------------------------------------------------


def waits_of(described: WorkflowExecutionDescription, now: dt.datetime) -> list[str]:
    raw = described.raw_description
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return ["nothing: no run is open, the next message begins one"]
    waits = [_waits_on(activity, now) for activity in raw.pending_activities]
    if raw.HasField("pending_workflow_task"):
        task = raw.pending_workflow_task
        if not task.HasField("started_time"):
            since = _since(task.scheduled_time, now)
            waits.append(f"a worker of the task queue {CHAT_QUEUE!r}: nobody has taken the run's task for {since}")
        else:
            waits.append(f"the worker that took the run's task {_since(task.started_time, now)} ago")
    return waits or ["the next message"]


def _waits_on(activity: PendingActivityInfo, now: dt.datetime) -> str:
    step = step_name(activity.activity_type.name)
    after = f"; the one before failed: {failure_text(activity.last_failure)}" if activity.attempt > 1 else ""
    if activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED:
        heard = activity.last_heartbeat_time if activity.HasField("last_heartbeat_time") else activity.last_started_time
        return (
            f"{step}: attempt {activity.attempt} on {activity.last_worker_identity}, last heard of "
            f"{_since(heard, now)} ago{after}"
        )
    if activity.HasField("next_attempt_schedule_time") and instant(activity.next_attempt_schedule_time) > now:
        left = (instant(activity.next_attempt_schedule_time) - now).total_seconds()
        return f"{step}: attempt {activity.attempt} begins in {left:.1f} s{after}"
    return f"{step}: attempt {activity.attempt} waits for a worker of the task queue {CHAT_QUEUE!r}{after}"


def _since(stamp: Timestamp, now: dt.datetime) -> str:
    return f"{max(0.0, (now - instant(stamp)).total_seconds()):.1f} s"
