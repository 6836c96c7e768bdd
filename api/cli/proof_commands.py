"""The commands about proof: the record of an answer, its replay, packs, the chain. What they do is next door."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app
from api.cli.failures import reported

AnswerId = Annotated[
    str, typer.Argument(metavar="ANSWER", help="Its id, as it stands below every answer, or how that begins.")
]
Key = Annotated[
    Path | None,
    typer.Option("--key", exists=True, dir_okay=False, help="PEM file of the public key that must have signed."),
]


@app.command("answer")
def show_answer(*, answer: AnswerId, url: Url = None, as_json: AsJson = False) -> None:
    """Show an answer that was given, and its sealed record."""
    with reported():
        from api.cli.proving import show

        show(url, answer, as_json=as_json)


@app.command("replay")
def replay_answer(*, answer: AnswerId, url: Url = None, as_json: AsJson = False) -> None:
    """Give an answer again from its record, and tell what today's stores would answer. Exit code 1: the record was
    changed.
    """
    with reported():
        from api.cli.proving import replay

        intact = replay(url, answer, as_json=as_json)
    raise typer.Exit(0 if intact else 1)


@app.command("pack")
def pack_answer(
    *,
    answer: AnswerId,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Default: asof-answer-ID.zip.")
    ] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Write a zip that proves an answer; `asof verify` checks it anywhere."""
    with reported():
        from api.cli.proving import write_pack

        write_pack(url, answer, output, as_json=as_json)


@app.command("verify")
def verify_pack(
    *,
    pack: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="As `asof pack` writes it.")],
    key: Key = None,
    hash_: Annotated[
        str | None, typer.Option("--hash", help="The sealed hash that came with the answer: it must be that one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a pack without a server, and tell what was changed. Exit code 1: something was."""
    with reported():
        from api.cli.verifying import verify

        intact = verify(pack, key=key, expected=hash_, as_json=as_json)
    raise typer.Exit(0 if intact else 1)


@app.command("audit")
def audit_chain(*, key: Key = None, url: Url = None, as_json: AsJson = False) -> None:
    """Check every sealed answer, and that none is missing between them. Exit code 1: something is not as it was."""
    with reported():
        from api.cli.proving import audit

        well = audit(url, key, as_json=as_json)
    raise typer.Exit(0 if well else 1)


@app.command("recall")
def recall_answers(
    *,
    answer: Annotated[
        str | None, typer.Argument(metavar="ANSWER", help="Ask this one again, now: its id, or how that begins.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Affected by a change of this document (slug).")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="Affected since then: a date, or a time.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100)] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="As the page before told.")] = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List the answers that would be others now, and why; or ask one ANSWER again. Exit code 1: that one is another."""
    with reported():
        from api.cli.recalling import list_affected, recall

        if answer is None:
            list_affected(url, document, since, limit, cursor, as_json=as_json)
            return
        if document is not None or since is not None or cursor is not None:
            raise typer.BadParameter("--document, --since and --cursor are of the list, without ANSWER")
        same = recall(url, answer, as_json=as_json)
    raise typer.Exit(0 if same else 1)
