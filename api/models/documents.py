"""Documents, their versions and what becomes of uploads."""

from typing import Literal

from pydantic import Field

from api.models.base import Name, Reply, Request, Text


class UploadReply(Reply):
    document: str
    version: int
    ingestion_id: str
    status: Literal["queued", "running", "waiting", "done", "failed"]
    effective_at: str | None = Field(description="Null while the date stated in the text is still to be found.")
    effective_source: Literal["given", "stated", "upload"] | None = Field(
        description="Who says so: the request, the text, or nobody, so that the upload's own instant counts."
    )
    repeated: bool = Field(description="These bytes with this date were there already: nothing is done twice.")
    location: str
    review: str | None = Field(description="While it waits for a person: where the change is looked at and decided.")


class WithdrawRequest(Request):
    effective_at: Name = Field(description="From when on the document says nothing more.", examples=["2025-01-01"])
    reason: Text = Field(min_length=1, max_length=2_000, examples=["replaced by the travel policy"])


class RedateRequest(Request):
    effective_at: Name | None = Field(
        default=None, description="From when on the version holds.", examples=["2024-03-01"]
    )
    expires_at: Name | None = Field(default=None, description="From when on it holds no more.")
    reason: Text = Field(min_length=1, max_length=2_000, examples=["the year was mistyped"])


class RetractRequest(Request):
    reason: Text = Field(min_length=1, max_length=2_000, examples=["uploaded to the wrong document"])


class ReExtractRequest(Request):
    reason: Text = Field(min_length=1, max_length=2_000, examples=["the rules read tables better now"])
    bulk: bool = Field(default=False, description="One of many, for which nobody waits: what a person sends passes it.")


class UndoRequest(Request):
    reason: Text = Field(min_length=1, max_length=2_000, examples=["the first date was right"])


class VersionReply(Reply):
    version: int
    kind: Literal[
        "version", "withdrawal", "correction", "redating", "retraction", "re-extraction", "undo",
        "hand-correction", "hand-retraction", "hand-expiry",
    ] = Field(
        description="An uploaded text; a withdrawal; a text in the place of a wrong one; an edit of an upload: another "
        "date, gone altogether, or its text read again; an undo; or an edit of a fact by hand."
    )  # fmt: skip
    corrects: int | None = Field(description="The version, or for an undo the edit, that it is about.")
    title: str | None
    status: Literal["queued", "running", "waiting", "done", "failed"] = Field(description="Of its ingestion.")
    valid_at: str | None = Field(description="Start of the window in which this version speaks for the document.")
    expired_at: str | None = Field(description="Its end, that instant excluded; null is open.")
    effective_at: str | None
    effective_source: Literal["given", "stated", "upload"] | None
    expires_at: str | None
    file_name: str | None
    media_type: str | None
    bytes: int | None
    content_hash: str = Field(description="SHA-256 of the bytes as uploaded, in hexadecimal.")
    reason: str | None = Field(description="Why it was withdrawn, redated or retracted.")
    actor: str
    uploaded_at: str
    recorded_at: str | None = Field(description="When it was published; null while it is not.")
    ingestion_id: str | None
    passages: int
    facts: int


class DocumentReply(Reply):
    document: str
    title: str
    rank: int
    versions: int
    first_effective_at: str | None
    last_effective_at: str | None
    created_at: str
    under_review: bool = Field(description="A change of it waits for a person: what was held before answers.")


class DocumentsReply(Reply):
    documents: list[DocumentReply]
    next_cursor: str | None


class DocumentHistoryReply(Reply):
    document: str
    title: str
    rank: int
    created_at: str
    under_review: bool = Field(description="A change of it waits for a person: what was held before answers.")
    versions: list[VersionReply] = Field(description="In order of effect, with withdrawals and edits of uploads.")


class VersionTextReply(VersionReply):
    document: str
    metadata: dict[str, str]
    uploaded_text: str | None = Field(description="The file as uploaded, where it is text.")
    content_location: str | None = Field(description="Where the bytes are, as uploaded.")
    parsed_text: str | None = Field(description="What quotes and spans point into.")


class IngestionError(Reply):
    type: str
    title: str
    status: int
    detail: str


class ExtractionReply(Reply):
    """What a language model read out of the version, beside the rules."""

    model: str
    prompt_version: str
    passages: int
    cached: int = Field(description="Passages that were read before, by the same model and prompt: they cost nothing.")
    skipped: int = Field(description="Passages that have the rules' facts alone.")
    facts_named: int = Field(description="Facts of the rules whose subject and predicate the model named.")
    facts_added: int
    facts_refused: int = Field(description="What the model gave that does not stand literally in its statement.")
    input_tokens: int
    output_tokens: int
    cost_usd: str | None = Field(description="By the public price list; null where the model is not on it.")
    seconds: float
    problem: str | None = Field(description="Why the model read no further; what to do.")


class IngestionReply(Reply):
    ingestion_id: str
    document: str
    version: int
    status: Literal["queued", "running", "waiting", "done", "failed"]
    stage: str
    done: int = Field(description="Of `total` texts, how many are embedded.")
    total: int
    passages_new: int
    passages_kept: int
    embedded: int
    facts_added: int
    facts_superseded: int
    facts_removed: int
    effective_at: str | None
    effective_source: Literal["given", "stated", "upload"] | None
    review: str | None = Field(description="While it waits for a person: where the change is looked at and decided.")
    extraction: ExtractionReply | None = Field(None, description="Null where no model is configured for it.")
    error: IngestionError | None = Field(description="Why it failed; while it runs, the outage that is being retried.")
    created_at: str
    changed_at: str
