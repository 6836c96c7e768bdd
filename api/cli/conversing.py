"""What the commands of `asof conversations` do, and `asof export`."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import typer
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.failures import Failure
from api.cli.ids import CONVERSATION, whole_id
from api.cli.printing import SHORT

PATH = "/v1/conversations"
BESIDE = 44  # characters of the other columns

Json = dict[str, Any]


def list_conversations(url: str | None, limit: int, cursor: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(PATH, limit=limit, cursor=cursor)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    if not reply["conversations"]:
        console.print("No conversations yet: `asof chat` opens one.")
        return
    table = Table("id", "turns", "latest turn", "about", box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.columns[1].justify = "right"
    for one in reply["conversations"]:
        about = " ".join((one["title"] or one["latest"] or "-").split())
        if len(about) > (room := max(20, console.width - BESIDE)):
            about = f"{about[: room - 1]}…"
        table.add_row(one["id"][:SHORT], str(one["turns"]), printing.moment(one["active_at"]), Text(about))
    console.print(table)
    if reply["next_cursor"]:
        console.print(Text(f"there are more: --cursor {reply['next_cursor']}", style="dim"))


def export_conversation(url: str | None, beginning: str, format_: str, output: Path | None) -> None:
    with connected(url) as connection:
        pieces = connection.text(f"{PATH}/{whole_id(connection, CONVERSATION, beginning)}/export", format=format_)
        if output is None:
            sys.stdout.writelines(pieces)
            return
        with _in_place_of(output) as file:
            file.writelines(pieces)
    printing.console().print(f"written to {output}")


def delete_conversation(url: str | None, beginning: str, *, sure: bool, as_json: bool) -> None:
    with connected(url) as connection:
        id_ = whole_id(connection, CONVERSATION, beginning)
        if not sure:
            shown = connection.get(f"{PATH}/{id_}", limit=1)
            about = shown["title"] or (shown["turns"][0]["text"] if shown["turns"] else "no turn yet")
            typer.echo(f"{id_}: {about}", err=True)
            if not typer.confirm("Its messages and answers cannot be brought back. Delete it?", err=True):
                raise Failure("nothing was deleted")
        reply = connection.delete(f"{PATH}/{id_}")
    if as_json:
        printing.print_json(reply)
    else:
        by = f"{printing.moment(reply['deleted_at'])} by {reply['deleted_by']}"
        printing.console().print(f"deleted {by}: {reply['turns']} {'turn' if reply['turns'] == 1 else 'turns'}")


def show_retention(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        _retention(connection.get("/v1/retention"), as_json=as_json)


def change_retention(url: str | None, days: float | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        _retention(connection.put("/v1/retention", json={"days": days}), as_json=as_json)


def _retention(reply: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(reply)
        return
    days = reply["days"] if reply["days"] is not None else reply["default_days"]
    source = "" if reply["days"] is not None else ", as the settings say"
    kept = "for good" if days is None else f"for {days:g} days after their last turn"
    printing.console().print(f"conversations are kept {kept}{source}")


@contextmanager
def _in_place_of(file: Path) -> Iterator[TextIO]:
    """What breaks off leaves the file that was there before."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as writing:
            yield writing
        beside.replace(file)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)
