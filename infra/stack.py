"""Which parts make the stack for these settings: the one place where ports, addresses and order are decided."""

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from infra import postgres, probes, temporal, temporal_binary
from infra.parts import Part
from infra.places import Places, SetupError
from infra.ports import free_port
from infra.settings import Settings, without_password
from infra.state import StackState

Say = Callable[[str], None]
LISTEN_FD = "ASOF_LISTEN_FD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The parts in their order, and the API's socket, which lives as long as the supervisor does."""

    parts: tuple[Part, ...]
    listener: socket.socket


def build_stack(settings: Settings, places: Places, *, before: StackState | None, say: Say) -> Stack:
    """Takes ports and finds binaries; starts nothing. `before` is the last run's state: its ports come second."""
    listener = _listen(settings, say)
    store = _postgres(settings, places, say)
    workflows = _temporal(settings, places, before, say)
    index = _qdrant(settings, places)
    api_url = _url(listener)
    environment = _environment(settings, places, store, workflows)
    environment["ASOF_PUBLIC_URL"] = settings.public_url or api_url
    engines = tuple(part.name for part in (store, workflows, *index))

    def python(name: str, module: str, *after: str) -> Part:
        ready_file = places.ready_file(name)
        return Part(
            name=name,
            command=(sys.executable, "-m", module),
            environment={**environment, probes.READY_FILE: str(ready_file)},
            log=places.log_of(name),
            ready=lambda pid: probes.says_ready(ready_file, pid),
            after=after,
            prepare=lambda: ready_file.unlink(missing_ok=True),
        )

    engine = python("engine", "infra.engine.server")
    engine_announced = engine.ready
    engine = replace(
        engine,
        ready=lambda pid: engine_announced(pid) and _engine_answers(places),
        address=f"unix:{places.engine_socket}",
    )
    prepare = replace(python("prepare", "infra.prepare", *engines), once=True)
    # Not after the engine, whose model takes longest to load: the worker loads beside it, then waits for it itself.
    worker = python("worker", "infra.worker_process", *engines, "prepare")
    worker = replace(worker, stop_seconds=settings.stop_seconds + 5)
    api = python("api", "infra.api_process", *engines, "prepare")
    announced = api.ready
    api = replace(
        api,
        environment={**api.environment, LISTEN_FD: str(listener.fileno())},
        # Not asked before it says so: until then the question would wait in the socket's queue.
        ready=lambda pid: announced(pid) and probes.answers_http(f"{api_url}/healthz"),
        pass_fds=(listener.fileno(),),
        address=api_url.removeprefix("http://"),
        url=api_url,
    )
    return Stack(parts=(store, workflows, *index, engine, prepare, worker, api), listener=listener)


def _postgres(settings: Settings, places: Places, say: Say) -> Part:
    log = places.log_of("postgres")
    if settings.postgres_dsn is not None:
        dsn = settings.postgres_dsn.get_secret_value()
        return Part(
            name="postgres",
            log=log,
            ready=lambda _: postgres.accepts_queries(dsn),
            start_seconds=30,
            address=without_password(dsn),
        )
    own = postgres.dsn(places)
    user = postgres.system_user()

    def prepare() -> None:
        postgres.prepare_folders(places, user)
        postgres.end_leftovers(places)
        postgres.create_where_missing(places, user, say)

    return Part(
        name="postgres",
        command=postgres.command(places),
        log=log,
        ready=lambda _: postgres.accepts_queries(own),
        prepare=prepare,
        stop_signal=postgres.FAST_SHUTDOWN,
        stop_seconds=60,
        start_seconds=300,  # recovery after a crash may take its time
        user=user,
        address=own,
    )


