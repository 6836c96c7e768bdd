"""`asof webhooks`: the commands and their options. What they do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app, given_before
from api.cli.failures import reported

webhooks_app = typer.Typer()
app.add_typer(webhooks_app, name="webhooks")

Id = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its id, or how that begins.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", "-k", help="Only of this kind, repeatable; see --help.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", "-d", help="Only about this document (slug), repeatable.")
]
Predicates = Annotated[
    list[str] | None, typer.Option("--predicate", "-p", help="Only about facts of this predicate, repeatable.")
]
Description = Annotated[str | None, typer.Option("--description", help="For whoever reads the list.")]


@webhooks_app.callback(invoke_without_command=True)
def webhooks(*, context: typer.Context, url: Url = None, as_json: AsJson = False) -> None:
    """Who is told of what; the commands below change it."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.notifying import list_webhooks

        list_webhooks(url, as_json=as_json)


@webhooks_app.command("add")
def add_webhook(
    *,
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="https://host/path of the receiver.")],
    kinds: Kinds = None,
    documents: Documents = None,
    predicates: Predicates = None,
    description: Description = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Have events sent to an address. Its secret is shown once.

    Kinds: version.published, facts.changed, conflict.opened, review.waiting, review.decided, expiry.reminder,
    reindex.done, reindex.failed, answer.affected. Without --kind all of them.
    """
    with reported():
        from api.cli.notifying import create_webhook

        url, as_json = given_before(context, url, as_json=as_json)
        body = {"url": address, "kinds": kinds or [], "documents": documents or [], "predicates": predicates or []}
        create_webhook(url, {**body, "description": description or ""}, as_json=as_json)


@webhooks_app.command("show")
def show(*, context: typer.Context, webhook: Id, url: Url = None, as_json: AsJson = False) -> None:
    """Show one webhook: its filters, and how it is doing."""
    with reported():
        from api.cli.notifying import show_webhook

        url, as_json = given_before(context, url, as_json=as_json)
        show_webhook(url, webhook, as_json=as_json)


@webhooks_app.command("change")
def change(
    *,
    context: typer.Context,
    webhook: Id,
    address: Annotated[str | None, typer.Option("--to", help="Another address.")] = None,
    kinds: Kinds = None,
    documents: Documents = None,
    predicates: Predicates = None,
    description: Description = None,
    enable: Annotated[bool | None, typer.Option("--enable/--disable", help="Go on, or be sent nothing.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Change a webhook. A filter that is given takes the place of the one it had; `-k ''` empties it."""
    with reported():
        from api.cli.notifying import change_webhook

        url, as_json = given_before(context, url, as_json=as_json)
        filters = {"kinds": kinds, "documents": documents, "predicates": predicates}
        given = {
            **{name: None if some is None else [one for one in some if one] for name, some in filters.items()},
            "url": address,
            "description": description,
            "status": None if enable is None else "active" if enable else "disabled",
        }
        body = {name: value for name, value in given.items() if value is not None}
        change_webhook(url, webhook, body, as_json=as_json)


@webhooks_app.command("remove")
def remove(*, context: typer.Context, webhook: Id, url: Url = None, as_json: AsJson = False) -> None:
    """Delete a webhook, with its deliveries."""
    with reported():
        from api.cli.notifying import delete_webhook

        url, as_json = given_before(context, url, as_json=as_json)
        delete_webhook(url, webhook, as_json=as_json)


@webhooks_app.command("test")
def try_out(*, context: typer.Context, webhook: Id, url: Url = None, as_json: AsJson = False) -> None:
    """Send one message now. Exit code 1: it was not delivered."""
    with reported():
        from api.cli.notifying import try_webhook

        url, as_json = given_before(context, url, as_json=as_json)
        delivered = try_webhook(url, webhook, as_json=as_json)
    raise typer.Exit(0 if delivered else 1)


@webhooks_app.command("rotate")
def rotate(
    *,
    context: typer.Context,
    webhook: Id,
    keep_hours: Annotated[
        float, typer.Option("--keep-hours", min=0, help="How long the secret before goes on signing too.")
    ] = 24,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Give a webhook another secret, shown once."""
    with reported():
        from api.cli.notifying import rotate_secret

        url, as_json = given_before(context, url, as_json=as_json)
        rotate_secret(url, webhook, keep_hours, as_json=as_json)


@webhooks_app.command("deliveries")
def deliveries(
    *,
    context: typer.Context,
    webhook: Id,
    dead: Annotated[bool, typer.Option("--dead", help="Only what was given up.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List what was sent to a webhook and what it answered, the newest first."""
    with reported():
        from api.cli.notifying import list_deliveries

        url, as_json = given_before(context, url, as_json=as_json)
        list_deliveries(url, webhook, dead=dead, limit=limit, as_json=as_json)


@webhooks_app.command("resend")
def resend(
    *,
    context: typer.Context,
    webhook: Id,
    deliveries: Annotated[
        list[str] | None, typer.Argument(help="Ids, or how they begin; default: all that were given up.")
    ] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Send again, under the same ids: what was given up, or what is named."""
    with reported():
        from api.cli.notifying import send_again

        url, as_json = given_before(context, url, as_json=as_json)
        send_again(url, webhook, deliveries or None, as_json=as_json)
