"""Re-indexes: what is asked for, how far one is, what the gate found."""

from typing import Literal

from pydantic import Field

from api.models.base import Name, Reply, Request
from ingestion.reindex.runs import MIN_GOLDEN, MIN_RECALL


class GateRequest(Request):
    min_golden: float = Field(
        MIN_GOLDEN, ge=0, le=1, description="Share of the golden questions that the new index must answer rightly."
    )
    min_recall: float = Field(
        MIN_RECALL, ge=0, le=1, description="Share of what exact search finds that the new index must find."
    )


class ReindexBody(GateRequest):
    model: Name | None = Field(
        None, description="A sentence-transformers model, by name or folder. Default: the live one, nothing embedded."
    )
    precision: Literal["float32", "bfloat16"] | None = Field(None, description="Default: as the live one.")


class IndexFound(Reply):
    rows: int = Field(description="Recorded passages in Postgres.")
    points: int = Field(description="Points in the new index.")
    missing: int
    wrong: int = Field(description="Whose windows are other than in Postgres.")
    surplus: int = Field(description="Points without a row.")
    checksum: str = Field(description="SHA-256 over ids and windows in Postgres.")
    checksum_of_points: str = Field(description="The same over the new index.")


class GoldenWrong(Reply):
    id: str
    live_right: bool = Field(description="Whether the live index answers it rightly.")


class GoldenFound(Reply):
    asked: int
    right: int
    wrong: list[GoldenWrong]


class RecallFound(Reply):
    searches: int
    depth: int
    share: float = Field(description="Of what exact search in Postgres finds.")


class GateFound(Reply):
    index: IndexFound
    golden: GoldenFound
    recall: RecallFound


class ReindexReply(Reply):
    id: str
    kind: Literal["rebuild", "rollback"]
    status: Literal["running", "done", "failed", "cancelled"]
    stage: str
    cancelling: bool
    generation: str = Field(description="The build of the index that is to go live.")
    before: str | None = Field(description="The one that was live when it began.")
    model: str
    precision: str
    min_golden: float
    min_recall: float
    done: int = Field(description="Passages put.")
    total: int
    embedded: int = Field(description="Texts that went through the model; none where it is the live one's.")
    gate: GateFound | None
    error: str | None
    schedule: str | None
    actor: str
    requested_at: str
    live_at: str | None
    finished_at: str | None
    location: str


class ReindexesReply(Reply):
    reindexes: list[ReindexReply]
    next_cursor: str | None
