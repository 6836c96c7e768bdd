"""What the bodies of rules and of expiry rules share: how a change of one is read, and for which documents it asks."""

from collections.abc import Collection, Sequence
from typing import Any

from api.models.base import Request
from api.parameters import check_slug
from knowledge.errors import InvalidRequest


def changed_fields(body: Request, *, never_null: Collection[str], way_out: str) -> dict[str, Any]:
    """Fields that were given, as a rule keeps them; null drops a condition, and says nothing of what is `never_null`.

    Raises `InvalidRequest` with the `way_out` where none was, `InvalidSlug`.
    """
    given = body.model_dump(exclude_unset=True)
    changed = {name: value for name, value in given.items() if value is not None or name not in never_null}
    if not changed:
        raise InvalidRequest(f"nothing to change: give {way_out}")
    if "documents" in changed:
        changed["documents"] = slugs(changed["documents"])
    return changed


def slugs(documents: Sequence[str] | None) -> frozenset[str] | None:
    """None: of all documents. Raises `InvalidSlug`."""
    return None if documents is None else frozenset(check_slug(slug) for slug in documents)
