"""What is logged of an activity that ends with an error."""

import logging
from typing import Any

import pytest
from structlog.testing import capture_logs
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from infra.activity_log import ActivityLog


class Raising(ActivityInboundInterceptor):
    def __init__(self, error: ApplicationError) -> None:
        self.error = error

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        raise self.error


@pytest.mark.parametrize(
    ("category", "level"),
    [(ApplicationErrorCategory.UNSPECIFIED, "warning"), (ApplicationErrorCategory.BENIGN, "info")],
)
async def test_what_happens_every_day_is_no_warning(category: ApplicationErrorCategory, level: str) -> None:
    logged = ActivityLog().intercept_activity(Raising(ApplicationError("it says why", category=category)))
    asked = ExecuteActivityInput(fn=lambda: None, args=[], executor=None, headers={})
    with capture_logs() as lines, pytest.raises(ApplicationError):
        await ActivityEnvironment().run(logged.execute_activity, asked)
    assert [(line["event"], line["log_level"], line["detail"]) for line in lines] == [
        ("activity failed", level, "it says why")
    ]


async def test_a_failure_is_not_logged_by_temporal_as_well(caplog: pytest.LogCaptureFixture) -> None:
    ActivityLog()
    with caplog.at_level(logging.WARNING):
        activity.logger.warning(
            "Completing activity as failed", extra={"__temporal_error_identifier": "ActivityFailure"}
        )
        activity.logger.warning("something else")
    assert caplog.messages == ["something else"]
