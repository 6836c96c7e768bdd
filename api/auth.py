"""Who is calling. The one place that decides tenant and actor: without auth everybody is the local owner."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends


@dataclass(frozen=True, slots=True)
class Caller:
    tenant: str
    actor: str


async def caller_of_request() -> Caller:
    return Caller("default", "local")


RequestCaller = Annotated[Caller, Depends(caller_of_request)]
