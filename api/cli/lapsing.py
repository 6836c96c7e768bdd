"""What `asof rules expiry` and `asof facts confirm` do."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.failures import Failure
from api.cli.ids import EXPIRY_RULE, FACT, whole_id
from api.cli.ruling import given

PATH = "/v1/expiry-rules"

Json = Mapping[str, Any]


def list_expiry_rules(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(PATH)
    _show(reply, as_json=as_json)


def add_expiry_rule(url: str | None, body: Json, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(PATH, json=given(body))
    _tell(reply, as_json=as_json)


def change_expiry_rule(url: str | None, rule: str, body: Json, *, as_json: bool) -> None:
    changed = given(body)
    if not changed:
        raise Failure("nothing to change: give --on, --off, --months, --remind-days, --document or --predicate")
    with connected(url) as connection:
        reply = connection.post(f"{PATH}/{whole_id(connection, EXPIRY_RULE, rule)}", json=changed)
    _tell(reply, as_json=as_json)


def remove_expiry_rule(url: str | None, rule: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"{PATH}/{whole_id(connection, EXPIRY_RULE, rule)}/remove")
    _show(reply, as_json=as_json)


def confirm_fact(url: str | None, fact: str, reason: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"/v1/facts/{whole_id(connection, FACT, fact)}/confirm", json={"reason": reason})
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(f"confirmed at {printing.moment(reply['confirmed_at'])}")


def _tell(rule: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(rule)
    else:
        printing.console().print(_rule(rule))


def _show(reply: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(reply)
        return
    for rule in reply["rules"]:
        printing.console().print(_rule(rule))
    if not reply["rules"]:
        printing.console().print("no facts lapse: there are no expiry rules")


def _rule(rule: Json) -> Text:
    where = f" of {', '.join(rule['documents'])}" if rule["documents"] else ""
    which = f" whose predicate holds “{rule['predicate']}”" if rule["predicate"] else ""
    off = "" if rule["enabled"] else "  (off)"
    return Text.assemble(
        (rule["name"], "bold"),
        f"{off}\n  facts{where}{which} lapse {rule['months']} months after they were last confirmed;"
        f" reminder {rule['remind_days']} days before",
    )
