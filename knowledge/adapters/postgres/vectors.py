"""Vectors of statements on their way into Postgres."""

import struct
from collections.abc import Sequence

from pgvector import HalfVector


def half_vectors(statements: Sequence[bytes | None]) -> list[HalfVector | None] | None:
    """What `halfvec[]` takes, of `ports.PassageVectors.statements`; null where there is not a single one."""
    if not any(statements):
        return None
    return [None if one is None else HalfVector.from_binary(_HEAD.pack(len(one) // 2, 0) + one) for one in statements]


_HEAD = struct.Struct(">HH")  # dimensions and a reserved zero, as pgvector sends them
