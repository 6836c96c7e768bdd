"""Facts in bulk."""

from api.examples.documents import VERSION
from api.examples.facts import VIEW
from api.examples.shown import shown

imported = shown(
    "imported",
    {
        "source": "wikidata",
        "lines": 3,
        "imported": 1,
        "already_there": 1,
        "rejected": 1,
        "errors": [{"line": 4, "detail": "valid_to 1998-01-01 is not after valid_from 1998-06-01"}],
        "watermark": VIEW["known_at"],
    },
    "Read to its end: what of it is held now, and what could not be read.",
)
imports = shown(
    "imports",
    {
        "imports": [
            {
                "source": "wikidata",
                "version": 1,
                "format": "tsv",
                "status": "done",
                "reason": "first load",
                "actor": "local",
                "recorded_at": VIEW["known_at"],
                "content_hash": VERSION["content_hash"],
                "counts": {"lines": 3, "imported": 1, "already_there": 1, "rejected": 1},
            }
        ],
        "next_cursor": None,
    },
)
import_bodies = {
    "text/tab-separated-values": {
        "schema": {"type": "string", "format": "binary"},
        "example": "subject\tpredicate\tobject\tvalid_from\tvalid_to\n"
        "Ann Lee\tlives in\tParis\t2019-05-01\t2021-01-01\nAnn Lee\tlives in\tRome\t2021-01-01\t\n",
    },
    "application/jsonl": {
        "schema": {"type": "string", "format": "binary"},
        "example": '{"subject": "Meals", "predicate": "are paid up to", "object": "32 EUR", "valid_from": "2024-01-01",'
        ' "scope": {"region": "eu"}}\n',
    },
}
