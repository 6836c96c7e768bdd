"""Binds the ids of an activity's message to whatever it logs, and logs how each attempt ended."""

import logging
import time
from typing import Any

import structlog
import temporalio.client
import temporalio.worker
from temporalio import activity, workflow
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from infra.logging import logged_with

IDS = ("tenant", "conversation", "document", "ingestion_id")

log = structlog.get_logger(__name__)


class ActivityLog(temporalio.client.Interceptor, temporalio.worker.Interceptor):
    """Given to the client that workers are made of."""

    def __init__(self) -> None:
        # The ids are bound already; Temporal would write them into the message as well.
        activity.logger.activity_info_on_message = False
        workflow.logger.workflow_info_on_message = False
        activity.logger.base_logger.addFilter(_is_not_said_twice)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _LoggedActivity(next)


class _LoggedActivity(ActivityInboundInterceptor):
    # What an activity takes and gives is its own affair: Temporal types both as anything.
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        info = activity.info()
        ids = _ids(input.args[0]) if input.args else {}
        with logged_with(workflow=info.workflow_id, activity=info.activity_type, attempt=str(info.attempt), **ids):
            began = time.monotonic()
            try:
                result = await super().execute_activity(input)
            except ApplicationError as error:
                say = log.info if error.category is ApplicationErrorCategory.BENIGN else log.warning
                say("activity failed", error=error.type, detail=error.message)
                raise
            except Exception:
                log.exception("activity failed")
                raise
            log.info("activity done", ms=round((time.monotonic() - began) * 1000))
            return result


def _is_not_said_twice(record: logging.LogRecord) -> bool:
    """Temporal logs a failure once more, with a traceback: in an outage, a third of what the worker computes."""
    return getattr(record, "__temporal_error_identifier", None) != "ActivityFailure"


def _ids(message: object) -> dict[str, str | None]:
    """Of the message, or of the one that it carries on."""
    found = {name: str(value) for name in IDS if (value := getattr(message, name, None)) is not None}
    inner = getattr(message, "message", None)
    return {**(_ids(inner) if inner is not None else {}), **found}
