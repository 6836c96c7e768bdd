"""Ingestions, reviews and expiries that ran before go on under this version of their workflows.

tests/workflows/test_review_workflow.py wrote the histories; one that stands here is never written anew.
"""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from ingestion.expiry.workflows import ExpiryWorkflow
from ingestion.invalidation.workflows import ReviewWorkflow
from ingestion.workflows import IngestVersionWorkflow

HISTORIES = Path(__file__).parent / "histories"
WORKFLOWS = [IngestVersionWorkflow, ReviewWorkflow, ExpiryWorkflow]
KEPT = (
    "ingestion-that-waits",
    "review-undone",
    "review-asked-again-and-approved",
    "expiry-taken-back-and-ended",
)


@pytest.mark.parametrize("name", KEPT)
def test_a_saved_history_replays(name: str) -> None:
    history = WorkflowHistory.from_json(f"{name}:saved", (HISTORIES / f"{name}.json").read_text())
    replayer = Replayer(workflows=WORKFLOWS, data_converter=pydantic_data_converter)
    asyncio.run(replayer.replay_workflow(history))
