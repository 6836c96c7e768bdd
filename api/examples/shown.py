"""How an example is told: each by its name, as the OpenAPI page shows it. A test checks them against the models."""

from typing import Any

COMPONENTS: dict[str, dict[str, object]] = {}
"""By name, for the `components` of the page: FastAPI would drop every null from an example in place."""


def shown(name: str, value: object, description: str = "Successful Response") -> dict[str, Any]:
    COMPONENTS[name] = {"summary": name.replace("_", " "), "value": value}
    reference = {"$ref": f"#/components/examples/{name}"}
    return {"description": description, "content": {"application/json": {"examples": {name: reference}}}}
