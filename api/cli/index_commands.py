"""The commands about the index: build it anew, schedules, the doctor. What they do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, Wait, app, given_before
from api.cli.failures import reported

reindex_app = typer.Typer()
app.add_typer(reindex_app, name="reindex")

MinGolden = Annotated[
    float, typer.Option("--min-golden", min=0, max=1, help="Share of golden questions it must answer rightly.")
]
MinRecall = Annotated[float, typer.Option("--min-recall", min=0, max=1, help="Share of exact search it must find.")]
Run = Annotated[str | None, typer.Argument(metavar="RUN", help="Its id, or how that begins; default: the last one.")]


@reindex_app.callback(invoke_without_command=True)
def reindex(
    *,
    context: typer.Context,
    model: Annotated[
        str | None, typer.Option("--model", help="Another embedding model: everything is embedded anew.")
    ] = None,
    precision: Annotated[str | None, typer.Option("--precision", help="float32 or bfloat16.")] = None,
    min_golden: MinGolden = 1.0,
    min_recall: MinRecall = 0.95,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Build the index anew beside the live one, and go over to it. Exit code 1: it did not pass its gate."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.reindexing import begin

        body = {"model": model, "precision": precision, "min_golden": min_golden, "min_recall": min_recall}
        failed = begin(url, "/v1/reindex", body, wait=wait, as_json=as_json)
    raise typer.Exit(1 if failed else 0)


@reindex_app.command()
def status(*, context: typer.Context, run: Run = None, url: Url = None, as_json: AsJson = False) -> None:
    """Show how far one is, and what its gate found."""
    with reported():
        from api.cli.reindexing import show

        url, as_json = given_before(context, url, as_json=as_json)
        show(url, run, as_json=as_json)


@reindex_app.command("list")
def list_(
    *,
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 20,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List them, the newest first."""
    with reported():
        from api.cli.reindexing import list_runs

        url, as_json = given_before(context, url, as_json=as_json)
        list_runs(url, limit, as_json=as_json)


@reindex_app.command()
def cancel(
    *, context: typer.Context, run: Run = None, wait: Wait = True, url: Url = None, as_json: AsJson = False
) -> None:
    """Cancel it. Nothing of it is left; the live index was never touched."""
    with reported():
        from api.cli.reindexing import cancel as cancel_run

        url, as_json = given_before(context, url, as_json=as_json)
        cancel_run(url, run, wait=wait, as_json=as_json)


@reindex_app.command()
def rollback(*, context: typer.Context, wait: Wait = True, url: Url = None, as_json: AsJson = False) -> None:
    """Go back to the index that was live before, brought up to date. Exit code 1: it is not whole."""
    with reported():
        from api.cli.reindexing import begin

        url, as_json = given_before(context, url, as_json=as_json)
        failed = begin(url, "/v1/reindex/rollback", None, wait=wait, as_json=as_json)
    raise typer.Exit(1 if failed else 0)


@app.command()
def doctor(
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Bring everything to what Postgres says.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Compare Postgres, the index and Temporal. Exit code 1: something is wrong, and was not put right."""
    with reported():
        from api.cli.doctoring import examine

        well = examine(url, repair=repair, as_json=as_json)
    raise typer.Exit(0 if well else 1)
