"""A question set's documents in memory, behind the ports that answering reads through: no server, no Postgres.

A set is a folder in the scorer's layout: `manifest.jsonl`, `qa.jsonl` and the files they name. Parsing, passages,
facts, embeddings and the index are the product's own; a cache keeps what was read and embedded between runs.
"""

import datetime as dt
import json
import pickle
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from ingestion.extraction import RuleExtractor
from ingestion.parsing import DocumentReader
from knowledge.adapters.embedding.sentence_transformers import LocalEmbedder
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.changes import FactChange
from knowledge.facts import digest
from knowledge.passages import EmbeddedText, embedded_text, split_passages, with_statements
from knowledge.ports import (
    FactQuery,
    IndexFilter,
    IndexHits,
    IndexPoint,
    IndexWindows,
    PassageVectors,
    Source,
    Standing,
    StoredFact,
    StoredPassage,
)
from knowledge.questions import DocumentChange
from knowledge.retrieval import Stores
from knowledge.time_windows import ALWAYS, OPEN_END_SECONDS, OPEN_START_SECONDS, Viewpoint, Window, index_bounds

Json = dict[str, object]

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
UTC = ZoneInfo("UTC")
GENERATION = "g"
EMBEDDED_AT_ONCE = 64


@dataclass(slots=True, kw_only=True)
class Run:
    """One passage over versions in which it stands without a break; its place and facts by when each took effect."""

    passage: StoredPassage
    embedded: EmbeddedText
    places: list[tuple[dt.datetime, Source, list[StoredFact]]]

    def extend(self, later: "Run") -> None:
        self.passage = replace(self.passage, valid=Window(self.passage.valid.start, later.passage.valid.end))
        self.places += later.places

    def at(self, as_of: dt.datetime) -> tuple[StoredPassage, list[StoredFact]]:
        _, source, facts = max((place for place in self.places if place[0] <= as_of), key=lambda place: place[0])
        return replace(self.passage, source=source), facts


class NoHistory:
    """`FactHistory` of a set: its questions ask what held, not what became of it."""

    def changes(
        self,
        tenant: str,
        *,
        start: dt.datetime,
        end: dt.datetime,
        known_at: dt.datetime,
        document: str | None,
        limit: int,
        cursor: str | None,
    ) -> tuple[list[FactChange], str | None]:
        return [], None

    def held(self, tenant: str, fact: UUID, known_at: dt.datetime) -> list[StoredFact]:
        return []


class Collection:
    """Implements `KnowledgeReader` and `PassageSearch` over one set."""

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self.items = list(read_lines(folder / "qa.jsonl"))
        kept = pickle.loads(cache.read_bytes()) if cache and cache.exists() else {}  # noqa: S301 - our own file
        self.history, runs = kept.get("read") or read_versions(folder)
        self.runs = {run.passage.id: run for run in runs}
        self._vectors: dict[EmbeddedText, PassageVectors] = kept.get("vectors") or {}
        self._questions: dict[str, tuple[float, ...]] = kept.get("questions") or {}
        self._embedder: LocalEmbedder | None = None
        self._embed([run.embedded for run in runs])
        self._cache = cache
        self._folder = tempfile.TemporaryDirectory()
        self._index = EdgePassageIndex(Path(self._folder.name))
        self._fill()

    @property
    def stores(self) -> Stores:
        return Stores(reader=self, history=NoHistory(), search=self, generation=GENERATION)

    def keep(self) -> None:
        """Writes the cache, the questions asked meanwhile included."""
        if self._cache is not None:
            kept = {
                "read": (self.history, list(self.runs.values())),
                "vectors": self._vectors,
                "questions": self._questions,
            }
            self._cache.write_bytes(pickle.dumps(kept))

    def close(self) -> None:
        self._index.close()
        self._folder.cleanup()

    # -- the reader -------------------------------------------------------------------------------

    def watermark(self, tenant: str) -> dt.datetime:
        return NOW

    def live_generation(self, tenant: str) -> str:
        return GENERATION

    def under_review(self, tenant: str, known_at: dt.datetime) -> frozenset[str]:
        return frozenset()

    def changes(self, tenant: str, known_at: dt.datetime) -> list[DocumentChange]:
        return self.history

    def recorded(
        self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID], *, as_of: dt.datetime | None = None
    ) -> frozenset[UUID]:
        return frozenset(id_ for id_ in ids if as_of is None or self.runs[id_].passage.valid.contains(as_of))

    def passages(self, viewpoint: Viewpoint, ids: Sequence[UUID]) -> dict[UUID, StoredPassage]:
        holding = [id_ for id_ in ids if self.runs[id_].passage.valid.contains(viewpoint.as_of)]
        return {id_: self.runs[id_].at(viewpoint.as_of)[0] for id_ in holding}

    def passages_ever(self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID]) -> dict[UUID, StoredPassage]:
        return {id_: self.runs[id_].passage for id_ in ids}

    def passages_with(self, tenant: str, known_at: dt.datetime, document: str, words: str) -> list[UUID]:
        passages = [run.passage for run in self.runs.values() if run.passage.source.document == document]
        return [one.id for one in passages if words in one.text]

    def facts_in(self, viewpoint: Viewpoint, passages: Sequence[UUID]) -> dict[UUID, list[StoredFact]]:
        return {id_: self.runs[id_].at(viewpoint.as_of)[1] for id_ in passages}

    def facts(self, viewpoint: Viewpoint, query: FactQuery) -> tuple[list[StoredFact], str | None]:
        return [], None

    def following(self, viewpoint: Viewpoint, fact: UUID) -> StoredFact | None:
        return None

    def standings(self, viewpoint: Viewpoint, facts: Sequence[UUID]) -> dict[UUID, Standing]:
        return {}

    def nearness(
        self, generation: str, passages: Sequence[UUID], vector: Sequence[float]
    ) -> dict[UUID, dict[int, float]]:
        asked = np.asarray(vector, dtype=np.float32)
        found: dict[UUID, dict[int, float]] = {}
        for id_ in passages:
            run = self.runs[id_]
            vectors = self._vectors[run.embedded].statements
            found[id_] = {
                start: float(np.frombuffer(made, dtype=">f2").astype(np.float32) @ asked)
                for (start, _), made in zip(run.passage.statements, vectors, strict=False)
                if made is not None
            }
        return found

    # -- the search -------------------------------------------------------------------------------

    def search_text(self, generation: str, *, question: str, where: IndexFilter, limit: int) -> IndexHits:
        if question not in self._questions:
            self._questions[question] = tuple(self._model().embed_question(question))
        vector = self._questions[question]
        hits = self._index.search(generation, question=question, vector=vector, where=where, limit=limit)
        return replace(hits, vector=vector)

    def foresee_question(self, text: str) -> None:
        """Nothing is gained here."""

    # -- reading in -------------------------------------------------------------------------------

    def _model(self) -> LocalEmbedder:
        self._embedder = self._embedder or LocalEmbedder()
        return self._embedder

    def _embed(self, texts: Sequence[EmbeddedText]) -> None:
        missing = sorted({text for text in texts if text not in self._vectors}, key=lambda text: len(text.text))
        for at in range(0, len(missing), EMBEDDED_AT_ONCE):
            some = missing[at : at + EMBEDDED_AT_ONCE]
            self._vectors.update(zip(some, self._model().embed_passages(some), strict=True))
            sys.stderr.write(f"\rembedded {at + len(some)} of {len(missing)} passages")
        sys.stderr.write("\n" if missing else "")

    def _fill(self) -> None:
        points = [
            IndexPoint(
                id=id_,
                tenant="default",
                document=run.passage.source.document,
                text=run.embedded.text,
                vector=self._vectors[run.embedded].passage,
                windows=_windows(run.passage.valid),
            )
            for id_, run in self.runs.items()
        ]
        self._index.create(GENERATION, len(points[0].vector))
        for at in range(0, len(points), 500):
            self._index.put(GENERATION, points[at : at + 500])


