"""The three remote steps of an ingestion, and the one that refuses. Each may be killed anywhere and run again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from pgvector import Vector
from temporalio import activity
from temporalio.exceptions import CancelledError

from ingestion.messages import Embedded, IngestVersion, Prepared, Published, Refusal
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from ingestion.pulse import Pulse
from ingestion.store import IngestionStore
from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.vectors import half_vectors
from knowledge.adapters.temporal import as_application_errors
from knowledge.errors import (
    IngestionFailed,
    KnowledgeError,
    NotEmbedded,
    ServiceError,
    StoreUnavailable,
    VersionNotFound,
)
from knowledge.passages import with_statements
from knowledge.ports import Embedders, PassageVectors

sql = load_queries("ingestion")
Row = dict[str, Any]
EMBED_BATCH = 64  # texts a call: progress and a checkpoint in Postgres after each
ATTEMPTS_AT_A_FAULT = 3
UNENDED_ATTEMPTS = 5  # at preparing one file, each ended by the worker's death


class IngestionActivities:
    """Prepare, embed, publish, refuse. All state stands in Postgres; messages carry ids and counts."""

    def __init__(
        self,
        pool: Pool,
        store: IngestionStore,
        preparation: Preparation,
        publication: Publication,
        embedders: Embedders,
    ) -> None:
        self._pool = pool
        self._store = store
        self._preparation = preparation
        self._publication = publication
        self._embedders = embedders

    def all(self) -> Sequence[Any]:
        return [self.prepare, self.embed, self.publish, self.refuse]

    @activity.defn(name="prepare_version")
    def prepare(self, message: IngestVersion) -> Prepared:
        with self._visible(message) as pulse, self._counted(message):
            return self._preparation.prepare(message.version_id, stage=pulse.reach)

    @activity.defn(name="embed_version")
    def embed(self, message: IngestVersion) -> Embedded:
        with self._visible(message):
            return Embedded(embedded=self.embed_unseen(message))

    @activity.defn(name="publish_version")
    def publish(self, message: IngestVersion) -> Published:
        with self._visible(message) as pulse:
            try:
                return self._publication.publish(message.version_id, message.ingestion_id, stage=pulse.reach)
            except NotEmbedded:  # the index went over to another model since the step before
                self.embed_unseen(message)
                return self._publication.publish(message.version_id, message.ingestion_id, stage=pulse.reach)

    @activity.defn(name="refuse_version")
    def refuse(self, refusal: Refusal) -> None:
        with self._visible(refusal.message):
            self._store.refuse(refusal.message.ingestion_id, refusal.problem)

    def embed_unseen(self, message: IngestVersion) -> int:
        """Embeds the version's texts that have no embedding by the live model yet; how many."""
        with transaction(self._pool) as cursor:
            generation = cursor.execute(sql("generation_live")).fetchone()
            if generation is None:
                raise StoreUnavailable("no generation of the index is live yet")
            names = {"version_id": message.version_id, "most": EMBED_BATCH, **generation}
        embedder = self._embedders.embedder(generation["model"], generation["precision"])
        total = embedded = 0
        while batch := self._unseen(names):
            remaining = batch[0]["remaining"]
            if not embedded:
                total = remaining
                self._store.stage(message.ingestion_id, "embedding", total=total)
            vectors = embedder.embed_passages(
                [with_statements(row["embedded_text"], row["statements"]) for row in batch], bulk=message.bulk
            )
            with translated(), self._pool.connection() as connection, connection.cursor() as cursor:
                if cursor.execute(sql("ingestion_hold"), {"id": message.ingestion_id}).fetchone() is None:
                    raise VersionNotFound(f"version {message.version_id} was erased or refused meanwhile")
                rows = [_embedding(generation, *one) for one in zip(batch, vectors, strict=True)]
                cursor.executemany(sql("embedding_insert"), rows)
                done = total - remaining + len(batch)
                self._store.count_embedded(cursor, message.ingestion_id, len(batch), done=done, total=total)
            embedded += len(batch)
            if remaining == len(batch):
                break
        return embedded

    def _unseen(self, names: Row) -> list[Row]:
        """The next texts to embed, the shortest first: a document of any length is never here as a whole."""
        with transaction(self._pool) as cursor:
            return cursor.execute(sql("texts_unembedded"), names).fetchall()

    @contextmanager
    def _visible(self, message: IngestVersion) -> Iterator[Pulse]:
        """Heartbeats while the body runs, and shows the stage that it reaches. An outage shows in the ingestion's
        progress and is retried by Temporal, a fault of ours too, but only so often.
        """
        with Pulse(partial(self._store.stage, message.ingestion_id)) as pulse, as_application_errors():
            try:
                yield pulse
            except ServiceError as error:
                if not isinstance(error, StoreUnavailable):
                    self._store.trouble(message.ingestion_id, error)
                raise
            except (KnowledgeError, CancelledError):
                raise
            except Exception as fault:
                activity.logger.exception("a fault while a file was taken in")
                failed = IngestionFailed(
                    f"asof met {type(fault).__name__} in {activity.info().activity_type}; the file is not in, and the"
                    " worker's log has more (`asof logs worker`)"
                )
                if self._store.count_fault(message.ingestion_id, failed) < ATTEMPTS_AT_A_FAULT:
                    raise
                raise failed from fault

    @contextmanager
    def _counted(self, message: IngestVersion) -> Iterator[None]:
        """Raises `IngestionFailed` for a file at which the worker died again and again: an attempt that ends by itself,
        however it ends, clears the count.
        """
        if self._store.begin_attempt(message.ingestion_id) > UNENDED_ATTEMPTS:
            raise IngestionFailed(
                f"the worker ended {UNENDED_ATTEMPTS} times while it read this file; the file is not in, and the"
                " worker's log has more (`asof logs worker`): save it in another format, or in parts"
            )
        try:
            yield
        finally:
            self._store.end_attempt(message.ingestion_id)


def _embedding(generation: Row, text: Row, found: PassageVectors) -> Row:
    vectors = {"vector": Vector(found.passage), "statements": half_vectors(found.statements)}
    return {**generation, **vectors, "hash": text["embedding_hash"]}
