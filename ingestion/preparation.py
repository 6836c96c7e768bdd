"""First step of an ingestion: from uploaded bytes to passages, facts and their occurrences in one version."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.content import PIECE_BYTES, read_rest
from ingestion.messages import Prepared
from ingestion.model_extraction import ModelExtraction, Read
from ingestion.model_extraction.store import record_extraction
from ingestion.parsing import stated_effective_date
from ingestion.slices import in_slices
from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.windows import range_text
from knowledge.errors import InvalidWindow, VersionNotFound
from knowledge.facts import ExtractedFact, digest, form_of, key_of
from knowledge.passages import PASSAGE_LIMIT, ParsedDocument, Passage, embedded_text, split_passages
from knowledge.ports import DocumentParser, FactExtractor

sql = load_queries("ingestion")
Row = dict[str, Any]
Told = TypeVar("Told")
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents(Generic[Told]):
    """What one version says of one kind: where each distinct content stands, and how its row is made.

    The rows themselves are several times as large as a long document: they are made when they are written.
    """

    told: Mapping[str, Told]  # by the content's id, in reading order
    occurrences: Sequence[tuple[object, ...]]
    row: Callable[[Told], Row]

    def slices(self, known: Set[str]) -> Iterator[list[Row]]:
        """Rows that are not known yet, in order of id: two that write the same contents never wait in a ring."""
        unseen = sorted(self.told.keys() - known)
        for ids in in_slices(unseen, ROWS_AT_ONCE):
            yield [{"id": id_, **self.row(self.told[id_])} for id_ in ids]


class Preparation:
    """Parses, splits, finds the effective date, extracts facts, writes contents and occurrences: once a version."""

    def __init__(
        self,
        pool: Pool,
        parser: DocumentParser,
        extractor: FactExtractor,
        by_model: ModelExtraction | None = None,
        *,
        keep_readings: bool = True,
        passage_limit: int = PASSAGE_LIMIT,
    ) -> None:
        """`by_model`: what reads facts beside the extractor; `keep_readings`: whether what it reads lasts;
        `passage_limit`: characters of a run of statements above which it becomes several passages.
        """
        self._passage_limit = passage_limit
        self._by_model = by_model
        self._keep_readings = keep_readings
        self._pool = pool
        self._parser = parser
        self._extractor = extractor
        self._turns: WeakValueDictionary[int, threading.Lock] = WeakValueDictionary()
        self._taking_turns = threading.Lock()

    def prepare(self, version_id: int, *, stage: Callable[[str], None]) -> Prepared:
        """Raises a `CallerError` for a file that is refused; nothing is written then.

        A file that takes minutes is given up as lost, and begun again, while it is being read: the second attempt waits
        for the first, and finds it done.
        """
        with self._taking_turns:
            turn = self._turns.setdefault(version_id, threading.Lock())
        with turn:
            return self._prepare(version_id, stage)

    def _prepare(self, version_id: int, stage: Callable[[str], None]) -> Prepared:
        with transaction(self._pool) as cursor:
            names = {"version_id": version_id, "most": PIECE_BYTES}
            version = cursor.execute(sql("version_to_prepare"), names, binary=True).fetchone()
        if version is None:
            raise VersionNotFound(f"version {version_id} was discarded")
        if version["content"] is None:  # a withdrawal, or an edit of an upload
            return Prepared(passages=0, facts=0, unembedded=0)
        if not version["prepared"]:
            stage("parsing")
            parsed = self._parser.parse(
                self._content(version), file_name=version["file_name"], media_type=version["media_type"]
            )
            title = version["title"] or parsed.title or version["slug"].replace("-", " ").capitalize()
            effective_at, effective_source = _effective(version, parsed)
            stage("extracting facts")
            facts = self._extractor.extract(parsed, title=title, zone=ZoneInfo(version["time_zone"]))
            read = self._read_by_model(facts, parsed, version | {"title": title}, stage)
            described = {"title": title, "effective_at": effective_at, "effective_source": effective_source}
            self._write(
                version,
                described,
                parsed,
                _passages(version, title, split_passages(parsed, limit=self._passage_limit)),
                _facts(version, parsed, read.facts if read else facts),
                read=read,
            )
        with transaction(self._pool) as cursor:
            counts = cast(Row, cursor.execute(sql("version_counts"), {"version_id": version_id}).fetchone())
        return Prepared(**counts)

    def _read_by_model(
        self,
        facts: Sequence[ExtractedFact],
        parsed: ParsedDocument,
        version: Row,
        stage: Callable[[str], None],
    ) -> Read | None:
        if self._by_model is None:
            return None
        return self._by_model.read(
            facts, parsed, title=version["title"], tenant=version["tenant"], stage=stage, keep=self._keep_readings
        )

    def _content(self, version: Row) -> bytes:
        """Takes the bytes out of `version`, which has the first of them."""
        first: bytes = version.pop("content")
        if len(first) == version["size"]:
            return first
        with translated(), self._pool.connection() as connection:
            content = read_rest(connection, version["id"], first=first, size=version["size"])
        if content is None:
            raise VersionNotFound(f"version {version['id']} was discarded")
        return content

    def _write(
        self,
        version: Row,
        described: Row,
        parsed: ParsedDocument,
        passages: Contents[Passage],
        facts: Contents[ExtractedFact],
        *,
        read: Read | None,
    ) -> None:
        names = {"tenant": version["tenant"], "document_id": version["document_id"]}
        with transaction(self._pool) as cursor:
            if cast(Row, cursor.execute(sql("version_lock"), {"version_id": version["id"]}).fetchone())["prepared"]:
                return  # by another attempt, given up as lost, that was only slow
            ids = [*passages.told, *facts.told]
            known = {str(row["id"]) for row in cursor.execute(sql("contents_known"), {"ids": ids})}
            for rows in passages.slices(known):
                cursor.execute(sql("passage_contents_insert"), {**names, "rows": Jsonb(rows)})
            for rows in facts.slices(known):
                cursor.execute(sql("fact_contents_insert"), {**names, "rows": Jsonb(rows)})
            _copy(
                cursor,
                'COPY passage_occurrence (version_id, start, "end", page, passage) FROM STDIN',
                passages.occurrences,
            )
            _copy(
                cursor,
                'COPY fact_occurrence (version_id, start, ordinal, "end", page, fact) FROM STDIN',
                facts.occurrences,
            )
            if read is not None:
                record_extraction(
                    cursor, tenant=version["tenant"], version_id=version["id"], digests=read.digests, told=read.told
                )
            cursor.execute(sql("keying_insert"), {"version_id": version["id"], "facts": list(facts.told)})
            cursor.execute(
                sql("version_prepared"),
                {
                    "version_id": version["id"],
                    **described,
                    "parsed_text": parsed.text,
                    "metadata": Jsonb(parsed.metadata),
                },
            )


def _copy(cursor: Cursor[Row], statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    with cursor.copy(cast(Any, statement)) as copy:
        for row in rows:
            copy.write_row(row)


def _effective(version: Row, parsed: ParsedDocument) -> tuple[dt.datetime | None, str | None]:
    """When the version takes effect and where that was read: given, stated in the text, or the upload's own instant."""
    effective_at, source = version["effective_at"], version["effective_source"]
    if effective_at is None and version["kind"] in ("correction", "re-extraction"):
        return None, None  # that of the version in whose place it speaks
    if effective_at is None:
        stated = stated_effective_date(parsed, ZoneInfo(version["time_zone"]))
        effective_at, source = (stated, "stated") if stated else (version["uploaded_at"], "upload")
    expires_at = version["expires_at"]
    if expires_at is not None and expires_at <= effective_at:
        raise InvalidWindow(
            f"expires_at {expires_at.isoformat()} is not after the effective date {effective_at.isoformat()}"
            + (" that the text states: give effective_at, or another expires_at" if source == "stated" else "")
        )
    return effective_at, source


