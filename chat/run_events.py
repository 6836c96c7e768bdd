"""One event of a workflow's history as a line that a person understands. Knows no server: it is given the events."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType, TimeoutType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.update.v1 import Request

from chat.messages import ANSWER_TURN, LOAD_CONVERSATION
from chat.people.messages import KEEP_ANSWER, PURSUE_QUESTION

STEPS = {
    ANSWER_TURN: "answering",
    LOAD_CONVERSATION: "reading the conversation",
    PURSUE_QUESTION: "asking a person",
    KEEP_ANSWER: "taking down what a person answered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One thing that happened. `message_id` where it concerns one message."""

    at: dt.datetime
    text: str
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    message_id: str | None


_Told = tuple[str, str | None]
"""What happened, and to which message."""
_Asked = Mapping[int, _Step]
"""Steps by the id of the event that asked for them; one that was asked for before the first event read is missing."""
_UNKNOWN = _Step("a step", None)
HANDED_IN = "handed in, to be answered on the stream"


def told(events: Iterable[HistoryEvent]) -> Iterator[RunLine]:
    """A line for each event that a person would ask about; what only Temporal keeps house with is left out."""
    asked: dict[int, _Step] = {}
    for event in events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled = event.activity_task_scheduled_event_attributes
            asked[event.event_id] = _Step(step_name(scheduled.activity_type.name), _message_of(scheduled.input))
        teller = _TELLERS.get(event.event_type)
        line = teller(event, asked) if teller else None
        if line is not None:
            yield RunLine(at=instant(event.event_time), text=line[0], message_id=line[1])


def messages_taken(events: Iterable[HistoryEvent]) -> Iterator[tuple[str, str]]:
    """Id and text of every message that was accepted or handed in, in order; twice where it came both ways."""
    for event in events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            request = event.workflow_execution_update_accepted_event_attributes.accepted_request
            yield _message_id(request), str(_json(request.input.args).get("text", ""))
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            sent = _json(event.workflow_execution_signaled_event_attributes.input)
            if "message_id" in sent:  # other signals carry no message
                yield str(sent["message_id"]), str(sent.get("text", ""))


def failure_text(failure: Failure) -> str:
    """The innermost cause is what went wrong; what is around it says where."""
    while failure.HasField("cause"):
        failure = failure.cause
    if failure.HasField("timeout_failure_info"):
        silent = failure.timeout_failure_info.timeout_type == TimeoutType.TIMEOUT_TYPE_HEARTBEAT
        return "its worker fell silent" if silent else "it took too long"
    kind = failure.application_failure_info.type if failure.HasField("application_failure_info") else ""
    return f"{failure.message} ({kind})" if kind else failure.message


def step_name(activity: str) -> str:
    return STEPS.get(activity, activity.replace("_", " "))


def instant(stamp: Timestamp) -> dt.datetime:
    return stamp.ToDatetime(dt.UTC)


# -- one event each ---------------------------------------------------------------------------------


def _began(event: HistoryEvent, _: _Asked) -> _Told:
    anew = event.workflow_execution_started_event_attributes.continued_execution_run_id
    return "a run began" + (", going on from the one before" if anew else ""), None


def _accepted(event: HistoryEvent, _: _Asked) -> _Told:
    request = event.workflow_execution_update_accepted_event_attributes.accepted_request
    message_id = _message_id(request)
    waits = request.meta.update_id == message_id  # else it was handed in, see ConversationClient
    return "accepted, and its sender waits" if waits else HANDED_IN, message_id


def _message_id(request: Request) -> str:
    return str(_json(request.input.args).get("message_id", request.meta.update_id))


def _signalled(event: HistoryEvent, _: _Asked) -> _Told:
    message_id = _json(event.workflow_execution_signaled_event_attributes.input).get("message_id")
    if message_id is None:
        return f"told to {event.workflow_execution_signaled_event_attributes.signal_name.replace('_', ' ')}", None
    return HANDED_IN, str(message_id)


def _done_at_once(event: HistoryEvent, _: _Asked) -> _Told | None:
    marker = event.marker_recorded_event_attributes
    activity = _json(marker.details["data"]).get("activity_type") if "data" in marker.details else None
    if activity is None:  # a patch, or something else that is no step
        return None
    ended = f"failed: {failure_text(marker.failure)}" if marker.HasField("failure") else "done"
    result = _json(marker.details["result"]) if "result" in marker.details else {}
    return f"{step_name(str(activity))}, at once: {ended}", result.get("message_id")


def _asked_for(event: HistoryEvent, asked: _Asked) -> _Told:
    return _of(asked, event.event_id, "asked for")


def _attempted(event: HistoryEvent, asked: _Asked) -> _Told:
    started = event.activity_task_started_event_attributes
    after = f", after {failure_text(started.last_failure)}" if started.HasField("last_failure") else ""
    return _of(asked, started.scheduled_event_id, f"attempt {started.attempt} by {started.identity}{after}")


def _done(event: HistoryEvent, asked: _Asked) -> _Told:
    return _of(asked, event.activity_task_completed_event_attributes.scheduled_event_id, "done")


def _failed(event: HistoryEvent, asked: _Asked) -> _Told:
    failed = event.activity_task_failed_event_attributes
    return _of(asked, failed.scheduled_event_id, f"failed: {failure_text(failed.failure)}")


def _task_failed(event: HistoryEvent, _: _Asked) -> _Told:
    failure = event.workflow_task_failed_event_attributes.failure
    return f"the run's task failed and is done again: {failure_text(failure)}", None


def _ended_by_hand(event: HistoryEvent, _: _Asked) -> _Told:
    return f"the run was ended by hand: {event.workflow_execution_terminated_event_attributes.reason}", None


def _always(text: str) -> "Callable[[HistoryEvent, _Asked], _Told]":
    return lambda _event, _asked: (text, None)


_TELLERS: "Mapping[int, Callable[[HistoryEvent, _Asked], _Told | None]]" = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: _began,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: _accepted,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: _signalled,
    EventType.EVENT_TYPE_MARKER_RECORDED: _done_at_once,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: _asked_for,
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED: _attempted,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED: _done,
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED: _failed,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED: _task_failed,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT: _always("its worker did not finish the run's task: another takes it"),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: _always("the run handed over to a new one"),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: _always("the run ended: nobody had said anything for long"),
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: _ended_by_hand,
}


def _of(asked: _Asked, scheduled: int, what: str) -> _Told:
    step = asked.get(scheduled, _UNKNOWN)
    return f"{step.name}, with patience: {what}", step.message_id


def _message_of(payloads: Payloads) -> str | None:
    message = _json(payloads).get("message")
    return message.get("message_id") if isinstance(message, dict) else None


def _json(payloads: Payloads) -> dict[str, Any]:
    """The first payload where it is a JSON object; whatever else it is says nothing here."""
    try:
        read = json.loads(payloads.payloads[0].data) if payloads.payloads else None
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
