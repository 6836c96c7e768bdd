"""`asof add` and `asof withdraw`: uploads beside one another, each followed until it is published or refused."""

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from api.cli import printing
from api.cli.connection import Connection, connected
from api.cli.failures import Failure, Refused

BESIDE_ONE_ANOTHER = 4

Json = dict[str, Any]
Shown = Callable[[Json], None]


def add_files(
    url: str | None, files: Sequence[Path], form: Mapping[str, str | None], *, wait: bool, as_json: bool
) -> int:
    """How many were refused; the others are in all the same."""
    with connected(url) as connection, _progress(hidden=as_json) as progress:
        pool = ThreadPoolExecutor(BESIDE_ONE_ANOTHER)
        try:
            outcomes = list(pool.map(lambda file: _add(connection, progress, file, form, wait=wait), files))
        finally:
            # After Ctrl-C nothing more is begun; what was accepted goes on without us.
            pool.shutdown(wait=False, cancel_futures=True)
    if as_json:
        printing.print_json(outcomes)
    else:
        _summary(outcomes)
    return sum(1 for outcome in outcomes if outcome["error"] is not None)


def withdraw_document(
    url: str | None, document: str, effective: str, reason: str, *, wait: bool, as_json: bool
) -> None:
    with connected(url) as connection:
        reply = connection.post(
            f"/v1/documents/{document}/withdraw",
            params={"wait": wait},
            json={"effective_at": effective, "reason": reason},
        )
    if as_json:
        printing.print_json(reply)
    else:
        state = "is withdrawn" if reply["status"] == "done" else "will be withdrawn"
        printing.console().print(f"[bold]{document}[/bold] {state} from {printing.moment(reply['effective_at'])} on")


def _add(connection: Connection, progress: Progress, file: Path, form: Mapping[str, str | None], *, wait: bool) -> Json:
    """One file's outcome: the receipt, then what its ingestion did, or the problem that it met."""
    task = progress.add_task(file.name, total=None, stage="uploading")
    outcome: Json = {"file": str(file), "error": None}
    try:
        receipt = _upload(connection, file, form)
        outcome |= receipt
        if receipt["status"] == "failed" or (wait and receipt["status"] != "done"):
            for event in connection.events(f"{receipt['location']}/events"):
                progress.update(task, stage=event["stage"], completed=event["done"], total=event["total"] or None)
                outcome |= event
    except Refused as refusal:
        outcome["error"] = refusal.problem
    except (Failure, OSError) as failure:
        outcome["error"] = {"title": "The upload failed", "detail": str(failure)}
    progress.update(task, completed=1, total=1, stage="refused" if outcome["error"] else outcome["status"])
    return outcome


def _upload(connection: Connection, file: Path, form: Mapping[str, str | None]) -> Json:
    from api.parameters import slug_from

    fields = {name: value for name, value in form.items() if value is not None}
    fields.setdefault("document", slug_from(file.stem))
    if not fields["document"]:
        raise Failure(f"no slug can be made of the name {file.name!r}: give one with --document")
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with file.open("rb") as content:
        return connection.post("/v1/documents", data=fields, files={"file": (file.name, content, media_type)})


def _progress(*, hidden: bool) -> Progress:
    """On stderr, so that stdout holds results alone."""
    return Progress(
        TextColumn("{task.description}", table_column=None),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[stage]}"),
        console=Console(stderr=True),
        disable=hidden,
        transient=True,
    )


def _summary(outcomes: Sequence[Json]) -> None:
    console = printing.console()
    for outcome in outcomes:
        name = Path(outcome["file"]).name
        if outcome["error"] is not None:
            problem = outcome["error"]
            console.print(
                Text.assemble(("refused  ", "bold red"), name, f"\n         {problem['title']}: {problem['detail']}")
            )
        else:
            console.print(Text.assemble((f"{_verb(outcome)}  ", "bold green"), name, f" {_told(outcome)}"))
    refused = sum(1 for outcome in outcomes if outcome["error"] is not None)
    if len(outcomes) > 1:
        console.print(
            f"{len(outcomes) - refused} of {len(outcomes)} files are in" + (f", {refused} refused" if refused else "")
        )


def _verb(outcome: Json) -> str:
    if outcome["repeated"]:
        return "known  "
    return "added  " if outcome["status"] == "done" else "taken  "


def _told(outcome: Json) -> str:
    sources = {"given": "as given", "stated": "as its text states", "upload": "the day of its upload"}
    told = f"is {outcome['document']} version {outcome['version']}"
    if outcome["effective_at"]:
        told += f", in force from {printing.moment(outcome['effective_at'])} ({sources[outcome['effective_source']]})"
    if "passages_new" in outcome:
        told += f"; passages: {outcome['passages_new']} new, {outcome['passages_kept']} kept"
        told += f"; facts: {outcome['facts_added']} new"
    return told
