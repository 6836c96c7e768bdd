"""What a bulk import did, and which there were."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply


class RejectedLineReply(Reply):
    line: int = Field(description="In the file, from 1; the header counts.")
    detail: str


class ImportReply(Reply):
    source: str
    lines: int = Field(description="That should be triples: imported, already there or rejected.")
    imported: int = Field(description="That said something which was not held yet.")
    already_there: int
    rejected: int
    errors: list[RejectedLineReply] = Field(description="The first 100 of the rejected lines.")
    watermark: str = Field(description="The tenant's last recorded instant: known_at from then on sees the import.")


class ImportCountsReply(Reply):
    lines: int
    imported: int
    already_there: int
    rejected: int


class ImportRunReply(Reply):
    source: str
    version: int = Field(description="Of the source: what its facts name as their source's version.")
    format: Literal["tsv", "jsonl"]
    status: Literal["done", "unfinished"] = Field(
        description="`unfinished`: still being read, or broken off; what was recorded stays."
    )
    reason: str | None
    actor: str
    recorded_at: str = Field(description="When the first of its facts were recorded.")
    content_hash: str | None = Field(description="SHA-256 of the file, once it was read to its end; as the counts.")
    counts: ImportCountsReply | None


class ImportsReply(Reply):
    imports: list[ImportRunReply]
    next_cursor: str | None
