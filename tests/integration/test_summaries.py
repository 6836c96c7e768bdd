"""Summaries in Postgres: brought up to the last turn, and never written from what was cleared meanwhile."""

from uuid import uuid4

import pytest

from chat.deletion.store import DeletionStore
from chat.messages import RecentTurn, SendMessage
from chat.store import TranscriptStore
from chat.summaries import REREAD_TURNS, SummaryStore
from chat.summary import MOST_CHARACTERS, Summary
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import ConversationNotFound

TENANT = "default"


@pytest.fixture
def transcripts(pool: Pool) -> TranscriptStore:
    return TranscriptStore(pool)


@pytest.fixture
def summaries(pool: Pool) -> SummaryStore:
    return SummaryStore(pool)


@pytest.fixture
def conversation(transcripts: TranscriptStore) -> str:
    return str(transcripts.create(TENANT, "local"))


def say(store: TranscriptStore, conversation: str, text: str) -> None:
    message = SendMessage(message_id=uuid4().hex, text=text, sent_at="2026-11-23T14:00:00+00:00")
    turn = RecentTurn(question=text, answer="30 days", as_of=message.sent_at, time_source="now", document="returns")
    store.save(TENANT, conversation, message, {"id": str(uuid4()), "answer": "30 days"}, turn)


def test_what_follows_a_summary_is_what_was_said_since(
    transcripts: TranscriptStore, summaries: SummaryStore, conversation: str
) -> None:
    say(transcripts, conversation, "one?")
    say(transcripts, conversation, "two?")
    before = summaries.unsummarised(TENANT, conversation)
    assert [turn.question for turn in before.following] == ["one?", "two?"]

    assert summaries.keep(TENANT, conversation, "told", before) == Summary(text="told", turns=2)
    say(transcripts, conversation, "three?")
    after = summaries.unsummarised(TENANT, conversation)
    assert after.summary == Summary(text="told", turns=2)
    assert [turn.question for turn in after.following] == ["three?"]
    loaded = transcripts.last_turns(TENANT, conversation, 2)
    assert (loaded.summary, loaded.summarised, loaded.turns) == ("told", 2, 3)


def test_of_many_turns_the_last_ones_are_read_again(
    transcripts: TranscriptStore, summaries: SummaryStore, conversation: str
) -> None:
    for number in range(REREAD_TURNS + 3):
        say(transcripts, conversation, f"question {number}")
    before = summaries.unsummarised(TENANT, conversation)
    assert [turn.question for turn in before.following] == [f"question {n}" for n in range(3, REREAD_TURNS + 3)]
    assert before.turns == REREAD_TURNS + 3


def test_a_summary_is_not_written_over_another(
    transcripts: TranscriptStore, summaries: SummaryStore, conversation: str
) -> None:
    say(transcripts, conversation, "one?")
    before = summaries.unsummarised(TENANT, conversation)
    assert summaries.keep(TENANT, conversation, "first", before) is not None
    assert summaries.keep(TENANT, conversation, "second", before) is None
    assert summaries.unsummarised(TENANT, conversation).summary.text == "first"


def test_a_text_of_any_length_is_kept_in_its_size(
    transcripts: TranscriptStore, summaries: SummaryStore, conversation: str
) -> None:
    say(transcripts, conversation, "one?")
    before = summaries.unsummarised(TENANT, conversation)
    kept = summaries.keep(TENANT, conversation, "x" * 10_000, before)
    assert kept is not None
    assert len(kept.text) == MOST_CHARACTERS


def test_a_deleted_conversation_has_none_and_gets_none(
    transcripts: TranscriptStore, summaries: SummaryStore, conversation: str, pool: Pool
) -> None:
    say(transcripts, conversation, "one?")
    before = summaries.unsummarised(TENANT, conversation)
    DeletionStore(pool).delete(TENANT, conversation, "local")
    assert summaries.keep(TENANT, conversation, "late", before) is None
    with pytest.raises(ConversationNotFound):
        summaries.unsummarised(TENANT, conversation)
