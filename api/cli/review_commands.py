"""`asof review` and `asof rules`: changes that wait for a person, and what lets them wait. The deeds are next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app, given_before
from api.cli.failures import reported

review_app = typer.Typer()
rules_app = typer.Typer()
app.add_typer(review_app, name="review")
app.add_typer(rules_app, name="rules")

Reason = Annotated[str, typer.Option("--reason", "-r", help="Kept with the decision.")]
Change = Annotated[str, typer.Argument(help="Its id, or how that begins.")]
Rule = Annotated[str, typer.Argument(help="Its name or a part of it, its id, or how that begins.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the decision is carried out.")]
Outcome = Annotated[str | None, typer.Option("--outcome", help="apply, or wait.")]
Position = Annotated[int | None, typer.Option("--position", min=0, help="Lower ones are asked first.")]
Documents = Annotated[list[str] | None, typer.Option("--document", "-d", help="Only of this one (slug); repeatable.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind", help="version, withdrawal, correction, redating, retraction, re-extraction, undo; repeatable."
    ),
]
Predicate = Annotated[
    str | None, typer.Option("--predicate", "-p", help="Words that the predicate of an edited fact holds.")
]
ShareOver = Annotated[
    float | None, typer.Option("--share-over", min=0, max=1, help="More of the document's facts would go: 0.4 is 40%.")
]
LikenessUnder = Annotated[
    float | None,
    typer.Option("--likeness-under", min=0, max=1, help="A statement is less alike the one in whose place it comes."),
]
Outranked = Annotated[
    bool | None,
    typer.Option("--outranked/--any-rank", help="It contradicts a document of the same rank or a higher one."),
]
PastDays = Annotated[
    int | None, typer.Option("--past-days", min=0, help="It took effect more than so many days before it came.")
]


@review_app.callback(invoke_without_command=True)
def review(
    *,
    context: typer.Context,
    status: Annotated[str, typer.Option("--status", help="waiting, applied, rejected, or all.")] = "waiting",
    document: Annotated[str | None, typer.Option("--document", "-d", help="Only of this one (slug).")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Look at changes that wait, approve or reject them, undo one (`asof reviews` is of edits by hand).

    A rule has held them back: the version is not published, and what was held before still answers.
    """
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.deciding import list_changes

        list_changes(url, status, document, limit, as_json=as_json)


@review_app.command("show")
def show_change(*, context: typer.Context, change: Change, url: Url = None, as_json: AsJson = False) -> None:
    """Show a change: before, after, how alike they are, and the past answers that rest on what would go."""
    with reported():
        from api.cli.deciding import show_change as show

        url, as_json = given_before(context, url, as_json=as_json)
        show(url, change, as_json=as_json)


@review_app.command("approve")
def approve_change(
    *,
    context: typer.Context,
    change: Change,
    reason: Reason,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="The digest that you were shown; default: as it stands now.")
    ] = None,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Publish a version that waits. Exit code 1: it came to something else, and waits again."""
    with reported():
        from api.cli.deciding import decide

        url, as_json = given_before(context, url, as_json=as_json)
        done = decide(url, change, "approve", {"reason": reason, "outcome": outcome}, wait=wait, as_json=as_json)
    raise typer.Exit(0 if done else 1)


@review_app.command("reject")
def reject_change(
    *,
    context: typer.Context,
    change: Change,
    reason: Reason,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Refuse a version that waits: it is discarded, and its sender told why."""
    with reported():
        from api.cli.deciding import decide

        url, as_json = given_before(context, url, as_json=as_json)
        done = decide(url, change, "reject", {"reason": reason}, wait=wait, as_json=as_json)
    raise typer.Exit(0 if done else 1)


@review_app.command("undo")
def undo_change(
    *,
    context: typer.Context,
    change: Change,
    reason: Reason,
    wait: Wait = True,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Take back a change that was applied: what holds is what the remaining edits say."""
    with reported():
        from api.cli.deciding import decide

        url, as_json = given_before(context, url, as_json=as_json)
        done = decide(url, change, "undo", {"reason": reason}, wait=wait, as_json=as_json)
    raise typer.Exit(0 if done else 1)


@rules_app.callback(invoke_without_command=True)
def rules(*, context: typer.Context, url: Url = None, as_json: AsJson = False) -> None:
    """List the rules that let a change apply at once or wait; the first that holds decides."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.ruling import list_rules

        list_rules(url, as_json=as_json)


@rules_app.command("add")
def add_rule(
    *,
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it says, in a few words.")],
    outcome: Annotated[str, typer.Option("--outcome", help="apply, or wait.")],
    position: Position = None,
    documents: Documents = None,
    kinds: Kinds = None,
    predicate: Predicate = None,
    share_over: ShareOver = None,
    likeness_under: LikenessUnder = None,
    outranked: Outranked = None,
    past_days: PastDays = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Add a rule. All its conditions must hold; one that is left out asks nothing."""
    with reported():
        from api.cli.ruling import add_rule as add

        url, as_json = given_before(context, url, as_json=as_json)
        body: dict[str, object] = {
            "outcome": outcome,
            "position": position,
            "documents": documents,
            "kinds": kinds,
            "predicate": predicate,
        }
        body |= {"share_over": share_over, "likeness_under": likeness_under, "outranked": outranked}
        body["past_days"] = past_days
        add(url, {"name": name, **body}, as_json=as_json)


@rules_app.command("change")
def change_rule(
    *,
    context: typer.Context,
    rule: Rule,
    name: Annotated[str | None, typer.Option("--name", help="Another name.")] = None,
    outcome: Outcome = None,
    position: Position = None,
    enabled: Annotated[bool | None, typer.Option("--on/--off", help="Whether it counts.")] = None,
    documents: Documents = None,
    kinds: Kinds = None,
    predicate: Predicate = None,
    share_over: ShareOver = None,
    likeness_under: LikenessUnder = None,
    outranked: Outranked = None,
    past_days: PastDays = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Change a rule, or switch it on or off. What is not given stays."""
    with reported():
        from api.cli.ruling import change_rule as change

        url, as_json = given_before(context, url, as_json=as_json)
        body: dict[str, object] = {
            "name": name,
            "outcome": outcome,
            "position": position,
            "enabled": enabled,
            "documents": documents,
        }
        body |= {"kinds": kinds, "predicate": predicate, "share_over": share_over, "likeness_under": likeness_under}
        change(url, rule, {**body, "outranked": outranked, "past_days": past_days}, as_json=as_json)


@rules_app.command("remove")
def remove_rule(*, context: typer.Context, rule: Rule, url: Url = None, as_json: AsJson = False) -> None:
    """Remove a rule. What it let wait waits on."""
    with reported():
        from api.cli.ruling import remove_rule as remove

        url, as_json = given_before(context, url, as_json=as_json)
        remove(url, rule, as_json=as_json)
