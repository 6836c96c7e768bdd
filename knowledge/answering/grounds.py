"""What an answer rests on beside what it says: sealed with it, so that it can be asked again as it was asked then."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.answering.model import Answer, Ask
from knowledge.audit import Considered, Grounds
from knowledge.questions import RecentQuestion

MOST_CONSIDERED = 12  # rows: of the statements that bear on it the best


def grounds_of(ask: Ask, answer: Answer) -> Grounds:
    return Grounds(
        asked={
            "text": ask.question,
            "as_of": _iso(ask.as_of),
            "known_at": _iso(ask.known_at),
            "scope": [list(pair) for pair in ask.scope],
            "document": ask.document,
            "now": _iso(ask.now),
            "zone": str(ask.zone),
            **({"beside": list(ask.beside)} if ask.beside else {}),
        },
        recent=[{**asdict(turn), "as_of": _iso(turn.as_of)} for turn in ask.recent],
        considered=_considered(answer),
    )


def asked_again(tenant: str, id_: UUID, asked: Mapping[str, Any], recent: list[dict[str, Any]]) -> Ask:
    """The question as `grounds_of` kept it. Raises `KeyError` where it was kept otherwise."""
    return Ask(
        id=id_,
        tenant=tenant,
        question=asked["text"],
        as_of=_instant(asked["as_of"]),
        known_at=_instant(asked["known_at"]),
        scope=tuple((dimension, value) for dimension, value in asked["scope"]),
        document=asked["document"],
        now=dt.datetime.fromisoformat(asked["now"]),
        zone=ZoneInfo(asked["zone"]),
        recent=tuple(RecentQuestion(**{**turn, "as_of": dt.datetime.fromisoformat(turn["as_of"])}) for turn in recent),
        beside=tuple(asked.get("beside", ())),
    )


def _considered(answer: Answer) -> tuple[Considered, ...]:
    """What the notes are made from, and what a change of could make the answer another: other times first."""
    cited = {citation.id for citation in answer.citations}
    rows = dict.fromkeys(one for one in _looked_at(answer) if one.id not in cited)
    return tuple(rows)[:MOST_CONSIDERED]


def _looked_at(answer: Answer) -> Iterator[Considered]:
    for part in answer.parts:
        if part.elsewhen.best is not None:
            yield Considered("passage", part.elsewhen.best.passage.id)
    for part in answer.parts:
        for statement in part.statements:
            yield from (Considered("fact", fact.id) for fact in statement.facts)
            yield Considered("passage", statement.passage.id)


def _iso(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(dt.UTC).isoformat()


def _instant(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
