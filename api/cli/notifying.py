"""`asof webhooks`: who is told of what, how each receiver is doing, and what is sent again."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.connection import Connection, connected
from api.cli.failures import Failure
from api.cli.ids import WEBHOOK, deliveries_at, whole_id
from api.cli.printing import SHORT

Json = Mapping[str, Any]


def list_webhooks(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        found = list(connection.all_of("/v1/webhooks", "webhooks"))
    if as_json:
        printing.print_json({"webhooks": found})
        return
    console = printing.console()
    if not found:
        console.print("Nobody is told of anything yet: `asof webhooks add URL` has events sent there.")
        return
    for webhook in found:
        console.print(_lines(webhook))
    console.print(f"[dim]{len(found)} {'webhook' if len(found) == 1 else 'webhooks'}[/dim]")


def show_webhook(url: str | None, webhook: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        _show(connection.get(_place(connection, webhook)), as_json=as_json)


def create_webhook(url: str | None, body: Json, *, as_json: bool) -> None:
    with connected(url) as connection:
        _show_secret(connection.post("/v1/webhooks", json=body), as_json=as_json)


def rotate_secret(url: str | None, webhook: str, keep_hours: float, *, as_json: bool) -> None:
    with connected(url) as connection:
        place = _place(connection, webhook)
        _show_secret(connection.post(f"{place}/rotate", json={"keep_hours": keep_hours}), as_json=as_json)


def change_webhook(url: str | None, webhook: str, body: Json, *, as_json: bool) -> None:
    if not body:
        raise Failure("nothing to change was given: `asof webhooks change --help` tells what can be")
    with connected(url) as connection:
        _show(connection.patch(_place(connection, webhook), json=body), as_json=as_json)


def delete_webhook(url: str | None, webhook: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        found = connection.get(_place(connection, webhook))
        reply = connection.delete(found["location"])
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(Text(f"removed {found['url']}"))


def try_webhook(url: str | None, webhook: str, *, as_json: bool) -> bool:
    """Whether it was delivered."""
    with connected(url) as connection:
        reply = connection.post(f"{_place(connection, webhook)}/test")
    if as_json:
        printing.print_json(reply)
    else:
        said = f"delivered, answered {reply['answered']}" if reply["delivered"] else f"not delivered: {reply['error']}"
        printing.console().print(Text(f"{said} ({reply['milliseconds']} ms)"))
        if reply["excerpt"]:
            printing.console().print(Text(f"  {reply['excerpt']}", style="dim"))
    return bool(reply["delivered"])


def list_deliveries(url: str | None, webhook: str, *, dead: bool, limit: int, as_json: bool) -> None:
    with connected(url) as connection:
        place = _place(connection, webhook)
        reply = connection.get(f"{place}/deliveries", status="dead" if dead else None, limit=limit)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for delivery in reply["deliveries"]:
        console.print(_delivery(delivery))
    more = " (there are more: --limit)" if reply["next_cursor"] else ""
    console.print(f"[dim]{len(reply['deliveries'])} deliveries{more}[/dim]")


def send_again(url: str | None, webhook: str, deliveries: list[str] | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        place = _place(connection, webhook)
        named = deliveries and [whole_id(connection, deliveries_at(place), one) for one in deliveries]
        reply = connection.post(f"{place}/resend", json={"deliveries": named})
    if as_json:
        printing.print_json(reply)
    else:
        count = reply["sent_again"]
        printing.console().print(Text(f"{count} {'delivery' if count == 1 else 'deliveries'} will be sent again"))


def _place(connection: Connection, webhook: str) -> str:
    return f"/v1/webhooks/{whole_id(connection, WEBHOOK, webhook)}"


def _show(webhook: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(webhook)
    else:
        printing.console().print(_lines(webhook))


def _show_secret(webhook: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(webhook)
        return
    console = printing.console()
    console.print(_lines(webhook))
    console.print(Text("secret, shown this once:", style="dim"))
    console.print(Text(webhook["secret"], style="bold"), soft_wrap=True)


def _lines(webhook: Json) -> Group:
    state = ("active", "green") if webhook["status"] == "active" else (webhook["disabled_reason"], "red")
    if webhook["failures"] and webhook["status"] == "active":
        state = (f"failing since {printing.moment(webhook['failing_since'])}", "yellow")
    counts = [f"{webhook[name]} {name}" for name in ("waiting", "dead") if webhook[name]]
    first = Text.assemble((webhook["id"][:SHORT], "bold"), "  ", webhook["url"])
    second = Text.assemble("  ", state, *(f"  {count}" for count in counts))
    wanted = [
        f"{name} {', '.join(webhook[field])}"
        for name, field in (("kinds", "kinds"), ("about", "documents"), ("predicates", "predicates"))
        if webhook[field]
    ]
    lines = [first, second, Text(f"  {'; '.join(wanted) or 'everything'}", style="dim")]
    return Group(*lines, *([Text(f"  {webhook['description']}")] if webhook["description"] else []))


def _delivery(delivery: Json) -> Group:
    styles = {"delivered": "green", "waiting": "yellow", "dead": "red"}
    table = Table.grid(padding=(0, 2))
    table.add_row(
        Text(delivery["status"], style=styles[delivery["status"]]),
        Text(delivery["kind"], style="bold"),
        Text(delivery["document"] or ""),
        Text(printing.moment(delivery["happened_at"]), style="dim"),
    )
    tried = f"{delivery['attempts']} {'attempt' if delivery['attempts'] == 1 else 'attempts'}"
    told = [tried, *([delivery["error"]] if delivery["error"] else [])]
    if delivery["next_attempt_at"]:
        told.append(f"next {printing.moment(delivery['next_attempt_at'])}")
    return Group(table, Text(f"  {'; '.join(told)}"), Text(f"  {delivery['id']}", style="dim"))
