"""Whether uploads would only repeat what is in already: asked for thousands of files before any is sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from ingestion.uploads import upload_key, withdrawal_key
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries

sql = load_queries("ingestion")
Row = dict[str, Any]
Standing = Literal["newest", "taken", "unknown"]
"""`newest`: taken in, and the last text of its document; `taken`: taken in, whatever came later; else `unknown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedUpload:
    """An upload without its bytes; without a hash, a withdrawal."""

    document: str
    content_hash: bytes | None
    title: str | None
    effective_at: dt.datetime | None
    expires_at: dt.datetime | None

    def key(self) -> bytes:
        if self.content_hash is None:
            return withdrawal_key(cast(dt.datetime, self.effective_at))
        return upload_key(
            "version",
            self.content_hash,
            title=self.title,
            effective_at=self.effective_at,
            expires_at=self.expires_at,
        )


def standings(pool: Pool, tenant: str, uploads: Sequence[DescribedUpload]) -> list[Standing]:
    """One for each upload, in their order. What was refused, or is not through yet, is `unknown`.

    What was retracted later stays `taken`: a folder that is loaded again does not bring it back.
    """
    names = {
        "tenant": tenant,
        "documents": [upload.document for upload in uploads],
        "keys": [upload.key() for upload in uploads],
        "hashes": [upload.content_hash for upload in uploads],
    }
    with transaction(pool) as cursor:
        return [_standing(row) for row in cursor.execute(sql("uploads_taken"), names)]


def _standing(row: Row) -> Standing:
    if row["newest"]:
        return "newest"
    return "taken" if row["taken"] else "unknown"
