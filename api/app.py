"""The HTTP API: routes, problems, metrics and the OpenAPI page, over services that somebody else built."""

from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.requests import HTTPConnection
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from api import problems, webhook_payloads
from api.body_limit import BodyLimit
from api.examples.shown import COMPONENTS
from api.metrics import MeasureRequests, Metrics
from api.models.streams import StreamEventReply
from api.parameters import check_storable
from api.routes import (
    answers,
    ask,
    bulk,
    changes,
    conflicts,
    conversations,
    deliveries,
    doctor,
    documents,
    edits,
    erasures,
    expiry,
    facts,
    golden,
    health,
    ids,
    imports,
    ingestions,
    invalidations,
    model_use,
    people,
    questions,
    recalls,
    reindex,
    repairs,
    rules,
    schedules,
    search,
    streams,
    traces,
    transcripts,
    webhooks,
)
from api.services import Services
from knowledge.errors import InvalidRequest

DESCRIPTION = """
Dated policies go in; answers as of any date, as known on any date, come out.

- `as_of` is an instant in valid time (what held then), `known_at` one in recorded time (what was known then).
- A bare date means 00:00 in the tenant's time zone; a time needs its offset.
- Errors are RFC 9457 problems with a stable `type`.
- `Idempotency-Key` is honoured on every POST.
"""


class Api(FastAPI):
    """FastAPI whose OpenAPI page knows our problems."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            schema = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=self.routes,
                webhooks=webhook_payloads.router.routes,
            )
            problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            events = TypeAdapter(StreamEventReply).json_schema(ref_template="#/components/schemas/{model}")
            schema["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem, **events["$defs"]}
            schema["components"]["examples"] = COMPONENTS
            self.openapi_schema = schema
        return self.openapi_schema


def create_app(services: Services) -> FastAPI:
    app = Api(
        title="asof",
        version=version("asof"),
        description=DESCRIPTION,
        dependencies=[Depends(refuse_nul)],
        generate_unique_id_function=_operation_id,
    )
    app.state.services = services
    app.state.metrics = Metrics()
    problems.install(app)
    for routes in (
        documents,
        bulk,
        repairs,
        erasures,
        ingestions,
        facts,
        edits,
        imports,
        conflicts,
        changes,
        search,
        ask,
        answers,
        recalls,
        ids,
        golden,
        reindex,
        schedules,
        doctor,
        conversations,
        streams,
        transcripts,
        traces,
        people,
        questions,
        webhooks,
        deliveries,
        invalidations,
        rules,
        expiry,
        model_use,
        health,
    ):
        app.include_router(routes.router)
    app.add_middleware(BodyLimit, upload_bytes=services.upload_limit, unlimited=frozenset({imports.PATH}))
    app.add_middleware(MeasureRequests, metrics=app.state.metrics)
    return app


async def refuse_nul(request: HTTPConnection) -> None:
    """Postgres keeps no NUL character, so no text that holds one can be looked for."""
    for name, value in request.query_params.multi_items():
        check_storable(value, name)
    if "\x00" in request.url.path or "%00" in request.url.path + request.url.query:
        raise InvalidRequest("the address holds a NUL character")


def _operation_id(route: APIRoute) -> str:
    """The function's name: generated clients keep theirs when a path changes."""
    return route.name
