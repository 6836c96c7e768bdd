"""Schedules of re-indexes: when one begins by itself, and when next."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from api.models.base import Name, Reply
from api.models.reindex import GateRequest
from api.parameters import storable
from ingestion.reindex.schedules import CATCH_UP_S

Overlap = Literal["skip", "buffer_one", "buffer_all"]
ScheduleName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100), AfterValidator(storable)
]


class ScheduleRequest(GateRequest):
    name: ScheduleName = Field(description="Lower-case letters, digits, hyphens.", examples=["nightly"])
    cron: Name = Field(
        min_length=1,
        description="Five fields (minute, hour, day, month, weekday), or `@daily`, `@every 6h` and the like.",
        examples=["0 3 * * 0"],
    )
    time_zone: Name | None = Field(None, description="That its times are read in. Default: the tenant's.")
    overlap: Overlap = Field("skip", description="What becomes of a run that is due while another is under way.")
    catch_up_s: int = Field(
        CATCH_UP_S, ge=10, le=366 * 86_400, description="A run missed for longer, in seconds, is not made up for."
    )
    paused: bool = False


class ScheduleReply(Reply):
    name: str
    cron: str
    time_zone: str
    overlap: Overlap
    catch_up_s: int
    paused: bool
    min_golden: float
    min_recall: float
    next_times: list[str] = Field(description="None while it is paused.")
    missed: int = Field(
        description="Times that passed while asof was down, for longer than it catches up: they have no run."
    )
    left_out: int = Field(description="Times at which another run was under way, where `overlap` leaves them out.")
    last_due_at: str | None = Field(description="When the run that it began last was due.")
    last_begun_at: str | None = Field(description="When that run was begun: later, where a missed one was made up for.")
    actor: str
    created_at: str | None
    location: str


class SchedulesReply(Reply):
    schedules: list[ScheduleReply]
    next_cursor: str | None
