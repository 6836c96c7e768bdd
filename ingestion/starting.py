"""Starting the workflow of what stands in Postgres already: it may be repeated, and is, whenever a worker looks."""

from collections.abc import Sequence

from pydantic import BaseModel
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from knowledge.adapters.search_attributes import DOCUMENT, TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable


async def start_kept(
    temporal: Client,
    workflow: str,
    message: BaseModel,
    *,
    id: str,  # noqa: A002 - as Temporal calls it
    task_queue: str,
    tenant: str,
    kept: str,
    document: str | None = None,
    signal: str | None = None,
    signal_args: Sequence[str] = (),
) -> None:
    """One that runs is left alone, or gets the `signal`. A closed one of this id failed or was lost: another begins.

    Raises `WorkflowsUnavailable`; `kept` tells what is not lost by it, and who goes on: "it is accepted: ...".
    """
    attributes = [SearchAttributePair(TENANT, tenant)]
    if document is not None:
        attributes.append(SearchAttributePair(DOCUMENT, document))
    try:
        with reached():
            await temporal.start_workflow(
                workflow,
                message,
                id=id,
                task_queue=task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                start_signal=signal,
                start_signal_args=list(signal_args),
                search_attributes=TypedSearchAttributes(attributes),
            )
    except WorkflowAlreadyStartedError:
        return
    except RPCError as error:
        raise WorkflowsUnavailable(f"Temporal did not take it ({error.message}); {kept}") from error
