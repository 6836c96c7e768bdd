"""What a bulk import did."""

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
