"""What `asof reindex` does: begins a run, follows it, shows what its gate found."""

import time
from typing import Any

from rich.console import Console, Group
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import Connection, connected
from api.cli.failures import Failure
from api.cli.ids import REINDEX, whole_id
from api.cli.printing import SHORT

PATH = "/v1/reindex"
LOOK_AGAIN_S = 0.2
COLOURS = {"running": "yellow", "done": "bold green", "failed": "bold red", "cancelled": "dim"}

Json = dict[str, Any]


def begin(url: str | None, path: str, body: Json | None, *, wait: bool, as_json: bool) -> bool:
    """Whether it failed. After Ctrl-C it goes on without us."""
    with connected(url) as connection:
        sent = {} if body is None else {"json": {name: value for name, value in body.items() if value is not None}}
        run = connection.post(path, **sent)
        if wait:
            run = _followed(connection, run, hidden=as_json)
    _show(run, as_json=as_json)
    return bool(run["status"] == "failed")


def show(url: str | None, beginning: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        run = _found(connection, beginning)
    _show(run, as_json=as_json)


def cancel(url: str | None, beginning: str | None, *, wait: bool, as_json: bool) -> None:
    with connected(url) as connection:
        run = connection.post(f"{_found(connection, beginning)['location']}/cancel")
        if wait:
            run = _followed(connection, run, hidden=as_json)
    _show(run, as_json=as_json)


def list_runs(url: str | None, limit: int, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(PATH, limit=limit)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    if not reply["reindexes"]:
        console.print("The index was never rebuilt: `asof reindex` does.")
        return
    table = Table("run", "kind", "index", "status", "begun", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for run in reply["reindexes"]:
        table.add_row(
            run["id"][:SHORT],
            run["kind"],
            f"{run['before']} → {run['generation']}",
            Text(_status(run), style=COLOURS[run["status"]]),
            printing.moment(run["requested_at"]),
        )
    console.print(table)
    if reply["next_cursor"]:
        console.print("[dim]there are more: --limit[/dim]")


def _found(connection: Connection, beginning: str | None) -> Json:
    """The last run, or the one whose id begins so. Raises `Failure`."""
    if beginning is not None:
        return connection.get(f"{PATH}/{whole_id(connection, REINDEX, beginning)}")
    runs: list[Json] = connection.get(PATH, limit=1)["reindexes"]
    if not runs:
        raise Failure("the index was never rebuilt: `asof reindex` does")
    return runs[0]


def _followed(connection: Connection, run: Json, *, hidden: bool) -> Json:
    """On stderr, so that stdout holds the result alone."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as progress:
        task = progress.add_task(run["stage"], total=None)
        while run["finished_at"] is None:
            progress.update(task, description=run["stage"], completed=run["done"], total=run["total"] or None)
            time.sleep(LOOK_AGAIN_S)
            run = connection.get(run["location"])
    return run


def _show(run: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(run)
    else:
        printing.console().print(_told(run))


def _told(run: Json) -> Group:
    head = Text.assemble(
        (f"{run['before']} → {run['generation']}", "bold"),
        f"  {run['kind']}  ",
        (_status(run), COLOURS[run["status"]]),
        (f"  run {run['id'][:SHORT]}", "dim"),
    )
    counted = f"{run['done']:,} of {run['total']:,} passages, {run['embedded']:,} embedded"
    by = f"{counted}, by {run['model']} ({run['precision']})"
    lines = [head, Text(by)]
    lines += [Text(f"why: {run['error']}", style="red")] if run["error"] else []
    return Group(*lines, *_gate(run["gate"] or {}))


def _status(run: Json) -> str:
    if run["status"] == "running":
        return "being cancelled" if run["cancelling"] else str(run["stage"])
    return str(run["status"])


def _gate(gate: Json) -> list[Text]:
    if not gate:
        return []
    index, golden, recall = gate["index"], gate["golden"], gate["recall"]
    same = index["checksum"] == index["checksum_of_points"]
    told = [
        f"index     {index['points']:,} points for {index['rows']:,} passages, {index['missing']:,} missing,"
        f" {index['wrong']:,} wrong, {index['surplus']:,} surplus, checksum {'equal' if same else 'differs'}",
        f"golden    {golden['right']} of {golden['asked']} answered rightly",
        f"recall    {recall['share']:.3f} of exact search, over {recall['searches']} searches",
    ]
    told += [
        f"          wrong: {one['id'][:SHORT]}{'' if one['live_right'] else ' (by the live index too)'}"
        for one in golden["wrong"]
    ]
    return [Text(line) for line in told]
