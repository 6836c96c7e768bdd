"""What everything that is submitted has in common: who sends it, under which key, and how long the reply may take."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypedDict
from zoneinfo import ZoneInfo

from anyio import to_thread
from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from api.auth import Caller, RequestCaller
from api.idempotency import IdempotencyKey, Kept, once
from api.metrics import Metrics
from api.routes.versions import upload_reply
from api.services import FromMetrics, FromServices, Services
from ingestion.uploads import UploadReceipt

Wait = Annotated[bool, Query(description="Answer when the version is published or refused, not when it is accepted.")]


class Sender(TypedDict):
    tenant: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One request on its way into the stores; a dependency of the routes that submit something."""

    services: Services
    caller: Caller
    request: Request
    key: str | None

    @property
    def sender(self) -> Sender:
        return {"tenant": self.caller.tenant, "actor": self.caller.actor}

    @property
    def zone(self) -> ZoneInfo:
        return self.services.zone_of(self.caller.tenant)

    async def once(self, work: Callable[[], Awaitable[Kept]], said: BaseModel | str) -> Response:
        """`said` is what the request says, whatever its bytes."""
        text = said if isinstance(said, str) else said.model_dump_json()
        return await once(self.services, self.caller, self.request, work, key=self.key, said=text)

    async def do(self, work: Callable[[], Kept], said: BaseModel) -> Response:
        """Once, in a thread."""

        async def aside() -> Kept:
            return await to_thread.run_sync(work)

        return await self.once(aside, said)


async def _door(request: Request, services: FromServices, caller: RequestCaller, key: IdempotencyKey = None) -> Door:
    return Door(services=services, caller=caller, request=request, key=key)


FromDoor = Annotated[Door, Depends(_door)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceDoor:
    """For what takes a number in a document's sequence: it is accepted, and an ingestion begins."""

    door: Door
    metrics: Metrics
    wait: bool

    async def accept(self, accept: Callable[[], UploadReceipt], said: BaseModel | str) -> Response:
        async def work() -> Kept:
            return await self._begun(await to_thread.run_sync(accept))

        return await self.door.once(work, said)

    async def _begun(self, receipt: UploadReceipt) -> Kept:
        """Starts the workflow, also of a repeated upload: an earlier request may have died before it could."""
        services = self.door.services
        self.metrics.ingestions.labels("repeated" if receipt.repeated else "accepted").inc()
        if receipt.status not in ("done", "waiting"):
            await services.ingestion_client.start(receipt)
            if self.wait:
                await services.ingestion_client.wait(receipt)
        tenant = self.door.caller.tenant
        progress = await to_thread.run_sync(services.ingestions.progress, tenant, receipt.ingestion_id)
        reply = upload_reply(progress, repeated=receipt.repeated)
        return Kept(status=200 if self.wait else 202, body=reply.model_dump())


async def _sequence_door(door: FromDoor, metrics: FromMetrics, wait: Wait = False) -> SequenceDoor:
    return SequenceDoor(door=door, metrics=metrics, wait=wait)


FromSequenceDoor = Annotated[SequenceDoor, Depends(_sequence_door)]
