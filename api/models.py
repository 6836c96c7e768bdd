"""What the doors answer and take, as the HTTP contract spells it. Times are ISO 8601 texts in UTC."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import storable
from chat.messages import MAX_CHARACTERS, MAX_ID_CHARACTERS

MAX_NAME = 1_000
MAX_DIMENSIONS = 50

Text = Annotated[str, AfterValidator(storable)]
Name = Annotated[str, StringConstraints(max_length=MAX_NAME), AfterValidator(storable)]
Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_CHARACTERS),
    AfterValidator(storable),
]
Scope = Annotated[dict[Name, Name], Field(max_length=MAX_DIMENSIONS)]


class Reply(BaseModel):
    """Every field always stands in the reply; an unknown or open one is null."""


class Request(BaseModel):
    """A misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


# -- documents ------------------------------------------------------------------------------------


class UploadReply(Reply):
    document: str
    version: int
    ingestion_id: str
    status: Literal["queued", "running", "done", "failed"]
    effective_at: str | None = Field(description="Null while the date stated in the text is still to be found.")
    effective_source: Literal["given", "stated", "upload"] | None = Field(
        description="Who says so: the request, the text, or nobody, so that the upload's own instant counts."
    )
    repeated: bool = Field(description="These bytes with this date were there already: nothing is done twice.")
    location: str


class WithdrawRequest(Request):
    effective_at: Name = Field(description="From when on the document says nothing more.", examples=["2025-01-01"])
    reason: Text = Field(min_length=1, max_length=2_000, examples=["replaced by the travel policy"])


class VersionReply(Reply):
    version: int
    kind: Literal["version", "withdrawal"]
    title: str | None
    status: Literal["queued", "running", "done", "failed"] = Field(description="Of its ingestion.")
    valid_at: str | None = Field(description="Start of the window in which this version speaks for the document.")
    expired_at: str | None = Field(description="Its end, that instant excluded; null is open.")
    effective_at: str | None
    effective_source: Literal["given", "stated", "upload"] | None
    expires_at: str | None
    file_name: str | None
    media_type: str | None
    bytes: int | None
    content_hash: str = Field(description="SHA-256 of the bytes as uploaded, in hexadecimal.")
    reason: str | None = Field(description="Why it was withdrawn.")
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


class DocumentsReply(Reply):
    documents: list[DocumentReply]
    next_cursor: str | None


class DocumentHistoryReply(Reply):
    document: str
    title: str
    rank: int
    created_at: str
    versions: list[VersionReply] = Field(description="In order of effect, withdrawals among them.")


class VersionTextReply(VersionReply):
    document: str
    metadata: dict[str, str]
    uploaded_text: str | None = Field(description="The file as uploaded, where it is text.")
    content_location: str | None = Field(description="Where the bytes are, as uploaded.")
    parsed_text: str | None = Field(description="What quotes and spans point into.")


# -- ingestions -----------------------------------------------------------------------------------


class IngestionError(Reply):
    type: str
    title: str
    status: int
    detail: str


class IngestionReply(Reply):
    ingestion_id: str
    document: str
    version: int
    status: Literal["queued", "running", "done", "failed"]
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
    error: IngestionError | None = Field(description="Why it failed; while it runs, the outage that is being retried.")
    created_at: str
    changed_at: str


# -- facts and passages ---------------------------------------------------------------------------


class ViewReply(Reply):
    """Every read says back from where it looked."""

    as_of: str
    known_at: str
    known_at_clamped: bool = Field(
        description="A known_at after all that is recorded was answered at the last recorded instant."
    )
    scope: dict[str, str]


class ValueReply(Reply):
    kind: str
    canonical: str


class SourceReply(Reply):
    document: str
    title: str
    version: int
    page: int | None
    section: list[str]
    quote: str
    start: int
    end: int


