"""`IngestVersionWorkflow`: one uploaded version on its way to being visible. Carries ids and counts only."""

from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from ingestion.messages import INGEST_WORKFLOW, Embedded, IngestVersion, Prepared, Published, Refusal
    from knowledge.adapters.temporal import as_knowledge_error

# Outages are waited out however long they last; what is wrong with the file itself is never retried. The activities
# end what is wrong with asof.
PATIENT = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3))
HEARTBEAT = timedelta(seconds=10)

Result = TypeVar("Result")


@workflow.defn(name=INGEST_WORKFLOW)
class IngestVersionWorkflow:
    @workflow.run
    async def run(self, message: IngestVersion) -> Published:
        try:
            prepared = await self._step("prepare_version", message, Prepared, timedelta(minutes=30))
            if prepared.unembedded:
                await self._step("embed_version", message, Embedded, timedelta(hours=6))
            return await self._step("publish_version", message, Published, timedelta(minutes=30))
        except ActivityError as failure:
            error = as_knowledge_error(failure)
            if error is None:
                raise
            problem = {"type": error.slug, "title": error.title, "detail": str(error)}
            await self._step("refuse_version", Refusal(message=message, problem=problem), None, timedelta(minutes=1))
            raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from failure

    async def _step(self, name: str, message: object, result: type[Result] | None, limit: timedelta) -> Result:
        done: Result = await workflow.execute_activity(
            name,
            message,
            result_type=result,
            start_to_close_timeout=limit,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=PATIENT,
        )
        return done
