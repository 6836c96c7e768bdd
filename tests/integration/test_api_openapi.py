"""The OpenAPI page shows, for each call, what it answers and what it refuses."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api import problems
from api.app import create_app
from api.models.base import Reply
from api.webhook_payloads import EventMessage
from chat.people.payload import KIND
from ingestion.notifications.payload import body_of
from ingestion.notifications.webhooks import Due
from knowledge.events import EventKind
from tests.fixtures.api import services_on

Operation = tuple[str, dict[str, Any]]
JSON = "application/json"
WITHOUT_ERRORS = {"healthz", "readyz", "metrics"}


@pytest.fixture
async def described(pool: Any, tmp_path: Path) -> dict[str, Any]:
    return create_app(await services_on(pool, temporal_address="127.0.0.1:1", folder=tmp_path)).openapi()


def operations(described: dict[str, Any]) -> Iterator[Operation]:
    for path, calls in described["paths"].items():
        for method, call in calls.items():
            yield f"{method} {path}", call


def replies() -> dict[str, type[Reply]]:
    """Every model of a reply by its name."""
    found: dict[str, type[Reply]] = {}
    waiting = [Reply]
    while waiting:
        for model in waiting.pop().__subclasses__():
            found[model.__name__] = model
            waiting.append(model)
    return found


def test_the_calls_of_the_contract_are_served(described: dict[str, Any]) -> None:
    assert {name for name, _ in operations(described)} >= {
        "post /v1/documents",
        "get /v1/documents",
        "get /v1/documents/{document}",
        "get /v1/documents/{document}/versions/{version}",
        "post /v1/documents/{document}/withdraw",
        "post /v1/documents/{document}/versions/{version}/correct",
        "post /v1/documents/{document}/versions/{version}/retract",
        "get /v1/ingestions/{ingestion_id}",
        "get /v1/ingestions/{ingestion_id}/events",
        "get /v1/facts",
        "get /v1/facts/{fact_id}",
        "get /v1/facts/{fact_id}/history",
        "get /v1/changes",
        "get /v1/conflicts",
        "get /v1/documents/{document}/diff",
        "post /v1/facts:import",
        "post /v1/erasures",
        "get /v1/erasures",
        "get /v1/erasures/{erasure_id}",
        "post /v1/webhooks",
        "get /v1/webhooks",
        "get /v1/webhooks/{webhook_id}",
        "patch /v1/webhooks/{webhook_id}",
        "delete /v1/webhooks/{webhook_id}",
        "post /v1/webhooks/{webhook_id}/rotate",
        "post /v1/webhooks/{webhook_id}/test",
        "get /v1/webhooks/{webhook_id}/deliveries",
        "post /v1/webhooks/{webhook_id}/resend",
        "get /v1/search",
        "post /v1/ask",
        "get /v1/answers/{answer_id}",
        "post /v1/answers/{answer_id}/replay",
        "get /v1/answers/{answer_id}/pack",
        "get /v1/audit",
        "get /v1/ids",
        "post /v1/golden-questions",
        "post /v1/reindex",
        "get /v1/reindex",
        "get /v1/reindex/{reindex_id}",
        "post /v1/reindex/{reindex_id}/cancel",
        "post /v1/reindex/rollback",
        "get /v1/doctor",
        "post /v1/doctor/repair",
        "post /v1/schedules",
        "get /v1/schedules",
        "get /v1/schedules/{schedule}",
        "delete /v1/schedules/{schedule}",
        "post /v1/schedules/{schedule}/pause",
        "post /v1/schedules/{schedule}/resume",
        "post /v1/schedules/{schedule}/run",
        "get /v1/golden-questions",
        "delete /v1/golden-questions/{golden_id}",
        "post /v1/golden-questions:check",
        "post /v1/conversations",
        "get /v1/conversations/{conversation}",
        "post /v1/conversations/{conversation}/messages",
        "get /v1/conversations/{conversation}/stream",
        "get /v1/conversations",
        "delete /v1/conversations/{conversation}",
        "get /v1/conversations/{conversation}/export",
        "get /v1/retention",
        "put /v1/retention",
        "get /v1/conversations/{conversation}/trace",
        "post /v1/people",
        "get /v1/people",
        "delete /v1/people/{person_id}",
        "get /v1/questions",
        "get /v1/questions/{question_id}",
        "post /v1/questions/{question_id}/answer",
        "post /v1/questions/{question_id}/cancel",
        "get /healthz",
        "get /readyz",
        "get /metrics",
    }


def test_every_reply_has_an_example_that_fits_its_schema(described: dict[str, Any]) -> None:
    for name, call in operations(described):
        for status in [s for s in call["responses"] if s.startswith("2")]:
            for media_type, content in call["responses"][status]["content"].items():
                assert "example" in content or "examples" in content, f"{name} {status} {media_type}"
                reference = content.get("schema", {}).get("$ref", "")
                model = replies().get(reference.rpartition("/")[2])
                if media_type == JSON and model is not None:
                    for example in content["examples"]:
                        model.model_validate(described["components"]["examples"][example]["value"])


def test_every_call_shows_its_problems_by_type(described: dict[str, Any]) -> None:
    types = {problems.type_of(leaf) for leaf in problems.leaves()}
    for name, call in operations(described):
        if call["operationId"] in WITHOUT_ERRORS:
            continue
        refused = {s: r for s, r in call["responses"].items() if s >= "400"}
        assert "422" in refused, name
        for status, response in refused.items():
            examples = response["content"][problems.MEDIA_TYPE]["examples"]
            assert examples, f"{name} {status}"
            assert {e["value"]["type"] for e in examples.values()} <= types
            assert {str(e["value"]["status"]) for e in examples.values()} == {status}


def test_names_of_calls_and_schemas_do_not_depend_on_paths(described: dict[str, Any]) -> None:
    names = [call["operationId"] for _, call in operations(described)]
    assert len(names) == len(set(names))
    assert not [name for name in names if "v1" in name]
    assert "Problem" in described["components"]["schemas"]
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_every_kind_of_event_is_described_as_it_is_sent(described: dict[str, Any]) -> None:
    assert set(described["webhooks"]) == {KIND, *(kind.value for kind in EventKind)}
    call = described["webhooks"]["facts.changed"]["post"]
    assert {parameter["name"] for parameter in call["parameters"]} == {
        "webhook-id", "webhook-timestamp", "webhook-signature",
    }  # fmt: skip
    due = Due(
        id=uuid4(), attempts=0, event=uuid4(), kind="facts.changed", document="leave", about={"version": 1},
        happened_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    assert EventMessage.model_validate_json(body_of(due)).data.document == "leave"
