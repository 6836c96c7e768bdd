"""Postgres beside one generation of the index: what is missing there, what has no row, whose windows differ."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from ingestion.generations import Generation, alone
from ingestion.publication import windows_of_row
from ingestion.reindex.filling import Filling
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.ports import IndexWindows, PassageIndex

BATCH = 500
LOOKS = 4  # at what differs: a publication under way may have come between the two reads

sql = load_queries("ingestion.reindex")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`rows` and `points` are counts; the checksums are SHA-256 over ids and windows in the order of the ids."""

    rows: int
    points: int
    missing: tuple[UUID, ...]
    wrong: Mapping[UUID, IndexWindows]  # as Postgres has them
    surplus: tuple[UUID, ...]
    checksum_of_rows: str
    checksum_of_points: str

    @property
    def equal(self) -> bool:
        return not (self.missing or self.wrong or self.surplus) and self.checksum_of_rows == self.checksum_of_points

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "points": self.points,
            "missing": len(self.missing),
            "wrong": len(self.wrong),
            "surplus": len(self.surplus),
            "checksum": self.checksum_of_rows,
            "checksum_of_points": self.checksum_of_points,
        }


class Comparable(Protocol):
    """As much of a `PassageIndex` as is compared."""

    def windows_of(self, generation: str, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]: ...

    def ids(self, generation: str, *, after: UUID | None, limit: int) -> list[UUID]: ...

    def count(self, generation: str) -> int: ...


def fits(held: IndexWindows, row: IndexWindows) -> bool:
    """Equal, but for a recorded start before that of the row: a point goes in before its publication commits."""
    return (held.valid_from, held.valid_to, held.recorded_to) == (row.valid_from, row.valid_to, row.recorded_to) and (
        held.recorded_from <= row.recorded_from
    )


def compare(
    pool: Pool,
    index: Comparable,
    generation: str,
    *,
    still_to_come: dt.datetime | None = None,
    after_each: Callable[[], None] = lambda: None,
) -> Comparison:
    """Versions may be published meanwhile: what differs is looked at again, and what waits in the outbox is no
    difference. Nor is it missing what was recorded from `still_to_come` on, where that is given: it is put before the
    generation goes live. `after_each` batch may raise, to end it.
    """
    from_second = None if still_to_come is None else int(still_to_come.timestamp())
    of_rows, of_points = hashlib.sha256(), hashlib.sha256()
    missing: list[UUID] = []
    wrong: dict[UUID, IndexWindows] = {}
    count, after = 0, UUID(int=0)
    while batch := _rows_after(pool, after):
        after, count = batch[-1][0], count + len(batch)
        rows, held = _looked_at(pool, index, generation, dict(batch))
        for id_, windows in rows.items():
            if id_ not in held and from_second is not None and windows.recorded_from >= from_second:
                continue
            of_rows.update(_bytes(id_, windows))
            if id_ not in held:
                missing.append(id_)
                continue
            same = fits(held[id_], windows)
            of_points.update(_bytes(id_, windows if same else held[id_]))
            if not same:
                wrong[id_] = windows
        after_each()
    surplus = _strangers(pool, index, generation, after_each)
    for id_ in surplus:
        of_points.update(id_.bytes)
    return Comparison(
        rows=count,
        points=index.count(generation),
        missing=tuple(missing),
        wrong=wrong,
        surplus=tuple(surplus),
        checksum_of_rows=of_rows.hexdigest(),
        checksum_of_points=of_points.hexdigest(),
    )


def repair(pool: Pool, index: PassageIndex, generation: Generation, found: Comparison, filling: Filling) -> int:
    """How many texts were embedded on the way."""
    embedded = filling.put(generation, found.missing)
    if found.wrong:
        index.set_windows(generation.name, found.wrong)
    for start in range(0, len(found.surplus), BATCH):
        some = found.surplus[start : start + BATCH]
        with transaction(pool) as cursor:
            alone(cursor)  # else a publication may put one of them while it is being deleted
            index.delete(generation.name, _without_row(cursor, some))
    return embedded


def _rows_after(pool: Pool, after: UUID) -> list[tuple[UUID, IndexWindows]]:
    with transaction(pool) as cursor:
        rows = cursor.execute(sql("windows_after"), {"after": after, "limit": BATCH}).fetchall()
    return [(row["id"], windows_of_row(row)) for row in rows]


def _looked_at(
    pool: Pool, index: Comparable, generation: str, rows: dict[UUID, IndexWindows]
) -> tuple[dict[UUID, IndexWindows], dict[UUID, IndexWindows]]:
    """Rows and points. Of those that differ both are read anew; what waits in the outbox counts as settled, and what
    was erased meanwhile is left out.
    """
    held = index.windows_of(generation, list(rows))
    for _ in range(LOOKS):
        differing = [id_ for id_, windows in rows.items() if id_ not in held or not fits(held[id_], windows)]
        if not differing:
            break
        again = index.windows_of(generation, differing)
        with transaction(pool) as cursor:
            found = cursor.execute(sql("windows_now"), {"ids": differing}).fetchall()
        now = {row["id"]: windows_of_row(row) for row in found}
        waiting = {row["id"] for row in found if row["waiting"]}
        for id_ in differing:
            held.pop(id_, None)
            if id_ not in now:
                del rows[id_]
                continue
            rows[id_] = now[id_]
            if id_ in again:
                held[id_] = now[id_] if id_ in waiting else again[id_]
    return rows, held


def _strangers(pool: Pool, index: Comparable, generation: str, after_each: Callable[[], None]) -> list[UUID]:
    found: list[UUID] = []
    after: UUID | None = None
    while ids := index.ids(generation, after=after, limit=BATCH):
        after = ids[-1]
        with transaction(pool) as cursor:
            found += _without_row(cursor, ids)
        after_each()
    return found


def _without_row(cursor: Any, ids: Sequence[UUID]) -> list[UUID]:
    """Neither a row nor an entry of the outbox names them: a publication under way has one before it adds a point."""
    return [row["id"] for row in cursor.execute(sql("strangers"), {"ids": list(ids)}).fetchall()]


def _bytes(id_: UUID, windows: IndexWindows) -> bytes:
    bounds = (windows.valid_from, windows.valid_to, windows.recorded_from, windows.recorded_to)
    return id_.bytes + b"".join(bound.to_bytes(8, "big", signed=True) for bound in bounds)
