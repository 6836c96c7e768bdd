"""`asof rules expiry` and `asof facts confirm`: facts that lapse unless confirmed. The deeds are next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, facts_app, given_before
from api.cli.failures import reported
from api.cli.review_commands import Documents, Predicate, Rule, rules_app

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
        from api.cli.lapsing import list_expiry_rules

        url, as_json = given_before(context, url, as_json=as_json)
        list_expiry_rules(url, as_json=as_json)


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
        from api.cli.lapsing import add_expiry_rule as add

        url, as_json = given_before(context, url, as_json=as_json)
        body = {"months": months, "remind_days": remind_days, "documents": documents, "predicate": predicate}
        add(url, {"name": name, **body}, as_json=as_json)


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
        from api.cli.lapsing import change_expiry_rule as change

        url, as_json = given_before(context, url, as_json=as_json)
        body = {"months": months, "remind_days": remind_days, "enabled": enabled, "documents": documents}
        change(url, rule, {**body, "predicate": predicate}, as_json=as_json)


@expiry_app.command("remove")
def remove_expiry_rule(*, context: typer.Context, rule: Rule, url: Url = None, as_json: AsJson = False) -> None:
    """Remove an expiry rule. What has lapsed by it stays so."""
    with reported():
        from api.cli.lapsing import remove_expiry_rule as remove

        url, as_json = given_before(context, url, as_json=as_json)
        remove(url, rule, as_json=as_json)


@facts_app.command("confirm")
def confirm_fact(
    *,
    context: typer.Context,
    fact: Annotated[str, typer.Argument(help="Its id, as `asof facts` shows it, or how that begins.")],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Kept with the confirmation.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Confirm that a fact still holds: expiry rules count from now."""
    with reported():
        from api.cli.lapsing import confirm_fact as confirm

        url, as_json = given_before(context, url, as_json=as_json)
        confirm(url, fact, reason, as_json=as_json)
