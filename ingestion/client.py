"""Starting ingestions on Temporal and waiting for them: for the doors, and for a worker's start."""

import asyncio

from temporalio.client import Client, WorkflowFailureError
from temporalio.service import RPCError

from ingestion.messages import INGEST_WORKFLOW, IngestVersion
from ingestion.starting import start_kept
from ingestion.store import IngestionStore
from ingestion.uploads import UploadReceipt
from knowledge.adapters.temporal import as_knowledge_error
from knowledge.errors import WorkflowsUnavailable


class IngestionClient:
    """A receipt stands in Postgres before this is called: starting may be repeated, and is at a worker's start."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def start(self, receipt: UploadReceipt) -> None:
        """Raises `WorkflowsUnavailable`: the upload is kept, and the same upload again starts it."""
        message = IngestVersion(
            tenant=receipt.tenant,
            document=receipt.document,
            version_id=receipt.version_id,
            ingestion_id=str(receipt.ingestion_id),
            bulk=receipt.bulk,
        )
        await self._start(receipt.workflow_id, message)

    async def wait(self, receipt: UploadReceipt) -> None:
        """Returns when the version is visible. Raises the `CallerError` of a refused one."""
        try:
            await self._temporal.get_workflow_handle(receipt.workflow_id).result()
        except WorkflowFailureError as failure:
            error = as_knowledge_error(failure)
            if error is None:
                raise
            raise error from failure
        except RPCError as error:
            raise WorkflowsUnavailable(f"Temporal was lost while waiting for the ingestion: {error.message}") from error

    async def resume(self, store: IngestionStore) -> int:
        """Starts what was accepted and has no running workflow; how many ingestions are unfinished."""
        unfinished = await asyncio.to_thread(store.unfinished)
        for workflow_id, message in unfinished:
            await self._start(workflow_id, message)
        return len(unfinished)

    async def _start(self, workflow_id: str, message: IngestVersion) -> None:
        await start_kept(
            self._temporal,
            INGEST_WORKFLOW,
            message,
            id=workflow_id,
            task_queue=message.task_queue,
            tenant=message.tenant,
            document=message.document,
            kept="the upload is kept: send the same again",
        )
