"""What a conversation is told when what it was told would be another now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.answering import Answer, AnswerStatus
from knowledge.events import entry_named

CUT = 100
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a recording made of an answer: `affected` where it is now another than was given."""

    before: Answer
    after: Answer
    affected: bool


def notice_of(turn: Mapping[str, Any], kind: str, document: str, version: int, outcome: Outcome) -> str:
    asked = f"“{_cut(turn.get('text') or 'a question')}”"
    cause = f"{document} has {entry_named(kind)} (number {version})"
    if not outcome.affected:
        return f"{asked} is answered again as it was: {cause}."
    given = turn.get("answered") or (NOT_STATED if turn.get("status") == "not_stated" else "otherwise")
    now = outcome.after.answer or (NOT_STATED if outcome.after.status is AnswerStatus.NOT_STATED else "another")
    return f"{asked} was answered “{_cut(given)}”. Since {cause} the answer is “{_cut(now)}”."


def _cut(text: str) -> str:
    return text if len(text) <= CUT else text[: CUT - 1].rstrip() + "…"
