"""Query parameters and form fields that several calls share, and how their texts are read."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query

from knowledge.errors import InvalidRequest, InvalidSlug
from knowledge.time_windows import Scope, read_instant

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 200
UTC_OFFSET = "+00:00"

AsOf = Annotated[
    str | None,
    Query(
        description="Instant in valid time: a date, or a time with its offset. Default: now.", examples=["2024-03-01"]
    ),
]
KnownAt = Annotated[
    str | None,
    Query(
        description="Instant in recorded time: answer from what was known then. Default: all that is recorded.",
        examples=["2024-06-30T12:00:00Z"],
    ),
]
ScopeTexts = Annotated[
    list[str] | None,
    Query(
        alias="scope",
        description="For whom or what, as `dimension=value`; repeated, or separated by commas.",
        examples=["audience=contractors"],
    ),
]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]


def storable(text: str) -> str:
    """Raises `ValueError` where Postgres could not keep the text."""
    if "\x00" in text:
        raise ValueError("holds a NUL character, which no text may hold")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a surrogate pair, which is no character")
    return text


def check_storable(text: str, name: str) -> str:
    """Raises `InvalidRequest`, by name."""
    try:
        return storable(text)
    except ValueError as error:
        raise InvalidRequest(f"{name} {error}") from error


def check_slug(slug: str) -> str:
    if len(slug) <= SLUG_LENGTH and SLUG.fullmatch(slug):
        return slug
    suggested = slug_from(slug)
    way_out = f", as in {suggested!r}" if suggested else ", as in 'returns-policy'"
    raise InvalidSlug(
        f"{slug[:SLUG_LENGTH]!r} is not a slug: use up to {SLUG_LENGTH} lower-case letters, digits and "
        f"single hyphens{way_out}"
    )


def slug_from(text: str) -> str:
    """The slug nearest to a title or a file's name, "" where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-")


def instant_or_none(text: str | None, zone: ZoneInfo, name: str) -> dt.datetime | None:
    """The instant that a parameter names; absent and empty are both none."""
    return read_instant(text, zone, name=name) if text and text.strip() else None


def read_scope(texts: Sequence[str] | None) -> Scope:
    """`["audience=contractors,region=eu"]` -> `(("audience", "contractors"), ("region", "eu"))`."""
    pairs: dict[str, str] = {}
    for part in (part.strip() for text in texts or () for part in text.split(",")):
        if not part:
            continue
        dimension, equals, value = (piece.strip() for piece in part.partition("="))
        if not (dimension and equals and value):
            raise InvalidRequest(f"scope {part!r} is not a pair: write dimension=value, as in audience=contractors")
        if pairs.setdefault(dimension, value) != value:
            raise InvalidRequest(f"scope names {dimension!r} twice: {pairs[dimension]!r} and {value!r}")
    return tuple(sorted(pairs.items()))


def scope_of(pairs: Mapping[str, str]) -> Scope:
    return tuple(sorted(pairs.items()))


def scope_reply(scope: Scope) -> dict[str, str]:
    """Several values of one dimension are said together: {"region": "austria, germany"}."""
    values: dict[str, list[str]] = {}
    for dimension, value in scope:
        values.setdefault(dimension, []).append(value)
    return {dimension: ", ".join(some) for dimension, some in values.items()}


def read_id_cursor(cursor: str | None) -> UUID | None:
    """Of a list that goes on behind an id."""
    try:
        return UUID(cursor) if cursor else None
    except ValueError as error:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before") from error


def read_instant_cursor(cursor: str | None) -> tuple[dt.datetime, UUID] | None:
    """Of a list that goes on behind an instant and an id."""
    if not cursor:
        return None
    instant, _, id_ = cursor.partition("~")
    try:
        return dt.datetime.fromisoformat(instant).astimezone(dt.UTC), UUID(id_)
    except ValueError as error:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before") from error


def instant_cursor(after: tuple[dt.datetime, UUID] | None) -> str | None:
    """Without a plus sign, which is a space in an address."""
    return None if after is None else f"{iso(after[0]).removesuffix(UTC_OFFSET)}Z~{after[1]}"


def iso(instant: dt.datetime) -> str:
    """Always UTC, so that equal instants are equal texts."""
    return instant.astimezone(dt.UTC).isoformat()


def iso_or_none(instant: dt.datetime | None) -> str | None:
    return None if instant is None else iso(instant)
