"""What the commands share: the app that they are mounted on, and options. Heavy libraries are imported when they are
needed.
"""

from typing import Annotated

import typer

app = typer.Typer()
facts_app = typer.Typer()
app.add_typer(facts_app, name="facts")

Url = Annotated[
    str | None, typer.Option("--url", envvar="ASOF_URL", help="Address of the API; default: the running stack's.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON alone on stdout.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="What held then: a date, or a time with its offset.")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="What was known then.")]
Scope = Annotated[list[str] | None, typer.Option("--scope", help="dimension=value, repeatable.")]
Document = Annotated[str | None, typer.Option("--document", "-d", help="Only this document (slug).")]
Every = Annotated[bool, typer.Option("--all", help="Every citation, not only those that matter most.")]
AtOnce = Annotated[
    int, typer.Option("--at-once", "-j", min=1, max=32, help="Documents at a time, where there are many.")
]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it until it is published.")]


def given_before(context: typer.Context, url: str | None, *, as_json: bool) -> tuple[str | None, bool]:
    """What stood before the last word counts too: `asof facts --json add ...`."""
    above = context.parent
    while above is not None:
        url, as_json = url or above.params.get("url"), as_json or above.params.get("as_json", False)
        above = above.parent
    return url, as_json
