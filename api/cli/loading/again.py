"""`asof extract` of many versions: each that speaks is read again by the program of today."""

from collections.abc import Sequence

from api.cli.connection import Connection, document_path
from api.cli.failures import Refused
from api.cli.loading.items import Item, Json, Plan

TEXTS = {"version", "correction"}
GONE = {"/problems/document-erased", "/problems/document-not-found"}  # since they were listed


def read_again(connection: Connection, document: str | None, reason: str) -> Plan:
    """Of one document, or of all. What was read again for this very reason is left out: a run that was broken off goes
    on.
    """
    plan = Plan()
    if document is not None:
        _read_document(connection, document, reason, plan)
        return plan
    for one in connection.all_of("/v1/documents", "documents"):
        try:
            _read_document(connection, one["document"], reason, plan)
        except Refused as refusal:
            if refusal.problem.get("type") not in GONE:
                raise
    return plan


def _read_document(connection: Connection, document: str, reason: str, plan: Plan) -> None:
    versions = connection.get(document_path(document))["versions"]
    done = _read_for(reason, versions)
    for version in versions:
        if version["kind"] not in TEXTS or version["valid_at"] is None:
            continue
        item = _item(document, version, reason)
        if version["version"] in done:
            plan.known.append(item.outcome("known") | {"version": item.again})
        else:
            plan.items.append(item)


def _read_for(reason: str, versions: Sequence[Json]) -> set[int]:
    """What is still on its way is sent again: it is found, and followed to its end."""
    undone = {one["corrects"] for one in versions if one["kind"] == "undo" and one["status"] != "failed"}
    return {
        one["corrects"]
        for one in versions
        if one["kind"] == "re-extraction"
        and one["reason"] == reason
        and one["status"] == "done"
        and one["version"] not in undone
    }


def _item(document: str, version: Json, reason: str) -> Item:
    number: int = version["version"]
    return Item(
        document=document,
        place=f"version {number} of {document}",
        read=None,
        effective_at=version["valid_at"],
        reason=reason,
        again=number,
    )
