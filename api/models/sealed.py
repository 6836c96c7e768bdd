"""Sealed answers: the record, what a replay finds, and an examination of the chain."""

from typing import Any

from pydantic import Field

from api.models.answers import AnswerReply
from api.models.base import Reply
from api.models.recalls import AnswerRecallReply


class PartReply(Reply):
    digest: str = Field(description="SHA-256 of salt and content, as the record has it.")
    salt: str | None
    content: Any = Field(description="What was sealed; null where it was erased.")
    tombstone: str | None = Field(description="Why it was erased.")


class SealReply(Reply):
    number: int = Field(description="In the tenant's chain, from 1 without a gap.")
    hash: str
    previous: str = Field(description="Hash of the record before.")
    sealed_at: str
    signature: str | None = Field(description="Ed25519, of the link; null where no key was configured.")
    public_key: str | None
    record: dict[str, Any] = Field(description="What names the answer, and the digest of each part.")
    parts: dict[str, PartReply]


class SealedAnswerReply(AnswerReply):
    seal: SealReply | None = Field(description="Null for answers that were given before answers were sealed.")
    recall: AnswerRecallReply = Field(description="What later recordings made of it; the record stays as it is.")


class FindingReply(Reply):
    what: str
    detail: str


class DifferenceReply(Reply):
    field: str
    recorded: Any
    today: Any


class EvidenceTodayReply(Reply):
    number: int = Field(description="Of the citation, from 1.")
    same: bool
    differs: list[DifferenceReply]
    retired_at: str | None = Field(description="Since when it is held no more: that changes nothing at its instant.")


class TodayReply(Reply):
    same: bool | None = Field(description="Null where nothing could be compared.")
    reason: str | None = Field(
        description="Why the question was not asked again, or the answer not compared as a whole."
    )
    differs: list[DifferenceReply]
    evidence: list[EvidenceTodayReply]
    answer: AnswerReply | None
    generation: str | None = Field(description="Of the index that was asked today.")
    code: str = Field(description="Of the program that answered today.")


class ReplayReply(Reply):
    """`answer` is made from the record alone, byte for byte as released; `today` by asking the stores again."""

    id: str
    sealed_hash: str
    intact: bool = Field(description="The record is as it was sealed, and what is shown is its answer.")
    findings: list[FindingReply]
    erased: dict[str, str] = Field(description="Part, and why it was erased.")
    answer: AnswerReply | None = Field(description="Null where its words were erased.")
    output: str | None = Field(description="What was released, canonical JSON (RFC 8785), without question and hash.")
    generation: str | None
    code: str
    today: TodayReply


class AuditFindingReply(FindingReply):
    number: int | None = Field(description="Of the record; null: the answer has none.")
    answer: str | None


class SigningKeyReply(Reply):
    public_key: str | None = Field(description="Raw, in hexadecimal; null: not signed.")
    records: int


class AuditReply(Reply):
    well: bool
    records: int = Field(description="That were looked at.")
    number: int = Field(description="Of the last of them: the next stretch is `after` it.")
    hash: str = Field(
        description="Of the last of them: who notes it down can tell later that nothing before was changed."
    )
    more: bool
    findings: list[AuditFindingReply]
    signed: list[SigningKeyReply]
    erased: int = Field(description="Parts that were erased.")
