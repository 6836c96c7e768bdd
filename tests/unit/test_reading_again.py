"""Which versions `asof extract` reads again."""

from typing import Any

import pytest

from api.cli.connection import Connection
from api.cli.failures import Refused
from api.cli.loading.again import read_again

REASON = "shorter passages"
Json = dict[str, Any]


def version(number: int, kind: str = "version", **given: object) -> Json:
    own = {"corrects": None, "valid_at": "2024-01-01", "status": "done", "reason": None}
    return {"version": number, "kind": kind, **own, **given}


def again(number: int, corrects: int, **given: object) -> Json:
    return version(number, "re-extraction", corrects=corrects, valid_at=None, **{"reason": REASON, **given})


class Shown(Connection):
    """What the API would show."""

    def __init__(self, **documents: list[Json] | str) -> None:
        self._documents = documents

    def get(self, path: str, **_: object) -> Json:
        if path == "/v1/documents":
            return {"documents": [{"document": name} for name in self._documents], "next_cursor": None}
        found = self._documents[path.rpartition("/")[2]]
        if isinstance(found, str):
            raise Refused({"type": f"/problems/{found}"})
        return {"versions": found}


def test_every_text_that_speaks_is_read_and_no_edit_or_withdrawal() -> None:
    leave = [version(1), version(2, valid_at=None), version(3, "correction", corrects=2), version(4, "withdrawal")]
    plan = read_again(Shown(leave=leave, travel=[]), None, REASON)
    assert [(item.document, item.again) for item in plan.items] == [("leave", 1), ("leave", 3)]
    assert not plan.known


def test_what_was_read_for_the_same_reason_is_known_and_what_was_undone_failed_or_is_on_its_way_is_not() -> None:
    speaking = [version(number) for number in range(1, 6)]
    edits = [
        again(6, 1),
        again(7, 2, reason="another"),
        again(8, 3, status="failed"),
        again(9, 4, status="waiting"),
        again(10, 5),
        version(11, "undo", corrects=10, valid_at=None),
    ]
    plan = read_again(Shown(leave=[*speaking, *edits]), "leave", REASON)
    assert [outcome["version"] for outcome in plan.known] == [1]
    assert [item.again for item in plan.items] == [2, 3, 4, 5]


def test_a_document_that_goes_meanwhile_stops_no_other_unless_it_was_named() -> None:
    shown = Shown(gone="document-erased", leave=[version(1)])
    assert [item.document for item in read_again(shown, None, REASON).items] == ["leave"]
    with pytest.raises(Refused):
        read_again(shown, "gone", REASON)
    with pytest.raises(Refused):
        read_again(Shown(away="store-unavailable"), None, REASON)
