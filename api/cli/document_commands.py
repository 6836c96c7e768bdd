"""The commands about documents and their versions. What they do is next door."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import AsJson, AtOnce, Url, Wait, app
from api.cli.failures import reported


@app.command()
def add(
    *,
    files: Annotated[
        list[Path], typer.Argument(exists=True, readable=True, help="One file a version; or one FOLDER of many.")
    ],
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Slug; default: from the file's name.")
    ] = None,
    effective: Annotated[str | None, typer.Option("--effective", "-e", help="From when on it holds.")] = None,
    expires: Annotated[str | None, typer.Option("--expires", help="From when on it holds no more.")] = None,
    title: Annotated[str | None, typer.Option("--title", "-t", help="Default: the title that the file states.")] = None,
    rank: Annotated[
        int | None, typer.Option("--rank", help="From now on: of two documents that disagree, the higher rank wins.")
    ] = None,
    corrects: Annotated[
        int | None, typer.Option("--corrects", min=1, help="The version that was wrong: this text speaks in its place.")
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", "-m", help="Of a FOLDER: JSON lines or CSV, a row a version.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="Of the manifest: FIELD=COLUMN, as in document=id; repeatable.")
    ] = None,
    at_once: AtOnce = 4,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Of one FILE: tell what it would change, and keep nothing.")
    ] = False,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Upload versions of documents, or a folder of many. Exit code 1: at least one was refused.

    A folder is loaded in bulk: what is in already is left out, so that the same command goes on after Ctrl-C. Without
    a manifest, returns/2024-03-01.md is a version of `returns`, and hr/leave.md of `hr-leave`.
    """
    from api.cli.adding import add_files

    with reported():
        if manifest is not None or any(file.is_dir() for file in files):
            from api.cli.loading.load import add_folder, named_columns

            of_one = (document, effective, expires, title, rank, corrects)
            if dry_run:
                raise typer.BadParameter("a dry run is of one FILE")
            if len(files) > 1 or not files[0].is_dir() or any(given is not None for given in of_one):
                raise typer.BadParameter("a load is one FOLDER; --manifest, or names and texts, say what its files are")
            columns = named_columns(column or [])
            raise typer.Exit(add_folder(url, files[0], manifest, columns, at_once=at_once, as_json=as_json))
        form = {"document": document, "effective_at": effective, "expires_at": expires, "title": title}
        form |= {} if rank is None else {"rank": str(rank)}
        if corrects is not None:
            if len(files) > 1 or document is None:
                raise typer.BadParameter("a correction is one file of one document: give --document and one FILE")
            form |= {"kind": "correction", "corrects": str(corrects)}
        if dry_run:
            if len(files) > 1:
                raise typer.BadParameter("a dry run is of one FILE")
            from api.cli.foreseeing import foresee

            foresee(url, files[0], form, as_json=as_json)
            return
        refused = add_files(url, files, form, wait=wait, as_json=as_json)
    raise typer.Exit(1 if refused else 0)


@app.command()
def documents(url: Url = None, as_json: AsJson = False) -> None:
    """List the documents."""
    with reported():
        from api.cli.reading import list_documents

        list_documents(url, as_json=as_json)


@app.command()
def show(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    version: Annotated[int | None, typer.Argument(min=1, help="Show this version's text.")] = None,
    uploaded: Annotated[bool, typer.Option("--uploaded", help="The text as uploaded, not as parsed.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show a document's versions with their windows, or the text of one version."""
    with reported():
        from api.cli.reading import show_document, show_version

        if version is None:
            show_document(url, document, as_json=as_json)
        else:
            show_version(url, document, version, uploaded=uploaded, as_json=as_json)


@app.command()
def withdraw(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    effective: Annotated[str, typer.Option("--effective", "-e", help="From when on it says nothing more.")],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Kept with the withdrawal.")],
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw a document from a date on."""
    with reported():
        from api.cli.adding import withdraw_document

        withdraw_document(url, document, effective, reason, wait=wait, as_json=as_json)


@app.command()
def correct(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    version: Annotated[int, typer.Argument(min=1, help="The version whose dates are wrong.")],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Kept with the correction.")],
    effective: Annotated[str | None, typer.Option("--effective", "-e", help="From when on it holds.")] = None,
    expires: Annotated[str | None, typer.Option("--expires", help="From when on it holds no more.")] = None,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Correct the dates of a version, as after a mistyped year. Its text: `asof add FILE --corrects N`."""
    with reported():
        from api.cli.adding import redate_version

        dates = {"effective_at": effective, "expires_at": expires, "reason": reason}
        redate_version(url, document, version, dates, wait=wait, as_json=as_json)


@app.command()
def retract(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    version: Annotated[int, typer.Argument(min=1, help="The version that should never have been uploaded.")],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Kept with the retraction.")],
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Retract a version: what it said is no longer held, and its time falls to the version before it."""
    with reported():
        from api.cli.editing import retract_version

        retract_version(url, document, version, reason, wait=wait, as_json=as_json)
