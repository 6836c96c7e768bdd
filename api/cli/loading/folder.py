"""A folder without a manifest: each file a version, its document and date by its name, else by its text."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePath

from api.cli.loading.items import Item, Plan
from api.cli.loading.naming import document_and_date, files_under, is_document
from api.parameters import slug_from


def read_folder(folder: Path) -> Plan:
    """Files of one document without a date are its versions in order of name."""
    plan = Plan()
    for file in files_under(folder):
        if not is_document(file):
            plan.ignored += 1
            continue
        document, date = document_and_date(file, folder.name)
        if document:
            plan.items.append(item_of(folder, file, document, date))
        else:
            plan.refuse(str(file), "no slug can be made of its name")
    return plan


def item_of(folder: Path, file: PurePath, document: str, date: str | None, *, stands_for_now: bool = False) -> Item:
    return Item(
        document=document,
        place=str(file),
        read=partial(_read, folder / file),
        file_name=file.name,
        effective_at=date,
        stands_for_now=stands_for_now,
    )


def _read(file: Path) -> bytes:
    return file.read_bytes()


def free_slug(wanted: str, file: PurePath, taken: Iterable[str]) -> str:
    """Two files may not be one document by accident: `leave.txt` beside `leave.md` is `leave-txt`."""
    held = set(taken)
    candidates = (wanted, slug_from(f"{wanted} {file.suffix}"))
    return next(
        (slug for slug in candidates if slug not in held),
        next(f"{wanted}-{n}" for n in range(2, len(held) + 3) if f"{wanted}-{n}" not in held),
    )
