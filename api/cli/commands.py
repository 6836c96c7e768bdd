"""The commands and their options. What they do is next door; heavy libraries are imported when they are needed."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failures import reported

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
Explain = Annotated[bool, typer.Option("--explain", help="How it was found, and what the filters left out.")]
AtOnce = Annotated[
    int, typer.Option("--at-once", "-j", min=1, max=32, help="Documents of a folder that are loaded side by side.")
]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it until it is published.")]


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
    conversation: Annotated[str | None, typer.Option("--conversation", "-c", help="Go on with this one (id).")] = None,
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


@facts_app.callback(invoke_without_command=True)
def facts(
    *,
    context: typer.Context,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    subject: Annotated[str | None, typer.Option("--subject", "-s")] = None,
    predicate: Annotated[str | None, typer.Option("--predicate", "-p")] = None,
    document: Document = None,
    words: Annotated[str | None, typer.Option("-q", help="Words that the fact or its quote holds.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="Of this key alone, as `--json` shows it.")] = None,
    scope: Scope = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List the facts that hold at a date; `asof facts import` brings many in at once."""
    if context.invoked_subcommand is not None:
        return
    with reported():
        from api.cli.reading import list_facts

        list_facts(
            url,
            as_json=as_json,
            as_of=as_of,
            known_at=known_at,
            subject=subject,
            predicate=predicate,
            document=document,
            q=words,
            key=key,
            scope=scope,
            limit=limit,
        )


def given_before(context: typer.Context, url: str | None, *, as_json: bool) -> tuple[str | None, bool]:
    """What stood before the word after `facts` counts too."""
    before = context.parent.params if context.parent else {}
    return url or before["url"], as_json or before["as_json"]


@facts_app.command("import")
def import_triples(
    *,
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="FILE.tsv with the columns subject, predicate, object, valid_from, valid_to; or FILE.jsonl.",
        ),
    ],
    source: Annotated[str, typer.Option("--source", "-s", help="Slug of who says so; no document's.")],
    reason: Annotated[str | None, typer.Option("--reason", "-r", help="Kept with the import.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Import triples in bulk; sent again, a file goes on where it broke off. Exit code 1: some lines were rejected."""
    with reported():
        from api.cli.importing import import_facts

        url, as_json = given_before(context, url, as_json=as_json)
        rejected = import_facts(url, file, source, reason, as_json=as_json)
    raise typer.Exit(1 if rejected else 0)


@facts_app.command()
def imports(
    *,
    context: typer.Context,
    source: Annotated[str | None, typer.Option("--source", "-s", help="Only this source (slug).")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List what was imported, the newest first: when, by whom, and how many lines of each kind."""
    with reported():
        from api.cli.importing import list_imports

        url, as_json = given_before(context, url, as_json=as_json)
        list_imports(url, source, limit, as_json=as_json)


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


@app.command()
def conflicts(
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Only those it takes part in (slug).")
    ] = None,
    scope: Scope = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 50,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List where documents disagree, and whether their ranks settle it."""
    with reported():
        from api.cli.reviewing import show_conflicts

        show_conflicts(
            url, as_json=as_json, as_of=as_of, known_at=known_at, document=document, scope=scope, limit=limit
        )


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


From = Annotated[str, typer.Option("--from", help="A date, or a time with its offset.")]
To = Annotated[str | None, typer.Option("--to", help="The same, included; default: now.")]


@app.command()
def history(
    *,
    fact: Annotated[str, typer.Argument(help="Its id, as `asof facts --json` shows it.")],
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show every recording of a fact's key: when it held, and when that was known."""
    with reported():
        from api.cli.comparing import show_history

        show_history(url, fact, as_json=as_json)


@app.command()
def changes(
    *,
    start: From,
    to: To = None,
    known_at: KnownAt = None,
    document: Document = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500)] = 100,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two dates, with before and after."""
    with reported():
        from api.cli.comparing import show_changes

        query = {"from": start, "to": to, "known_at": known_at, "document": document, "limit": limit}
        show_changes(url, as_json=as_json, **query)


@app.command()
def diff(
    *,
    document: Annotated[str, typer.Argument(help="Its slug.")],
    start: From,
    to: To = None,
    known_at: KnownAt = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Compare a document's texts in force on two dates."""
    with reported():
        from api.cli.comparing import show_diff

        show_diff(url, document, as_json=as_json, **{"from": start, "to": to, "known_at": known_at})
