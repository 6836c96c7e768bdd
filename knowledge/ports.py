"""What the domain asks of the world: one small protocol for each thing that can be replaced.

Every call may raise a `ServiceError`; none retries by itself.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.changes import FactChange, SpokenText
from knowledge.facts import Cardinality, ExtractedFact
from knowledge.passages import EmbeddedText, ParsedDocument, Span
from knowledge.questions import DocumentChange
from knowledge.time_windows import Scope, Viewpoint, Window
from knowledge.values import Value

# -- embedding ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingModel:
    name: str
    precision: str  # "float32" or "bfloat16": never mixed in one generation
    dimensions: int


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Of one passage: its own vector, and one of each statement as it is understood there ("late chunking", Günther
    et al. 2024: the mean of the statement's tokens in the passage's own pass through the model). All of unit length.
    """

    passage: list[float]
    statements: tuple[bytes | None, ...] = ()
    """Float16, big-endian, one after the other. `None` where the model does not read so far into the text; none at all
    from a model that does not tell what it makes of each token."""


class Embedder(Protocol):
    def model(self) -> EmbeddingModel: ...

    def embed_question(self, text: str) -> list[float]: ...

    def foresee_question(self, text: str) -> None:
        """Begins to embed a question that will be asked for in a moment, and returns at once."""
        ...

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        """`bulk`: nobody waits for them, so that all others pass."""
        ...

    def forget(self) -> None:
        """Forgets every text that it remembers so as not to embed it again, and its vector."""
        ...


class Embedders(Protocol):
    def embedder(self, model: str, precision: str) -> Embedder:
        """Every call of it raises `UnknownModel` where this model, in this precision, cannot be loaded."""
        ...


# -- the passage index ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexWindows:
    """Both windows of a point in whole seconds, rounded outwards (`time_windows.index_bounds`)."""

    valid_from: int
    valid_to: int
    recorded_from: int
    recorded_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPoint:
    """One recorded passage row. The adapter derives the sparse vector from `text`."""

    id: UUID
    tenant: str
    document: str
    text: str  # the exact text that was embedded: title and section path in front
    vector: Sequence[float]
    windows: IndexWindows


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFilter:
    """What the engine filters by BEFORE it ranks. Instants in whole seconds."""

    tenant: str
    as_of: int | None  # None: of any time
    known_at: int
    documents: tuple[str, ...] = ()  # none: all


@dataclass(frozen=True, slots=True)
class IndexHit:
    id: UUID
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHits:
    """The best points by cosine and by BM25 (IDF over the filtered points only), each best first."""

    dense: tuple[IndexHit, ...]
    sparse: tuple[IndexHit, ...]
    vector: tuple[float, ...] = ()  # the question's, where the search embedded it


class PassageIndex(Protocol):
    """The vector index. A generation is one build of it; its name comes first in every call."""

    def create(self, generation: str, dimensions: int) -> None:
        """Makes the generation where it is missing; nothing where it stands."""
        ...

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        """Adds or replaces points; durable when the call returns."""
        ...

    def set_windows(self, generation: str, windows: Mapping[UUID, IndexWindows]) -> None: ...

    def delete(self, generation: str, ids: Sequence[UUID]) -> None: ...

    def search(
        self, generation: str, *, question: str, vector: Sequence[float], where: IndexFilter, limit: int
    ) -> IndexHits: ...

    def windows_of(self, generation: str, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]:
        """What the index holds for these points; ids that it does not hold are left out."""
        ...

    def count(self, generation: str) -> int: ...

    def ids(self, generation: str, *, after: UUID | None, limit: int) -> list[UUID]:
        """The ids that it holds in their order, those behind `after` only."""
        ...

    def generations(self) -> list[str]:
        """Every one that it holds, in the order of their names."""
        ...

    def remove(self, generation: str) -> None:
        """Removes the whole of it, with its files; nothing where it does not stand."""
        ...


class PassageSearch(Protocol):
    """Embedding the question and searching in one round trip, as the engine process offers it."""

    def search_text(self, generation: str, *, question: str, where: IndexFilter, limit: int) -> IndexHits: ...

    def foresee_question(self, text: str) -> None:
        """Begins what `search_text` will need for this question, and returns at once; raises nothing."""
        ...


# -- reading from the truth -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact or passage stands in the version that was in force at `as_of`."""

    document: str  # slug
    title: str
    version: int
    section: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFact:
    id: UUID
    key: UUID
    subject: str
    predicate: str
    value: Value
    scope: Scope
    valid: Window  # unbroken: as long as the value is the same, whatever the words
    recorded: Window
    source: Source
    by_hand: bool = False  # said by a person in the place of what the quote says


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    id: UUID
    text: str
    valid: Window
    recorded: Window
    source: Source  # its quote is the passage's text
    statements: tuple[Span, ...] = ()  # counted from the passage's start in its document; none where not known


