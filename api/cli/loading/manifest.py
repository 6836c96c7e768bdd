"""A manifest: JSON lines or CSV that say of each file which document it is and from when on it holds."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath

from api.cli.failures import Failure
from api.cli.loading.items import Item, Json, Plan
from api.cli.loading.naming import document_and_date
from api.parameters import slug_from

# Each field with the names of columns that are read as it, the first that a row has.
COLUMNS: Mapping[str, Sequence[str]] = {
    "document": ("document", "doc_id", "slug"),
    "title": ("title",),
    "file": ("file", "path"),
    "effective_at": ("effective_at", "effective", "effective_from", "valid_from"),
    "expires_at": ("expires_at", "expires"),
    "valid_to": ("valid_to",),  # an expiry, unless the document's next version begins there
    "withdrawn": ("withdrawn", "withdraw", "withdrawn_at"),  # a date, or true: at the row's own
    "withdrawn_after": ("withdrawn_after",),  # true: withdrawn at valid_to
    "reason": ("reason",),
}
Row = dict[str, str]


def read_manifest(manifest: Path, folder: Path, named: Mapping[str, str]) -> Plan:
    """`named`: the column of a field, where it is none of the usual names. Files are sought in `folder`.

    A row that says too little is refused alone. Raises `Failure` for a manifest that cannot be read at all.
    """
    if unknown := sorted(named.keys() - COLUMNS.keys()):
        raise Failure(f"--column knows no field {unknown[0]!r}: the fields are {', '.join(COLUMNS)}")
    plan = Plan()
    rows: list[tuple[str, Row]] = []
    for number, found in _rows(manifest):
        place = f"{manifest.name}, line {number}"
        if isinstance(found, str):
            plan.refuse(place, found)
        else:
            rows.append((place, _fields(found, named)))
    begins = {(row["document"], row["effective_at"]) for _, row in rows}
    for place, row in rows:
        _add(plan, row, place, folder, begins)
    return plan


def _add(plan: Plan, row: Row, place: str, folder: Path, begins: set[tuple[str, str]]) -> None:
    document, dated = slug_from(row["document"]), row["effective_at"] or None
    if row["file"]:
        from_name, date = document_and_date(PurePath(row["file"]), folder.name)
        document, dated = document or from_name, dated or (None if row["document"] else date)
    if not document:
        plan.refuse(place, "it names no document")
        return
    withdrawn = _withdrawn(row)
    if row["file"] and (withdrawn is None or withdrawn != dated):
        succeeded = row["withdrawn_after"] or (row["document"], row["valid_to"]) in begins
        plan.items.append(
            Item(
                document=document,
                place=row["file"],
                read=partial(_read, folder / row["file"]),
                file_name=PurePath(row["file"]).name,
                title=row["title"] or None,
                effective_at=dated,
                expires_at=row["expires_at"] or ("" if succeeded else row["valid_to"]) or None,
            )
        )
    if withdrawn:
        reason = row["reason"] or f"withdrawn by {place.partition(',')[0]}"
        plan.items.append(Item(document=document, place=place, read=None, effective_at=withdrawn, reason=reason))
    elif not row["file"]:
        plan.refuse(place, "it names neither a file nor a date of withdrawal", document=document)


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _withdrawn(row: Row) -> str | None:
    if _is_true(row["withdrawn"]):
        return row["effective_at"] or row["valid_to"] or None
    if row["withdrawn"] and not _is_false(row["withdrawn"]):
        return row["withdrawn"]
    return row["valid_to"] or None if _is_true(row["withdrawn_after"]) else None


def _is_true(text: str) -> bool:
    return text.lower() in ("true", "yes", "1")


def _is_false(text: str) -> bool:
    return text.lower() in ("false", "no", "0")


def _fields(row: Json, named: Mapping[str, str]) -> Row:
    """Every field as text, "" where the row has none."""
    found: Row = {}
    for name, columns in COLUMNS.items():
        values = (row.get(column) for column in ([named[name]] if name in named else columns))
        value = next((value for value in values if value not in (None, "")), "")
        found[name] = ("" if value is False else str(value)).strip()
    return found


def _rows(manifest: Path) -> Iterator[tuple[int, Json | str]]:
    """Line numbers with rows, or with what is wrong with the line."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as lines:
            if manifest.suffix.lower() in (".csv", ".tsv"):
                reader = csv.DictReader(lines, delimiter="\t" if manifest.suffix.lower() == ".tsv" else ",")
                for row in reader:
                    yield reader.line_num, {name: value for name, value in row.items() if name is not None}
                return
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _json(line)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Failure(f"the manifest {manifest} cannot be read: {error}") from error


def _json(line: str) -> Json | str:
    try:
        row = json.loads(line)
    except ValueError as error:
        return f"it is no JSON: {error}"
    return row if isinstance(row, dict) else "it is no JSON object"
