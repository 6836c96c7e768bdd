"""What the commands of `asof golden` do."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from api.cli import printing
from api.cli.connection import Connection, connected
from api.cli.failures import Failure, Refused
from api.cli.ids import GOLDEN_QUESTION, whole_id
from api.cli.printing import SHORT

PATH = "/v1/golden-questions"
FIELDS = ("question", "answer", "as_of", "document")

Json = dict[str, Any]


def add_golden(url: str | None, body: Json, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(PATH, json=body)
    _show(reply, as_json=as_json)


def list_golden(url: str | None, limit: int, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(PATH, limit=limit)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for golden in reply["golden_questions"]:
        console.print(_golden(golden))
    if not reply["golden_questions"]:
        console.print("No golden questions yet: `asof golden add QUESTION --answer WORDS` keeps one.")
    if reply["next_cursor"]:
        console.print("[dim]there are more: --limit[/dim]")


def remove_golden(url: str | None, beginning: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.delete(f"{PATH}/{whole_id(connection, GOLDEN_QUESTION, beginning)}")
    _show(reply, as_json=as_json)


def import_golden(url: str | None, file: Path, *, as_json: bool) -> int:
    """How many lines were refused; the others are kept all the same."""
    refused: list[Json] = []
    kept = 0
    with connected(url) as connection:
        for number, body in _lines(file):
            wrong = body if isinstance(body, str) else _refusal(connection, body)
            if wrong is None:
                kept += 1
            else:
                refused.append({"line": number, "detail": wrong})
    if as_json:
        printing.print_json({"kept": kept, "refused": refused})
    else:
        console = printing.console()
        for one in refused:
            console.print(Text.assemble((f"line {one['line']}", "bold red"), f"  {one['detail']}"))
        console.print(f"{kept} golden questions kept, {len(refused)} refused")
    return len(refused)


def check_golden(url: str | None, *, as_json: bool) -> int:
    """How many are answered wrongly."""
    with connected(url) as connection:
        reply = connection.post(f"{PATH}:check")
    wrong = [one for one in reply["judged"] if not one["right"]]
    if as_json:
        printing.print_json(reply)
    else:
        console = printing.console()
        for one in wrong:
            console.print(_golden(one["golden_question"], wrong=one["wrong"]))
        colour = "bold red" if wrong else "bold green"
        console.print(Text(f"{reply['right']} of {reply['asked']} golden questions are answered rightly", style=colour))
    return len(wrong)


def _refusal(connection: Connection, body: Json) -> str | None:
    try:
        connection.post(PATH, json=body)
    except Refused as refused:
        return str(refused.problem.get("detail"))
    return None


def _show(golden: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(golden)
    else:
        printing.console().print(_golden(golden))


def _golden(golden: Mapping[str, Any], *, wrong: str | None = None) -> Padding:
    expected = golden["answer"] or "not stated"
    where = f"  in {golden['document']}" if golden["document"] else ""
    asked = f"as of {printing.moment(golden['as_of'])}" if golden["as_of"] else "whenever it is asked"
    lines: list[Any] = [
        Text.assemble((golden["id"][:SHORT], "dim"), "  ", (golden["question"], "bold")),
        Padding(Text.assemble((expected, "green"), where, (f"  {asked}", "dim")), (0, 0, 0, 10)),
    ]
    lines += [Padding(Text(wrong, style="red"), (0, 0, 0, 10))] if wrong else []
    return Padding(Group(*lines), (0, 0, 1, 0))


def _lines(file: Path) -> Iterator[tuple[int, Json | str]]:
    """Each line's number with its body, or with what is wrong with it."""
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix.lower() in {".tsv", ".csv"}:
        rows = csv.DictReader(text.splitlines(), delimiter="\t" if file.suffix.lower() == ".tsv" else ",")
        if "question" not in (rows.fieldnames or ()):
            raise Failure(f"{file.name} has no column 'question' in its first line; columns: {', '.join(FIELDS)}")
        for row in rows:
            yield rows.line_num, {name: row.get(name) or None for name in FIELDS}
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, _read(line)


def _read(line: str) -> Json | str:
    try:
        body = json.loads(line)
    except ValueError as error:
        return f"is no JSON ({error})"
    return body if isinstance(body, dict) else "is no JSON object"
