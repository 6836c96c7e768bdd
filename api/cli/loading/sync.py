"""`asof sync FOLDER`: once, or again whenever the folder or the repository's head has changed."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from api.cli.connection import Connection, connected
from api.cli.failures import Failure
from api.cli.loading import telling
from api.cli.loading.history import read_history
from api.cli.loading.items import Json, Plan
from api.cli.loading.load import exit_code, load
from api.cli.loading.naming import files_under
from api.cli.loading.present import Present, look_at
from api.cli.loading.remembering import Files, remember, remembered, state_file
from api.cli.loading.repository import Repository
from api.cli.loading.telling import Report

Look = Callable[[], object]
"""Something that compares unequal when the folder has changed."""


def sync_folder(
    url: str | None, folder: Path, *, git: bool | None, watch: bool, every: float, at_once: int, as_json: bool
) -> int:
    """`git`: whether its history is taken; None: where commits hold something of the folder.

    The exit code of the last round.
    """
    repository = Repository.at(folder) if git in (None, True) else None
    if git and repository is None:
        raise Failure(f"no commit of a git repository holds anything of {folder}")
    look: Look = repository.head if repository is not None else lambda: _signature(folder)
    with connected(url) as connection:

        def once() -> Report:
            if repository is not None:
                return load(connection, lambda: read_history(repository), at_once=at_once, hidden=as_json)
            return _sync_present(connection, folder, at_once=at_once, hidden=as_json)

        try:
            return _again_and_again(once, look, every, as_json=as_json) if watch else _told(once(), as_json=as_json)
        finally:
            if repository is not None:
                repository.close()


def _sync_present(connection: Connection, folder: Path, *, at_once: int, hidden: bool) -> Report:
    kept = state_file(folder, connection.url)
    before = remembered(kept)
    found = Present()
    failed: set[str] = set()

    def planned() -> Plan:
        nonlocal found
        found = look_at(folder, before, lambda: dt.datetime.now(dt.UTC))
        return found.plan

    def ended(outcome: Json) -> None:
        if outcome["state"] == "refused":
            failed.add(outcome["document"])

    report = load(connection, planned, at_once=at_once, hidden=hidden, ended=ended)
    if not report.interrupted:
        remember(kept, folder, _to_remember(found, before, failed))
    return report


def _to_remember(found: Present, before: Files, failed: set[str]) -> Files:
    """What was refused stays to be done: a deletion that asof did not take is seen again."""
    gone = {path: held for path, held in before.items() if path not in found.files and held.document in failed}
    return found.files | gone


def _again_and_again(once: Callable[[], Report], look: Look, every: float, *, as_json: bool) -> int:
    """Until Ctrl-C. An asof that is away is waited for: the next round finds what this one could not send."""
    console = Console(stderr=True)
    seen: object = None
    code = 0
    while True:
        now = look()
        if now != seen and now == _settled(look, every):
            try:
                report = once()
                code = _told(report, as_json=as_json)
                if report.interrupted:
                    return code
                seen = now
            except Failure as failure:
                console.print(f"asof: {failure}", style="red")
        time.sleep(every)


def _settled(look: Look, every: float) -> object:
    """The folder a moment later: a file that is still being written is not taken yet."""
    time.sleep(min(every, 0.3))
    return look()


def _told(report: Report, *, as_json: bool) -> int:
    telling.tell(report, as_json=as_json)
    return exit_code(report)


def _signature(folder: Path) -> object:
    def of(file: Path) -> tuple[int, int]:
        try:
            found = file.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)

    return frozenset((path, of(folder / path)) for path in files_under(folder))
