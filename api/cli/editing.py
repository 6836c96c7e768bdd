"""`asof facts add|correct|retract|expire`, `retract`, `undo`, `extract`, `reviews`: edits of what is held."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from rich.console import Group
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected, document_path
from api.cli.ids import FACT, whole_id
from api.parameters import read_scope

Json = Mapping[str, Any]


def state_fact(url: str | None, body: Json, scope: Sequence[str] | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post("/v1/facts", json={**body, "scope": dict(read_scope(scope))})
    _tell(reply, as_json=as_json)


def edit_fact(url: str | None, fact: str, how: str, body: Json, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"/v1/facts/{whole_id(connection, FACT, fact)}/{how}", json=body)
    _tell(reply, as_json=as_json)


def retract_version(url: str | None, document: str, version: int, reason: str, *, wait: bool, as_json: bool) -> None:
    reply = _repair(url, document, version, "retract", reason, wait=wait)
    _tell_repair(reply, f"version {version} of [bold]{document}[/bold]", "retracted", as_json=as_json)


def undo_edit(url: str | None, document: str, edit: int, reason: str, *, wait: bool, as_json: bool) -> None:
    reply = _repair(url, document, edit, "undo", reason, wait=wait)
    _tell_repair(reply, f"edit {edit} of [bold]{document}[/bold]", "undone", as_json=as_json)


def extract_again(url: str | None, document: str, version: int, reason: str, *, wait: bool, as_json: bool) -> None:
    reply = _repair(url, document, version, "extract", reason, wait=wait)
    how = f"read again; undo: asof undo {document} {reply['version']}"
    _tell_repair(reply, f"version {version} of [bold]{document}[/bold]", how, as_json=as_json)


def list_reviews(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/reviews")
    if as_json:
        printing.print_json(reply)
        return
    if not reply["reviews"]:
        printing.console().print("nothing waits for review")
        return
    table = Table("edit", "said by hand", "of", "its text now", box=None, header_style="dim", pad_edge=False)
    for review in reply["reviews"]:
        told = Text(review["object"] or "nothing", style="bold")
        now = review["now"]
        table.add_row(
            f"{review['document']} {review['edit']}",
            Text.assemble(told, f" ({review['actor']}: {review['reason']})"),
            Text(printing.shortened(review["quote"])),
            Text.assemble(
                f"v{review['version']} from {printing.moment(review['effective_at'])}: ",
                printing.shortened(now["source"]["quote"]) if now else "gone",
            ),
        )
    ways = Text(
        "to hold on to an edit: asof facts correct ID; else: asof close-review DOCUMENT EDIT --reason ...", style="dim"
    )
    printing.console().print(Group(table, Text(), ways))


def close_one(url: str | None, document: str, edit: int, reason: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"/v1/reviews/{quote(document, safe='')}/{edit}/close", json={"reason": reason})
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(Text.assemble(f"edit {edit} of ", (document, "bold"), " waits no more"))


def _repair(url: str | None, document: str, number: int, how: str, reason: str, *, wait: bool) -> dict[str, Any]:
    with connected(url) as connection:
        return connection.post(
            f"{document_path(document)}/versions/{number}/{how}",
            params={"wait": wait},
            json={"reason": reason},
        )


def _tell_repair(reply: dict[str, Any], what: str, becomes: str, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(reply)
    else:
        states = {"done": "is", "waiting": "waits for a decision (asof review) to be"}
        known = "[dim]known already:[/dim] " if reply["repeated"] else ""
        printing.console().print(f"{known}{what} {states.get(reply['status'], 'will be')} {becomes}")


def _tell(reply: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for fact in reply["facts"]:
        console.print(
            Text.assemble(
                "held now  ",
                (f"{fact['subject']} {fact['predicate']} {fact['object']}", "bold"),
                f"  {printing.window(fact['valid_at'], fact['expired_at'])}",
            )
        )
    if not reply["facts"]:
        console.print("nothing is held in its place")
    console.print(f"[dim]to take it back: asof undo {reply['source']} {reply['edit']} --reason ...[/dim]")
