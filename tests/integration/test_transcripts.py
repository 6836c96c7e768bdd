"""The transcript in Postgres: one turn a message, numbered without gaps, in one tenant."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from chat.messages import RecentTurn, SendMessage, TurnResult
from chat.store import TranscriptStore
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool, open_pool
from knowledge.errors import AnswerNotFound, ConversationNotFound, DocumentNotFound, StoreUnavailable, TurnFailed

TENANT = "default"


def _message(text: str, message_id: str | None = None) -> SendMessage:
    return SendMessage(message_id=message_id or uuid4().hex, text=text, sent_at="2026-11-23T14:00:00+00:00")


def _save(store: TranscriptStore, conversation: str, message: SendMessage, answer_id: UUID | None = None) -> TurnResult:
    turn = RecentTurn(
        question=message.text, answer="30 days", as_of=message.sent_at, time_source="now", document="returns"
    )
    answer = {"id": str(answer_id or uuid4()), "answer": "30 days"}
    return store.save(TENANT, conversation, message, answer, turn)


@pytest.fixture
def store(pool: Pool) -> TranscriptStore:
    return TranscriptStore(pool)


@pytest.fixture
def conversation(store: TranscriptStore) -> str:
    return str(store.create(TENANT, "local", "returns"))


def test_a_turn_is_kept_with_its_answer_and_found_by_its_message(
    store: TranscriptStore, pool: Pool, conversation: str
) -> None:
    message = _message("how long?")
    assert store.answered(TENANT, conversation, message.message_id) is None
    result = _save(store, conversation, message)

    assert store.answered(TENANT, conversation, message.message_id) == result
    [turn], following = store.turns(TENANT, conversation)
    assert (turn.number, turn.text, turn.answer["answer"], following) == (1, "how long?", "30 days", None)
    assert turn.sent_at.isoformat() == message.sent_at
    assert AnswerStore(pool).get(TENANT, UUID(result.answer_id)) == turn.answer


def test_a_failure_is_kept_until_its_message_is_answered_after_all(store: TranscriptStore, conversation: str) -> None:
    first, second = _message("how long?"), _message("for whom?")
    store.fail(TENANT, conversation, first, TurnFailed("once"))
    store.fail(TENANT, conversation, second, TurnFailed("a fault"))
    store.fail(TENANT, conversation, first, DocumentNotFound("there is no document 'x'"))
    assert [(failed.text, failed.error, failed.detail) for failed in store.failures(TENANT, conversation)] == [
        ("how long?", "document-not-found", "there is no document 'x'"),
        ("for whom?", "turn-failed", "a fault"),
    ]
    assert store.failures("another", conversation) == []

    _save(store, conversation, first)
    assert [failed.text for failed in store.failures(TENANT, conversation)] == ["for whom?"]


def test_the_first_answer_to_a_message_stays_and_a_later_one_leaves_nothing(
    store: TranscriptStore, pool: Pool, conversation: str
) -> None:
    message = _message("how long?")
    first = _save(store, conversation, message)
    late = uuid4()

    assert _save(store, conversation, message, late) == first
    with pytest.raises(AnswerNotFound):
        AnswerStore(pool).get(TENANT, late)


def test_attempts_at_once_are_one_turn_and_numbers_have_no_gaps(store: TranscriptStore, conversation: str) -> None:
    messages = [_message(f"question {number % 4}", f"m{number % 4}") for number in range(24)]
    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda message: _save(store, conversation, message), messages))

    turns, _ = store.turns(TENANT, conversation)
    assert [turn.number for turn in turns] == [1, 2, 3, 4]
    assert len({result.answer_id for result in results}) == 4


def test_the_unique_constraint_has_the_last_word(store: TranscriptStore, pool: Pool, conversation: str) -> None:
    _save(store, conversation, _message("how long?", "m1"))
    with pytest.raises(psycopg.errors.UniqueViolation), pool.connection() as connection:
        connection.execute(
            "INSERT INTO turn (conversation, number, message_id, text, text_hash, answer, recent, actor, sent_at,"
            " streamed)"
            " SELECT conversation, 2, message_id, text, text_hash, answer, recent, actor, sent_at, 2 FROM turn"
        )


def test_pages_of_turns_follow_one_another(store: TranscriptStore, conversation: str) -> None:
    for number in range(5):
        _save(store, conversation, _message(f"question {number}"))

    pages, after = list[list[int]](), 0
    while True:
        turns, following = store.turns(TENANT, conversation, limit=2, after=after)
        pages.append([turn.number for turn in turns])
        if following is None:
            break
        after = following
    assert pages == [[1, 2], [3, 4], [5]]


def test_the_last_turns_come_in_order_of_time(store: TranscriptStore, conversation: str) -> None:
    for number in range(5):
        _save(store, conversation, _message(f"question {number}"))

    loaded = store.last_turns(TENANT, conversation, 2)
    assert loaded.turns == 5
    assert [result.turn.question for result in loaded.answered] == ["question 3", "question 4"]


def test_a_conversation_is_invisible_to_other_tenants(store: TranscriptStore, pool: Pool, conversation: str) -> None:
    with pool.connection() as connection:
        connection.execute("INSERT INTO tenant (name) VALUES ('other')")
    assert store.conversation(TENANT, conversation).title == "returns"
    for tenant, wanted in (("other", conversation), (TENANT, str(uuid4())), (TENANT, "nonsense")):
        for call in (store.conversation, store.turns):
            with pytest.raises(ConversationNotFound):
                call(tenant, wanted)
        with pytest.raises(ConversationNotFound):
            store.answered(tenant, wanted, "m1")
        with pytest.raises(ConversationNotFound):
            store.last_turns(tenant, wanted, 1)


def test_a_lost_postgres_is_an_outage_and_not_a_missing_conversation(conversation: str) -> None:
    with (
        open_pool("host=127.0.0.1 port=1 user=nobody", wait_s=0.2) as nowhere,
        pytest.raises(StoreUnavailable),
    ):
        TranscriptStore(nowhere).answered(TENANT, conversation, "m1")