def _temporal(settings: Settings, places: Places, before: StackState | None, say: Say) -> Part:
    log = places.log_of("temporal")
    namespace = settings.temporal_namespace
    if (address := settings.temporal_address) is not None:
        return Part(
            name="temporal",
            log=log,
            ready=lambda _: probes.accepts_connections(address),
            start_seconds=30,
            address=address,
        )
    binary = temporal_binary.find_or_fetch(say)
    database = temporal.claim_database(places, temporal_binary.server_version(binary))
    known = before.parts.get("temporal") if before else None
    port = _take_port("port", settings.temporal_port, known.address if known else None, say)
    ui_port = None
    if settings.temporal_ui:
        ui_port = _take_port("UI's port", settings.temporal_ui_port, known.ui if known else None, say)
    http_port = free_port()
    return Part(
        name="temporal",
        command=temporal.command(
            binary, port=port, http_port=http_port, ui_port=ui_port, database=database, namespace=namespace
        ),
        log=log,
        ready=lambda _: temporal.answers_http(http_port, namespace),
        silent_seconds=temporal.SILENT_SECONDS,
        address=f"127.0.0.1:{port}",
        ui=None if ui_port is None else f"http://127.0.0.1:{ui_port}",
    )


def _qdrant(settings: Settings, places: Places) -> tuple[Part, ...]:
    """A part only where a server is named: the index in process belongs to the engine."""
    if (url := settings.qdrant_url) is None:
        return ()
    return (
        Part(
            name="qdrant",
            log=places.log_of("qdrant"),
            ready=lambda _: probes.answers_http(f"{url.rstrip('/')}/readyz"),
            start_seconds=30,
            address=without_password(url),
        ),
    )


def _engine_answers(places: Places) -> bool:
    from infra.engine.client import EngineClient  # only now: it would make every command start later

    client = EngineClient(places.engine_socket, places.engine_key)
    try:
        return client.ready(within=1.0)
    finally:
        client.close()


def _environment(settings: Settings, places: Places, store: Part, workflows: Part) -> dict[str, str]:
    """What the children must know that this process decided; everything else they read as we did."""
    environment = {
        "ASOF_HOME": str(places.home),
        "PYTHONUNBUFFERED": "1",
        "DO_NOT_TRACK": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "PASSIVE"),
    }
    if settings.postgres_dsn is None:
        environment["ASOF_POSTGRES_DSN"] = str(store.address)
    if settings.temporal_address is None:
        environment["ASOF_TEMPORAL_ADDRESS"] = str(workflows.address)
    if settings.temporal_ui_url is None and workflows.ui is not None:
        environment["ASOF_TEMPORAL_UI_URL"] = workflows.ui
    return environment


def _listen(settings: Settings, say: Say) -> socket.socket:
    """The API's socket. The supervisor holds it, so a caller only waits while the API is started again."""
    _refuse_strangers(settings)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError:
        try:
            listener.bind((settings.host, 0))
        except OSError as error:
            raise SetupError(f"cannot listen on ASOF_HOST={settings.host}: {error.strerror}") from error
        say(f"api       port {settings.port} is busy: it takes {listener.getsockname()[1]}")
    listener.listen(256)
    return listener


def _refuse_strangers(settings: Settings) -> None:
    """Raises `SetupError` where the API would be open to a network while it asks nobody who they are."""
    if settings.allow_unauthenticated or settings.host == "localhost":
        return
    try:
        if ipaddress.ip_address(settings.host).is_loopback:
            return
    except ValueError:  # a name: it may lead anywhere
        pass
    raise SetupError(
        f"ASOF_HOST={settings.host} would open the API, which has no authentication, to everybody who reaches this "
        "machine. Put a proxy that authenticates before it and set ASOF_ALLOW_UNAUTHENTICATED=true."
    )


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{host}:{port}"


def _take_port(what: str, wished: int, remembered: str | None, say: Say) -> int:
    """The port of the settings where it is free, else that of the last run, else any."""
    port = free_port(wished, int(remembered.rpartition(":")[2]) if remembered else 0)
    if wished not in {0, port}:
        say(f"temporal  {what} {wished} is busy: it takes {port}")
    return port
