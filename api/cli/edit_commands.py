"""The commands that edit what is held, beside the uploads: facts by hand, undo, reviews. What they do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, AtOnce, Scope, Url, Wait, app, facts_app, given_before
from api.cli.failures import reported

Reason = Annotated[str, typer.Option("--reason", "-r", help="Kept with the edit.")]
Fact = Annotated[str, typer.Argument(help="Its id, as `asof facts` shows it, or how that begins.")]
From = Annotated[str | None, typer.Option("--from", help="From when on it holds: a date, or a time with its offset.")]
Until = Annotated[str | None, typer.Option("--until", help="From when on it holds no more.")]


@facts_app.command("add")
def add_fact(
    *,
    context: typer.Context,
    subject: Annotated[str, typer.Argument()],
    predicate: Annotated[str, typer.Argument()],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="Typed where it is a value: 30 days, 80 EUR, yes.")],
    reason: Reason,
    start: From = None,
    end: Until = None,
    scope: Scope = None,
    source: Annotated[str | None, typer.Option("--source", "-s", help="Who says so; default: you.")] = None,
    many: Annotated[bool, typer.Option("--many", help="Beside others of this subject, not in their place.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """State a fact of your own."""
    with reported():
        from api.cli.editing import state_fact

        url, as_json = given_before(context, url, as_json=as_json)
        body = {"subject": subject, "predicate": predicate, "object": object_, "valid_at": start, "expired_at": end}
        body |= {"source": source, "reason": reason, "cardinality": "many" if many else "one"}
        state_fact(url, body, scope, as_json=as_json)


@facts_app.command("correct")
def correct_fact(
    *,
    context: typer.Context,
    fact: Fact,
    reason: Reason,
    object_: Annotated[str | None, typer.Option("--object", "-o", help="What is right.")] = None,
    start: From = None,
    end: Until = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Correct a fact: we were wrong about its value, or about when it holds."""
    with reported():
        from api.cli.editing import edit_fact

        url, as_json = given_before(context, url, as_json=as_json)
        body = {"object": object_, "valid_at": start, "expired_at": end, "reason": reason}
        edit_fact(url, fact, "correct", body, as_json=as_json)


@facts_app.command("retract")
def retract_fact(
    *, context: typer.Context, fact: Fact, reason: Reason, url: Url = None, as_json: AsJson = False
) -> None:
    """Retract a fact: it never held, whatever the text says."""
    with reported():
        from api.cli.editing import edit_fact

        url, as_json = given_before(context, url, as_json=as_json)
        edit_fact(url, fact, "retract", {"reason": reason}, as_json=as_json)


@facts_app.command("expire")
def expire_fact(
    *,
    context: typer.Context,
    fact: Fact,
    reason: Reason,
    on: Annotated[str | None, typer.Option("--on", help="From when on it holds no more; default: now.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """End a fact, though the text still says it."""
    with reported():
        from api.cli.editing import edit_fact

        url, as_json = given_before(context, url, as_json=as_json)
        edit_fact(url, fact, "expire", {"expired_at": on, "reason": reason}, as_json=as_json)


@app.command()
def undo(
    *,
    document: Annotated[str, typer.Argument(help="Slug of the document, import or person.")],
    edit: Annotated[int, typer.Argument(min=1, help="The edit's number in its sequence, as `asof show` tells it.")],
    reason: Reason,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Undo an edit, of an upload or by hand: what holds is as if it had not been made."""
    with reported():
        from api.cli.editing import undo_edit

        undo_edit(url, document, edit, reason, wait=wait, as_json=as_json)


@app.command()
def extract(
    *,
    document: Annotated[str | None, typer.Argument(help="Its slug.")] = None,
    version: Annotated[int | None, typer.Argument(min=1, help="One version; default: each that speaks.")] = None,
    reason: Reason,
    everything: Annotated[bool, typer.Option("--all", help="Of every document.")] = False,
    wait: Wait = True,
    at_once: AtOnce = 4,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Read texts that are in again, by the extractor and into the passages of today; versions keep number and dates.

    What was read again for the same reason is left out, so that the same command goes on after Ctrl-C.
    """
    if everything is not (document is None):
        raise typer.BadParameter("name a document, or give --all")
    if version is None and not wait:
        raise typer.BadParameter("--no-wait is for one version: many are followed to their end")
    with reported():
        from api.cli.editing import extract_again
        from api.cli.loading.load import extract_many

        if document is None or version is None:
            raise typer.Exit(extract_many(url, document, reason, at_once=at_once, as_json=as_json))
        extract_again(url, document, version, reason, wait=wait, as_json=as_json)


@app.command()
def reviews(url: Url = None, as_json: AsJson = False) -> None:
    """List the edits by hand whose statement has another text now (`asof review` is of changes that wait)."""
    with reported():
        from api.cli.editing import list_reviews

        list_reviews(url, as_json=as_json)


@app.command("close-review")
def close_review(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    edit: Annotated[int, typer.Argument(min=1, help="The edit's number, as `asof reviews` tells it.")],
    reason: Reason,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Say that an edit by hand was looked at: what the later text says holds."""
    with reported():
        from api.cli.editing import close_one

        close_one(url, document, edit, reason, as_json=as_json)
