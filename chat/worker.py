"""The worker that conversations run on, set so that its death costs seconds."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from chat.activities import HEARTBEAT_EVERY, ConversationActivities
from chat.conversation import ConversationWorkflow
from chat.messages import CHAT_QUEUE
from chat.people.activities import AskingActivities

AT_HAND = 200  # 0.14 MB each
# Workflow tasks at once. A worker that starts finds a task of every conversation that was under way: taken all at once,
# each would wait for the others until the server misses it and gives it out again, for ever.
TASKS = 8
# How long a workflow task waits for the worker that has the conversation in its cache.
STICKY_LIMIT = timedelta(seconds=2)


def conversation_worker(
    client: Client,
    activities: ConversationActivities,
    *,
    asking: AskingActivities | None = None,
    turns_at_once: int = 32,
    at_hand: int = AT_HAND,
    graceful_shutdown: timedelta = timedelta(seconds=30),
) -> Worker:
    """`at_hand`: conversations that are kept in memory, the last ones; others are read again with their next message.
    `asking`: what takes down the answers of people, where they can be asked.

    The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`.
    """
    return Worker(
        client,
        task_queue=CHAT_QUEUE,
        workflows=[ConversationWorkflow],
        activities=[
            activities.load_conversation,
            activities.answer_turn,
            activities.roll_summary,
            activities.refuse_message,
            *([asking.keep_answer] if asking else []),
        ],
        workflow_runner=UnsandboxedWorkflowRunner(),  # a replay costs half of what it does in a sandbox; CI has one
        max_cached_workflows=at_hand,
        max_concurrent_workflow_tasks=TASKS,
        max_concurrent_activities=turns_at_once,
        max_concurrent_local_activities=turns_at_once,
        sticky_queue_schedule_to_start_timeout=STICKY_LIMIT,
        max_heartbeat_throttle_interval=HEARTBEAT_EVERY,
        graceful_shutdown_timeout=graceful_shutdown,
    )
