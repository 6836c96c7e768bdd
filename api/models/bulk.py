"""Uploads described before they are sent."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.models.base import Name, Reply, Request, Text

MAX_DESCRIBED = 1_000


class DescribedUploadRequest(Request):
    document: Name = Field(description="The document's slug.", examples=["returns-policy"])
    content_hash: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = Field(
        default=None, description="SHA-256 of the file's bytes, in hexadecimal. Without it, a withdrawal is meant."
    )
    title: Text | None = None
    effective_at: Name | None = Field(default=None, examples=["2024-03-01"])
    expires_at: Name | None = None


class CompareRequest(Request):
    uploads: list[DescribedUploadRequest] = Field(min_length=1, max_length=MAX_DESCRIBED)


class CompareReply(Reply):
    standings: list[Literal["newest", "taken", "unknown"]] = Field(
        description="One for each upload, in their order. `newest`: its bytes are the document's last text; `taken`: "
        "the same was taken in once, whatever came later; `unknown`: it would be a new version."
    )