class FactReply(Reply):
    id: str
    key: str
    subject: str
    predicate: str
    object: str = Field(description="In the words of the source.")
    value: ValueReply = Field(description="Typed and canonical, to compute and compare with.")
    scope: dict[str, str]
    valid_at: str | None
    expired_at: str | None
    recorded_at: str | None
    retired_at: str | None
    source: SourceReply


class FactsReply(ViewReply):
    facts: list[FactReply]
    next_cursor: str | None


class HitReply(Reply):
    kind: Literal["passage"]
    id: str
    text: str
    document: str
    title: str
    version: int
    section: list[str]
    page: int | None
    valid_at: str | None
    expired_at: str | None
    score: float


class SearchReply(ViewReply):
    hits: list[HitReply]


# -- answers and conversations --------------------------------------------------------------------


class AskRequest(Request):
    question: Question = Field(examples=["How long may a customer return a product?"])
    as_of: Name | None = Field(None, examples=["2024-03-01"])
    known_at: Name | None = None
    scope: Scope = {}
    document: Name | None = Field(None, description="Only this document (slug).")


class CitationReply(Reply):
    kind: Literal["fact", "passage"]
    id: str
    quote: str
    document: str
    title: str
    version: int
    section: list[str]
    page: int | None
    valid_at: str | None
    expired_at: str | None


class PeriodReply(Reply):
    model_config = ConfigDict(validate_by_alias=True, serialize_by_alias=True)

    start: str | None = Field(alias="from")
    end: str | None = Field(alias="to")


class AnswerReply(Reply):
    """The shape of an answer; replies carry the stored record itself."""

    id: str
    question: str
    status: Literal["answered", "not_stated", "conflict", "unclear"]
    answer: str | None
    text: str
    as_of: str
    known_at: str
    period: PeriodReply | None = Field(description="The question named one: it is answered at its end.")
    scope: dict[str, str]
    time_source: Literal["parameter", "question", "conversation", "now"]
    citations: list[CitationReply]
    coverage: list[str] = Field(description="What an honest clerk would add.")
    notices: list[str] = Field(description="How the question was taken, where it could be taken otherwise.")
    model: str
    generation: str
    sealed_hash: str | None
    created_at: str


class OpenRequest(Request):
    title: Text | None = Field(None, max_length=200)


class OpenReply(Reply):
    id: str
    title: str | None
    location: str


class MessageRequest(Request):
    text: Question = Field(examples=["And a year earlier?"])
    as_of: Name | None = Field(None, examples=["2024-03-01"])
    known_at: Name | None = None
    scope: Scope = {}
    document: Name | None = None
    message_id: Text | None = Field(
        None,
        min_length=1,
        max_length=MAX_ID_CHARACTERS,
        description="A message with an id already answered returns that answer.",
    )


class MessageReply(AnswerReply):
    message_id: str


class AcceptedReply(Reply):
    message_id: str
    status: Literal["accepted"]
    location: str


class TurnReply(Reply):
    number: int
    message_id: str
    text: str
    sent_at: str
    answered_at: str
    answer: AnswerReply


class FailedMessageReply(Reply):
    message_id: str
    text: str
    type: str
    detail: str
    failed_at: str


class StateReply(Reply):
    doing: str
    waiting: int = Field(description="Messages behind the one that is being answered.")


class ConversationReply(Reply):
    id: str
    title: str | None
    created_at: str
    turns: list[TurnReply] = Field(description="In order of time.")
    next_cursor: str | None
    failed: list[FailedMessageReply] = Field(
        description="The last messages that were taken and can never be answered, newest first."
    )
    state: StateReply | None = Field(description="Null when Temporal cannot say; the turns are there all the same.")


# -- health ---------------------------------------------------------------------------------------


class EngineReply(Reply):
    state: Literal["up", "down"]
    seconds: float
    detail: str | None


class ReadyReply(Reply):
    status: Literal["ready", "not ready"]
    engines: dict[str, EngineReply]
