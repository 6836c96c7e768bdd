"""What the doctor found: whether Postgres, the index and Temporal tell the same story."""

from pydantic import Field

from api.models.base import Reply


class FindingReply(Reply):
    name: str
    well: bool
    count: int = Field(description="How many are wrong.")
    detail: str = Field(description="Which, the first few.")


class DoctorReply(Reply):
    well: bool
    repaired: bool = Field(description="Whether something was put right before this was found.")
    generation: str
    rows: int = Field(description="Recorded passages in Postgres.")
    points: int = Field(description="Points in the live index.")
    checks: list[FindingReply]
