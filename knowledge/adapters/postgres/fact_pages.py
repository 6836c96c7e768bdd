"""Which query lists the facts that were asked for, and the cursor that goes on where a page ended."""

import base64
import binascii
import json
from uuid import UUID

from psycopg.rows import TupleRow

from knowledge.errors import InvalidRequest
from knowledge.ports import FactQuery

_NO_CONTENT = UUID(int=0)
_FROM_THE_START = ("", -1, -1, _NO_CONTENT)


def page_query(query: FactQuery) -> tuple[str, dict[str, object]]:
    """The name of the query and its parameters beside the viewpoint's. It gives one row more than the page, if any.

    Raises `InvalidRequest` for a cursor that this listing did not give, and where a key is asked for by what it says.
    """
    names: dict[str, object] = {
        "subject": query.subject,
        "predicate": query.predicate,
        "document": query.document,
        "limit": query.limit + 1,
    }
    if query.key is not None and (query.subject, query.predicate, query.q) != (None, None, None):
        raise InvalidRequest("a key has one subject and one predicate: leave out subject, predicate and q beside key")
    after = None if query.cursor is None else _read(query.cursor)
    try:
        if query.q is not None:
            unfit, content = (None, None) if after is None else (float(after[0]), UUID(str(after[1])))
            return "facts_by_words", {**names, "q": query.q, "after_unfit": unfit, "after_content": content}
        slug, start, ordinal, last = (
            _FROM_THE_START if after is None else (str(after[0]), int(after[1]), int(after[2]), UUID(str(after[3])))
        )
    except (IndexError, TypeError, ValueError, AttributeError) as error:
        raise InvalidRequest(_stranger(query.cursor)) from error
    if query.key is not None:
        return "facts_by_key", {
            "key": query.key,
            "document": query.document,
            "after_slug": slug,
            "limit": query.limit + 1,
        }
    place = {"after_slug": slug, "after_start": start, "after_ordinal": ordinal, "after_content": last}
    if query.subject is not None:
        return "facts_by_subject", {**names, **place}
    name = "facts_by_place" if query.predicate is None else "facts_by_predicate"
    return name, {**names, **place, "first_content": _NO_CONTENT}


def next_cursor(query: FactQuery, last: TupleRow) -> str:
    """The cursor that goes on after this row."""
    if query.q is not None:
        unfit, content = last[21:23]
        after = [unfit, str(content)]
    else:
        after = [last[12], last[18], last[21], str(last[22])]
    return base64.urlsafe_b64encode(json.dumps(after).encode()).decode().rstrip("=")


def _read(cursor: str) -> list[str | int | float]:
    try:
        after = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest(_stranger(cursor)) from error
    if not isinstance(after, list):
        raise InvalidRequest(_stranger(cursor))
    return after


def _stranger(cursor: str | None) -> str:
    return f"the cursor {cursor!r} is not one that this list gave: start again without it"
