"""Triples as a COPY in Postgres' binary format, each with its ids. Knows no connection.

Layout: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS-BINARY
"""

import hashlib
import json

from ingestion.imports.rows import Triple
from knowledge.adapters.postgres.windows import window_bytes

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no extension
_END = b"\xff\xff"
_COLUMNS = (9).to_bytes(2, "big")
_ID = (16).to_bytes(4, "big")
_ANY_SCOPE = "[]"


class StagedRows:
    """The rows of one chunk, in the columns of `import_copy.sql`.

    A triple is the same wherever it says the same: source, subject, predicate, object, scope. So is its key: an import
    is many-valued, and no two objects are rivals. Both ids are those of `knowledge.facts.digest`, whose first parts
    are hashed once for all rows.
    """

    def __init__(self, tenant: str, source: str) -> None:
        self._content = hashlib.sha256(b"".join(map(_part, ("imported fact", tenant, source))))
        self._key = hashlib.sha256(b"".join(map(_part, ("imported key", tenant, source))))
        self._rows: list[bytes] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, triple: Triple) -> None:
        subject, predicate, words = _part(triple.subject), _part(triple.predicate), _part(triple.value.text)
        scope = _part(json.dumps(triple.scope) if triple.scope else _ANY_SCOPE)
        said = subject + predicate + words + scope
        content, key = self._content.copy(), self._key.copy()
        content.update(said)
        key.update(said)
        kind, canonical = _part(triple.value.kind.value), _part(triple.value.canonical)
        valid = window_bytes(triple.valid)
        # A column has a length of four bytes: the last four of a part's eight.
        texts = (part[4:] for part in (subject, predicate, kind, canonical, words, scope))
        ids = (_COLUMNS, _ID, content.digest()[:16], _ID, key.digest()[:16])
        self._rows.append(b"".join((*ids, *texts, len(valid).to_bytes(4, "big"), valid)))

    def take(self) -> bytes:
        """The COPY of all rows; none are left."""
        copied = b"".join((_SIGNATURE, *self._rows, _END))
        self._rows.clear()
        return copied


def _part(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(8, "big") + data
