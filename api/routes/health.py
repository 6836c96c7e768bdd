"""Liveness, readiness of each engine by name, metrics, and the landing page."""

import time

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import problems
from api.examples import health as examples
from api.landing import PAGE
from api.models.health import EngineReply, ReadyReply
from api.services import FromMetrics, FromServices, Probe
from knowledge.errors import InvalidRequest, KnowledgeError

PROBE_TIMEOUT_S = 3.0

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is this process alive?", responses={200: examples.alive})
async def healthz() -> dict[str, str]:
    return {"status": "alive"}


@router.get(
    "/readyz",
    summary="Does every engine answer?",
    response_model=ReadyReply,
    responses={200: examples.ready, 503: {"model": ReadyReply, **examples.not_ready}},
)
async def readyz(services: FromServices) -> JSONResponse:
    engines: dict[str, EngineReply] = {}

    async def ask(name: str, probe: Probe) -> None:
        engines[name] = await _probed(probe)

    async with anyio.create_task_group() as tasks:
        for name, probe in services.probes.items():
            tasks.start_soon(ask, name, probe)
    ready = all(e.state == "up" for e in engines.values())
    reply = ReadyReply(status="ready" if ready else "not ready", engines={n: engines[n] for n in services.probes})
    return JSONResponse(reply.model_dump(), 200 if ready else 503)


@router.get(
    "/metrics",
    summary="Prometheus metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"example": 'asof_ingestions_total{outcome="accepted"} 4.0'}}}},
)
def metrics(metrics: FromMetrics) -> Response:
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/", include_in_schema=False, response_class=HTMLResponse)
async def landing() -> str:
    return PAGE


@router.get(
    "/problems/{slug}",
    summary="What a problem's type means",
    response_model=problems.Meaning,
    responses={200: examples.meaning, **problems.documented(InvalidRequest)},
)
async def problem(slug: str, request: Request) -> JSONResponse:
    return JSONResponse(problems.meaning(slug, request.url.path).model_dump())


async def _probed(probe: Probe) -> EngineReply:
    started = time.perf_counter()
    detail = f"no answer within {PROBE_TIMEOUT_S:g} s"
    state = False
    try:
        with anyio.move_on_after(PROBE_TIMEOUT_S):
            await probe()
            state = True
    except (KnowledgeError, OSError) as error:
        detail = str(error)
    seconds = round(time.perf_counter() - started, 4)
    return EngineReply(state="up" if state else "down", seconds=seconds, detail=None if state else detail)
