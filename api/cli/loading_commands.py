"""`asof sync`: its options; what it does is in `loading`."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import AsJson, AtOnce, Url, app
from api.cli.failures import reported


@app.command()
def sync(
    *,
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Of policies; may be a git repository's.")
    ],
    git: Annotated[
        bool | None,
        typer.Option("--git/--no-git", help="Take the history of commits; default: where they hold the folder."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Go on: again at each change, until Ctrl-C.")] = False,
    every: Annotated[float, typer.Option("--every", min=0.05, help="With --watch, seconds between two looks.")] = 2.0,
    at_once: AtOnce = 4,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Keep asof at what a folder says: changes become versions, deletions withdraw, moved files stay what they are.

    Of a git repository each commit of the main line counts, in force from its own date; uncommitted changes do not.
    Exit code 1: something was refused.
    """
    with reported():
        from api.cli.loading.sync import sync_folder

        code = sync_folder(url, folder, git=git, watch=watch, every=every, at_once=at_once, as_json=as_json)
    raise typer.Exit(code)
