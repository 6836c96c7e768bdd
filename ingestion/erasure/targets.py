"""What exactly an erasure is about, read under the document's lock: versions, contents, words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor

from ingestion.erased import refuse_erased
from ingestion.erasure.redaction import pattern_of
from ingestion.erasure.requests import ErasureRequest
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import DocumentNotFound, FactNotFound, InvalidRequest, VersionNotFound

sql = load_queries("ingestion.erasure")
Row = dict[str, Any]

TEXTS = ("version", "correction", "re-extraction")
"""Kinds of entries that hold a text of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`words` finds the statement of a fact; a document and a version go with every word. Ids are of contents."""

    names: Mapping[str, object]  # tenant, document, document_id, version, fact: what queries ask for
    versions: tuple[Row, ...]  # id, number, digest, published; none where a fact goes
    passages: tuple[UUID, ...]
    facts: tuple[UUID, ...]
    words: re.Pattern[str] | None

    @property
    def whole(self) -> bool:
        return self.names["version"] is None and self.names["fact"] is None


def locked_document(cursor: Cursor[Row], request: ErasureRequest) -> Row:
    """Locks the document. Raises where it, its version or its fact is not there, or holds nothing to erase."""
    names: Row = {"tenant": request.tenant, "document": request.document}
    document = cursor.execute(sql("target_document"), names).fetchone()
    if document is None:
        raise DocumentNotFound(f"there is no document {request.document!r}: `asof documents` lists them")
    refuse_erased(request.document, document["erasure"])
    names["document_id"] = document["id"]
    if request.version is not None:
        _check_version(cursor, names | {"version": request.version}, document["kind"])
    if request.fact is not None and not cursor.execute(sql("target_fact"), names | {"fact": request.fact}).fetchone():
        raise FactNotFound(f"document {request.document!r} has no fact {request.fact}: `asof facts --json` shows ids")
    return document


def find_target(cursor: Cursor[Row], names: Mapping[str, object]) -> Target:
    """`names` has tenant, document, document_id, version and fact, of which one of the last two at most is given."""
    if names["fact"] is not None:
        return _fact(cursor, names)
    versions = tuple(cursor.execute(sql("versions_of_target"), names).fetchall())
    if names["version"] is None:
        contents = cast(Row, cursor.execute(sql("contents_of_document"), names).fetchone())
    elif not versions:  # it went with its document
        contents = {"passages": [], "facts": []}
    else:
        ids = {"version_ids": [version["id"] for version in versions]}
        contents = cast(Row, cursor.execute(sql("contents_of_version_alone"), ids).fetchone())
    return Target(
        names=names,
        versions=versions,
        passages=tuple(contents["passages"]),
        facts=tuple(contents["facts"]),
        words=None,
    )


def _check_version(cursor: Cursor[Row], names: Row, document_kind: str) -> None:
    version = cursor.execute(sql("target_version"), names).fetchone()
    if version is None:
        raise VersionNotFound(f"document {names['document']!r} has no version {names['version']}")
    if document_kind != "document" or version["kind"] not in TEXTS:
        raise InvalidRequest(
            f"version {names['version']} of {names['document']!r} is of kind {version['kind']!r} and holds no text:"
            " erase the version that it is about, a fact, or the whole document"
        )


def _fact(cursor: Cursor[Row], names: Mapping[str, object]) -> Target:
    """The statement of the fact wherever the document says it, with every fact that rests on it."""
    stood = cursor.execute(sql("fact_words"), names).fetchall()
    # A quote of a table row has its column headings in front, which are not its own.
    words = pattern_of(row["words"] or row["quote"].rpartition("\n")[2] for row in stood)
    quotes = cursor.execute(sql("fact_quotes"), names).fetchall()
    texts = cursor.execute(sql("passage_texts"), names).fetchall()
    return Target(
        names=names,
        versions=(),
        passages=tuple(row["id"] for row in texts if words.search(row["text"])),
        facts=tuple(row["id"] for row in quotes if words.search(row["quote"])),
        words=words,
    )
