"""The passage index on a Qdrant server or cluster. One collection a generation, laid out as the shard of `edge`."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from knowledge.adapters.qdrant.points import (
    DENSE,
    INSTANTS,
    SPARSE,
    best_first,
    check_vector,
    document_terms,
    payload_of,
    question_terms,
    windows_from,
    windows_payload,
)
from knowledge.errors import IndexUnavailable, InvalidRequest
from knowledge.ports import IndexFilter, IndexHit, IndexHits, IndexPoint, IndexWindows


class ServerPassageIndex:
    """Implements `knowledge.ports.PassageIndex`. Every write waits until the server has applied it."""

    def __init__(self, client: QdrantClient, *, prefix: str = "asof-") -> None:
        self._client = client
        self._prefix = prefix
        self._dimensions: dict[str, int] = {}
        self._creating = threading.Lock()

    def create(self, generation: str, dimensions: int) -> None:
        name = self._name(generation)
        with self._creating, _translated():
            if not self._client.collection_exists(name):
                self._make(name, dimensions)
            self._index_payload(name)  # again where it stands: a creator may have died in between
        held = self._dimensions_of(generation)
        if held != dimensions:
            raise InvalidRequest(f"generation {generation} holds {held} dimensions, not {dimensions}: name a new one")

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        dimensions = self._dimensions_of(generation)
        checked = [
            models.PointStruct(
                id=str(point.id),
                vector={
                    DENSE: check_vector(point.vector, dimensions, name=f"point {point.id}"),
                    SPARSE: _document(point.text),
                },
                payload=dict(payload_of(point)),
            )
            for point in points
        ]
        if checked:
            with _translated():
                self._client.upsert(self._name(generation), checked, wait=True)

    def set_windows(self, generation: str, windows: Mapping[UUID, IndexWindows]) -> None:
        alike: dict[IndexWindows, list[UUID]] = defaultdict(list)
        for id_ in self.windows_of(generation, list(windows)):
            alike[windows[id_]].append(id_)
        with _translated():
            for new, ids in alike.items():
                self._client.set_payload(
                    self._name(generation), dict(windows_payload(new)), points=[str(id_) for id_ in ids], wait=True
                )

    def delete(self, generation: str, ids: Sequence[UUID]) -> None:
        if ids:
            with _translated():
                points = models.PointIdsList(points=[str(id_) for id_ in ids])
                self._client.delete(self._name(generation), points, wait=True)

    def search(
        self, generation: str, *, question: str, vector: Sequence[float], where: IndexFilter, limit: int
    ) -> IndexHits:
        near = check_vector(vector, self._dimensions_of(generation), name="the question")
        filter_ = _filter(where)
        terms = question_terms(question)
        requests = [models.QueryRequest(query=near, using=DENSE, filter=filter_, limit=limit)]
        if terms.indices:
            # IDF over the filtered points only: else other tenants and later versions move an old answer's ranks.
            corpus = models.SearchParams(idf=models.IdfCorpusParams(corpus=filter_))
            words = models.SparseVector(indices=terms.indices, values=terms.values)
            requests.append(models.QueryRequest(query=words, using=SPARSE, filter=filter_, limit=limit, params=corpus))
        with _translated():
            found = self._client.query_batch_points(self._name(generation), requests)
        lists = [best_first([IndexHit(UUID(str(hit.id)), hit.score) for hit in each.points]) for each in found]
        return IndexHits(dense=lists[0], sparse=lists[1] if len(lists) > 1 else ())

    def windows_of(self, generation: str, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]:
        with _translated():
            records = self._client.retrieve(
                self._name(generation), [str(id_) for id_ in ids], with_payload=list(INSTANTS)
            )
        return {UUID(str(record.id)): windows_from(record.payload) for record in records}

    def count(self, generation: str) -> int:
        with _translated():
            return self._client.count(self._name(generation), exact=True).count

    def ids(self, generation: str, *, after: UUID | None, limit: int) -> list[UUID]:
        with _translated():
            records, _ = self._client.scroll(
                self._name(generation),
                offset=None if after is None else str(after),
                limit=limit + 1,
                with_payload=False,
                with_vectors=False,
            )
        return [id_ for id_ in (UUID(str(record.id)) for record in records) if id_ != after][:limit]

    def generations(self) -> list[str]:
        with _translated():
            names = [collection.name for collection in self._client.get_collections().collections]
        return sorted(name.removeprefix(self._prefix) for name in names if name.startswith(self._prefix))

    def remove(self, generation: str) -> None:
        with self._creating, _translated():
            self._dimensions.pop(generation, None)
            if self._client.collection_exists(self._name(generation)):
                self._client.delete_collection(self._name(generation))

    def close(self) -> None:
        self._client.close()

    def _name(self, generation: str) -> str:
        return f"{self._prefix}{generation}"

    def _dimensions_of(self, generation: str) -> int:
        if generation not in self._dimensions:
            with _translated():
                vectors = self._client.get_collection(self._name(generation)).config.params.vectors
            if not isinstance(vectors, dict):
                raise IndexUnavailable(f"collection {self._name(generation)} was not made by asof")
            self._dimensions[generation] = vectors[DENSE].size
        return self._dimensions[generation]

    def _make(self, name: str, dimensions: int) -> None:
        try:
            self._client.create_collection(
                name,
                vectors_config={DENSE: models.VectorParams(size=dimensions, distance=models.Distance.COSINE)},
                sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            )
        except UnexpectedResponse as error:
            if error.status_code != 409:  # another process made it first
                raise

    def _index_payload(self, name: str) -> None:
        tenant = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
        self._client.create_payload_index(name, "tenant", tenant, wait=True)
        self._client.create_payload_index(name, "document", models.PayloadSchemaType.KEYWORD, wait=True)
        for instant in INSTANTS:
            self._client.create_payload_index(name, instant, models.PayloadSchemaType.INTEGER, wait=True)


def _filter(where: IndexFilter) -> models.Filter:
    must: list[models.Condition] = [
        models.FieldCondition(key="tenant", match=models.MatchValue(value=where.tenant)),
        models.FieldCondition(key="recorded_from", range=models.Range(lte=where.known_at)),
        models.FieldCondition(key="recorded_to", range=models.Range(gt=where.known_at)),
    ]
    if where.as_of is not None:
        must.append(models.FieldCondition(key="valid_from", range=models.Range(lte=where.as_of)))
        must.append(models.FieldCondition(key="valid_to", range=models.Range(gt=where.as_of)))
    if where.documents:
        must.append(models.FieldCondition(key="document", match=models.MatchAny(any=list(where.documents))))
    return models.Filter(must=must)


def _document(text: str) -> models.SparseVector:
    terms = document_terms(text)
    return models.SparseVector(indices=terms.indices, values=terms.values)


@contextmanager
def _translated() -> Iterator[None]:
    """`:memory:` raises `ValueError` where a server answers 404."""
    try:
        yield
    except (ApiException, ValueError) as error:
        raise IndexUnavailable(f"Qdrant did not serve the request: {error}") from error
