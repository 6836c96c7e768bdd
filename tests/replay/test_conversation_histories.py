"""Conversations that ran before this version of the workflow go on under it: their saved histories replay.

tests/workflows/test_conversation_histories.py wrote them; one that stands here is never written anew.
"""

import asyncio
import base64
import json
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from chat.conversation import BOUNDED, SETTLED_FIRST, WITH_SUMMARY, ConversationWorkflow
from chat.people.pursuing import WITH_PEOPLE

HISTORIES = sorted((Path(__file__).parent / "histories").glob("conversation-*.json"))
ASKED_PEOPLE = "conversation-asked-people"
SETTLED = "conversation-settled-first"
BOUND = "conversation-bounded"
BEFORE_SUMMARIES = {"conversation-turns", "conversation-rolled-over", "conversation-closed-when-idle"}


def replay(file: Path) -> None:
    history = WorkflowHistory.from_json("chat:default:saved", file.read_text())
    replayer = Replayer(workflows=[ConversationWorkflow], data_converter=pydantic_data_converter)
    asyncio.run(replayer.replay_workflow(history))


def patches(file: Path) -> str:
    """What the markers of patches say."""
    events = json.loads(file.read_text())["events"]
    recorded = [event["markerRecordedEventAttributes"] for event in events if "markerRecordedEventAttributes" in event]
    data = [marker["details"]["patch-data"] for marker in recorded if marker["markerName"] == "core_patch"]
    return " ".join(base64.b64decode(payload["data"]).decode() for payloads in data for payload in payloads["payloads"])


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
def test_a_saved_history_replays(file: Path) -> None:
    replay(file)


def test_every_way_to_talk_to_a_conversation_has_a_history() -> None:
    assert {file.stem for file in HISTORIES} >= BEFORE_SUMMARIES | {
        "conversation-retried",
        "conversation-summarised",
        "conversation-went-on-with-summary",
        ASKED_PEOPLE,
        SETTLED,
        BOUND,
    }


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
def test_a_history_knows_by_its_patch_whether_it_waited_for_people(file: Path) -> None:
    assert (WITH_PEOPLE in patches(file)) is (file.stem == ASKED_PEOPLE)


def test_without_its_patch_a_history_that_waited_for_people_would_not_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    patched = workflow.patched
    monkeypatch.setattr(workflow, "patched", lambda name: name != WITH_PEOPLE and patched(name))
    with pytest.raises(workflow.NondeterminismError):
        replay(HISTORIES[0].with_name(f"{ASKED_PEOPLE}.json"))


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
def test_a_history_knows_by_its_patch_whether_it_is_of_before_the_summaries(file: Path) -> None:
    assert (WITH_SUMMARY in patches(file)) is (file.stem not in BEFORE_SUMMARIES | {SETTLED, BOUND})


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
def test_a_history_knows_by_its_patch_whether_all_was_settled_first(file: Path) -> None:
    assert (SETTLED_FIRST in patches(file)) is (file.stem == SETTLED)


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
def test_a_history_knows_by_its_patch_whether_signals_found_room_without_end(file: Path) -> None:
    assert (BOUNDED in patches(file)) is (file.stem == BOUND)


def test_without_its_patch_a_history_in_which_a_message_found_no_room_would_not_replay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patched = workflow.patched
    monkeypatch.setattr(workflow, "patched", lambda name: name != BOUNDED and patched(name))
    with pytest.raises(RuntimeError, match="activation completion failed"):  # a refusal is read as what is loaded
        replay(HISTORIES[0].with_name(f"{BOUND}.json"))


def test_without_the_patch_a_history_of_before_would_not_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "patched", lambda _: True)
    with pytest.raises(workflow.NondeterminismError):
        replay(HISTORIES[0].with_name("conversation-closed-when-idle.json"))
