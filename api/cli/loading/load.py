"""`asof add FOLDER`, `asof sync FOLDER`, `asof extract --all`: plan, leave out what is in, send the rest, and tell."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from api.cli.connection import Connection, connected
from api.cli.failures import INTERRUPTED, REFUSED, Failure
from api.cli.loading import telling
from api.cli.loading.again import read_again
from api.cli.loading.folder import read_folder
from api.cli.loading.items import Item, Json, Plan
from api.cli.loading.loader import Loading, sent_items
from api.cli.loading.manifest import read_manifest
from api.cli.loading.telling import Report, Stopwatch


def add_folder(
    url: str | None,
    folder: Path,
    manifest: Path | None,
    columns: Mapping[str, str],
    *,
    at_once: int,
    as_json: bool,
) -> int:
    """The exit code: 1 where something was refused, 130 after Ctrl-C; the rest is in all the same."""
    if manifest is not None and not manifest.exists() and (folder / manifest).exists():
        manifest = folder / manifest
    with connected(url) as connection:
        report = load(
            connection,
            lambda: read_folder(folder) if manifest is None else read_manifest(manifest, folder, columns),
            at_once=at_once,
            hidden=as_json,
        )
    telling.tell(report, as_json=as_json)
    return exit_code(report)


def extract_many(url: str | None, document: str | None, reason: str, *, at_once: int, as_json: bool) -> int:
    """As `add_folder`; `document`: this one alone."""
    with connected(url) as connection:
        planned = partial(read_again, connection, document, reason)
        report = load(connection, planned, at_once=at_once, hidden=as_json)
    telling.tell(report, as_json=as_json)
    return exit_code(report)


def load(
    connection: Connection,
    planned: Callable[[], Plan],
    *,
    at_once: int,
    hidden: bool,
    ended: Callable[[Json], None] = lambda _: None,
) -> Report:
    """`ended` hears of each outcome of an item. Ctrl-C ends it early, with a report."""
    watch, loading = Stopwatch(), Loading(connection, at_once=at_once)
    outcomes: list[Json] = []
    left: list[Item] = []
    plan = Plan()
    interrupted = False
    with telling.progress(hidden=hidden) as progress:
        task = progress.add_task("looking", total=None, refused="")
        try:
            plan = planned()
            outcomes += [*plan.known, *plan.refused]
            left = sent_items(loading.known(plan.items), outcomes)
            progress.update(task, description="loading", total=len(left))
            for outcome in loading.send(left):
                outcomes.append(outcome)
                ended(outcome)
                refused = sum(1 for one in outcomes if one["state"] == "refused")
                progress.update(task, advance=1, refused=f"{refused} refused" if refused else "")
        except KeyboardInterrupt:
            interrupted = True
        finally:
            loading.stop()
    reached = len(outcomes) - len(plan.known) - len(plan.refused)
    unreached = len(plan.items) - reached
    outcomes += [{"document": None, "place": "", "state": "left", "version": None, "error": None}] * unreached
    return Report(outcomes=outcomes, ignored=plan.ignored, seconds=watch.seconds(), interrupted=interrupted)


def exit_code(report: Report) -> int:
    if report.interrupted:
        return INTERRUPTED
    return REFUSED if report.counts()["refused"] else 0


def named_columns(given: list[str]) -> dict[str, str]:
    """`["document=id"]` -> `{"document": "id"}`."""
    named = {}
    for pair in given:
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not (field and equals and column):
            raise Failure(f"--column {pair!r} is not FIELD=COLUMN, as in document=doc_id")
        named[field] = column
    return named
