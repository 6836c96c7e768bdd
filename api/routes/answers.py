"""Answers that were given: the sealed record of one, whether it would be given again, and a pack that proves it."""

import json
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.auth import Caller, RequestCaller
from api.examples import sealed as examples
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.models.sealed import (
    AuditFindingReply,
    AuditReply,
    DifferenceReply,
    EvidenceTodayReply,
    FindingReply,
    PartReply,
    ReplayReply,
    SealedAnswerReply,
    SealReply,
    SigningKeyReply,
    TodayReply,
)
from api.problems import documented
from api.routes.recalls import recall_reply
from api.services import FromServices, Services
from knowledge.adapters.code_version import code_version
from knowledge.adapters.postgres.sealed import SealedAnswer
from knowledge.answering import Difference, answer_question, replay
from knowledge.audit import Link, answer_of, verify_sealed
from knowledge.audit.pack import pack
from knowledge.audit.record import OUTPUT
from knowledge.errors import (
    AnswerNotFound,
    AnswerNotSealed,
    EmbedderUnavailable,
    IndexUnavailable,
    InvalidRequest,
    StoreUnavailable,
)

router = APIRouter(tags=["answers"])
KEY_BYTES = 32


@router.get(
    "/v1/answers/{answer_id}",
    summary="An answer as it was released, with its sealed record",
    response_model=SealedAnswerReply,
    responses={200: examples.sealed_answer, **documented(AnswerNotFound, InvalidRequest, StoreUnavailable)},
)
def read_answer(answer_id: UUID, services: FromServices, caller: RequestCaller) -> Response:
    answer = services.answers.get(caller.tenant, answer_id)
    recall = recall_reply(services, caller, answer_id).model_dump()
    if answer["sealed_hash"] is None:
        return JSONResponse({**answer, "seal": None, "recall": recall})
    seal = _seal_reply(services.sealed.of_answer(caller.tenant, answer_id))
    return JSONResponse({**answer, "seal": seal.model_dump(), "recall": recall})


@router.post(
    "/v1/answers/{answer_id}/replay",
    summary="The same answer again from its record, and whether the stores still give it",
    response_model=ReplayReply,
    responses={
        200: examples.replayed,
        **documented(
            AnswerNotFound, AnswerNotSealed, InvalidRequest, *IDEMPOTENCY, StoreUnavailable, IndexUnavailable,
            EmbedderUnavailable,
        ),
    },
)  # fmt: skip
async def replay_answer(
    *, answer_id: UUID, request: Request, services: FromServices, caller: RequestCaller, key: IdempotencyKey = None
) -> Response:
    async def replaying() -> Kept:
        reply = await to_thread.run_sync(_replay, services, caller, answer_id)
        return Kept(status=200, body=reply)

    return await once(services, caller, request, replaying, key=key, said="replay")


@router.get(
    "/v1/answers/{answer_id}/pack",
    summary="A zip that proves the answer without a server",
    response_class=Response,
    responses={
        200: examples.packed,
        **documented(AnswerNotFound, AnswerNotSealed, InvalidRequest, StoreUnavailable),
    },
)
def pack_answer(answer_id: UUID, services: FromServices, caller: RequestCaller) -> Response:
    """`asof verify` checks it, and its README tells how to do so by hand."""
    found = services.sealed.of_answer(caller.tenant, answer_id)
    name = f"asof-answer-{answer_id}.zip"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pack(found.sealed), media_type="application/zip", headers=disposition)


@router.get(
    "/v1/audit",
    summary="Examine the chain of sealed answers",
    response_model=AuditReply,
    responses={200: examples.audited, **documented(InvalidRequest, StoreUnavailable)},
)
def audit(
    *,
    services: FromServices,
    caller: RequestCaller,
    after: Annotated[int, Query(ge=0, le=2**53, description="Number of the record to begin behind.")] = 0,
    limit: Annotated[int, Query(ge=1, le=2_000)] = 500,
    public_key: Annotated[
        str | None, Query(description="Whose signature each record must bear: 32 bytes in hexadecimal.")
    ] = None,
) -> AuditReply:
    """One stretch: whether each record is as it was sealed and bound to the one before it, and behind the last whether
    every answer has one.
    """
    found = services.sealed.examine(caller.tenant, after=after, limit=limit, key=_key(public_key))
    return AuditReply(
        well=not found.findings,
        records=found.records,
        number=found.number,
        hash=found.hash.hex(),
        more=found.more,
        findings=[
            AuditFindingReply(
                number=one.number,
                answer=None if one.answer is None else str(one.answer),
                what=one.finding.what,
                detail=one.finding.detail,
            )
            for one in found.findings
        ],
        signed=[
            SigningKeyReply(public_key=None if key is None else key.hex(), records=count)
            for key, count in found.signed.items()
        ],
        erased=found.erased,
    )


def _key(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InvalidRequest("public_key is not 32 bytes in hexadecimal")
    return key


def _replay(services: Services, caller: Caller, answer_id: UUID) -> dict[str, object]:
    found = services.sealed.of_answer(caller.tenant, answer_id)
    sealed = found.sealed
    findings = [*verify_sealed(sealed), *found.findings()]
    today = replay(
        sealed,
        again=lambda ask, watermark: answer_question(
            ask,
            reader=services.reader,
            history=services.history,
            search=services.search,
            aside=services.aside,
            watermark=watermark,
        ),
        evidence_now=lambda citations: services.sealed.evidence_now(caller.tenant, citations),
    )
    body = json.loads(sealed.body)
    output = sealed.contents.get(OUTPUT)
    reply = ReplayReply.model_construct(
        id=str(answer_id),
        sealed_hash=sealed.hash.hex(),
        intact=not findings,
        findings=[FindingReply(what=one.what, detail=one.detail) for one in findings],
        erased=dict(sealed.erased),
        output=output and output.decode(),
        generation=body["generation"],
        code=body["code"],
    )
    compared = TodayReply.model_construct(
        same=today.same,
        reason=today.reason,
        differs=_differences(today.differs),
        evidence=[
            EvidenceTodayReply(
                number=one.number, same=not one.differs, differs=_differences(one.differs), retired_at=one.retired_at
            )
            for one in today.evidence
        ],
        generation=today.answer and today.answer["generation"],
        code=code_version(),
    )
    # Answers are carried as they are, with whatever fields they had when they were given.
    answer = answer_of(sealed.contents, sealed.hash.hex())
    return {**reply.model_dump(), "answer": answer, "today": {**compared.model_dump(), "answer": today.answer}}


def _differences(found: tuple[Difference, ...]) -> list[DifferenceReply]:
    return [DifferenceReply(field=one.field, recorded=one.recorded, today=one.today) for one in found]


def _seal_reply(found: SealedAnswer) -> SealReply:
    sealed = found.sealed
    link = Link.read(sealed.link)
    body = json.loads(sealed.body)
    parts = {part.name: part for part in sealed.parts}
    return SealReply(
        number=found.number,
        hash=sealed.hash.hex(),
        previous=link.previous.hex() if link else "",
        sealed_at=link.sealed_at if link else "",
        signature=None if sealed.signature is None else sealed.signature.value.hex(),
        public_key=None if sealed.signed_by is None else sealed.signed_by.hex(),
        record=body,
        parts={
            name: PartReply(
                digest=digest,
                salt=parts[name].salt.hex() if name in parts else None,
                content=json.loads(parts[name].content) if name in parts else None,
                tombstone=sealed.erased.get(name),
            )
            for name, digest in body["parts"].items()
        },
    )
