"""`asof trace`: what each step of a conversation did, and what it waits on."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.ids import CONVERSATION, whole_id

STYLES = {"answered": "green", "failed": "red", "answering": "yellow", "waiting": "yellow"}

Json = dict[str, Any]


def trace(url: str | None, conversation: str, *, limit: int, every: bool, as_json: bool) -> None:
    with connected(url) as connection:
        told = connection.get(
            f"/v1/conversations/{whole_id(connection, CONVERSATION, conversation)}/trace", limit=limit
        )
    if as_json:
        printing.print_json(told)
        return
    console = printing.console()
    for message in told["messages"]:
        _message(console, message, every=every)
    if every and told["run"] is not None:
        console.print(Text(f"the run {told['run']['run_id']}", style="bold"))
        _lines(console, told["run"]["history"])
        console.print()
    for question in told["questions"]:
        console.print(Text.assemble(("asked ", "bold"), f"{question['person']}: “{question['question']}”"))
        _at(console, question["asked_at"], question["told"])
        console.print()
    for one in told["waits_on"]:
        console.print(Text.assemble(("waits on ", "bold"), one))
    if told["unreached"] is not None:
        console.print(Text(f"Temporal's part is missing: {told['unreached']}", style="red"))
    if told["link"] is not None:
        console.print(Text(told["link"], style="dim"), soft_wrap=True)


def _message(console: Console, message: Json, *, every: bool) -> None:
    console.print(Text(f"> {message['text'] or message['message_id']}", style="bold"))
    console.print(Padding(Text(message["told"], style=STYLES[message["status"]]), (0, 0, 0, 2)))
    for attempt in message["attempts"]:
        head = f"attempt {attempt['attempt']}, {attempt['step']}, on {attempt['worker']}: {attempt['told']}"
        _at(console, attempt["began_at"], head)
        for stage in attempt["stages"]:
            _at(console, stage["at"], f"  {stage['text']}", style="dim")
    if every:
        console.print(Padding(Text("in Temporal's history", style="dim"), (0, 0, 0, 2)))
        _lines(console, message["history"])
    console.print()


def _lines(console: Console, lines: list[Json]) -> None:
    for line in lines:
        _at(console, line["at"], line["text"], style="dim")


def _at(console: Console, at: str, text: str, *, style: str = "") -> None:
    moment = datetime.fromisoformat(at).astimezone()
    time = f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"
    console.print(Padding(Text.assemble((f"{time}  ", "dim"), (text, style)), (0, 0, 0, 2)))
