"""Commands that look at a conversation from elsewhere."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Every, Url, app
from api.cli.conversation_commands import Conversation
from api.cli.failures import reported


@app.command()
def follow(
    *,
    conversation: Conversation,
    after: Annotated[
        int | None, typer.Option("--after", min=0, help="Number of an event: those after it; 0 for all that is kept.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Leave after the next answer.")] = False,
    every: Every = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show what a conversation says while it works, on any device; Ctrl-C leaves. With --json one line an event."""
    with reported():
        from api.cli.following import follow as follow_conversation

        follow_conversation(url, conversation, after=after, once=once, every=every, as_json=as_json)


@app.command()
def trace(
    *,
    conversation: Conversation,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="Messages, the last ones.")] = 10,
    every: Annotated[bool, typer.Option("--all", help="Also what Temporal's history says.")] = False,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show what each step did, failed with and retried, and what the conversation waits on now."""
    with reported():
        from api.cli.tracing import trace as trace_conversation

        trace_conversation(url, conversation, limit=limit, every=every, as_json=as_json)
