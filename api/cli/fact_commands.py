"""`asof facts`, `facts import` and `imports`, `conflicts`. What they do is next door."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import AsJson, AsOf, Document, KnownAt, Scope, Url, app, facts_app, given_before
from api.cli.failures import reported


@facts_app.callback(invoke_without_command=True)
def facts(
    *,
    context: typer.Context,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    subject: Annotated[str | None, typer.Option("--subject", "-s")] = None,
    predicate: Annotated[str | None, typer.Option("--predicate", "-p")] = None,
    document: Document = None,
    words: Annotated[str | None, typer.Option("-q", help="Words that the fact or its quote holds.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="Of this key alone, as `--json` shows it.")] = None,
    scope: Scope = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List the facts that hold at a date; `asof facts import` brings many in at once."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.reading import list_facts

        list_facts(
            url,
            as_json=as_json,
            as_of=as_of,
            known_at=known_at,
            subject=subject,
            predicate=predicate,
            document=document,
            q=words,
            key=key,
            scope=scope,
            limit=limit,
        )


@facts_app.command("import")
def import_triples(
    *,
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="FILE.tsv with the columns subject, predicate, object, valid_from, valid_to; or FILE.jsonl.",
        ),
    ],
    source: Annotated[str, typer.Option("--source", "-s", help="Slug of who says so; no document's.")],
    reason: Annotated[str | None, typer.Option("--reason", "-r", help="Kept with the import.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Import triples in bulk; sent again, a file goes on where it broke off. Exit code 1: some lines were rejected."""
    with reported():
        from api.cli.importing import import_facts

        url, as_json = given_before(context, url, as_json=as_json)
        rejected = import_facts(url, file, source, reason, as_json=as_json)
    raise typer.Exit(1 if rejected else 0)


@facts_app.command()
def imports(
    *,
    context: typer.Context,
    source: Annotated[str | None, typer.Option("--source", "-s", help="Only this source (slug).")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List what was imported, the newest first: when, by whom, and how many lines of each kind."""
    with reported():
        from api.cli.importing import list_imports

        url, as_json = given_before(context, url, as_json=as_json)
        list_imports(url, source, limit, as_json=as_json)


@app.command()
def conflicts(
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Only those it takes part in (slug).")
    ] = None,
    scope: Scope = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List where documents disagree, and whether their ranks settle it."""
    with reported():
        from api.cli.reviewing import show_conflicts

        show_conflicts(
            url, as_json=as_json, as_of=as_of, known_at=known_at, document=document, scope=scope, limit=limit
        )
