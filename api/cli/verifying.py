"""What `asof verify` does: checks a pack by itself, with no server."""

from pathlib import Path

from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.failures import Failure
from knowledge.audit import public_key_of
from knowledge.audit.pack_verification import PackReport, verify_pack


def verify(file: Path, *, key: Path | None, expected: str | None, as_json: bool) -> bool:
    """Whether nothing was changed."""
    wanted = None if key is None else read_key(key)
    report = verify_pack(_read(file), key=wanted, expected=expected and expected.strip().lower())
    if as_json:
        printing.print_json(
            {
                "intact": not report.findings,
                "findings": [{"what": one.what, "detail": one.detail} for one in report.findings],
                "answer": report.answer,
                "number": report.link and report.link.number,
                "sealed_at": report.link and report.link.sealed_at,
                "hash": report.hash,
                "signed_by": report.signed_by and report.signed_by.hex(),
                "erased": dict(report.erased),
            }
        )
    else:
        _tell(file, report, told_by=bool(wanted or expected))
    return not report.findings


def read_key(file: Path) -> bytes:
    """The raw public key of a PEM file."""
    try:
        return public_key_of(_read(file))
    except ValueError as error:
        raise Failure(
            f"{file} is no Ed25519 public key in PEM: `openssl pkey -in KEY -pubout` makes it from the private one"
        ) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Failure(f"cannot read {file}: {error.strerror}") from error


def _tell(file: Path, report: PackReport, *, told_by: bool) -> None:
    console = printing.console()
    if report.findings:
        console.print(Text(f"{file.name} is NOT as it was sealed", style="bold red"))
        for one in report.findings:
            console.print(Text(f"  {one.what}: {one.detail}", style="red"))
        return
    console.print(Text(f"{file.name} is as it was sealed", style="bold green"))
    table = Table.grid(padding=(0, 2, 0, 2))
    for name, value in _rows(report):
        table.add_row(Text(name, style="dim"), Text(value))
    console.print(table)
    if not told_by:
        advice = "Whoever makes a whole pack up can make it fit: --hash of the answer, or --key of its owner, tells."
        console.print(Text(advice, style="dim"))


def _rows(report: PackReport) -> list[tuple[str, str]]:
    answer, link = report.answer, report.link
    rows = []
    if answer is not None:
        rows += [("question", str(answer.get("question"))), ("answer", str(answer.get("text")))]
        if answer.get("as_of") and answer.get("known_at"):
            rows.append(("as of", printing.moment(answer["as_of"])))
            rows.append(("as known at", printing.moment(answer["known_at"])))
    if link is not None:
        rows.append(("record", f"{link.number:,} of tenant {link.tenant}, sealed {printing.moment(link.sealed_at)}"))
    rows += [("hash", report.hash or ""), ("signed by", report.signed_by.hex() if report.signed_by else "nobody")]
    return rows + [(f"erased: {name}", tombstone) for name, tombstone in report.erased.items()]
