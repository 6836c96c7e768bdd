"""A folder that is synced: what its files say now, what was moved, and what is gone since it was last looked at."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from api.cli.loading.folder import free_slug, item_of
from api.cli.loading.items import Item, Plan
from api.cli.loading.naming import document_and_date, files_under, is_document
from api.cli.loading.remembering import Files, Held


@dataclass(slots=True, kw_only=True)
class Present:
    """`files` is what is to be remembered once the plan is carried out."""

    plan: Plan = field(default_factory=Plan)
    files: Files = field(default_factory=dict)


def look_at(folder: Path, before: Files, now: Callable[[], dt.datetime]) -> Present:
    """A file that is gone withdraws its document now, unless another file of the document is there."""
    found = Present()
    hashes: dict[PurePath, str] = {}
    for file in files_under(folder):
        if not is_document(file):
            found.plan.ignored += 1
            continue
        try:
            hashes[file] = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        except OSError as error:
            found.plan.refuse(str(file), f"the file cannot be read: {error.strerror or error}")
            if file in before:
                found.files[file] = before[file]
    moved = _moves(before, hashes)
    for file in sorted(
        hashes, key=lambda one: (one not in before, one not in moved, one)
    ):  # the known keep their slugs
        _add(found, folder, file, hashes[file], before.get(file) or before.get(moved.get(file, file)))
    _withdraw_what_is_gone(found, before, now)
    return found


def _moves(before: Files, hashes: dict[PurePath, str]) -> dict[PurePath, PurePath]:
    """New path -> old path, where exactly these bytes are gone from the one and new at the other."""
    gone = {held.sha256: path for path, held in before.items() if path not in hashes}
    new = sorted(path for path in hashes if path not in before)
    return {path: gone.pop(hashes[path]) for path in new if hashes[path] in gone}


def _add(found: Present, folder: Path, file: PurePath, hashed: str, known: Held | None) -> None:
    slug, date = document_and_date(file, folder.name)
    if known is not None:
        slug = known.document
    elif slug and date is None:
        slug = free_slug(slug, file, (held.document for held in found.files.values()))
    if not slug:
        found.plan.refuse(str(file), "no slug can be made of its name")
        return
    found.files[file] = Held(document=slug, sha256=hashed)
    found.plan.items.append(item_of(folder, file, slug, date, stands_for_now=date is None))


def _withdraw_what_is_gone(found: Present, before: Files, now: Callable[[], dt.datetime]) -> None:
    there = {held.document for held in found.files.values()}
    gone = {held.document: path for path, held in before.items() if held.document not in there}
    for document, path in sorted(gone.items()):
        found.plan.items.append(
            Item(
                document=document,
                place=str(path),
                read=None,
                effective_at=now().isoformat(),
                reason=f"{path} was deleted from the folder"[:2_000],
            )
        )
