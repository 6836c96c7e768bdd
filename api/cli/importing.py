"""`asof facts import`: a file of triples, streamed; its bad lines told one by one.

`asof facts imports`: what came that way.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from api.cli import printing, printing_facts
from api.cli.connection import connected
from api.cli.failures import Failure

MEDIA_TYPES = {
    ".tsv": "text/tab-separated-values",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
}
BLOCK = 256 * 1024  # bytes

Json = dict[str, Any]


def import_facts(url: str | None, file: Path, source: str, reason: str | None, *, as_json: bool) -> int:
    """How many lines were rejected; the others are in all the same."""
    media_type = MEDIA_TYPES.get(file.suffix.lower())
    if media_type is None:
        raise Failure(f"{file.name} is none of {', '.join(MEDIA_TYPES)}: the ending says what its lines are")
    parameters = {"source": source} | ({"reason": reason} if reason else {})
    with connected(url) as connection, _progress(hidden=as_json) as progress:
        sent = _blocks(file, progress)
        headers = {"Content-Type": media_type}
        reply = connection.post("/v1/facts:import", params=parameters, headers=headers, content=sent)
    if as_json:
        printing.print_json(reply)
    else:
        _tell(reply)
    return int(reply["rejected"])


def list_imports(url: str | None, source: str | None, limit: int, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/imports", source=source, limit=limit)
    if as_json:
        printing.print_json(reply)
    elif reply["imports"]:
        console = printing.console()
        console.print(printing_facts.imports(reply["imports"], width=console.width))
        if reply["next_cursor"]:
            console.print("[dim]there are more: --limit[/dim]")
    else:
        printing.console().print("No imports yet: `asof facts import FILE --source SLUG` brings one in.")


def _blocks(file: Path, progress: Progress) -> Iterator[bytes]:
    task = progress.add_task(file.name, total=file.stat().st_size)
    with file.open("rb") as content:
        while block := content.read(BLOCK):
            yield block
            progress.advance(task, len(block))


def _progress(*, hidden: bool) -> Progress:
    """On stderr, so that stdout holds results alone."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
        disable=hidden,
        transient=True,
    )


def _tell(reply: Json) -> None:
    console = printing.console()
    for error in reply["errors"]:
        console.print(Text.assemble((f"line {error['line']:,}", "bold red"), f"  {error['detail']}"))
    untold = reply["rejected"] - len(reply["errors"])
    if untold:
        console.print(Text(f"and {untold:,} rejected lines more", style="red"))
    told = f"{reply['imported']:,} of {reply['lines']:,} triples are new in "
    rest = f", {reply['already_there']:,} were there already"
    rejected = (f", {reply['rejected']:,} were rejected", "bold red") if reply["rejected"] else ""
    console.print(Text.assemble(told, (reply["source"], "bold"), rest, rejected))
