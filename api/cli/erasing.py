"""`asof erase`: tells what will go, asks for the slug, erases, and tells what was cleared and what is out of reach."""

import time
from typing import Any

import typer
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import Connection, connected
from api.cli.failures import Failure
from api.cli.ids import FACT, whole_id

NO_REASON = "a report only"
LOOK_AGAIN_S = 0.2

Json = dict[str, Any]


def report_erasure(url: str | None, target: Json, *, as_json: bool) -> None:
    """What would be cleared; of what is erased already, what was."""
    with connected(url) as connection:
        target = _whole(connection, target)
        reply = connection.post("/v1/erasures", json={**target, "reason": NO_REASON, "dry_run": True})
    _show(reply, as_json=as_json)


def erase(url: str | None, target: Json, reason: str, *, sure: bool, as_json: bool) -> None:
    with connected(url) as connection:
        asked = {**_whole(connection, target), "reason": reason}
        plan = connection.post("/v1/erasures", json={**asked, "dry_run": True})
        if plan["status"] == "dry_run" and not sure:
            _ask(plan)
        reply = _followed(connection, connection.post("/v1/erasures", json=asked))
    _show(reply, as_json=as_json)


def _whole(connection: Connection, target: Json) -> Json:
    fact = target["fact"]
    return target if fact is None else {**target, "fact": whole_id(connection, FACT, fact)}


def _followed(connection: Connection, reply: Json) -> Json:
    """Until everything is cleared that can be. After Ctrl-C it goes on without us."""
    with Console(stderr=True).status("") as shown:
        while reply["status"] == "running":
            shown.update(reply["stage"])
            time.sleep(LOOK_AGAIN_S)
            reply = connection.get(f"/v1/erasures/{reply['id']}")
    return reply


def _ask(plan: Json) -> None:
    """On stderr, so that stdout holds the report alone. Raises `Failure` unless the slug is typed."""
    Console(stderr=True, highlight=False).print(_report(plan))
    typed = typer.prompt(f"This cannot be taken back. Type {plan['document']} to erase", err=True, default="")
    if typed.strip() != plan["document"]:
        raise Failure("nothing was erased: what was typed is not the document's slug")


def _show(reply: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(_report(reply))


def _report(reply: Json) -> Group:
    heads = {
        "dry_run": "would be erased",
        "running": f"is being erased ({reply['stage']}), tombstone {reply['id']}",
        "done": f"is erased, tombstone {reply['id']}",
    }
    table = Table("place", "", box=None, header_style="dim", pad_edge=False)
    table.columns[1].justify = "right"
    for place in reply["report"]["places"]:
        if place["cleared"]:
            table.add_row(place["place"], str(place["cleared"]))
    untouched = [place["place"] for place in reply["report"]["places"] if not place["cleared"]]
    return Group(
        Text.assemble((_named(reply), "bold"), f" {heads[reply['status']]}"),
        *([Text(f"reason: {reply['reason']}")] if reply["id"] else []),
        Text(),
        table,
        *_listed("nothing in", untouched),
        *_listed("stays", reply["report"]["kept"]),
        *_listed("out of reach, look after it yourself", reply["report"]["out_of_reach"]),
    )


def _listed(heading: str, lines: list[str]) -> list[Text]:
    return [Text(), Text(heading, style="dim"), *(Text(f"· {line}") for line in lines)] if lines else []


def _named(reply: Json) -> str:
    if reply["version"] is not None:
        return f"version {reply['version']} of {reply['document']}"
    return f"fact {reply['fact']} of {reply['document']}" if reply["fact"] else reply["document"]
