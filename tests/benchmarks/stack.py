"""A stack of its own in a temporary folder, and what a benchmark asks of it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.isolation import isolated_environment


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningStack:
    home: Path
    api: str
    api_pid: int
    pids: Mapping[str, int]  # of every part
    temporal: str
    postgres: str

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.api, timeout=600)


@contextmanager
def running_stack(**settings: str) -> Iterator[RunningStack]:
    """With these settings beside its own, such as `ASOF_WEBHOOK_HTTP="true"`."""
    with tempfile.TemporaryDirectory(prefix="asof-bench-") as folder:
        environment = {**isolated_environment(Path(folder), os.environ), **settings}
        asof = [sys.executable, "-m", "infra.main"]
        subprocess.run([*asof, "up", "--detach"], env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        try:
            shown = subprocess.run(
                [*asof, "status", "--json"], env=environment, cwd=folder, check=True, capture_output=True
            )
            status = json.loads(shown.stdout)
            yield RunningStack(
                home=Path(folder),
                api=status["api"]["url"],
                api_pid=status["parts"]["api"]["pid"],
                pids={name: part["pid"] for name, part in status["parts"].items()},
                temporal=status["parts"]["temporal"]["address"],
                postgres=status["parts"]["postgres"]["address"],
            )
        finally:
            subprocess.run([*asof, "down"], env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
