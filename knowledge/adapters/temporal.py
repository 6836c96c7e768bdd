"""Our errors across Temporal: into `ApplicationError` where an activity ends, and back where a caller reads one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from knowledge.errors import CallerError, KnowledgeError, ServiceError, WorkflowsUnavailable

LONGEST_WAIT_S = 60.0  # that somebody who is overloaded may ask for


@contextmanager
def as_application_errors() -> Iterator[None]:
    """Around an activity's body, a validator or a handler (also as a decorator, `@as_application_errors()`).

    A `ServiceError` becomes an `ApplicationError` that is retried; every other error of ours one that never is.
    """
    try:
        yield
    except KnowledgeError as error:
        raise application_error(error) from error


@contextmanager
def reached() -> Iterator[None]:
    """Around a call of a lazy client: before its first connection an outage is a bare `RuntimeError`, no `RPCError`."""
    try:
        yield
    except RuntimeError as error:
        if "client connect" not in str(error):
            raise
        raise WorkflowsUnavailable("Temporal does not answer: `asof status` says what is down") from error


def application_error(error: KnowledgeError) -> ApplicationError:
    """The failure that carries `error` through Temporal: its leaf's name as type, its message as text."""
    asked_wrongly = isinstance(error, CallerError)
    wait_s = error.retry_after_s if isinstance(error, ServiceError) else None
    return ApplicationError(
        str(error),
        type=type(error).__name__,
        non_retryable=not isinstance(error, ServiceError),
        next_retry_delay=None if wait_s is None else timedelta(seconds=min(wait_s, LONGEST_WAIT_S)),
        category=ApplicationErrorCategory.BENIGN if asked_wrongly else ApplicationErrorCategory.UNSPECIFIED,
    )


def as_knowledge_error(failure: BaseException) -> KnowledgeError | None:
    """The error of ours that a Temporal failure stands for, anywhere in its chain of causes; else `None`."""
    leaves = {leaf.__name__: leaf for leaf in _leaves(KnowledgeError)}
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, KnowledgeError):
            return cause
        if isinstance(cause, ApplicationError) and cause.type in leaves:
            return leaves[cause.type](cause.message)
        cause = cause.__cause__
    return None


def _leaves(root: type[KnowledgeError]) -> Iterator[type[KnowledgeError]]:
    for leaf in root.__subclasses__():
        yield leaf
        yield from _leaves(leaf)


def conversation_workflow_id(tenant: str, conversation: str) -> str:
    """What chat starts a conversation under, and others find it by."""
    return f"chat:{tenant}:{conversation}"