@dataclass(frozen=True, slots=True)
class RankedFact:
    """A fact and the rank that its document had at the `known_at` of the read."""

    fact: StoredFact
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What else is said on a fact's topic at a viewpoint, by its own source and by others."""

    cardinality: Cardinality
    rank: int
    same_topic: tuple[RankedFact, ...] = ()
    """One-valued, with the same kind of value; none beside a many-valued fact. What is worded otherwise, or all of one
    source alone, may be left out: nothing of it contradicts.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuery:
    subject: str | None = None
    predicate: str | None = None
    document: str | None = None
    q: str | None = None
    key: UUID | None = None  # alone, or with `document`
    limit: int = 50
    cursor: str | None = None


class KnowledgeReader(Protocol):
    """Everything that a read needs from Postgres. Every list is checked against both windows there."""

    def watermark(self, tenant: str) -> dt.datetime: ...

    def live_generation(self, tenant: str) -> str: ...

    def recorded(
        self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID], *, as_of: dt.datetime | None = None
    ) -> frozenset[UUID]:
        """Those of the passages that were known at `known_at`: to hold at `as_of`, or without it at any time."""
        ...

    def passages(self, viewpoint: Viewpoint, ids: Sequence[UUID]) -> Mapping[UUID, StoredPassage]:
        """Those of the ids that hold at the viewpoint."""
        ...

    def passages_ever(self, tenant: str, known_at: dt.datetime, ids: Sequence[UUID]) -> Mapping[UUID, StoredPassage]:
        """Those of the ids that were known at `known_at` to hold at some time, each in the first version with it."""
        ...

    def passages_with(self, tenant: str, known_at: dt.datetime, document: str, words: str) -> list[UUID]:
        """The document's passages that have these words, as known at `known_at`, whenever they hold."""
        ...

    def facts_in(self, viewpoint: Viewpoint, passages: Sequence[UUID]) -> dict[UUID, list[StoredFact]]:
        """The facts whose quotes stand inside each of these passages, in reading order."""
        ...

    def nearness(
        self, generation: str, passages: Sequence[UUID], vector: Sequence[float]
    ) -> dict[UUID, dict[int, float]]:
        """Of each passage the cosine of a question's vector with its statements, each by its start in the document less
        the passage's own. In the generation's model, which the vector is of. A statement without a vector is left out,
        and so is a passage without any.
        """
        ...

    def facts(self, viewpoint: Viewpoint, query: FactQuery) -> tuple[list[StoredFact], str | None]:
        """One page of facts at the viewpoint, and the cursor of the next."""
        ...

    def following(self, viewpoint: Viewpoint, fact: UUID) -> StoredFact | None:
        """What the fact's key holds next, once the fact has ended, as known at the viewpoint."""
        ...

    def standings(self, viewpoint: Viewpoint, facts: Sequence[UUID]) -> dict[UUID, Standing]:
        """Of each of these facts, beside which facts of other and of its own sources it stands there."""
        ...

    def changes(self, tenant: str, known_at: dt.datetime) -> list[DocumentChange]:
        """Every published version of every document as known at `known_at`, in order of effect."""
        ...

    def under_review(self, tenant: str, known_at: dt.datetime) -> frozenset[str]:
        """Slugs of the documents of which a change was known at `known_at` to wait for a person's decision."""
        ...


class FactHistory(Protocol):
    """What became of facts over time, for answers about time itself."""

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
        """One page of what changed after `start` and up to `end`, in order of time, and the next page's cursor."""
        ...

    def held(self, tenant: str, fact: UUID, known_at: dt.datetime) -> list[StoredFact]:
        """Everything that the fact's key was known at `known_at` to hold, in order of valid time."""
        ...

    def text_at(self, tenant: str, document: str, *, as_of: dt.datetime, known_at: dt.datetime) -> SpokenText:
        """What a document says. Raises `DocumentNotFound`."""
        ...


# -- reading documents ----------------------------------------------------------------------------


class DocumentParser(Protocol):
    def parse(self, content: bytes, *, file_name: str, media_type: str | None) -> ParsedDocument:
        """Raises `UnreadableDocument`, `EmptyDocument` or `UnsupportedFormat`."""
        ...


class FactExtractor(Protocol):
    def extract(self, document: ParsedDocument, *, title: str, zone: ZoneInfo) -> list[ExtractedFact]:
        """Dates in the text are read as days of `zone`."""
        ...
