"""`asof ask`: one question, one answer."""

from collections.abc import Sequence
from typing import Any

from api.cli import explaining, printing, printing_answers
from api.cli.connection import connected
from api.cli.failures import Failure


def ask(url: str | None, asked: dict[str, Any], *, every: bool, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post("/v1/ask", json=asked)
    if as_json:
        printing.print_json(reply)
    else:
        console = printing.console()
        console.print(printing_answers.answer(reply, every=every))
        if "explanation" in reply:
            console.print()
            console.print(explaining.answer(reply))


def body(
    name: str,
    text: str,
    *,
    as_of: str | None,
    known_at: str | None,
    document: str | None,
    scope: Sequence[str] | None = None,
    explain: bool = False,
) -> dict[str, Any]:
    """The JSON of a question, without what was not given. `name` is what the call names its text."""
    given: dict[str, Any] = {
        name: text,
        "as_of": as_of,
        "known_at": known_at,
        "document": document,
        "scope": _pairs(scope or ()),
    }
    given["explain"] = explain
    return {field: value for field, value in given.items() if value}


def _pairs(scope: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for part in scope:
        dimension, equals, value = part.partition("=")
        if not (dimension.strip() and equals and value.strip()):
            raise Failure(f"--scope {part!r} is not a pair: write dimension=value, as in audience=contractors")
        pairs[dimension.strip()] = value.strip()
    return pairs
