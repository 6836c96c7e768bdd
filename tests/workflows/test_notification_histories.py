"""What the workflow of a receiver does today can be replayed tomorrow: a run leaves its history in tests/replay."""

import json

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from ingestion.notifications.messages import workflow_id
from ingestion.notifications.workflows import NotifyWorkflow
from knowledge.adapters.receivers.schedule import Backoff
from tests.fixtures.notifying import Notifying, until
from tests.fixtures.receiver import Answer, Receiver
from tests.workflows.test_conversation_histories import HISTORIES, _portable


async def test_a_run_that_fails_sleeps_is_woken_and_ends_replays(notifying: Notifying, receiver: Receiver) -> None:
    answers = iter([Answer(500)])
    receiver.answer = lambda _: next(answers, Answer())
    notifying.backoff = Backoff((1.0, 1.0))
    webhook = notifying.webhook(receiver)
    async with notifying.worker():
        notifying.happen("one")
        await until(lambda: len(receiver.ids) == 1)
        notifying.happen("two")
        await until(lambda: notifying.statuses(webhook) == ["delivered"] * 2)
        handle = notifying.temporal.get_workflow_handle(workflow_id(webhook.message))
        await handle.result()
    history = await handle.fetch_history()
    await Replayer(workflows=[NotifyWorkflow], data_converter=pydantic_data_converter).replay_workflow(history)
    file = HISTORIES / "notification-retried.json"
    if not file.exists():
        file.write_text(json.dumps(_portable(json.loads(history.to_json())), indent=1) + "\n")
