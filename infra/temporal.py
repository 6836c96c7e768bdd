"""The Temporal dev server: its command line, its database file, clients of it, and search attributes."""

import http.client
from pathlib import Path
from typing import TYPE_CHECKING

from infra.places import Places, SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from temporalio.client import Client, Interceptor

    from infra.settings import Settings

# One shard otherwise dispatches 20 tasks a second: a turn took 100 ms with the defaults and 17 ms with these. The time
# shift allows for clocks of several machines: with its default every timer and every retry comes a second late. A task
# that failed or ran out of time some times is given more and more of it, up to ten minutes by default: a worker that
# dies over it is then missed so late. A little more it needs, else a busy machine would never replay a long history.
# A queue is in four parts: a new workflow put where no worker asks just then waited up to two seconds, 18 of them began
# in a second and with one part 78. The other parts are still read, as an older server may have left tasks in them.
DYNAMIC_CONFIG = {
    "history.timerProcessorMaxTimeShift": '"10ms"',
    "history.workflowTaskRetryMaxInterval": '"15s"',
    "history.transferProcessorMaxPollRPS": "2000",
    "history.timerProcessorMaxPollRPS": "2000",
    "matching.numTaskqueueWritePartitions": "1",
    "system.enableActivityEagerExecution": "true",
}
# A call that is cut off in the wrong moment leaves its one connection to SQLite interrupted for good: from then on it
# fails whatever it is asked. Started anew it goes on with what it had.
SILENT_SECONDS = 10.0


def command(
    binary: Path, *, port: int, http_port: int, ui_port: int | None, database: Path | None, namespace: str
) -> tuple[str, ...]:
    """The dev server on loopback; `database` None keeps everything in memory, `ui_port` None shows no UI."""
    arguments = [str(binary), "server", "start-dev", "--ip", "127.0.0.1", "--port", str(port)]
    arguments += ["--http-port", str(http_port), "--namespace", namespace]
    arguments += ["--headless"] if ui_port is None else ["--ui-port", str(ui_port)]
    arguments += ["--log-format", "json", "--log-level", "warn"]
    if database is not None:
        arguments += ["--db-filename", str(database)]
        arguments += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
    for name, value in DYNAMIC_CONFIG.items():
        arguments += ["--dynamic-config-value", f"{name}={value}"]
    return tuple(arguments)


def claim_database(places: Places, version: str) -> Path:
    """The database file, refused when another server version made it; notes the version beside a new one."""
    places.temporal.mkdir(exist_ok=True)
    database = places.temporal / "temporal.db"
    note = places.temporal / "server-version"
    made_by = note.read_text().strip() if note.exists() else None
    if database.exists() and made_by != version:
        raise SetupError(
            f"{database} was made by Temporal server {made_by or 'of an unknown version'}, this one is {version}.\n"
            f"Put the Temporal command line with server {made_by or 'that made it'} on PATH, or move the folder "
            f"{places.temporal} away:\ndocuments, answers and transcripts are in Postgres and stay."
        )
    note.write_text(version + "\n")
    return database


def answers_http(http_port: int, namespace: str) -> bool:
    """Whether the server serves the namespace already; needs no SDK, so the supervisor stays light."""
    connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=2)
    try:
        connection.request("GET", f"/api/v1/namespaces/{namespace}")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def connect(settings: "Settings", *, lazy: bool = False, interceptors: "Sequence[Interceptor]" = ()) -> "Client":
    """A client of the Temporal in the settings, speaking pydantic. A lazy one connects at its first call.

    Raises `RuntimeError` where Temporal is out of reach.
    """
    from temporalio.client import Client, TLSConfig
    from temporalio.contrib.pydantic import pydantic_data_converter

    tls: bool | TLSConfig = settings.temporal_tls
    if settings.temporal_tls_certificate is not None or settings.temporal_tls_ca is not None:
        tls = TLSConfig(
            server_root_ca_cert=_read(settings.temporal_tls_ca),
            client_cert=_read(settings.temporal_tls_certificate),
            client_private_key=_read(settings.temporal_tls_key),
        )
    key = settings.temporal_api_key
    return await Client.connect(
        settings.temporal_address or f"127.0.0.1:{settings.temporal_port}",
        namespace=settings.temporal_namespace,
        tls=tls or key is not None,
        api_key=None if key is None else key.get_secret_value(),
        data_converter=pydantic_data_converter,
        lazy=lazy,
        interceptors=interceptors,
    )


def _read(file: Path | None) -> bytes | None:
    return None if file is None else file.read_bytes()


async def register_search_attributes(client: "Client") -> list[str]:
    """Registers those that the namespace lacks and returns their names; its own flag for that skips old files."""
    from temporalio.api.enums.v1 import IndexedValueType
    from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest

    from knowledge.adapters.search_attributes import ALL

    operator = client.operator_service
    listed = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=client.namespace))
    missing = [key.name for key in ALL if key.name not in listed.custom_attributes]
    if missing:
        keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
        await operator.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=dict.fromkeys(missing, keyword))
        )
    return missing
