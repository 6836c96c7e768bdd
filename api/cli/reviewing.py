"""`asof conflicts`: where documents disagree, a block of lines for each topic."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected

Json = Mapping[str, Any]


def show_conflicts(url: str | None, *, as_json: bool, **query: object) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/conflicts", **query)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for conflict in reply["conflicts"]:
        console.print(_conflict(conflict))
        console.print()
    more = " (there are more: --limit)" if reply["next_cursor"] else ""
    counted = len(reply["conflicts"])
    named = "conflict" if counted == 1 else "conflicts"
    console.print(f"[dim]{counted} {named} as of {printing.moment(reply['as_of'])}{more}[/dim]")


def _conflict(conflict: Json) -> Group:
    first = conflict["facts"][0]
    status = ("open", "bold red") if conflict["status"] == "open" else ("settled by rank", "green")
    title = Text.assemble((f"{first['subject']} {first['predicate']}", "bold"), "  ", status)
    table = Table("says", "document", "rank", "holds", box=None, header_style="dim", pad_edge=False)
    for fact in conflict["facts"]:
        source = fact["source"]
        table.add_row(
            Text(fact["object"], style="dim" if fact["outranked_by"] else "bold"),
            Text(f"{source['title']}, version {source['version']}"),
            str(fact["rank"]),
            printing.window(fact["valid_at"], fact["expired_at"]),
        )
    return Group(title, table)
