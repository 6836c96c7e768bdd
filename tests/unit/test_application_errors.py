"""Errors of ours keep their meaning on their way through Temporal."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from knowledge.adapters.temporal import application_error, as_application_errors, as_knowledge_error
from knowledge.errors import DocumentNotFound, KnowledgeError, ModelOverloaded, StoreUnavailable


@pytest.mark.parametrize(("error", "final"), [(DocumentNotFound("no 'x'"), True), (StoreUnavailable("down"), False)])
def test_only_outages_are_retried_and_the_leaf_comes_back(error: KnowledgeError, final: bool) -> None:
    with pytest.raises(ApplicationError) as raised, as_application_errors():
        raise error
    assert raised.value.non_retryable is final

    back = as_knowledge_error(_through_the_wire(raised.value))
    assert type(back) is type(error)
    assert str(back) == str(error)


def test_a_failure_of_another_kind_stands_for_none_of_ours() -> None:
    assert as_knowledge_error(_through_the_wire(ApplicationError("boom", type="RuntimeError"))) is None


def test_the_decorated_function_keeps_its_signature() -> None:
    @as_application_errors()
    def answer(question: str) -> str:
        return question.upper()

    assert answer("x") == "X"
    assert answer.__name__ == "answer"


def _through_the_wire(cause: ApplicationError) -> Exception:
    """What a client holds: a failure whose cause was rebuilt from text, with nothing of the first exception."""
    outer = RuntimeError("the update failed")
    outer.__cause__ = ApplicationError(cause.message, type=cause.type, non_retryable=cause.non_retryable)
    return outer


def test_an_overload_is_retried_when_it_asked_to_be() -> None:
    overloaded = ModelOverloaded("too much")
    assert application_error(overloaded).next_retry_delay is None
    overloaded.retry_after_s = 7.0
    assert application_error(overloaded).next_retry_delay == timedelta(seconds=7)
    overloaded.retry_after_s = 86_400.0
    assert application_error(overloaded).next_retry_delay == timedelta(seconds=60)
