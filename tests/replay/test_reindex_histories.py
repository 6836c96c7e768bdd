"""Re-indexes that ran before this version of the workflow go on under it: their saved histories replay."""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from ingestion.reindex.workflows import ReindexWorkflow

HISTORIES = Path(__file__).parent / "histories"


@pytest.mark.parametrize("name", ["reindex-live", "reindex-refused"])
def test_a_saved_history_replays(name: str) -> None:
    history = WorkflowHistory.from_json("reindex:default:saved", (HISTORIES / f"{name}.json").read_text())
    replayer = Replayer(workflows=[ReindexWorkflow], data_converter=pydantic_data_converter)
    asyncio.run(replayer.replay_workflow(history))