def read_lines(path: Path) -> Iterator[Json]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_versions(folder: Path) -> tuple[list[DocumentChange], list[Run]]:
    """The history of all documents, and every passage with the runs in which it stands."""
    history: list[DocumentChange] = []
    runs: dict[tuple[object, ...], list[Run]] = defaultdict(list)
    for row in read_lines(folder / "manifest.jsonl"):
        change, found = _read_version(folder, row)
        history.append(change)
        for run in found:
            known = runs[change.document, run.embedded, run.passage.source.section]
            if known and known[-1].passage.valid.end == run.passage.valid.start:
                known[-1].extend(run)
            elif not known or known[-1].passage.valid.end != run.passage.valid.end:  # what stands twice counts once
                known.append(run)
    history.sort(key=lambda change: change.effective_at)
    return history, [run for some in runs.values() for run in some]


def _read_version(folder: Path, row: Json) -> tuple[DocumentChange, list[Run]]:
    path = folder / str(row.get("original") or row["file"])
    media_type = "text/markdown" if path.suffix == ".md" else None
    parsed = DocumentReader().parse(path.read_bytes(), file_name=path.name, media_type=media_type)
    title, document, version = str(row["title"]), str(row["doc_id"]), int(str(row["version"]))
    effective_at = instant(str(row["valid_from"]))
    valid = Window(effective_at, instant(str(row["valid_to"])) if row["valid_to"] else None)
    at = {"document": document, "title": title, "version": version}
    facts: dict[int, list[StoredFact]] = defaultdict(list)
    for number, fact in enumerate(RuleExtractor().extract(parsed, title=title, zone=UTC)):
        said = parsed.statements[fact.statement]
        id_ = digest(document, str(version), str(number))
        facts[fact.statement].append(
            StoredFact(
                id=id_,
                key=id_,
                subject=fact.subject,
                predicate=fact.predicate,
                value=fact.value,
                scope=fact.scope,
                valid=valid,
                recorded=ALWAYS,
                source=Source(**at, section=said.section, page=None, quote=said.quote, start=said.start, end=said.end),
            )
        )
    runs = []
    for passage in split_passages(parsed):
        source = Source(
            **at, section=passage.section, page=None, quote=passage.text, start=passage.start, end=passage.end
        )
        id_ = digest(document, str(version), str(passage.start), "passage")
        stored = StoredPassage(
            id=id_,
            text=passage.text,
            valid=valid,
            recorded=ALWAYS,
            source=source,
            statements=passage.statements,
        )
        inside = [
            fact
            for index, said in enumerate(parsed.statements)
            if passage.start <= said.start and said.end <= passage.end
            for fact in facts[index]
        ]
        embedded = with_statements(embedded_text(title, passage.section, passage.text), passage.statements)
        runs.append(Run(passage=stored, embedded=embedded, places=[(effective_at, source, inside)]))
    return DocumentChange(**at, effective_at=effective_at), runs


def instant(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)


def _windows(valid: Window) -> IndexWindows:
    start, end = index_bounds(valid)
    return IndexWindows(valid_from=start, valid_to=end, recorded_from=OPEN_START_SECONDS, recorded_to=OPEN_END_SECONDS)
