"""Answers are kept as they were first sealed; replies are kept under the caller's key."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.idempotency import IdempotencyStore, StoredReply
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import AnswerNotFound, IdempotencyConflict, RequestInProgress

ANSWER = UUID("7a53b1c6-3f0e-4c37-9a55-1f6d7f0c8f10")


def test_an_answer_stays_as_it_was_first_saved(pool: Pool) -> None:
    answers = AnswerStore(pool)
    first = answers.save(None, "default", "local", {"id": str(ANSWER), "answer": "30 days"})
    assert answers.save(None, "default", "local", {"id": str(ANSWER), "answer": "90 days"}) == first
    assert answers.get("default", ANSWER) == first
    assert first == {"id": str(ANSWER), "answer": "30 days", "sealed_hash": first["sealed_hash"]}
    for tenant, answer in (("other", ANSWER), ("default", uuid4())):
        with pytest.raises(AnswerNotFound):
            answers.get(tenant, answer)


def test_an_answer_shares_the_fate_of_the_callers_transaction(pool: Pool) -> None:
    answers = AnswerStore(pool)
    with pool.connection() as connection:
        answers.save(connection, "default", "local", {"id": str(ANSWER)})
        connection.rollback()
    with pytest.raises(AnswerNotFound):
        answers.get("default", ANSWER)


def test_a_repeated_request_gets_the_first_reply(pool: Pool) -> None:
    replies = IdempotencyStore(pool)
    assert replies.begin("default", "k", b"request") is None
    replies.keep("default", "k", 202, {"document": "refunds"})
    assert replies.begin("default", "k", b"request") == StoredReply(status=202, body={"document": "refunds"})
    assert replies.begin("other", "k", b"request") is None
    with pytest.raises(IdempotencyConflict):
        replies.begin("default", "k", b"another request")


def test_a_request_that_is_being_served_is_not_served_twice(pool: Pool) -> None:
    replies = IdempotencyStore(pool)
    assert replies.begin("default", "k", b"request") is None
    with pytest.raises(RequestInProgress):
        replies.begin("default", "k", b"request")
    with pytest.raises(IdempotencyConflict):
        replies.begin("default", "k", b"another request")
    replies.release("default", "k")
    assert replies.begin("default", "k", b"another request") is None


def test_a_kept_reply_is_not_released(pool: Pool) -> None:
    replies = IdempotencyStore(pool)
    replies.begin("default", "k", b"request")
    replies.keep("default", "k", 200, {})
    replies.release("default", "k")
    assert replies.begin("default", "k", b"request") == StoredReply(status=200, body={})


def test_a_claim_left_by_a_dead_process_can_be_taken_over_by_the_same_request_only(pool: Pool) -> None:
    replies = IdempotencyStore(pool, abandoned_after=timedelta(0))
    assert replies.begin("default", "k", b"request") is None
    with pytest.raises(IdempotencyConflict):
        replies.begin("default", "k", b"another request")
    assert replies.begin("default", "k", b"request") is None


def test_old_keys_are_forgotten_a_few_at_a_time(pool: Pool) -> None:
    replies = IdempotencyStore(pool)
    for key in ("old", "young"):
        replies.begin("default", key, b"one")
        replies.keep("default", key, 200, {})
    with pool.connection() as connection:
        connection.execute("UPDATE idempotent_reply SET created_at = created_at - interval '8 days' WHERE key = 'old'")
        connection.execute(
            "INSERT INTO idempotent_reply"
            " SELECT 'default', n::text, 'x', 200, '{}', clock_timestamp() - interval '9 days'"
            " FROM generate_series(1, 150) AS n"
        )
    replies.begin("default", "new", b"two")
    with pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM idempotent_reply").fetchone() == (53,)
    assert replies.begin("default", "old", b"another request") is None
    assert replies.begin("default", "young", b"one") == StoredReply(status=200, body={})
