"""`asof rules`: what lets a change apply at once or wait for a person."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.failures import Failure
from api.cli.ids import RULE, whole_id

Json = Mapping[str, Any]


def list_rules(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/rules")
    _show(reply, as_json=as_json)


def add_rule(url: str | None, body: Json, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post("/v1/rules", json=given(body))
    _tell(reply, "added", as_json=as_json)


def change_rule(url: str | None, rule: str, body: Json, *, as_json: bool) -> None:
    changed = given(body)
    if not changed:
        raise Failure("nothing to change: give --on, --off, --position, --outcome, or a condition")
    with connected(url) as connection:
        reply = connection.post(f"/v1/rules/{whole_id(connection, RULE, rule)}", json=changed)
    _tell(reply, "changed", as_json=as_json)


def remove_rule(url: str | None, rule: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"/v1/rules/{whole_id(connection, RULE, rule)}/remove")
    _show(reply, as_json=as_json)


def _show(reply: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    for rule in reply["rules"]:
        console.print(_rule(rule))
    if not reply["rules"]:
        console.print("there are no rules: every change applies at once")
    else:
        console.print("[dim]the first that is on and holds decides; where none holds, a change applies at once[/dim]")


def _tell(rule: Json, what: str, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(rule)
    else:
        printing.console().print(Text(f"{what}:"), _rule(rule))


def _rule(rule: Json) -> Text:
    style = "bold" if rule["enabled"] else "dim"
    told = Text.assemble((f"{rule['position']:>4}  {rule['name']}", style), "" if rule["enabled"] else "  (off)")
    verb = {"apply": "applies", "wait": "waits"}[rule["outcome"]]
    return told.append(f"\n      {verb} {_conditions(rule)}", style="dim")


def _conditions(rule: Json) -> str:
    asked = []
    if rule["kinds"]:
        asked.append(f"of {', '.join(rule['kinds'])}")
    if rule["documents"]:
        asked.append(f"in {', '.join(rule['documents'])}")
    if rule["predicate"]:
        asked.append(f"where the predicate holds “{rule['predicate']}”")
    if rule["share_over"] is not None:
        asked.append(f"if more than {rule['share_over']:.0%} of the facts would go")
    if rule["likeness_under"] is not None:
        asked.append(f"if a statement is less alike than {rule['likeness_under']:g}")
    if rule["outranked"]:
        asked.append("if it contradicts a document of its rank or a higher one")
    if rule["past_days"] is not None:
        asked.append(f"if it took effect more than {rule['past_days']} days before it came")
    return "; ".join(asked) or "always"


def given(body: Json) -> dict[str, Any]:
    """What a person gave of a request's body; an option that may be repeated is empty where it was not."""
    return {name: value for name, value in body.items() if value is not None and value != []}
