"""What a turn tells while it is being answered: the port that answering speaks to, and what becomes of it on a stream.

The answer itself is no part of this: it comes from the transcript.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Emitter(Protocol):
    """Given to answering, for one attempt at one message. Costs microseconds and never fails: what is told is written
    beside the work. May be called from any thread.
    """

    def stage(self, text: str) -> None:
        """What is being done now, in plain words: "searching what held on 3 March 2024"."""
        ...

    def token(self, text: str) -> None:
        """The next piece of the answer's text, spaces included. The pieces of one attempt since it last began `again`,
        joined, are its text.
        """
        ...

    def again(self, why: str) -> None:
        """The text told so far is void: what follows takes its place."""
        ...


class StreamKind(StrEnum):
    TAKEN = "taken"  # a message is in work; its text is in the body
    STAGE = "stage"
    RESET = "reset"  # what was said of the answer is void: another attempt begins, or this one takes its words back
    TOKEN = "token"  # noqa: S105 (a piece of text)
    ANSWER = "answer"  # from the transcript, never pruned
    FAILED = "failed"  # the message can never be answered
    NOTICE = "notice"  # about the conversation, of no message


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """One event before it has a number."""

    kind: StreamKind
    body: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEvent:
    """One event as readers get it. `number` grows; `body` is what the HTTP contract shows of its kind."""

    number: int
    kind: StreamKind
    message_id: str | None
    attempt: int | None
    body: Mapping[str, object]
    written_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an attempt has told and nobody has written yet: it goes with the answer. `attempt` is from 1."""

    attempt: int | None = None
    events: Sequence[Emitted] = ()

    def as_json(self) -> list[dict[str, object]]:
        return [{"kind": event.kind.value, "body": dict(event.body)} for event in self.events]


NOTHING_TOLD = Told()


def joined(events: Iterable[Emitted]) -> list[Emitted]:
    """Pieces of text that follow each other become one event: fewer rows, the same text."""
    kept: list[Emitted] = []
    for event in events:
        if kept and event.kind is kept[-1].kind is StreamKind.TOKEN:
            kept[-1] = Emitted(kind=StreamKind.TOKEN, body={"text": f"{kept[-1].body['text']}{event.body['text']}"})
        else:
            kept.append(event)
    return kept
