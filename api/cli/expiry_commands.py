"""`asof rules expiry` and `asof facts confirm`: facts that lapse unless somebody confirms them."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

import typer

from api.cli.commands import AsJson, Url, facts_app, given_before
from api.cli.failures import Failure, reported
from api.cli.review_commands import Documents, Predicate, Rule, rules_app

Json = Mapping[str, Any]

expiry_app = typer.Typer()
rules_app.add_typer(expiry_app, name="expiry")

Months = Annotated[int | None, typer.Option("--months", min=1, help="After a fact was last confirmed.")]
RemindDays = Annotated[int | None, typer.Option("--remind-days", min=0, help="So long before, a reminder goes out.")]


@expiry_app.callback(invoke_without_command=True)
def expiry(*, context: typer.Context, url: Url = None, as_json: AsJson = False) -> None:
    """Let facts of a kind lapse so many months after they were last confirmed; alone, list the rules."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.connection import connected

        with connected(url) as connection:
            reply = connection.get("/v1/expiry-rules")
        _show(reply, as_json=as_json)


@expiry_app.command("add")
def add_expiry_rule(
    *,
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it says, in a few words.")],
    months: Annotated[int, typer.Option("--months", min=1, help="After a fact was last confirmed.")],
    remind_days: RemindDays = None,
    documents: Documents = None,
    predicate: Predicate = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Add an expiry rule: of a document, of a predicate, or of both."""
    with reported():
        url, as_json = given_before(context, url, as_json=as_json)
        body = {"months": months, "remind_days": remind_days, "documents": documents, "predicate": predicate}
        _post(url, "/v1/expiry-rules", {"name": name, **body}, as_json=as_json)


@expiry_app.command("change")
def change_expiry_rule(
    *,
    context: typer.Context,
    rule: Rule,
    months: Months = None,
    remind_days: RemindDays = None,
    enabled: Annotated[bool | None, typer.Option("--on/--off", help="Whether it counts.")] = None,
    documents: Documents = None,
    predicate: Predicate = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Change an expiry rule, or switch it on or off. What is not given stays."""
    with reported():
        url, as_json = given_before(context, url, as_json=as_json)
        body = {"months": months, "remind_days": remind_days, "enabled": enabled, "documents": documents}
        _post(url, f"/v1/expiry-rules/{_id(url, rule)}", {**body, "predicate": predicate}, as_json=as_json)


@expiry_app.command("remove")
def remove_expiry_rule(*, context: typer.Context, rule: Rule, url: Url = None, as_json: AsJson = False) -> None:
    """Remove an expiry rule. What has lapsed by it stays so."""
    with reported():
        from api.cli.connection import connected

        url, as_json = given_before(context, url, as_json=as_json)
        found = _id(url, rule)
        with connected(url) as connection:
            reply = connection.post(f"/v1/expiry-rules/{found}/remove")
        _show(reply, as_json=as_json)


@facts_app.command("confirm")
def confirm_fact(
    *,
    context: typer.Context,
    fact: Annotated[str, typer.Argument(help="Its id, as `asof facts --json` shows it.")],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Kept with the confirmation.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Confirm that a fact still holds: expiry rules count from now."""
    with reported():
        from api.cli import printing
        from api.cli.connection import connected

        url, as_json = given_before(context, url, as_json=as_json)
        with connected(url) as connection:
            reply = connection.post(f"/v1/facts/{quote(fact, safe='')}/confirm", json={"reason": reason})
        if as_json:
            printing.print_json(reply)
        else:
            printing.console().print(f"confirmed at {printing.moment(reply['confirmed_at'])}")


def _post(url: str | None, path: str, body: Json, *, as_json: bool) -> None:
    from api.cli import printing
    from api.cli.connection import connected

    given = {name: value for name, value in body.items() if value is not None and value != []}
    with connected(url) as connection:
        reply = connection.post(path, json=given)
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(_told(reply))


def _id(url: str | None, rule: str) -> str:
    from api.cli.connection import connected

    with connected(url) as connection:
        rules = connection.get("/v1/expiry-rules")["rules"]
    found = [one["id"] for one in rules if rule == one["id"] or rule.lower() in one["name"].lower()]
    if len(found) != 1:
        why = "no expiry rule has this name" if not found else "several expiry rules have this in their names"
        raise Failure(f"{rule!r}: {why}; `asof rules expiry` lists them")
    return str(found[0])


def _show(reply: Json, *, as_json: bool) -> None:
    from api.cli import printing

    if as_json:
        printing.print_json(reply)
        return
    for rule in reply["rules"]:
        printing.console().print(_told(rule))
    if not reply["rules"]:
        printing.console().print("no facts lapse: there are no expiry rules")


def _told(rule: Json) -> str:
    where = f" of {', '.join(rule['documents'])}" if rule["documents"] else ""
    which = f" whose predicate holds “{rule['predicate']}”" if rule["predicate"] else ""
    off = "" if rule["enabled"] else "  (off)"
    return (
        f"[bold]{rule['name']}[/bold]{off}\n  facts{where}{which} lapse {rule['months']} months after they were last"
        f" confirmed; reminder {rule['remind_days']} days before"
    )
