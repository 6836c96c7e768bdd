"""`asof review`: what waits for a person, with its evidence, and what the person decides."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.failures import Failure
from api.cli.ids import CHANGE, whole_id
from api.cli.printing import SHORT

STATUSES = ("waiting", "applied", "rejected", "all")
_STYLES = {"waiting": "bold yellow", "approved": "yellow", "applied": "green", "rejected": "red", "undone": "dim"}

Json = Mapping[str, Any]


def list_changes(url: str | None, status: str, document: str | None, limit: int, *, as_json: bool) -> None:
    if status not in STATUSES:
        raise Failure(f"--status {status} is none of {', '.join(STATUSES)}")
    with connected(url) as connection:
        asked = None if status == "all" else status
        reply = connection.get("/v1/invalidations", status=asked, document=document, limit=limit)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for one in reply["invalidations"]:
        console.print(_summary(one))
    if not reply["invalidations"]:
        console.print("nothing waits for a decision" if status == "waiting" else "there is none")
    elif status == "waiting":
        console.print("[dim]look: asof review show ID; decide: asof review approve|reject ID --reason ...[/dim]")
    if reply["next_cursor"]:
        console.print("[dim]there are more: --limit[/dim]")


def show_change(url: str | None, change: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(f"/v1/invalidations/{whole_id(connection, CHANGE, change)}")
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(_detail(reply))


def decide(url: str | None, change: str, verb: str, body: Json, *, wait: bool, as_json: bool) -> bool:
    """Whether it came to what was decided, or will."""
    given = {name: value for name, value in body.items() if value is not None}
    with connected(url) as connection:
        reply = connection.post(
            f"/v1/invalidations/{whole_id(connection, CHANGE, change)}/{verb}", params={"wait": wait}, json=given
        )
    last = reply["decisions"][-1] if reply["decisions"] else None
    outcome = None if last is None else last["outcome"]
    if as_json:
        printing.print_json(reply)
        return outcome not in ("asked again", "void")
    console = printing.console()
    what = f"version {reply['version']} of [bold]{reply['document']}[/bold]"
    if last is None:
        console.print(f"{what} was {reply['status']} already")
    elif outcome == "asked again":
        differs = sum(len(keys) for keys in reply["differs"].values())
        console.print(f"{what} waits again: it comes to something else now, in {_counted(differs, 'fact')}")
        console.print(f"[dim]look: asof review show {reply['id'][:SHORT]}[/dim]")
    elif outcome is None:
        console.print(f"{what} will be {_PARTICIPLES[verb]}")
    elif outcome == "void" or last["detail"]:
        console.print(f"{what} is {reply['status']}: {last['detail'] or 'the decision came to nothing'}")
    else:
        console.print(f"{what} is {_PARTICIPLES[verb]}")
    return outcome not in ("asked again", "void")


_PARTICIPLES = {"approve": "published", "reject": "rejected", "undo": "undone"}


def _summary(one: Json) -> Group:
    head = Text.assemble(
        (one["id"][:SHORT], "bold cyan"),
        "  ",
        (one["status"], _STYLES[one["status"]]),
        f"  {_named(one)}",
    )
    return Group(head, Padding(Text(_told(one), style="dim"), (0, 0, 0, 10)))


def _named(one: Json) -> str:
    effective = f" from {printing.moment(one['effective_at'])} on" if one["effective_at"] else ""
    kind = "" if one["kind"] == "version" else f" ({one['kind']})"
    return f"{one['document']} version {one['version']}{kind}{effective}"


def _told(one: Json) -> str:
    told = f"{one['share_going']:.0%} of its facts would go: " if one["status"] == "waiting" else ""
    told += f"{one['facts_removed']} removed, {one['facts_superseded']} replaced, {one['facts_added']} new"
    return told + (f"\n{one['rule']}" if one["rule"] else "")


def _detail(reply: Json) -> Group:
    lines: list[Any] = [_summary(reply)]
    if reply["asked"] > 1:
        differs = sum(len(keys) for keys in reply["differs"].values())
        lines.append(Text(f"shown {reply['asked']} times: {_counted(differs, 'fact')} came out otherwise", "yellow"))
    lines.append(Text())
    lines += [_change(change) for change in reply["changes"]]
    lines += _answers(reply["answers"])
    for decision in reply["decisions"]:
        outcome = decision["outcome"] or "being carried out"
        lines.append(Text(f"{decision['actor']}: {decision['verb']}, {outcome} ({decision['reason']})"))
    lines.append(Text(f"outcome {reply['outcome']}", style="dim"))
    return Group(*lines)


def _change(change: Json) -> Group:
    before, after = change["before"], change["after"]
    kept = [side["quote"] for side in before]
    new = [side for side in after if side["quote"] not in kept]
    likeness = "" if change["likeness"] is None else f", alike {change['likeness']:.2f}"
    head = "goes" if change["goes"] else "is replaced" if before and new else "is new" if new else "holds otherwise"
    rows: list[Any] = [
        Text.assemble((head, "bold red" if change["goes"] else "bold"), f"  ({change['edit']}{likeness})")
    ]
    rows += [_side("-", side, "red") for side in (before if change["goes"] or new else ())]
    rows += [_side("+", side, "green") for side in new]
    if not change["goes"] and not new:
        rows += [_side("-", side, "red") for side in before] + [_side("+", side, "green") for side in after]
    return Group(*rows)


def _side(sign: str, side: Json, style: str) -> Padding:
    said = "(erased)" if side["quote"] is None else printing.spoken_row(side["quote"])
    return Padding(
        Text.assemble((f"{sign} {said}", style), (f"  {printing.window(side['valid_at'], side['expired_at'])}", "dim")),
        (0, 0, 0, 2),
    )


def _answers(answers: Sequence[Json]) -> list[Text]:
    if not answers:
        return []
    cite = "cites" if len(answers) == 1 else "cite"
    head = Text(f"\n{_counted(len(answers), 'past answer')} {cite} what would change", style="bold")
    return [head, *(Text(f"· {one['question']}  ({printing.moment(one['created_at'])})") for one in answers), Text()]


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
