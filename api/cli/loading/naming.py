"""Which document a file belongs to, and from when on it holds, by its place in a folder. Reads no file."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from api.parameters import slug_from

ENDINGS = frozenset(
    (".md", ".markdown", ".html", ".htm", ".xhtml", ".txt", ".text", ".csv", ".tsv", ".eml", ".pdf", ".docx", ".pptx",
     ".xlsx")
)  # fmt: skip
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBER_ALONE = re.compile(r"(?i)(v|ver|version|rev|revision)?[-_. ]*\d{1,4}")


def document_and_date(file: PurePath, folder_name: str) -> tuple[str, str | None]:
    """The slug, "" where nothing can stand in one, and the date in the name.

    `returns/2024-03-01.md` and `returns/v003_2024-03-01.md` are versions of `returns`; `hr/leave.md` is `hr-leave`,
    and `hr/leave 2024-03-01.md` a version of it.
    """
    found = _DATE.search(file.stem)
    date = "-".join(found.group(1, 3, 4)) if found else None
    rest = file.stem if found is None else f"{file.stem[: found.start()]} {file.stem[found.end() :]}".strip(" -_.")
    folders = [part for part in file.parts[:-1] if part not in (".", "")]
    if found is not None and (not rest or _NUMBER_ALONE.fullmatch(rest)):
        return slug_from(" ".join(folders) or folder_name), date
    return slug_from(" ".join((*folders, rest))), date


def is_document(file: PurePath) -> bool:
    """By its ending; nothing hidden is one."""
    return file.suffix.lower() in ENDINGS and not any(part.startswith(".") for part in file.parts)


def files_under(folder: Path) -> Iterator[PurePath]:
    """Every file that is not hidden, relative to the folder, in order of name."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from (PurePath(entry.name) / file for file in files_under(entry))
        elif entry.is_file():
            yield PurePath(entry.name)
