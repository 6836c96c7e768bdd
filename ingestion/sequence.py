"""A document's sequence as an edit leaves it: read under the document's lock, nothing is written.

A row of an entry has `document_id`, `number`, `version_id`, `effective_at` and `expires_at`; of one with a text also
`facts` and `keys` (table `keying`).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor

from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import InvalidWindow, NothingToUndo, VersionSpeaksNoMore
from knowledge.revision import Content, Entry, RecordedRow, Ruling, run_of
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]
Place = tuple[dt.datetime, int]

REPAIRS = ("correction", "redating", "retraction", "re-extraction")
"""Kinds of entries that edit an upload, which they name by `corrects`."""


def place(entry: Row) -> Place:
    return entry["effective_at"], entry["number"]


def as_entry(entry: Row, contents: frozenset[Content] = frozenset()) -> Entry[Content]:
    return Entry(
        number=entry["number"],
        effective_at=entry["effective_at"],
        expires_at=entry["expires_at"],
        contents=contents,
    )


def entry_row(row: Row, *, version_id: int) -> Row:
    """The entry in which a version speaks at the place and with the expiry that `row` has."""
    kept = ("document_id", "number", "effective_at", "expires_at")
    return {**{name: row[name] for name in kept}, "version_id": version_id}


def sequence_edit(cursor: Cursor[Row], row: Row) -> tuple[Row | None, Row | None]:
    """The entry that goes and the one that comes with the publication of `row` (of `entry_to_publish`).

    Raises `VersionSpeaksNoMore`, `NothingToUndo` and `InvalidWindow` for an edit that cannot be made.
    """
    if row["kind"] == "undo":
        return _undone(cursor, row)
    if row["kind"] not in REPAIRS:
        return None, entry_row(row, version_id=row["id"])
    before = cursor.execute(sql("entry_of_version"), row).fetchone()
    if before is None:
        raise VersionSpeaksNoMore(
            f"version {row['corrects']} of {row['slug']!r} does not speak for it: it was retracted or replaced, or is"
            " not published yet"
        )
    return before, _repaired(before, row)


def edit_to_undo(cursor: Cursor[Row], row: Row) -> Row:
    """What `row` undoes. Raises `NothingToUndo`."""
    target = cursor.execute(sql("edit_to_undo"), row).fetchone()
    if target is None or target["recorded_at"] is None:
        raise NothingToUndo(f"{row['slug']!r} has no edit {row['corrects']} that took effect")
    if target["undone"]:
        raise NothingToUndo(f"{target['kind']} {row['corrects']} of {row['slug']!r} is undone already")
    if target["kind"] in ("undo", "import"):
        raise NothingToUndo(f"an {target['kind']} cannot be undone: make the edit again")
    return target


def _undone(cursor: Cursor[Row], row: Row) -> tuple[Row | None, Row | None]:
    """The entry as it stands, and as the edits that are left make it."""
    target = edit_to_undo(cursor, row)
    names = {**row, "entry_number": target["entry_number"], "without": target["number"]}
    if target["entry_number"] is None:  # an edit of facts
        return None, None
    state: Row | None = None
    for edit in cursor.execute(sql("edits_of_entry"), names).fetchall():
        if edit["number"] == target["entry_number"]:
            state = entry_row({**edit, "document_id": row["document_id"]}, version_id=edit["id"])
        elif state is not None:
            state = _repaired(state, edit)
    return cursor.execute(sql("entry_held"), names).fetchone(), state


def _repaired(before: Row, edit: Row) -> Row | None:
    """An entry after one edit of it; None where it is retracted. Raises `InvalidWindow`."""
    if edit["kind"] == "retraction":
        return None
    moved = {name: edit[name] if edit[name] is not None else before[name] for name in ("effective_at", "expires_at")}
    if moved["expires_at"] is not None and moved["expires_at"] <= moved["effective_at"]:
        raise InvalidWindow(
            f"expires_at {moved['expires_at'].isoformat()} is not after the effective date "
            f"{moved['effective_at'].isoformat()}"
        )
    return entry_row({**before, **moved}, version_id=before["version_id"] if edit["kind"] == "redating" else edit["id"])


@dataclass(frozen=True, slots=True)
class Stretch:
    """What takes effect from one instant on, up to the `following` one; none: from the first on, to the last."""

    starts: dt.datetime | None = None
    following: dt.datetime | None = None


class EditedSequence:
    """The recorded entries without the one that goes, and with the one that comes."""

    def __init__(self, cursor: Cursor[Row], document_id: int, *, goes: Row | None, comes: Row | None) -> None:
        self._cursor = cursor
        self._asked: dict[tuple[str, Place], Row | None] = {}
        self.document_id = document_id
        self._names = {"document_id": document_id, "without": None if goes is None else goes["number"]}
        self.goes = goes
        self.comes = comes
        self.comes_with_text = self._with_text(comes)

    def run(self, entry: Row) -> Window | None:
        """What an entry at this place governs."""
        following = [cast(Row, self._ask("following_entry", entry))["effective_at"]]
        if self.comes is not None and place(entry) < place(self.comes):
            following.append(self.comes["effective_at"])
        begins = min((instant for instant in following if instant is not None), default=None)
        return run_of(as_entry(entry), begins)

    def left(self) -> tuple[Window | None, Row | None]:
        """What the entry that goes governed, and the recorded entry that this falls to."""
        if self.goes is None:
            return None, None
        following = cast(Row, self._ask("following_entry", self.goes))["effective_at"]
        return run_of(as_entry(self.goes), following), self._ask("preceding_entry", self.goes)

    def text_before(self, at: Row) -> Row | None:
        """The nearest entry with a text before a place."""
        recorded, comes = self._ask("text_entry_before", at), self.comes_with_text
        if comes is None or place(comes) >= place(at):
            return recorded
        return comes if recorded is None or place(recorded) < place(comes) else recorded

    def text_after(self, at: Row) -> Row | None:
        """The nearest entry with a text after a place."""
        recorded, comes = self._ask("text_entry_after", at), self.comes_with_text
        if comes is None or place(comes) <= place(at):
            return recorded
        return comes if recorded is None or place(comes) < place(recorded) else recorded

    def around(self, first: dt.datetime, last: dt.datetime, reach: int) -> Stretch:
        """From `reach` entries before an instant to as many behind another, all of one instant together."""
        names = {**self._names, "first": first, "last": last, "reach": reach}
        return Stretch(**cast(Row, self._cursor.execute(sql("stretch_around"), names).fetchone()))

    def held(self, stretch: Stretch) -> list[Row]:
        """Its entries before the edit, in no order."""
        return self._cursor.execute(sql("entries_held"), {**self._names, **asdict(stretch)}).fetchall()

    def edited(self, entries: Sequence[Row]) -> list[Row]:
        """The same after the edit."""
        kept = [entry for entry in entries if entry["number"] != self._names["without"]]
        return kept if self.comes is None else [*kept, self.comes]

    def _with_text(self, entry: Row | None) -> Row | None:
        if entry is None:
            return None
        found = self._cursor.execute(sql("keying_of_version"), entry).fetchone()
        return None if found is None else {**entry, **found}

    def _ask(self, query: str, at: Row) -> Row | None:
        """Once: passages, keys and facts look at the same places, and the lock keeps them as they are."""
        asked = query, place(at)
        if asked not in self._asked:
            self._asked[asked] = self._cursor.execute(sql(query), {**at, **self._names}).fetchone()
        return self._asked[asked]


def rows_touching(
    cursor: Cursor[Row],
    query: str,
    document_id: int,
    ruled: Sequence[Ruling[Content]],
    recorded: Callable[[Row], RecordedRow[Content]],
) -> list[RecordedRow[Content]]:
    """The open rows of a document whose windows touch one of the runs, each once, as `recorded` reads them."""
    found: dict[UUID, RecordedRow[Content]] = {}
    for ruling in ruled:
        for row in cursor.execute(sql(query), {"document_id": document_id, "run": ruling.run}):
            found[row["id"]] = recorded(row)
    return list(found.values())
