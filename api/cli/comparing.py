"""`asof history`, `changes`, `diff`: what became of facts and texts, as tables and coloured lines."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected, document_path
from api.cli.ids import FACT, whole_id

Json = Mapping[str, Any]
_COLOURS = {"added": "green", "removed": "red", "changed": "yellow", "editorial": "dim"}
_SIGNS = {"added": "+", "removed": "-", "kept": " "}


def show_history(url: str | None, fact: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(f"/v1/facts/{whole_id(connection, FACT, fact)}/history")
    if as_json:
        printing.print_json(reply)
        return
    table = Table("held", "said", "known", "by", box=None, header_style="dim", pad_edge=False)
    for row in reply["recordings"]:
        cause = row["cause"]
        by = f"{cause['kind']} {cause['version']}" + (f": {cause['reason']}" if cause["reason"] else "")
        retired = row["retired_at"] is not None
        table.add_row(
            printing.window(row["valid_at"], row["expired_at"]),
            Text(row["object"], style="dim" if retired else "bold"),
            _known(row["recorded_at"], row["retired_at"]),
            Text(by),
        )
    last = reply["recordings"][-1]
    title = Text.assemble((f"{last['subject']} {last['predicate']}", "bold"), f"  ({last['source']['document']})")
    printing.console().print(Group(title, Text(), table))


def show_changes(url: str | None, *, as_json: bool, **query: object) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/changes", **query)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    lines: list[Text] = []
    heading = None
    for change in reply["changes"]:
        if (change["at"], change["document"]) != heading:
            heading = (change["at"], change["document"])
            lines += [
                Text(),
                Text.assemble((printing.moment(change["at"]), "bold"), f"  {change['title']}{_why(change)}"),
            ]
        lines.append(_changed(change))
    console.print(Group(*lines[1:]))
    more = " (there are more: --limit)" if reply["next_cursor"] else ""
    period = f"after {printing.moment(reply['from'])} and up to {printing.moment(reply['to'])}"
    console.print(f"[dim]{len(reply['changes'])} changes {period}{more}[/dim]")


def show_diff(url: str | None, document: str, *, as_json: bool, **query: object) -> None:
    with connected(url) as connection:
        reply = connection.get(f"{document_path(document)}/diff", **query)
    if as_json:
        printing.print_json(reply)
        return
    sides = [f"{_version(reply[side])} in force on {printing.moment(reply[side]['as_of'])}" for side in ("from", "to")]
    lines = [
        Text(reply["title"], style="bold"),
        Text(f"- {sides[0]}", style="red"),
        Text(f"+ {sides[1]}", style="green"),
    ]
    lines.append(Text())
    for line in reply["lines"]:
        if line["kind"] == "skipped":
            lines.append(Text(f"  … {line['text']} lines that both have", style="dim"))
        else:
            lines.append(Text(f"{_SIGNS[line['kind']]} {line['text']}", style=_COLOURS.get(line["kind"], "")))
    if all(line["kind"] in ("kept", "skipped") for line in reply["lines"]):
        lines.append(Text("the same text on both dates", style="dim"))
    printing.console().print(Group(*lines))


def _changed(change: Json) -> Text:
    before, after = change["before"], change["after"]
    side = after or before
    said = f"{side['subject']} {side['predicate']} "
    values = [(one["object"], colour) for one, colour in ((before, "red"), (after, "green")) if one]
    text = Text.assemble("  ", (f"{change['kind']:<9} ", _COLOURS[change["kind"]]), said)
    for place, (value, colour) in enumerate(values):
        text.append(" -> " if place else "")
        text.append(printing.shortened(value), style=colour)
    return text


def _why(change: Json) -> str:
    cause = change["cause"]
    if cause is None:
        return ""
    return f", {'withdrawn' if cause['kind'] == 'withdrawal' else 'version'} {cause['version']}"


def _known(recorded_at: str, retired_at: str | None) -> str:
    until = f" until {_to_the_second(retired_at)}" if retired_at else ""
    return f"since {_to_the_second(recorded_at)}{until}"


def _to_the_second(instant: str) -> str:
    return f"{instant[:19].replace('T', ' ')}Z"


def _version(side: Json) -> str:
    return "nothing" if side["version"] is None else f"version {side['version']}"
