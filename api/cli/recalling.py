"""What `asof recall` does: answers that would be others now, and one answer asked again."""

from typing import Any

from rich.padding import Padding
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.ids import ANSWER, whole_id

Json = dict[str, Any]


def list_affected(
    url: str | None, document: str | None, since: str | None, limit: int, cursor: str | None, *, as_json: bool
) -> None:
    with connected(url) as connection:
        reply = connection.get(
            "/v1/answers", affected="true", document=document, since=since, limit=limit, cursor=cursor
        )
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    if not reply["answers"]:
        console.print(Text("Every answer that was given would be given again."))
        return
    for one in reply["answers"]:
        console.print(Text(one["question"] or "(its words were erased)", style="bold"))
        _tell(console, one["recall"], _said(one), as_of=one["as_of"])
        console.print(Padding(Text(f"answer {one['id']}", style="dim"), (0, 0, 0, 2)))
    if reply["next_cursor"]:
        console.print(Text(f"there are more: --cursor {reply['next_cursor']}", style="dim"))


def recall(url: str | None, answer: str, *, as_json: bool) -> bool:
    """Whether it is answered as it was."""
    with connected(url) as connection:
        reply = connection.post(f"/v1/answers/{whole_id(connection, ANSWER, answer)}/recall")
    if as_json:
        printing.print_json(reply)
        return reply["same"] is not False
    console = printing.console()
    if reply["same"]:
        console.print(Text("answered as it was:", style="green"))
        console.print(Padding(Text(_said(reply["now"])), (0, 0, 0, 2)))
    elif reply["same"] is False:
        console.print(Text("answered otherwise:", style="yellow"))
        console.print(Padding(Text(f"{_said(reply['before'])} → {_said(reply['now'])}"), (0, 0, 0, 2)))
    if reply["reason"]:
        console.print(Text(reply["reason"], style="dim"))
    tell_changes(console, reply["recall"])
    return reply["same"] is not False


def tell_recall(console: Any, reply: Json) -> None:
    """Of an answer that is shown: that it would be another now, and since which change."""
    if reply["recall"]["affected"]:
        console.print(Text("would be answered otherwise now:", style="yellow"))
        _tell(console, reply["recall"], _said(reply), as_of=None)


def _tell(console: Any, recall: Json, said: str, *, as_of: str | None) -> None:
    at = f"as of {printing.moment(as_of)}: " if as_of else ""
    now = _said(recall["now"]) if recall["now"] else "(cannot be asked now)"
    console.print(Padding(Text(f"{at}{said} → {now}"), (0, 0, 0, 2)))
    tell_changes(console, recall)


def tell_changes(console: Any, recall: Json) -> None:
    for change in recall["changes"]:
        again = "" if change["affected"] else ", and it is answered again as it was"
        reason = f": {change['reason']}" if change["reason"] else ""
        told = (
            f"{change['kind']} of {change['document']} (number {change['version']}),"
            f" {printing.moment(change['recorded_at'])}{again}{reason}"
        )
        console.print(Padding(Text(told, style="dim"), (0, 0, 0, 2)))


def _said(answer: Json) -> str:
    return "not stated" if answer["status"] == "not_stated" else answer["answer"] or answer["text"] or "(erased)"
