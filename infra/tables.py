"""`asof status` and `asof config` as tables in a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from infra.settings import SettingOrigin
from infra.state import StackState

_COLOURS = {"ready": "green", "starting": "yellow", "restarting": "yellow", "unhealthy": "red", "failed": "red"}


def status_table(state: StackState) -> None:
    table = Table(title=f"{state.state} on {state.home} (supervisor {state.supervisor.pid})", title_justify="left")
    for heading in ("part", "state", "pid", "address", "restarts"):
        table.add_column(heading, overflow="fold")
    for name, part in state.parts.items():
        colour = _COLOURS.get(part.state, "white")
        shown = f"[{colour}]{part.state}[/]" + (f" ({part.note})" if part.note else "")
        where = "\n".join(line for line in (part.url or part.address, part.ui) if line)
        pid = "elsewhere" if part.external else str(part.pid or "")
        table.add_row(name, shown, pid, where, str(part.restarts or ""))
    Console().print(table)


def settings_table(found: Sequence[SettingOrigin]) -> None:
    table = Table()
    for heading in ("setting", "value", "from", "what it is"):
        table.add_column(heading, overflow="fold")
    for item in found:
        style = None if item.origin == "default" else "bold"
        table.add_row(item.name, item.value or "-", item.origin, item.description, style=style)
    Console().print(table)
