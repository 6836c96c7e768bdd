"""The one place where the role is entered that may go past the triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor

from knowledge.adapters.postgres.queries import sql


@contextmanager
def as_eraser(cursor: Cursor[dict[str, Any]]) -> Iterator[None]:
    """Inside a transaction. One that fails takes the role with it when it is rolled back."""
    cursor.execute(sql("become_eraser"))
    yield
    cursor.execute(sql("be_oneself_again"))