def _passages(version: Row, title: str, passages: Sequence[Passage]) -> Contents[Passage]:
    owner = _owner(version)
    told: dict[str, Passage] = {}
    occurrences: list[tuple[object, ...]] = []
    for passage in passages:
        content = str(digest(owner, "passage", title, *passage.section, "", passage.text, str(passage.statements)))
        told[content] = passage
        occurrences.append((version["id"], passage.start, passage.end, passage.page, content))

    def row(passage: Passage) -> Row:
        return {
            "title": title,
            "section": passage.section,
            "text": passage.text,
            "embedded_text": embedded_text(title, passage.section, passage.text),
            "statements": passage.statements,
        }

    return Contents(told=told, occurrences=occurrences, row=row)


def _facts(version: Row, parsed: ParsedDocument, facts: Sequence[ExtractedFact]) -> Contents[ExtractedFact]:
    owner = _owner(version)

    def row(fact: ExtractedFact) -> Row:
        statement = parsed.statements[fact.statement]
        return _fact_row(owner, fact, statement.section, statement.quote)

    told: dict[str, ExtractedFact] = {}
    occurrences: list[tuple[object, ...]] = []
    ordinals: Counter[int] = Counter()
    for fact in facts:
        said = row(fact)
        content = str(digest(owner, "fact", *(str(said[name]) for name in sorted(said))))
        told[content] = fact
        statement = parsed.statements[fact.statement]
        place = (statement.start, ordinals[fact.statement], statement.end, statement.page)
        occurrences.append((version["id"], *place, content))
        ordinals[fact.statement] += 1
    return Contents(told=told, occurrences=occurrences, row=row)


def _owner(version: Row) -> str:
    return f"{version['tenant']}/{version['slug']}"


def _fact_row(owner: str, fact: ExtractedFact, section: tuple[str, ...], quote: str) -> Row:
    return {
        "key": str(key_of(document=owner, section=section, fact=fact)),
        "form": str(form_of(fact)),
        "own_valid": None if fact.valid is None else range_text(fact.valid),
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object_kind": fact.value.kind.value,
        "object_value": fact.value.canonical,
        "object_text": fact.value.text,
        "scope": fact.scope,
        "cardinality": fact.cardinality.value,
        "section": section,
        "quote": quote,
    }
