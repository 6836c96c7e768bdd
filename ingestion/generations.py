"""The builds of the index that a writer feeds, and the lock under which another one becomes live.

Whoever writes points on account of rows holds the lock together with others, from before it reads which builds there
are until its rows stand or never will. Who makes a build live, or takes one away, holds it alone: no row falls between.
"""

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import StoreUnavailable

PATIENCE = "5s"  # other writers wait as long as we do

sql = load_queries("ingestion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    name: str
    model: str
    precision: str
    dimensions: int
    status: str  # building, live, retired

    @property
    def is_live(self) -> bool:
        return self.status == "live"

    @property
    def embedded_by(self) -> dict[str, str]:
        """As queries name it."""
        return {"model": self.model, "precision": self.precision}


def fed(cursor: Cursor[Any]) -> list[Generation]:
    """The live one first, then what is being built. Held until the transaction ends. Raises `StoreUnavailable`."""
    cursor.execute(sql("generations_share"))
    found = [_generation(row) for row in cursor.execute(sql("generations_fed")).fetchall()]
    if not found or not found[0].is_live:
        raise StoreUnavailable("no generation of the passage index is live yet: the worker makes it at its start")
    return found


def alone(cursor: Cursor[Any]) -> None:
    """Waits for every writer under way, and lets none begin until the transaction ends. Readers notice nothing.

    Raises `StoreUnavailable` where a large one takes long: those behind it are let through, and it is tried again.
    """
    cursor.execute(sql("lock_patience"), {"patience": PATIENCE})
    cursor.execute(sql("generations_alone"))


def generation_named(cursor: Cursor[Any], name: str) -> Generation | None:
    row = cursor.execute(sql("generation_named"), {"name": name}).fetchone()
    return None if row is None else _generation(row)


def _generation(row: Any) -> Generation:
    return Generation(**row) if isinstance(row, dict) else Generation(**dict(zip(_COLUMNS, row, strict=True)))


_COLUMNS = ("name", "model", "precision", "dimensions", "status")
