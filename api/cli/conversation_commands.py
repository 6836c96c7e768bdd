"""`asof conversations` and `asof export`. What the commands do is next door."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app, given_before
from api.cli.failures import reported

conversations_app = typer.Typer()
app.add_typer(conversations_app, name="conversations")

Conversation = Annotated[str, typer.Argument(help="Its id, or how that begins.")]


@conversations_app.callback(invoke_without_command=True)
def conversations(
    *,
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Go on behind the page before.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List conversations, the one with the latest turn first; delete one; say how long they are kept."""
    if context.invoked_subcommand is None:
        with reported():
            from api.cli.conversing import list_conversations

            list_conversations(url, limit, cursor, as_json=as_json)


@conversations_app.command()
def delete(
    *,
    context: typer.Context,
    conversation: Conversation,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Delete a conversation for good: its messages, and the words of its answers."""
    with reported():
        from api.cli.conversing import delete_conversation

        url, as_json = given_before(context, url, as_json=as_json)
        delete_conversation(url, conversation, sure=yes, as_json=as_json)


@conversations_app.command()
def keep(
    *,
    context: typer.Context,
    days: Annotated[float | None, typer.Option("--days", min=0.001, help="After the last turn.")] = None,
    default: Annotated[bool, typer.Option("--default", help="As the settings say.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Say how long conversations are kept; without an option, tell it."""
    if days is not None and default:
        raise typer.BadParameter("--days and --default: give one of them, or none to see what holds")
    with reported():
        from api.cli.conversing import change_retention, show_retention

        url, as_json = given_before(context, url, as_json=as_json)
        if days is None and not default:
            show_retention(url, as_json=as_json)
        else:
            change_retention(url, days, as_json=as_json)


@app.command()
def export(
    *,
    conversation: Conversation,
    format_: Annotated[str, typer.Option("--format", "-f", help="markdown or json.")] = "markdown",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Into this file; default: the terminal.")
    ] = None,
    url: Url = None,
) -> None:
    """Write a whole conversation, with its answers and their citations, as one text."""
    if format_ not in ("markdown", "json"):
        raise typer.BadParameter("--format is markdown or json")
    with reported():
        from api.cli.conversing import export_conversation

        export_conversation(url, conversation, format_, output)
