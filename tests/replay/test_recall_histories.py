"""Tenants whose answers were recalled before this version of the workflow go on under it: the saved history replays.

tests/workflows/test_recalled_conversations.py wrote it; one that stands here is never written anew.
"""

import asyncio
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from ingestion.recall.workflows import RecallWorkflow

SAVED = Path(__file__).parent / "histories" / "recall-marked.json"


def test_a_saved_history_replays() -> None:
    history = WorkflowHistory.from_json("recall:default", SAVED.read_text())
    replayer = Replayer(workflows=[RecallWorkflow], data_converter=pydantic_data_converter)
    asyncio.run(replayer.replay_workflow(history))
