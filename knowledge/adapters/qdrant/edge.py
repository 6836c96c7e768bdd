"""The passage index on qdrant-edge: the Qdrant engine inside this process, one shard a generation under one folder.

One process may hold a folder, and opens it after any fork. Every call of the engine holds the interpreter's lock.
"""

import os
import re
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import qdrant_edge as qe

from knowledge.adapters.qdrant.points import (
    DENSE,
    INSTANTS,
    KEYWORDS,
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

_GENERATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_UNFINISHED = ".unfinished"
_REMOVED = ".removed"
_DIMENSIONS = "dimensions"
_SHARD = "shard"
_WRITES_A_FLUSH = 500


class EdgePassageIndex:
    """Implements `knowledge.ports.PassageIndex`. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._opening = threading.Lock()
        self._shards: dict[str, _Shard] = {}

    def create(self, generation: str, dimensions: int) -> None:
        path = self._path(generation)
        with self._opening, _translated():
            if not path.exists():
                unfinished = path.with_name(path.name + _UNFINISHED)
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir(parents=True)
                (unfinished / _DIMENSIONS).write_text(str(dimensions))
                _make_shard(unfinished / _SHARD, dimensions)
                unfinished.rename(path)
        held = self._shard(generation).dimensions
        if held != dimensions:
            raise InvalidRequest(f"generation {generation} holds {held} dimensions, not {dimensions}: name a new one")

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        shard = self._shard(generation)
        checked = [
            qe.Point(
                id=point.id,
                vector={
                    DENSE: check_vector(point.vector, shard.dimensions, name=f"point {point.id}"),
                    SPARSE: _sparse(point.text),
                },
                payload=payload_of(point),
            )
            for point in points
        ]
        if checked:
            with _translated():
                shard.write([qe.UpdateOperation.upsert_points(checked)])
                shard.flush()

    def set_windows(self, generation: str, windows: Mapping[UUID, IndexWindows]) -> None:
        """Ids that the index does not hold are left out.

        Not flushed by itself: it outlives this process in the write-ahead log, and what a power cut takes is only a
        narrowing, so the index may hold too much, never too little. The next `put` flushes it.
        """
        shard = self._shard(generation)
        with _translated():
            alike: dict[IndexWindows, list[int | UUID | str]] = defaultdict(list)
            for id_ in shard.held(list(windows)):
                alike[windows[id_]].append(id_)
            shard.write([qe.UpdateOperation.set_payload(ids, windows_payload(new)) for new, ids in alike.items()])

    def delete(self, generation: str, ids: Sequence[UUID]) -> None:
        """Flushed as `set_windows` is."""
        shard = self._shard(generation)
        if ids:
            with _translated():
                shard.write([qe.UpdateOperation.delete_points(list(ids))])

    def search(
        self, generation: str, *, question: str, vector: Sequence[float], where: IndexFilter, limit: int
    ) -> IndexHits:
        shard = self._shard(generation)
        near = check_vector(vector, shard.dimensions, name="the question")
        filter_ = _filter(where)
        terms = question_terms(question)
        with _translated():
            dense = shard.query(qe.Query.Nearest(near, using=DENSE), filter_, limit)
            # IDF over the filtered points only: else other tenants and later versions move an old answer's ranks.
            corpus = qe.SearchParams(idf=qe.IdfParams(corpus=filter_))
            nearest = qe.Query.Nearest(qe.SparseVector(terms.indices, terms.values), using=SPARSE)
            sparse = shard.query(nearest, filter_, limit, corpus) if terms.indices else []
        return IndexHits(dense=best_first(dense), sparse=best_first(sparse))

    def windows_of(self, generation: str, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]:
        with _translated():
            return self._shard(generation).windows_of(ids)

    def count(self, generation: str) -> int:
        with _translated():
            return self._shard(generation).count()

    def ids(self, generation: str, *, after: UUID | None, limit: int) -> list[UUID]:
        with _translated():
            return self._shard(generation).ids(after, limit)

    def generations(self) -> list[str]:
        """One that was being removed when its process ended is none; its files go now."""
        with self._opening, _translated():
            for path in self._folder.glob(f"*{_REMOVED}"):
                shutil.rmtree(path, ignore_errors=True)
            return sorted(path.name for path in self._folder.iterdir() if path.is_dir() and _names_one(path.name))

    def remove(self, generation: str) -> None:
        path = self._path(generation)
        with self._opening, _translated():
            shard = self._shards.pop(generation, None)
            if shard is not None:
                shard.close()
            shutil.rmtree(path.with_name(path.name + _UNFINISHED), ignore_errors=True)
            removed = path.with_name(path.name + _REMOVED)
            shutil.rmtree(removed, ignore_errors=True)
            if path.exists():  # whole or gone: it is renamed before its files go
                path.rename(removed)
                shutil.rmtree(removed)

    def close(self) -> None:
        """Flushes and lets go of the folder."""
        with self._opening, _translated():
            for shard in self._shards.values():
                shard.close()
            self._shards.clear()

    def _path(self, generation: str) -> Path:
        if not _names_one(generation):
            raise InvalidRequest(f"{generation!r} is no name for a generation: letters, digits, '.', '_' and '-'")
        return self._folder / generation

    def _shard(self, generation: str) -> "_Shard":
        shard = self._shards.get(generation)
        if shard is not None:
            return shard
        path = self._path(generation)
        with self._opening, _translated():
            if generation not in self._shards:
                if not path.exists():
                    raise IndexUnavailable(f"generation {generation} is not in the index: build it from Postgres")
                self._shards[generation] = _open_shard(path)
            return self._shards[generation]


def _names_one(name: str) -> bool:
    return _GENERATION.fullmatch(name) is not None and not name.endswith((_UNFINISHED, _REMOVED))


class _Shard:
    """One open shard. Writes go one by one; callers that wait for the disk at once share one wait.

    The write-ahead log alone brings back what was written, so only that is waited for: half a millisecond outside the
    interpreter's lock, where the engine's own flush holds the lock for twenty. That one comes now and then: a start
    then has little of the log to read again.
    """

    def __init__(self, shard: qe.EdgeShard, dimensions: int, log: Path) -> None:
        self._shard = shard
        self._log = log
        self.dimensions = dimensions
        self._writing = threading.Lock()
        self._flushing = threading.Lock()
        self._written = 0
        self._safe = 0
        self._flushed = 0

    def write(self, operations: Sequence[qe.UpdateOperation]) -> None:
        with self._writing:
            for operation in operations:
                self._shard.update(operation)
            self._written += 1

    def flush(self) -> None:
        """Returns when everything written before the call is on the disk."""
        mine = self._written
        with self._flushing:
            if self._safe >= mine:
                return
            reached = self._written
            if reached - self._flushed < _WRITES_A_FLUSH:
                _sync(self._log)
            else:
                self._shard.flush()
                self._flushed = reached
            self._safe = reached

    def query(
        self, query: qe.Query, filter_: qe.Filter, limit: int, params: qe.SearchParams | None = None
    ) -> list[IndexHit]:
        found = self._shard.query(qe.QueryRequest(limit=limit, query=query, filter=filter_, params=params))
        return [IndexHit(_uuid(hit.id), hit.score) for hit in found]

    def held(self, ids: Sequence[UUID]) -> list[UUID]:
        return [_uuid(record.id) for record in self._shard.retrieve(list(ids), False, False)]

    def windows_of(self, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]:
        records = self._shard.retrieve(list(ids), list(INSTANTS), False)
        return {_uuid(record.id): windows_from(record.payload) for record in records}

    def ids(self, after: UUID | None, limit: int) -> list[UUID]:
        asked = qe.ScrollRequest(offset=after, limit=limit + 1, with_payload=False, with_vector=False)
        records, _ = self._shard.scroll(asked)
        return [id_ for id_ in (_uuid(record.id) for record in records) if id_ != after][:limit]

    def count(self) -> int:
        return self._shard.count(qe.CountRequest(exact=True))

    def close(self) -> None:
        with self._writing, self._flushing:
            self._shard.flush()
            self._shard.close()


def _open_shard(folder: Path) -> _Shard:
    shard = folder / _SHARD
    shutil.rmtree(shard / "temp_segments", ignore_errors=True)  # left by a killed process: load trips on it
    return _Shard(qe.EdgeShard.load(str(shard)), int((folder / _DIMENSIONS).read_text()), shard / "wal")


def _sync(folder: Path) -> None:
    """Waits until every file of the folder, and the folder itself, is on the disk. The log is a few large files."""
    for path in (*folder.iterdir(), folder):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # the log has gone on meanwhile
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_shard(path: Path, dimensions: int) -> None:
    path.mkdir()
    config = qe.EdgeConfig(
        vectors={DENSE: qe.EdgeVectorParams(size=dimensions, distance=qe.Distance.Cosine)},
        sparse_vectors={SPARSE: qe.EdgeSparseVectorParams(modifier=qe.Modifier.Idf)},
    )
    shard = qe.EdgeShard.create(str(path), config)
    for name in KEYWORDS:
        shard.update(qe.UpdateOperation.create_field_index(name, qe.PayloadSchemaType.Keyword))
    for name in INSTANTS:
        shard.update(qe.UpdateOperation.create_field_index(name, qe.PayloadSchemaType.Integer))
    shard.flush()
    shard.close()


def _filter(where: IndexFilter) -> qe.Filter:
    must: list[qe.FieldCondition | qe.Filter] = [
        qe.FieldCondition("tenant", match=qe.MatchValue(where.tenant)),
        qe.FieldCondition("recorded_from", range=qe.RangeFloat(lte=where.known_at)),
        qe.FieldCondition("recorded_to", range=qe.RangeFloat(gt=where.known_at)),
    ]
    if where.as_of is not None:
        must.append(qe.FieldCondition("valid_from", range=qe.RangeFloat(lte=where.as_of)))
        must.append(qe.FieldCondition("valid_to", range=qe.RangeFloat(gt=where.as_of)))
    if where.documents:
        must.append(qe.FieldCondition("document", match=qe.MatchAny(list(where.documents))))
    return qe.Filter(must=list(must))


def _sparse(text: str) -> qe.SparseVector:
    terms = document_terms(text)
    return qe.SparseVector(terms.indices, terms.values)


def _uuid(id_: int | str | UUID) -> UUID:
    return id_ if isinstance(id_, UUID) else UUID(str(id_))


@contextmanager
def _translated() -> Iterator[None]:
    """The engine raises bare `Exception`; nothing narrower exists to catch."""
    try:
        yield
    except (IndexUnavailable, InvalidRequest):
        raise
    except Exception as error:
        raise IndexUnavailable(f"the passage index refused: {error}") from error
