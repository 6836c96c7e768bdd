"""The steps of an erasure. Each may be killed anywhere and run again; all state stands in the tombstone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import anyio.to_thread
from temporalio import activity

from ingestion.erasure.masking import put_points
from ingestion.erasure.messages import (
    CLEAR_CACHES,
    CLEAR_HISTORIES,
    CLEAR_INDEX,
    CLEAR_QUOTATIONS,
    CLEAR_ROWS,
    FINISH,
    STOP,
    Erase,
)
from ingestion.erasure.requests import Erasure
from ingestion.erasure.store import ErasureStore
from ingestion.publication import Publication
from ingestion.pulse import Pulse
from ingestion.store import IngestionStore
from ingestion.uploads import Retraction
from knowledge.adapters.temporal import as_application_errors, conversation_workflow_id
from knowledge.adapters.temporal_histories import Histories
from knowledge.errors import StoreUnavailable
from knowledge.ports import Embedders, PassageIndex

POINTS_AT_ONCE = 1000
TRIES_TO_SILENCE = 5


class ErasureActivities:
    def __init__(
        self,
        *,
        store: ErasureStore,
        ingestions: IngestionStore,
        publication: Publication,
        index: PassageIndex,
        embedders: Embedders,
        forget: Callable[[], None],
        histories: Histories,
    ) -> None:
        self._store = store
        self._ingestions = ingestions
        self._publication = publication
        self._index = index
        self._embedders = embedders
        self._forget = forget
        self._histories = histories

    def all(self) -> Sequence[Any]:
        return [
            self.stop, self.clear_rows, self.clear_quotations, self.clear_index, self.clear_caches,
            self.clear_histories, self.finish,
        ]  # fmt: skip

    @activity.defn(name=STOP)
    async def stop(self, message: Erase) -> None:
        """Ends ingestions under way. One that is publishing right now is waited for: it holds the document's lock."""
        with as_application_errors():
            erasure = await anyio.to_thread.run_sync(self._begin, message, "stopping what is under way")
            running = await anyio.to_thread.run_sync(self._store.running_workflows, erasure)
            await self._histories.stop(running, f"erasure {erasure.id}")

    @activity.defn(name=CLEAR_ROWS)
    def clear_rows(self, message: Erase) -> None:
        with self._step(message, "clearing Postgres") as erasure:
            if erasure.erased_at is not None:
                return
            for _ in range(TRIES_TO_SILENCE):
                self._silence(erasure)
                if self._store.clear(erasure, put_points(self._index, self._embedders)):
                    return
            raise StoreUnavailable(f"version {erasure.version} of {erasure.document!r} is published again and again")

    @activity.defn(name=CLEAR_QUOTATIONS)
    def clear_quotations(self, message: Erase) -> None:
        with self._step(message, "redacting quotations") as erasure:
            self._store.redact_quotations(erasure)

    @activity.defn(name=CLEAR_INDEX)
    def clear_index(self, message: Erase) -> None:
        with self._step(message, "clearing the index") as erasure:
            points = self._store.work(erasure).points
            generations = self._store.generations()
            for generation in generations:
                for start in range(0, len(points), POINTS_AT_ONCE):
                    self._index.delete(generation, points[start : start + POINTS_AT_ONCE])
            self._store.cleared(erasure, {"points": len(points) * len(generations)})

    @activity.defn(name=CLEAR_CACHES)
    def clear_caches(self, message: Erase) -> None:
        with self._step(message, "clearing caches") as erasure:
            self._forget()
            self._store.cleared(erasure, {"caches": 1})

    @activity.defn(name=CLEAR_HISTORIES)
    async def clear_histories(self, message: Erase) -> None:
        with as_application_errors():
            erasure = await anyio.to_thread.run_sync(self._begin, message, "clearing Temporal's histories")
            await self._clear_histories(erasure)

    @activity.defn(name=FINISH)
    async def finish(self, message: Erase) -> None:
        """Looks once more for what was on its way when its source went."""
        with as_application_errors():
            erasure = await anyio.to_thread.run_sync(self._begin, message, "looking once more")
            if erasure.finished_at is None:
                await anyio.to_thread.run_sync(self._store.redact_quotations, erasure)
                await self._clear_histories(erasure)
                await anyio.to_thread.run_sync(self._store.finish, erasure)

    async def _clear_histories(self, erasure: Erasure) -> None:
        work = await anyio.to_thread.run_sync(self._store.work, erasure)
        conversations = [conversation_workflow_id(erasure.tenant, str(id_)) for id_ in work.conversations]
        for conversation in conversations:
            await self._histories.begin_anew(conversation)
        await self._histories.delete(work.workflows, going_on=conversations)
        await anyio.to_thread.run_sync(self._store.histories_cleared, erasure, work)

    @contextmanager
    def _step(self, message: Erase, stage: str) -> Iterator[Erasure]:
        with as_application_errors():
            erasure = self._begin(message, stage)
            with Pulse(lambda later: self._store.stage(erasure, later)):
                yield erasure

    def _begin(self, message: Erase, stage: str) -> Erasure:
        erasure = self._store.get(message.tenant, UUID(message.erasure_id))
        self._store.stage(erasure, stage)
        return erasure

    def _silence(self, erasure: Erasure) -> None:
        """A version first ceases to speak, as by a retraction: its run falls to the version before it."""
        if erasure.version is None or not self._store.speaks(erasure):
            return
        receipt = self._ingestions.accept_repair(
            Retraction(
                tenant=erasure.tenant,
                actor=erasure.actor,
                document=erasure.document,
                corrects=erasure.version,
                reason=erasure.reason,
            )
        )
        self._publication.publish(receipt.version_id, str(receipt.ingestion_id), stage=lambda _: None, gated=False)
