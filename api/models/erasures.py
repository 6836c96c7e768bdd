"""Erasures: what is to go, and the tombstone that tells what was cleared and what is out of reach."""

from typing import Literal

from pydantic import Field

from api.models.base import Name, Reply, Request, Text


class EraseRequest(Request):
    document: Name = Field(description="Its slug.", examples=["returns-policy"])
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="Only this version.")
    fact: Name | None = Field(None, description="Only this fact (id), with the statement that it rests on.")
    reason: Text = Field(min_length=1, max_length=2_000, examples=["order 4 O 17/26 of the regional court"])
    dry_run: bool = Field(False, description="Tell what would be cleared, and clear nothing.")


class PlaceReply(Reply):
    place: str
    cleared: int = Field(description="How many were cleared there; in a dry run, would be.")


class ReportReply(Reply):
    places: list[PlaceReply] = Field(description="Every place that content reaches; 0 where there was nothing.")
    kept: list[str] = Field(description="What stays on purpose.")
    out_of_reach: list[str] = Field(description="What asof cannot clear, and whoever runs it must look after.")


class ErasureReply(Reply):
    """A tombstone. Of a dry run it has no id, and nothing that only an accepted erasure has."""

    id: str | None
    status: Literal["dry_run", "running", "done"]
    stage: str
    document: str
    version: int | None
    fact: str | None
    digests: list[str] = Field(description="SHA-256 of the erased bytes, in hexadecimal.")
    reason: str
    actor: str
    requested_at: str | None
    erased_at: str | None = Field(description="The recorded instant from which on nothing of it can be read.")
    finished_at: str | None
    report: ReportReply
    location: str | None


class ErasuresReply(Reply):
    erasures: list[ErasureReply]
    next_cursor: str | None
