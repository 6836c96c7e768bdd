"""`asof ask`, `search` and `chat`. What they do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, AsOf, Document, Every, KnownAt, Scope, Url, app
from api.cli.failures import reported

Explain = Annotated[bool, typer.Option("--explain", help="How it was found, and what the filters left out.")]


@app.command()
def ask(
    *,
    question: Annotated[str, typer.Argument(help="A date in its words is understood.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    document: Document = None,
    scope: Scope = None,
    every: Every = False,
    explain: Explain = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question."""
    with reported():
        from api.cli import asking

        viewed = {"as_of": as_of, "known_at": known_at, "document": document}
        body = asking.body("question", question, **viewed, scope=scope, explain=explain)
        asking.ask(url, body, every=every, as_json=as_json)


@app.command()
def chat(
    *,
    conversation: Annotated[
        str | None, typer.Option("--conversation", "-c", help="Go on with this one: its id, or how that begins.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    document: Document = None,
    every: Every = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Talk in a durable conversation; it goes on where it was left, on any machine."""
    with reported():
        from api.cli.chatting import chat as talk

        viewed = {"as_of": as_of, "known_at": known_at, "document": document}
        talk(url, conversation, **viewed, every=every, as_json=as_json)


@app.command()
def search(
    *,
    question: Annotated[str, typer.Argument(help="What to look for.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    document: Document = None,
    scope: Scope = None,
    limit: Annotated[int, typer.Option("--limit", "-k", min=1, max=100)] = 5,
    explain: Explain = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Search the passages in force at a date."""
    with reported():
        from api.cli.reading import search_passages

        query = {"q": question, "as_of": as_of, "known_at": known_at, "document": document, "scope": scope, "k": limit}
        search_passages(url, as_json=as_json, explain=explain, **query)
