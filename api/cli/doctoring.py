"""What `asof doctor` does: shows what the stores disagree on, and has it put right."""

from typing import Any

from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected

Json = dict[str, Any]


def examine(url: str | None, *, repair: bool, as_json: bool) -> bool:
    """Whether all is well, after the repair where one is asked for."""
    with connected(url) as connection:
        reply = connection.get("/v1/doctor")
        before = reply
        if repair and not reply["well"]:
            reply = connection.post("/v1/doctor/repair")
    if as_json:
        printing.print_json(reply)
    else:
        console = printing.console()
        console.print(_table(before, reply))
        told = f"{reply['points']:,} points of {reply['generation']} for {reply['rows']:,} passages"
        console.print(Text(f"{told}: {_verdict(before, reply)}", style="green" if reply["well"] else "bold red"))
    return bool(reply["well"])


def _table(before: Json, after: Json) -> Table:
    """One line a check; what was put right says so."""
    now = {check["name"]: check for check in after["checks"]}
    table = Table("check", "", "which", box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.columns[1].justify = "right"
    table.columns[2].overflow = "fold"
    for check in before["checks"]:
        left = now.get(check["name"], check)
        if check["well"] and left["well"]:
            table.add_row(check["name"], Text("none", style="green"), "")
        elif left["well"]:
            table.add_row(check["name"], Text(f"{check['count']:,} put right", style="green"), Text(check["detail"]))
        else:
            table.add_row(check["name"], Text(f"{left['count']:,}", style="bold red"), Text(left["detail"]))
    return table


def _verdict(before: Json, after: Json) -> str:
    if before["well"]:
        return "all is well"
    if after["well"]:
        return "all is well again"
    return "still something is wrong" if after["repaired"] else "something is wrong: `asof doctor --repair`"
