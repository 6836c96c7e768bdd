"""What became of facts and texts: `asof history`, `changes`, `diff`. What they do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Document, KnownAt, Url, app
from api.cli.failures import reported

From = Annotated[str, typer.Option("--from", help="A date, or a time with its offset.")]
To = Annotated[str | None, typer.Option("--to", help="The same, included; default: now.")]


@app.command()
def history(
    *,
    fact: Annotated[str, typer.Argument(help="Its id, as `asof facts` shows it, or how that begins.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show every recording of a fact's key: when it held, and when that was known."""
    with reported():
        from api.cli.comparing import show_history

        show_history(url, fact, as_json=as_json)


@app.command()
def changes(
    *,
    start: From,
    to: To = None,
    known_at: KnownAt = None,
    document: Document = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 100,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two dates, with before and after."""
    with reported():
        from api.cli.comparing import show_changes

        query = {"from": start, "to": to, "known_at": known_at, "document": document, "limit": limit}
        show_changes(url, as_json=as_json, **query)


@app.command()
def diff(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    start: From,
    to: To = None,
    known_at: KnownAt = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Compare a document's texts in force on two dates."""
    with reported():
        from api.cli.comparing import show_diff

        show_diff(url, document, as_json=as_json, **{"from": start, "to": to, "known_at": known_at})
