"""How a workflow runs one activity: at once where it is quick, with patience where it is not. Runs inside workflows."""

from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, CancelledError, FailureError

_ONCE = RetryPolicy(maximum_attempts=1)

Result = TypeVar("Result")


async def at_once_or_patiently(
    name: str,
    message: object,
    gives: type[Result],
    *,
    at_once: timedelta,
    limit: timedelta,
    silence: timedelta,
    patience: RetryPolicy,
) -> Result:
    """Runs an activity inside the workflow task, as a local one: the server is asked nothing on its account.

    Where that takes longer than `at_once` or fails, it runs as a remote one: it heartbeats (`silence` without one is
    its end), is retried with `patience`, and the workflow answers queries meanwhile. Both may run at once: activities
    are idempotent. A worker that dies in the local one is missed after the workflow's task timeout. Raises an
    `ApplicationError`, bare or inside an `ActivityError`, for what is never retried.
    """
    try:
        quick: Result = await workflow.execute_local_activity(
            name, message, result_type=gives, start_to_close_timeout=at_once, retry_policy=_ONCE
        )
    except FailureError as failure:  # of a local activity: what it raised, with no ActivityError around it
        if isinstance(failure, CancelledError) or (isinstance(failure, ApplicationError) and failure.non_retryable):
            raise
    else:
        return quick
    return await patiently(name, message, gives, limit=limit, silence=silence, patience=patience)


async def patiently(
    name: str, message: object, gives: type[Result], *, limit: timedelta, silence: timedelta, patience: RetryPolicy
) -> Result:
    """Runs a remote activity. Raises `ActivityError` for what is never retried."""
    done: Result = await workflow.execute_activity(
        name,
        message,
        result_type=gives,
        start_to_close_timeout=limit,
        heartbeat_timeout=silence,
        retry_policy=patience,
    )
    return done
