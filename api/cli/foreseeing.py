"""`asof add --dry-run`: what one upload would do, and nothing done."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.failures import Failure
from api.parameters import slug_from

CHANGES_SHOWN = 20

Json = dict[str, Any]


def foresee(url: str | None, file: Path, form: Mapping[str, str | None], *, as_json: bool) -> None:
    said = {name: value for name, value in form.items() if value is not None}
    said.setdefault("document", slug_from(file.stem))
    if not said["document"]:
        raise Failure(f"no slug can be made of the name {file.name!r}: give one with --document")
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with connected(url) as connection, file.open("rb") as content:
        sent = {"file": (file.name, content, media_type)}
        reply = connection.post("/v1/documents", params={"dry_run": True}, data=said, files=sent)
    if as_json:
        printing.print_json(reply)
    else:
        _tell(reply)


def _tell(reply: Json) -> None:
    console = printing.console()
    if reply["repeated"]:
        console.print(Text(f"{reply['document']}: it is in already, nothing would be done"))
        return
    console.print(Text.assemble("a dry run, nothing is kept: ", (reply["document"], "bold"), _counted(reply)))
    if reply["waits"]:
        console.print(Text(f"it would wait for review: {reply['rule']}", style="yellow"))
    for change in reply["changes"][:CHANGES_SHOWN]:
        console.print(_change(change))
    if len(reply["changes"]) > CHANGES_SHOWN:
        console.print(f"[dim]and {len(reply['changes']) - CHANGES_SHOWN:,} changes more: --json has them all[/dim]")
    for impact in reply["impacts"]:
        console.print(_impact(impact))
    others = reply["questions_asked"] - len(reply["impacts"])
    console.print(f"[dim]{others} of {reply['questions_asked']} questions asked would be answered the same[/dim]")
    if reply["questions_left_out"]:
        console.print(f"[yellow]{reply['questions_left_out']:,} questions more were not asked: no time[/yellow]")


def _counted(reply: Json) -> str:
    since = f" from {printing.moment(reply['effective_at'])} on" if reply["effective_at"] else ""
    facts = ", ".join(f"{reply[f'facts_{name}']} {name}" for name in ("added", "superseded", "removed"))
    return f"{since}; facts: {facts}; passages: {reply['passages_new']} new"


def _change(change: Json) -> Text:
    sides = [change["before"], change["after"]]
    said = [next((one for one in reversed(side) if one["object"] is not None), None) for side in sides]
    about = said[1] or said[0] or {"subject": None, "predicate": None}
    old, new = ("-" if one is None else str(one["object"]) for one in said)
    value = old if change["outcome"] == "removed" else f"{old} -> {new}"  # what goes keeps its value until then
    return Text.assemble(
        (f"{change['outcome']:<11}", "bold"), f"{about['subject'] or ''} {about['predicate'] or ''}: {value}"
    )


def _impact(impact: Json) -> Text:
    since = f" (who asks from {printing.moment(impact['since'])} on)" if impact["since"] else ""
    old, new = (one["answer"] or one["status"].replace("_", " ") for one in (impact["before"], impact["after"]))
    wrong = impact["after"]["wrong"]
    told = f"\n  {old} -> {new}{since}" + (f"\n  golden: {wrong}" if wrong else "")
    asked = f", asked of {impact['document']} alone" if impact["document"] else ""
    asked += f", asked {impact['times']} times" if impact["times"] else ""
    return Text.assemble(("otherwise  ", "bold yellow"), impact["question"], asked, told)
