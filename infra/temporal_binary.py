"""Finding the Temporal command line, in the order: PATH, the user's cache, the Python SDK's download, `go install`."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from infra.places import SetupError

GO_PACKAGE = "github.com/temporalio/cli/cmd/temporal@v1.5.1"  # the newest that `go install` accepts
OLDEST_GO = (1, 25)
DOWNLOAD_HOST = "temporal.download"
DOWNLOAD_SECONDS = 90
Say = Callable[[str], None]


def cached_binary() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "asof" / "temporal"


def find_or_fetch(say: Say) -> Path:
    """The binary, fetched once where none is found; raises `SetupError` with what to do when no way works."""
    if on_path := shutil.which("temporal"):
        return Path(on_path)
    cached = cached_binary()
    if os.access(cached, os.X_OK):
        return cached
    cached.parent.mkdir(parents=True, exist_ok=True)
    tried = []
    for fetch in (_by_sdk, _by_go):
        reason = fetch(cached, say)
        if reason is None:
            say(f"temporal  kept for the next time as {cached}")
            return cached
        tried.append(reason)
        say(f"temporal  {reason}")
    raise SetupError(
        "no Temporal server was found or could be fetched:\n  - no `temporal` on PATH\n"
        + "".join(f"  - {reason}\n" for reason in tried)
        + "Put the Temporal command line (https://docs.temporal.io/cli) on PATH, install Go >= 1.25, or set\n"
        "ASOF_TEMPORAL_ADDRESS=host:port to a Temporal that runs already."
    )


def server_version(binary: Path) -> str:
    """Of the server inside, such as `1.29.1`: what the database file belongs to."""
    done = subprocess.run((binary, "--version"), capture_output=True, text=True, check=False, timeout=60)
    found = re.search(r"Server ([\w.+-]+)", done.stdout)
    if found is None:
        raise SetupError(f"{binary} does not tell its server's version: {(done.stdout + done.stderr).strip()!r}")
    return found.group(1)


def _by_sdk(target: Path, say: Say) -> str | None:
    """None when it worked, else why not."""
    if not _download_host_answers():
        return f"the Python SDK's download is out of reach ({DOWNLOAD_HOST})"
    say(f"temporal  downloads its server with the Python SDK (at most {DOWNLOAD_SECONDS} s)")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        try:
            subprocess.run(
                (sys.executable, "-m", "infra.temporal_download", folder),
                capture_output=True,
                check=True,
                timeout=DOWNLOAD_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            return f"the Python SDK's download failed: {type(error).__name__}"
        found = [file for file in Path(folder).iterdir() if os.access(file, os.X_OK)]
        if not found:
            return "the Python SDK's download left no file"
        found[0].replace(target)
    return None


def _download_host_answers() -> bool:
    if os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"):
        return True  # a proxy resolves the name for us
    try:
        with socket.create_connection((DOWNLOAD_HOST, 443), timeout=3):
            return True
    except OSError:
        return False


def _by_go(target: Path, say: Say) -> str | None:
    """None when it worked, else why not."""
    go = shutil.which("go")
    if go is None:
        return "there is no Go to build it with"
    version = subprocess.run((go, "env", "GOVERSION"), capture_output=True, text=True, check=False).stdout.strip()
    numbers = re.match(r"go(\d+)\.(\d+)", version)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST_GO:
        return f"Go is {version or 'broken'}, building it needs 1.25"
    say(f"temporal  is built from source with {version}: {GO_PACKAGE} (once; 3 to 7 minutes on two cores)")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        build = subprocess.Popen(
            (go, "install", "-v", "-ldflags=-s -w", GO_PACKAGE),
            env={**os.environ, "GOBIN": folder, "CGO_ENABLED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        last = _follow_build(build, say)
        if build.wait() != 0:
            return f"`go install {GO_PACKAGE}` failed: {last}"
        (Path(folder) / "temporal").replace(target)
    return None


def _follow_build(build: subprocess.Popen[str], say: Say) -> str:
    """Tells what the build is at every ten seconds; returns its last line."""
    began = told = time.monotonic()
    fetched = compiled = 0
    last = ""
    assert build.stderr is not None  # noqa: S101 - opened as a pipe by the caller
    for line in build.stderr:
        last = line.strip()
        fetched += last.startswith("go: downloading")
        compiled += "/" in last and not last.startswith("go: ")
        now = time.monotonic()
        if now - told >= 10:
            told = now
            say(f"temporal  {now - began:4.0f} s: {fetched} modules fetched, {compiled} packages compiled")
    return last


def print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """For `make setup`: leaves a binary where the stack will find it, or says what to do."""
    if os.environ.get("ASOF_TEMPORAL_ADDRESS"):
        return
    try:
        find_or_fetch(print_line)
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
