"""Readings in Postgres: what a model wrote of a passage, by the digest of all that it was asked with."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Cursor
from psycopg.types.json import Jsonb

from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.language_model import Prompt, TokenUse

sql = load_queries("ingestion.model_extraction")


class ReadingStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def kept(self, tenant: str, digests: Sequence[bytes]) -> dict[bytes, str]:
        """What the model wrote, where it was asked the same before."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("readings_kept"), {"tenant": tenant, "digests": list(digests)}).fetchall()
        return {row["digest"]: row["output"] for row in rows}

    def keep(self, tenant: str, digest: bytes, output: str, *, model: str, use: TokenUse, seconds: float) -> str:
        """What is kept from now on: the first reading, where two were made at once."""
        names = {
            "tenant": tenant,
            "digest": digest,
            "model": model,
            "output": output,
            "input_tokens": use.input_tokens,
            "output_tokens": use.output_tokens,
            "cost_usd": use.cost_usd,
            "seconds": seconds,
        }
        with transaction(self._pool) as cursor:
            cursor.execute(sql("reading_insert"), names)
            row = cursor.execute(sql("readings_kept"), {"tenant": tenant, "digests": [digest]}).fetchone()
        return output if row is None else str(row["output"])


def record_extraction(
    cursor: Cursor[Any], *, tenant: str, version_id: int, digests: Sequence[bytes], told: Mapping[str, object]
) -> None:
    """In the transaction that writes the version's facts: the readings they rest on, so that an erasure finds them."""
    names = {"tenant": tenant, "version_id": version_id, "digests": list(digests), "told": Jsonb(dict(told))}
    cursor.execute(sql("reading_uses_insert"), names)
    cursor.execute(sql("extraction_insert"), names)


def digest_of(model: str, parameters: Mapping[str, object], prompt: Prompt) -> bytes:
    asked = [model, dict(parameters), prompt.as_json()]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).digest()
