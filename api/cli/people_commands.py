"""`asof people` and `asof questions`: the commands and their options. What they do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app, given_before
from api.cli.failures import reported

people_app = typer.Typer()
questions_app = typer.Typer()
app.add_typer(people_app, name="people")
app.add_typer(questions_app, name="questions")

Question = Annotated[str, typer.Argument(metavar="QUESTION", help="Its id, or how that begins.")]


@people_app.callback(invoke_without_command=True)
def people(*, context: typer.Context, url: Url = None, as_json: AsJson = False) -> None:
    """Who can be asked what no document states; the first one is, where nobody is named."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.asking_people import list_people

        list_people(url, as_json=as_json)


@people_app.command("add")
def add_person(
    *,
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As conversations call them.")],
    address: Annotated[str, typer.Argument(help="https://host/path where their questions are posted.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Let somebody be asked. The secret that their questions are signed with is shown once."""
    with reported():
        from api.cli.asking_people import add

        url, as_json = given_before(context, url, as_json=as_json)
        add(url, name, address, as_json=as_json)


@people_app.command("remove")
def remove_person(
    *,
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their name, their id, or how that begins.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Ask somebody no more; what waits for their answer is cancelled."""
    with reported():
        from api.cli.asking_people import remove

        url, as_json = given_before(context, url, as_json=as_json)
        remove(url, person, as_json=as_json)


@questions_app.callback(invoke_without_command=True)
def questions(
    *,
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that wait for nobody any more.")] = False,
    conversation: Annotated[
        str | None, typer.Option("--conversation", "-c", help="Only of this one, by its id or how that begins.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Go on behind the page before.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """What people were asked in conversations and have not answered yet; cancel one."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.asking_people import list_questions

        list_questions(url, conversation, limit=limit, cursor=cursor, every=every, as_json=as_json)


@questions_app.command("show")
def show_question(*, context: typer.Context, question: Question, url: Url = None, as_json: AsJson = False) -> None:
    """Show one question: how far it is, and its answer."""
    with reported():
        from api.cli.asking_people import show

        url, as_json = given_before(context, url, as_json=as_json)
        show(url, question, as_json=as_json)


@questions_app.command("cancel")
def cancel_question(*, context: typer.Context, question: Question, url: Url = None, as_json: AsJson = False) -> None:
    """Wait for an answer no more. The person is not told; an answer that comes later is refused."""
    with reported():
        from api.cli.asking_people import cancel

        url, as_json = given_before(context, url, as_json=as_json)
        cancel(url, question, as_json=as_json)
