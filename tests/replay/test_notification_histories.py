"""Receivers that were told before this version of the workflow are told on under it: the saved history replays.

tests/workflows/test_notification_histories.py wrote it; one that stands here is never written anew.
"""

import asyncio
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from ingestion.notifications.workflows import NotifyWorkflow

SAVED = Path(__file__).parent / "histories" / "notification-retried.json"


def test_a_saved_history_replays() -> None:
    history = WorkflowHistory.from_json("webhook:default:saved", SAVED.read_text())
    replayer = Replayer(workflows=[NotifyWorkflow], data_converter=pydantic_data_converter)
    asyncio.run(replayer.replay_workflow(history))
