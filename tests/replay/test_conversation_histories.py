"""Conversations that ran before this version of the workflow go on under it: their saved histories replay.

tests/workflows/test_conversation_histories.py wrote them; one that stands here is never written anew.
"""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from chat.conversation import ConversationWorkflow

HISTORIES = sorted((Path(__file__).parent / "histories").glob("conversation-*.json"))


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
def test_a_saved_history_replays(file: Path) -> None:
    history = WorkflowHistory.from_json("chat:default:saved", file.read_text())
    replayer = Replayer(workflows=[ConversationWorkflow], data_converter=pydantic_data_converter)
    asyncio.run(replayer.replay_workflow(history))


def test_every_way_to_talk_to_a_conversation_has_a_history() -> None:
    assert {file.stem for file in HISTORIES} >= {
        "conversation-turns",
        "conversation-rolled-over",
        "conversation-closed-when-idle",
    }
