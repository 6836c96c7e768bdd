"""`asof add`, `withdraw`, `correct`: each upload is followed until it is published or refused."""

import mimetypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from api.cli import printing, printing_documents
from api.cli.connection import Connection, connected, document_path
from api.cli.failures import Failure, Refused

BESIDE_ONE_ANOTHER = 4
FOLLOWED_AT_ONCE = 16
SETTLED = ("done", "waiting")

Json = dict[str, Any]
Shown = Callable[[Json], None]


def add_files(
    url: str | None, files: Sequence[Path], form: Mapping[str, str | None], *, wait: bool, as_json: bool
) -> int:
    """How many were refused; the others are in all the same."""
    with connected(url) as connection, _progress(hidden=as_json) as progress:
        adding = _Adding(connection, progress, form, wait=wait)
        try:
            outcomes = adding.add(files)
        finally:
            adding.stop()
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
            f"{document_path(document)}/withdraw",
            params={"wait": wait},
            json={"effective_at": effective, "reason": reason},
        )
    if as_json:
        printing.print_json(reply)
    else:
        state = "is withdrawn" if reply["status"] == "done" else _later("withdrawn", reply)
        printing.console().print(f"[bold]{document}[/bold] {state} from {printing.moment(reply['effective_at'])} on")


def redate_version(
    url: str | None, document: str, version: int, dates: Mapping[str, str | None], *, wait: bool, as_json: bool
) -> None:
    """`dates` has effective_at and expires_at, None where it stays, and the reason."""
    given = {name: value for name, value in dates.items() if value is not None}
    with connected(url) as connection:
        reply = connection.post(
            f"{document_path(document)}/versions/{version}/correct", params={"wait": wait}, json=given
        )
        shown = _version(connection, document, version) if reply["status"] == "done" else None
    if as_json:
        printing.print_json(reply)
    elif shown is None:
        later = _later("corrected", reply)
        printing.console().print(f"the dates of version {version} of [bold]{document}[/bold] {later}")
    else:
        held = printing_documents.governs(shown)
        printing.console().print(f"version {version} of [bold]{document}[/bold] is in force {held}")


def _later(what: str, reply: Json) -> str:
    """Of what is accepted and not done: a rule may let it wait for a person."""
    return f"waits for a decision (asof review) to be {what}" if reply["status"] == "waiting" else f"will be {what}"


def _version(connection: Connection, document: str, version: int) -> Json:
    history = connection.get(document_path(document))
    return next(shown for shown in history["versions"] if shown["version"] == version)


class _Adding:
    """Files of one document are uploaded in the order given, as it numbers their versions; all else is done at once."""

    def __init__(
        self, connection: Connection, progress: Progress, form: Mapping[str, str | None], *, wait: bool
    ) -> None:
        self._connection = connection
        self._progress = progress
        self._form = {name: value for name, value in form.items() if value is not None}
        self._wait = wait
        self._uploading = ThreadPoolExecutor(BESIDE_ONE_ANOTHER)
        self._following = ThreadPoolExecutor(FOLLOWED_AT_ONCE)

    def add(self, files: Sequence[Path]) -> list[Json]:
        """Each file's outcome, in the order of `files`: its receipt and what its ingestion did, or its problem."""
        of_document: dict[str, list[int]] = {}
        for place, file in enumerate(files):
            of_document.setdefault(self._slug(file), []).append(place)
        followed: dict[int, Future[Json]] = {}
        for begun in self._uploading.map(lambda places: self._begin(files, places), of_document.values()):
            followed |= begun
        return [followed[place].result() for place in range(len(files))]

    def stop(self) -> None:
        """After Ctrl-C nothing more is begun; what was accepted goes on without us."""
        for pool in (self._uploading, self._following):
            pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self, files: Sequence[Path], places: Sequence[int]) -> dict[int, Future[Json]]:
        followed = {}
        for place in places:
            task = self._progress.add_task(files[place].name, total=None, stage="uploading")
            outcome = self._accepted(files[place])
            followed[place] = self._following.submit(self._followed, outcome, task)
        return followed

    def _accepted(self, file: Path) -> Json:
        outcome: Json = {"file": str(file), "error": None}
        with _noted(outcome):
            outcome |= self._upload(file)
        return outcome

    def _followed(self, outcome: Json, task: TaskID) -> Json:
        if outcome["error"] is None and (
            outcome["status"] == "failed" or (self._wait and outcome["status"] not in SETTLED)
        ):
            with _noted(outcome):
                for event in self._connection.events(f"{outcome['location']}/events"):
                    stage, done, total = event["stage"], event["done"], event["total"] or None
                    self._progress.update(task, stage=stage, completed=done, total=total)
                    outcome |= event
        stage = "refused" if outcome["error"] else outcome["status"]
        self._progress.update(task, completed=1, total=1, stage=stage)
        return outcome

    def _upload(self, file: Path) -> Json:
        slug = self._slug(file)
        if not slug:
            raise Failure(f"no slug can be made of the name {file.name!r}: give one with --document")
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        with file.open("rb") as content:
            sent = {"file": (file.name, content, media_type)}
            return self._connection.post("/v1/documents", data={**self._form, "document": slug}, files=sent)

    def _slug(self, file: Path) -> str:
        from api.parameters import slug_from

        return self._form.get("document") or slug_from(file.stem)


@contextmanager
def _noted(outcome: Json) -> Iterator[None]:
    """A problem belongs to its file alone: the others go in."""
    try:
        yield
    except Refused as refusal:
        outcome["error"] = refusal.problem
    except (Failure, OSError) as failure:
        outcome["error"] = {"title": "The upload failed", "detail": str(failure)}


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
    if outcome["status"] == "waiting":
        return "waits  "
    if outcome["repeated"]:
        return "known  "
    return "added  " if outcome["status"] == "done" else "taken  "


def _told(outcome: Json) -> str:
    sources = {"given": "as given", "stated": "as its text states", "upload": "the day of its upload"}
    told = f"is {outcome['document']} version {outcome['version']}"
    if outcome["effective_at"]:
        told += f", in force from {printing.moment(outcome['effective_at'])} ({sources[outcome['effective_source']]})"
    if outcome["status"] == "waiting":
        return f"{told}; a person decides: asof review show {outcome['review'].rpartition('/')[2][:8]}"
    if "passages_new" in outcome:
        told += f"; passages: {outcome['passages_new']} new, {outcome['passages_kept']} kept"
        told += f"; facts: {outcome['facts_added']} new"
        told += _read_by_model(outcome.get("extraction"))
    return told


def _read_by_model(extraction: dict[str, Any] | None) -> str:
    """What a language model read beside the rules, and what that took."""
    if extraction is None:
        return ""
    cost = "" if extraction["cost_usd"] is None else f", {float(extraction['cost_usd']):.4f} USD"
    told = (
        f"\nread by {extraction['model']}: {extraction['passages']} passages, {extraction['cached']} of them before;"
        f" facts: {extraction['facts_named']} named, {extraction['facts_added']} added,"
        f" {extraction['facts_refused']} refused;"
        f" {extraction['input_tokens'] + extraction['output_tokens']:,} tokens{cost}, {extraction['seconds']:.1f} s"
    )
    if extraction["skipped"]:
        told += f"\n{extraction['skipped']} passages have the rules' facts alone"
        told += f": {extraction['problem']}" if extraction["problem"] else ""
    return told
