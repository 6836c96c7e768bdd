"""The commands for legal duties, and their options."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app
from api.cli.failures import reported


@app.command()
def erase(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    version: Annotated[int | None, typer.Option("--version", min=1, help="Only this version.")] = None,
    fact: Annotated[
        str | None,
        typer.Option(
            "--fact", help="Only this fact (its id, or how that begins), with the statement that it rests on."
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", "-r", help="Kept in the tombstone.")] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Tell every place that is cleared. Without --reason nothing is erased.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the slug.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Erase a document, a version or a fact for good, for legal reasons alone. A tombstone stays."""
    if version is not None and fact is not None:
        raise typer.BadParameter("--version and --fact: give one of them, or neither for the whole document")
    if reason is None and (yes or not report):
        raise typer.BadParameter("give --reason, which the tombstone keeps; or --report alone, to see what would go")
    with reported():
        from api.cli.erasing import erase as erase_for_good
        from api.cli.erasing import report_erasure

        target = {"document": document, "version": version, "fact": fact}
        if reason is None:
            report_erasure(url, target, as_json=as_json)
        else:
            erase_for_good(url, target, reason, sure=yes, as_json=as_json)
