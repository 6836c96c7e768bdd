"""What `asof answer`, `replay`, `pack` and `audit` do."""

from collections import Counter
from pathlib import Path
from typing import Any

from rich.padding import Padding
from rich.text import Text

from api.cli import printing, printing_answers
from api.cli.connection import connected
from api.cli.failures import Failure
from api.cli.ids import ANSWER, whole_id
from api.cli.recalling import tell_recall
from api.cli.verifying import read_key

Json = dict[str, Any]
STRETCH = 1_000  # records at a time


def show(url: str | None, answer: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(f"/v1/answers/{whole_id(connection, ANSWER, answer)}")
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    console.print(Text(reply["question"], style="dim"))
    console.print(printing_answers.answer(reply, every=True))
    tell_recall(console, reply)
    seal = reply["seal"]
    if seal is None:
        console.print(Text("not sealed: it was given before answers were sealed", style="yellow"))
        return
    record = seal["record"]
    signed = f"signed by {seal['public_key'][:16]}…" if seal["public_key"] else "not signed"
    console.print(
        Text(f"sealed as record {seal['number']:,}, {printing.moment(seal['sealed_at'])}, {signed}", style="dim")
    )
    console.print(Text(f"hash {seal['hash']}", style="dim"))
    console.print(Text(f"by {record['model']}, code {record['code']}, index {record['generation']}", style="dim"))
    erased = {part["tombstone"]: name for name, part in seal["parts"].items() if part["tombstone"]}
    for tombstone in erased:
        console.print(Text(f"erased in part: {tombstone}", style="yellow"))


def replay(url: str | None, answer: str, *, as_json: bool) -> bool:
    """Whether the record is as it was sealed."""
    with connected(url) as connection:
        reply = connection.post(f"/v1/answers/{whole_id(connection, ANSWER, answer)}/replay")
    if as_json:
        printing.print_json(reply)
        return bool(reply["intact"])
    console = printing.console()
    if reply["answer"] is not None:
        console.print(Text(reply["answer"]["question"], style="dim"))
        console.print(printing_answers.answer(reply["answer"], every=True))
    for part, tombstone in reply["erased"].items():
        console.print(Text(f"{part}: {tombstone}", style="yellow"))
    for finding in reply["findings"]:
        console.print(Text(f"changed: {finding['what']}: {finding['detail']}", style="bold red"))
    if reply["intact"]:
        console.print(Text("from its record, as it was released", style="green"))
    _tell_today(console, reply)
    return bool(reply["intact"])


def _tell_today(console: Any, reply: Json) -> None:
    today = reply["today"]
    if today["same"]:
        console.print(Text("today's stores give the same at its viewpoint", style="green"))
    elif today["same"] is False:
        console.print(Text("today's stores give another at its viewpoint:", style="yellow"))
    if today["reason"]:
        console.print(Text(today["reason"], style="dim"))
    lines = [(one["field"], one) for one in today["differs"]]
    lines += [(f"citation {one['number']}, {d['field']}", d) for one in today["evidence"] for d in one["differs"]]
    for name, one in lines:
        told = f"{name}: {_short(one['recorded'])} → {_short(one['today'])}"
        console.print(Padding(Text(told), (0, 0, 0, 2)))
    for one in today["evidence"]:
        if one["retired_at"]:
            told = f"citation {one['number']} is held no more since {printing.moment(one['retired_at'])}"
            console.print(Padding(Text(told, style="dim"), (0, 0, 0, 2)))
    if today["code"] != reply["code"]:
        console.print(Text(f"answered by code {reply['code']}, today {today['code']}", style="dim"))


def _short(value: object) -> str:
    text = "nothing" if value in (None, [], {}) else str(value)
    return text if len(text) <= 120 else text[:119] + "…"


def write_pack(url: str | None, answer: str, output: Path | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        answer = whole_id(connection, ANSWER, answer)
        content = connection.content(f"/v1/answers/{answer}/pack")
    file = output or Path(f"asof-answer-{answer}.zip")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Failure(f"cannot write {file}: {error.strerror}") from error
    if as_json:
        printing.print_json({"file": str(file), "bytes": len(content)})
    else:
        console = printing.console()
        console.print(Text(f"{file}, {len(content):,} bytes: `asof verify {file}` checks it anywhere"), soft_wrap=True)


def audit(url: str | None, key: Path | None, *, as_json: bool) -> bool:
    """Looks at the chain stretch by stretch; whether all is well."""
    public_key = read_key(key).hex() if key else None
    signed: Counter[str | None] = Counter()
    findings: list[Json] = []
    records, erased, reply = 0, 0, dict[str, Any]({"number": 0, "more": True})
    console = printing.console()
    with connected(url) as connection, console.status("") as status:
        while reply["more"]:
            reply = connection.get("/v1/audit", after=reply["number"], limit=STRETCH, public_key=public_key)
            records += reply["records"]
            erased += reply["erased"]
            findings += reply["findings"]
            signed.update({one["public_key"]: one["records"] for one in reply["signed"]})
            status.update(f"{records:,} records")
    if as_json:
        told = {name: reply[name] for name in ("number", "hash")} | {"erased": erased, "findings": findings}
        keys = [{"public_key": one, "records": count} for one, count in signed.items()]
        printing.print_json({"well": not findings, "records": records, **told, "signed": keys})
        return not findings
    for finding in findings:
        where = f"record {finding['number']:,}" if finding["number"] else f"answer {finding['answer']}"
        console.print(Text(f"{where}: {finding['what']}: {finding['detail']}", style="bold red"))
    verdict = f"{len(findings):,} faults" if findings else "each as it was sealed, none missing"
    console.print(Text(f"{records:,} sealed answers: {verdict}", style="bold red" if findings else "green"))
    for one, count in signed.items():
        console.print(Text(f"{count:,} {'not signed' if one is None else f'signed by {one}'}", style="dim"))
    if erased:
        console.print(Text(f"{erased:,} parts were erased, and their digests stand", style="dim"))
    if records:
        console.print(Text(f"the last is {reply['number']:,}, hash {reply['hash']}", style="dim"))
    return not findings
