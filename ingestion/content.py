"""The bytes of an upload on their way into Postgres and out of it: in pieces, where they are many.

A connection keeps for ever as much memory as the longest message that it sent or was sent.
"""

from typing import Any

from psycopg import Connection, Cursor

from knowledge.adapters.postgres.queries import load_queries

PIECE_BYTES = 4 * 2**20

sql = load_queries("ingestion")


def send_content(cursor: Cursor[Any], version_id: int, content: bytes) -> None:
    """Puts all of it in the place of what the version was inserted with."""
    cursor.execute(sql("content_stage"))
    with cursor.copy(sql("content_copy")) as copy:
        copy.set_types(["int4", "bytea"])
        for place, start in enumerate(range(0, len(content), PIECE_BYTES)):
            copy.write_row((place, content[start : start + PIECE_BYTES]))
    cursor.execute(sql("content_join"), {"version_id": version_id})
    cursor.execute(sql("content_unstage"))


def read_rest(connection: Connection[Any], version_id: int, *, first: bytes, size: int) -> bytes | None:
    """All of it, `size` bytes, of which the first piece was read. `None` where the version was discarded or erased."""
    pieces = [first]
    for start in range(PIECE_BYTES, size, PIECE_BYTES):
        names = {"version_id": version_id, "start": start, "most": PIECE_BYTES}
        found = connection.execute(sql("content_piece"), names, binary=True).fetchone()
        if found is None or found[0] is None:
            return None
        pieces.append(found[0])
    return b"".join(pieces)
