"""Canonical JSON (RFC 8785): one value, one sequence of bytes, so that equal digests mean equal values."""

import hashlib
import json
from typing import Any

import rfc8785

from knowledge.errors import SealFailed

Json = dict[str, Any]


def canonical(value: object) -> bytes:
    """Raises `SealFailed` for what JSON cannot say: NaN, integers beyond 2^53, half a surrogate pair."""
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise SealFailed(f"the answer has no canonical form: {error}") from error


def is_canonical(content: bytes) -> bool:
    try:
        return canonical(json.loads(content)) == content
    except (ValueError, RecursionError, SealFailed):
        return False


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
