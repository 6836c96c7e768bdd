"""Where everything stands: one folder for what lasts, one short folder for sockets and keys."""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path


class SetupError(Exception):
    """The stack cannot be set up; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Paths derived from the home folder alone, so that every process finds the same ones."""

    home: Path

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def temporal(self) -> Path:
        return self.home / "temporal"

    @property
    def index(self) -> Path:
        return self.home / "index"

    @property
    def state(self) -> Path:
        return self.home / "stack.json"

    @property
    def lock(self) -> Path:
        return self.home / "stack.lock"

    @property
    def runtime(self) -> Path:
        """Short, because a Unix socket's path may have 107 characters at most."""
        digest = hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:10]
        base = os.environ.get("XDG_RUNTIME_DIR", "")
        # Postgres runs as another user when we are root, and such a folder is closed to it.
        if os.geteuid() == 0 or not base or len(base) > 40 or not os.access(base, os.W_OK):
            base = tempfile.gettempdir()
        return Path(base) / f"asof-{os.geteuid()}-{digest}"

    @property
    def postgres_socket(self) -> Path:
        return self.runtime / "pg"

    @property
    def engine_socket(self) -> Path:
        return self.runtime / "engine"

    @property
    def engine_key(self) -> Path:
        return self.runtime / "engine.key"

    @property
    def webhook_key(self) -> Path:
        """Lasts, and belongs into a backup: every secret of a webhook derives from it."""
        return self.home / "webhook.key"

    def log_of(self, process: str) -> Path:
        return self.logs / f"{process}.log"

    def ready_file(self, process: str) -> Path:
        """Holds the pid of the process that says it is ready."""
        return self.runtime / f"{process}.ready"

    def prepare(self) -> None:
        """Makes the folders; raises `SetupError` where that is not possible."""
        try:
            for folder in (self.home, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.home):
                pass
        except OSError as error:
            raise SetupError(
                f"cannot write to {self.home}: {error.strerror}. Choose another folder with ASOF_HOME=/some/folder."
            ) from error
        self._prepare_runtime()

    def clear_runtime(self) -> None:
        """After a stop: nothing in there means anything any more."""
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _prepare_runtime(self) -> None:
        try:
            self.runtime.mkdir(mode=0o711, exist_ok=True)
            found = self.runtime.lstat()
        except OSError as error:
            raise SetupError(f"cannot make {self.runtime} for sockets: {error.strerror}.") from error
        # Another user may have laid this folder in the shared one to read along.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
            raise SetupError(f"{self.runtime} is not a folder of this user alone: remove it, or set XDG_RUNTIME_DIR.")
