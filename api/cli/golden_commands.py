"""`asof golden`: the questions that an index must answer rightly. What the commands do is next door."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app
from api.cli.failures import reported

golden_app = typer.Typer(no_args_is_help=True, help="Questions whose answers are watched.")
app.add_typer(golden_app, name="golden")


@golden_app.command()
def add(
    *,
    question: Annotated[str, typer.Argument(help="As it would be asked.")],
    answer: Annotated[str | None, typer.Option("--answer", "-a", help="Words that the answer must hold.")] = None,
    not_stated: Annotated[bool, typer.Option("--not-stated", help="The documents must not state it.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Default: whenever it is asked.")] = None,
    document: Annotated[str | None, typer.Option("--document", "-d", help="Must be cited first (slug).")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Keep a question with its right answer; again with another answer, replace that."""
    if (answer is None) is not not_stated:
        raise typer.BadParameter("give --answer with words that must be in it, or --not-stated, and not both")
    with reported():
        from api.cli.golden import add_golden

        body = {"question": question, "answer": answer, "as_of": as_of, "document": document}
        add_golden(url, body, as_json=as_json)


@golden_app.command("list")
def list_(
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List them, the oldest first."""
    with reported():
        from api.cli.golden import list_golden

        list_golden(url, limit, as_json=as_json)


@golden_app.command()
def remove(
    *,
    golden: Annotated[str, typer.Argument(help="Its id, or how that begins.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Forget one."""
    with reported():
        from api.cli.golden import remove_golden

        remove_golden(url, golden, as_json=as_json)


@golden_app.command("import")
def import_(
    *,
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON, one object a line, or TSV with a head."),
    ],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Keep every question of a file: question, answer (empty: not stated), as_of, document. Exit 1: one was refused."""
    with reported():
        from api.cli.golden import import_golden

        refused = import_golden(url, file, as_json=as_json)
    raise typer.Exit(1 if refused else 0)


@golden_app.command()
def check(*, url: Url = None, as_json: AsJson = False) -> None:
    """Ask them all now. Exit code 1: one at least is answered wrongly."""
    with reported():
        from api.cli.golden import check_golden

        wrong = check_golden(url, as_json=as_json)
    raise typer.Exit(1 if wrong else 0)
