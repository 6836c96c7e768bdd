"""What the commands of `asof schedule` do."""

import datetime as dt
from typing import Any
from urllib.parse import quote

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected

PATH = "/v1/schedules"
NEXT_SHOWN = 3
LATE = dt.timedelta(minutes=1)

Json = dict[str, Any]


def put(url: str | None, body: Json, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(PATH, json={name: value for name, value in body.items() if value is not None})
    _show(reply, as_json=as_json)


def list_schedules(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(PATH, limit=100)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for schedule in reply["schedules"]:
        console.print(_schedule(schedule))
    if not reply["schedules"]:
        console.print("No schedules yet: `asof schedule add nightly --cron '0 3 * * *'` makes one.")


def show(url: str | None, name: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(_path(name))
    _show(reply, as_json=as_json)


def tell(url: str | None, name: str, what: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"{_path(name)}/{what}")
    _show(reply, as_json=as_json)


def remove(url: str | None, name: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.delete(_path(name))
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(f"{name} is removed")


def _path(name: str) -> str:
    return f"{PATH}/{quote(name, safe='')}"


def _show(schedule: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(schedule)
    else:
        printing.console().print(_schedule(schedule))


def _last(schedule: Json) -> str:
    due, begun = (dt.datetime.fromisoformat(schedule[name]) for name in ("last_due_at", "last_begun_at"))
    late = f", begun {printing.moment(schedule['last_begun_at'])}" if begun - due >= LATE else ""
    return f"last {printing.moment(schedule['last_due_at'])}{late}"


def _missed(schedule: Json) -> str:
    """Nothing where every time had its run."""
    told = {
        "missed": f"while asof was down, for longer than {schedule['catch_up_s']:,} s",
        "left_out": "while another run was under way",
    }
    return "; ".join(f"no run at {schedule[name]:,} of its times {why}" for name, why in told.items() if schedule[name])


def _schedule(schedule: Json) -> Padding:
    state = ("paused", "yellow") if schedule["paused"] else ("active", "green")
    head = Text.assemble((schedule["name"], "bold"), f"  {schedule['cron']}  ({schedule['time_zone']})  ", state)
    times = ", ".join(printing.moment(time) for time in schedule["next_times"][:NEXT_SHOWN])
    policy = f"overlap {schedule['overlap']}, catches up for {schedule['catch_up_s']:,} s"
    lines: list[Any] = [head, Padding(Text(f"next {times}" if times else "next: none"), (0, 0, 0, 4))]
    if schedule["last_begun_at"]:
        lines.append(Padding(Text(_last(schedule)), (0, 0, 0, 4)))
    if missed := _missed(schedule):
        lines.append(Padding(Text(missed, style="yellow"), (0, 0, 0, 4)))
    return Padding(Group(*lines, Padding(Text(policy, style="dim"), (0, 0, 0, 4))), (0, 0, 1, 0))
