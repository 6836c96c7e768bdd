"""What is uploaded and what is told of it: values between the doors and the store. Knows no database."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file with what its sender says of it. Without `effective_at` the text is asked, else it is now."""

    tenant: str
    actor: str
    document: str
    content: bytes
    file_name: str
    media_type: str | None = None
    title: str | None = None
    effective_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    rank: int | None = None
    corrects: int | None = None  # number of the version in whose place it speaks, over that one's own run
    bulk: bool = False  # one of many, for which nobody waits

    @property
    def kind(self) -> str:
        return "version" if self.corrects is None else "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """From `effective_at` on, nothing of the document holds, until a later version."""

    tenant: str
    actor: str
    document: str
    effective_at: dt.datetime
    reason: str
    kind = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redating:
    """The upload itself was wrong about when it holds: what is given replaces the version's own date."""

    tenant: str
    actor: str
    document: str
    corrects: int
    reason: str
    effective_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    kind = "redating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """The upload should never have been: its run falls to the version before it."""

    tenant: str
    actor: str
    document: str
    corrects: int
    reason: str
    effective_at = None
    kind = "retraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReExtraction:
    """The same text of a version is to be read again, by the extractor of today; it is cited as before."""

    tenant: str
    actor: str
    document: str
    corrects: int
    reason: str
    bulk: bool = False  # one of many, for which nobody waits
    effective_at = None
    kind = "re-extraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What an edit did is taken back: the fold of the sequence without it."""

    tenant: str
    actor: str
    document: str
    corrects: int  # number of the edit: a repair, one by hand, a withdrawal or a version
    reason: str
    effective_at = None
    kind = "undo"


Repair = Upload | Redating | Retraction | ReExtraction | Undo
Submission = Repair | Withdrawal
"""Everything that takes a number in a document's sequence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadReceipt:
    """What stands in Postgres before anything is acknowledged."""

    tenant: str
    document: str
    version: int
    version_id: int
    ingestion_id: UUID
    workflow_id: str
    status: str  # of the ingestion: queued, running, waiting, done
    effective_at: dt.datetime | None  # None: to be read from the text
    effective_source: str | None  # given, stated, upload
    repeated: bool  # the same bytes and date were taken before: nothing is done twice
    bulk: bool  # whether what a person sends passes before it


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestionProgress:
    """`done` of `total` counts the texts to embed; `error` is a problem: final, or (while running) being retried."""

    id: UUID
    document: str
    version: int
    version_id: int | None
    workflow_id: str
    status: str
    stage: str
    done: int
    total: int
    passages_new: int
    passages_kept: int
    embedded: int
    facts_added: int
    facts_superseded: int
    facts_removed: int
    error: dict[str, str] | None
    effective_at: dt.datetime | None
    effective_source: str | None
    expires_at: dt.datetime | None
    created_at: dt.datetime
    changed_at: dt.datetime
    invalidation: UUID | None = None  # what a person is to decide before it goes on
    extraction: dict[str, object] | None = None  # what a model read of it, and what that took; None: rules alone

    @property
    def finished(self) -> bool:
        """Whether asof does no more of itself: it is published, refused, or waits for a person."""
        return self.status in ("done", "failed", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    document: str
    title: str
    rank: int
    versions: int
    first_effective_at: dt.datetime | None
    last_effective_at: dt.datetime | None
    created_at: dt.datetime
    under_review: bool  # a change of it waits for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSummary:
    """One entry of a document's sequence, with the window that it governs (None: not published, or empty by a tie)."""

    number: int
    kind: str
    title: str | None
    status: str
    valid_at: dt.datetime | None
    expired_at: dt.datetime | None
    effective_at: dt.datetime | None
    effective_source: str | None
    expires_at: dt.datetime | None
    corrects: int | None
    file_name: str | None
    media_type: str | None
    bytes: int | None
    content_hash: str
    reason: str | None
    actor: str
    uploaded_at: dt.datetime
    recorded_at: dt.datetime | None
    ingestion_id: UUID | None
    passages: int
    facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetail:
    document: str
    title: str
    rank: int
    created_at: dt.datetime
    under_review: bool  # a change of it waits for a person
    versions: tuple[VersionSummary, ...]  # in order of effect


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDetail:
    summary: VersionSummary
    content: bytes | None  # as uploaded; None for a withdrawal
    parsed_text: str | None
    metadata: dict[str, str]


def content_hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def workflow_id(submission: Submission, *, number: int) -> str:
    """Readable, and one for each entry of a document: of tenant, document, kind, bytes, date given and number."""
    hashed = content_hash(submission.content).hex()[:16] if isinstance(submission, Upload) else "none"
    given = submission.effective_at.isoformat() if submission.effective_at else "unstated"
    return f"ingest:{submission.tenant}:{submission.document}:{submission.kind}:{hashed}:{given}:{number}"


def repeat_key(submission: Submission) -> bytes:
    """Equal for two submissions of one date of which the second changes nothing, if no other came between them."""
    if isinstance(submission, Upload):
        hashed, dates = content_hash(submission.content), (submission.effective_at, submission.expires_at)
        return upload_key(submission.kind, hashed, title=submission.title, effective_at=dates[0], expires_at=dates[1])
    also = [str(submission.expires_at)] if isinstance(submission, Redating) else []
    also += [submission.reason] if isinstance(submission, ReExtraction) else []  # another one: by another program
    return _key(submission.kind, submission.effective_at, *also)


def upload_key(
    kind: str, hashed: bytes, *, title: str | None, effective_at: dt.datetime | None, expires_at: dt.datetime | None
) -> bytes:
    """`repeat_key` of an upload whose bytes need not be at hand: their hash does."""
    return _key(kind, effective_at, hashed.hex(), title or "", str(expires_at))


def withdrawal_key(effective_at: dt.datetime) -> bytes:
    return _key(Withdrawal.kind, effective_at)


def _key(kind: str, effective_at: dt.datetime | None, *also: str) -> bytes:
    parts = [kind, str(effective_at and effective_at.astimezone(dt.UTC)), *also]
    return hashlib.sha256("\x00".join(parts).encode()).digest()
