"""The doctor: compares the stores, and brings them to what Postgres says."""

from fastapi import APIRouter, Response

from api.examples import index as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.doctor import DoctorReply, FindingReply
from api.problems import documented
from api.services import FromServices
from api.submitting import FromDoor
from ingestion.reindex.doctor import Examination
from knowledge.errors import (
    EmbedderUnavailable,
    IndexUnavailable,
    InvalidRequest,
    StoreUnavailable,
    WorkflowsUnavailable,
)

router = APIRouter(tags=["index"])
OUTAGES = (StoreUnavailable, IndexUnavailable, WorkflowsUnavailable)


@router.get(
    "/v1/doctor",
    summary="Compare Postgres, the index and Temporal",
    response_model=DoctorReply,
    responses={200: examples.examined, **documented(InvalidRequest, *OUTAGES)},
)
async def examine(services: FromServices) -> DoctorReply:
    """Of the whole index, for whoever runs asof: passages missing there, points too many, windows that differ, builds
    that nobody needs, accepted work that no workflow carries out. Changes nothing.
    """
    return _told(await services.doctor.examine(), repaired=False)


@router.post(
    "/v1/doctor/repair",
    summary="Bring the index and Temporal to what Postgres says",
    response_model=DoctorReply,
    responses={200: examples.repaired, **documented(InvalidRequest, *IDEMPOTENCY, *OUTAGES, EmbedderUnavailable)},
)
async def repair(door: FromDoor) -> Response:
    """What is found afterwards."""

    async def work() -> Kept:
        await door.services.doctor.repair()
        found = await door.services.doctor.examine()
        return Kept(status=200, body=_told(found, repaired=True).model_dump())

    return await door.once(work, "repair")


def _told(found: Examination, *, repaired: bool) -> DoctorReply:
    return DoctorReply(
        well=found.well,
        repaired=repaired,
        generation=found.generation,
        rows=found.rows,
        points=found.points,
        checks=[
            FindingReply(name=check.name, well=check.well, count=check.count, detail=check.detail)
            for check in found.checks
        ],
    )
