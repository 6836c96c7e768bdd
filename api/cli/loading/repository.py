"""A git repository's history, through `git` itself: what each commit of the main line made of each file."""

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from api.cli.failures import Failure

_COMMIT = "\x01"
_FILES = ("100644", "100755")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """`blob` is None where the file is gone; `renamed_from` where it was moved in this commit."""

    path: PurePath
    blob: str | None
    renamed_from: PurePath | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    id: str
    date: str
    subject: str
    changes: tuple[FileChange, ...]


class Repository:
    """Reads only. Paths are relative to the folder that was opened, which may be a part of the working tree."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = threading.Lock()
        self._batch: subprocess.Popen[bytes] | None = None

    @classmethod
    def at(cls, folder: Path) -> "Repository | None":
        """None where no commit ever held anything of the folder; all of it may be deleted since."""
        found = cls(folder)
        try:
            return found if found._ask("log", "-1", "--format=%H", "--", ".").strip() else None
        except (Failure, FileNotFoundError):
            return None

    def head(self) -> str:
        return self._ask("rev-parse", "HEAD").strip()

    def commits(self) -> Iterator[Commit]:
        """The oldest first. Of a merge, what it brought to the main line."""
        told = self._ask(
            "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--relative", "--raw", "--no-abbrev",
            "-M", "-z", f"--format={_COMMIT}%H%x02%cI%x02%s", "--", ".",
        )  # fmt: skip
        for part in told.split(_COMMIT)[1:]:
            head, _, changes = part.partition("\0")
            commit, date, subject = head.split("\x02", 2)
            tokens = iter([token for token in changes.lstrip("\n").split("\0") if token.strip("\n")])
            yield Commit(id=commit, date=date, subject=subject, changes=tuple(_changes(tokens)))

    def read(self, blob: str) -> bytes:
        """Several threads may ask; one process of git answers them all."""
        with self._reading:
            if self._batch is None:
                self._batch = subprocess.Popen(
                    ("git", "-C", str(self._folder), "cat-file", "--batch"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            asked, told = self._batch.stdin, self._batch.stdout
            if asked is None or told is None:
                raise Failure("git cat-file has no pipes")
            asked.write(f"{blob}\n".encode())
            asked.flush()
            size = told.readline().split()[-1]
            if not size.isdigit():
                raise OSError(f"git has no blob {blob}")
            return told.read(int(size) + 1)[:-1]

    def close(self) -> None:
        if self._batch is not None:
            self._batch.communicate()
            self._batch = None

    def _ask(self, *command: str) -> str:
        done = subprocess.run(
            ("git", "-C", str(self._folder), "-c", "core.quotePath=false", *command),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise Failure(f"git {command[0]} failed: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode(errors="replace")


def _changes(tokens: Iterator[str]) -> Iterator[FileChange]:
    """Of `:old-mode new-mode old-blob new-blob status`, then the path, before it the old one of a rename."""
    for told in tokens:
        _, mode, _, blob, status = told.lstrip("\n:").split(" ")
        path = PurePath(next(tokens))
        moved = None
        if status.startswith("R"):
            moved, path = path, PurePath(next(tokens))
        yield FileChange(path=path, blob=blob if mode in _FILES else None, renamed_from=moved)
