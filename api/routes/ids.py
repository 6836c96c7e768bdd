"""Whole ids by their beginning, as a person types them."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth import RequestCaller
from api.examples import ids as examples
from api.models.ids import IdReply, IdsReply
from api.problems import documented
from api.services import FromServices
from knowledge.adapters.postgres.ids import Kind
from knowledge.errors import InvalidRequest, StoreUnavailable

router = APIRouter(tags=["ids"])
DIGITS = 32  # of an id


@router.get(
    "/v1/ids",
    summary="What the ids name that begin so",
    response_model=IdsReply,
    responses={200: examples.ids, **documented(InvalidRequest, StoreUnavailable)},
)
def list_ids(
    *,
    services: FromServices,
    caller: RequestCaller,
    kind: Annotated[Kind, Query(description="Facts are found whether they are held or retired.")],
    begins: Annotated[str, Query(min_length=1, max_length=36, description="Of an id, with or without its hyphens.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> IdsReply:
    digits = begins.replace("-", "").lower()
    if not re.fullmatch(rf"[0-9a-f]{{1,{DIGITS}}}", digits):
        raise InvalidRequest(f"no id begins with {begins!r}: it is made of the digits 0 to 9, a to f and hyphens")
    first, last = UUID(digits.ljust(DIGITS, "0")), UUID(digits.ljust(DIGITS, "f"))
    found = services.ids.between(caller.tenant, kind, first, last, limit=limit + 1)
    return IdsReply(ids=[IdReply(id=str(one.id), words=one.words) for one in found[:limit]], more=len(found) > limit)
