"""What a receiver is sent: ids, numbers and links, never words of a document. Pure.

So nothing that was erased can be on its way, nor come back in what a receiver answers.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode
from uuid import UUID

from ingestion.notifications.webhooks import Due
from knowledge.events import EventKind

KEYS_SHOWN = 100
_PLACES = {"answer": "/v1/answers/{}", "invalidation": "/v1/invalidations/{}", "reindex": "/v1/reindex/{}"}
"""Names in `about` whose value has a page of its own."""


def body_of(due: Due, keys: Sequence[UUID] = ()) -> bytes:
    """The payload of Standard Webhooks. `keys` are those of the changed facts, one more than is shown where some are
    left off. Addresses are relative to asof's own.
    """
    data: dict[str, object] = {"document": due.document, **due.about, "links": _links(due)}
    if due.kind == EventKind.FACTS_CHANGED:
        data["keys"] = [str(key) for key in keys[:KEYS_SHOWN]]
        data["more_keys"] = len(keys) > KEYS_SHOWN
    return _encoded(due.kind, due.happened_at.isoformat(), data)


def trial_body(webhook: UUID, at: str) -> bytes:
    """Of a test: a kind that no event has."""
    return _encoded("webhook.test", at, {"webhook": str(webhook)})


def _encoded(kind: str, at: str, data: Mapping[str, object]) -> bytes:
    return json.dumps({"type": kind, "timestamp": at, "data": data}, separators=(",", ":"), sort_keys=True).encode()


def _links(due: Due) -> dict[str, str]:
    links = {
        name: place.format(quote(str(due.about[name]), safe=""))
        for name, place in _PLACES.items()
        if due.about.get(name) is not None
    }
    if due.document is None:
        return links
    document = f"/v1/documents/{quote(due.document, safe='')}"
    links["document"] = document
    if due.kind == EventKind.VERSION_PUBLISHED:
        links["version"] = f"{document}/versions/{due.about.get('version')}"
    if due.kind == EventKind.FACTS_CHANGED:
        links["facts"] = _asked("/v1/facts", document=due.document, known_at=due.about.get("recorded_at"))
    if due.kind == EventKind.CONFLICT_OPENED:
        seen = {"as_of": due.about.get("as_of"), "known_at": due.about.get("known_at")}
        links["conflicts"] = _asked("/v1/conflicts", document=due.document, **seen)
    return links


def _asked(path: str, **parameters: object) -> str:
    return f"{path}?{urlencode({name: value for name, value in parameters.items() if value is not None})}"
