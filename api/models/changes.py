"""What became of facts and texts: recordings, changes between two dates, diffs."""

from typing import Annotated, Literal

from pydantic import Field

from api.models.base import Reply
from api.models.facts import FactReply, ValueReply


class CauseReply(Reply):
    version: int
    kind: str = Field(
        description="version, withdrawal, an edit of an upload (correction, redating, retraction, re-extraction, "
        "undo), or one by hand (hand-fact, hand-correction, hand-retraction, hand-expiry)."
    )
    reason: str | None
    actor: str


Edit = Annotated[
    Literal["change", "correction", "retraction", "editorial", "re-extraction"],
    Field(
        description="change: the world changed; correction: we were wrong about the same time; retraction: it never "
        "held; editorial: other words, same meaning; re-extraction: a better reading of the same text."
    ),
]


class RecordingReply(FactReply):
    edit: Edit
    cause: CauseReply = Field(description="The upload or edit that recorded the row.")
    retired_by: CauseReply | None = Field(description="The one that retired it; null while it is held.")
    retiring_edit: Edit | None


class HistoryReply(Reply):
    key: str
    recordings: list[RecordingReply] = Field(description="Every row ever recorded of the key, in order of recording.")


class SideReply(Reply):
    id: str
    key: str
    subject: str
    predicate: str
    object: str
    value: ValueReply
    scope: dict[str, str]
    section: list[str]
    quote: str


class ChangeReply(Reply):
    at: str = Field(description="From this instant on.")
    kind: Literal["added", "removed", "changed", "editorial"] = Field(
        description="`editorial`: other words, the same value."
    )
    edit: Edit
    document: str
    title: str
    before: SideReply | None
    after: SideReply | None
    cause: CauseReply | None = Field(description="What takes effect then; null where a window simply ends.")


class ChangesReply(Reply):
    start: str = Field(alias="from", serialization_alias="from")
    to: str
    known_at: str
    changes: list[ChangeReply]
    next_cursor: str | None


class DiffLineReply(Reply):
    kind: Literal["kept", "added", "removed", "skipped"] = Field(
        description="`skipped`: as many lines as `text` says, which both texts hold."
    )
    text: str


class DiffSideReply(Reply):
    as_of: str
    version: int | None = Field(description="Null before the first version.")


class DiffReply(Reply):
    document: str
    title: str
    start: DiffSideReply = Field(alias="from", serialization_alias="from")
    to: DiffSideReply
    known_at: str
    lines: list[DiffLineReply]
