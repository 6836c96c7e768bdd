"""A conversation as one text, Markdown or JSON, piece by piece: however long it is, a page of it is held at a time."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping

from api.models.answers import CitationReply
from api.models.conversations import FailedMessageReply, TurnReply
from api.models.people import AskedReply

Turns = Iterable[TurnReply]


def as_json(head: Mapping[str, object], turns: Turns, failed: Iterable[FailedMessageReply]) -> Iterator[str]:
    """One object: `head`, then `turns` as `GET /v1/conversations/{id}` shows them, then `failed`. One turn a line."""
    start = json.dumps(head, ensure_ascii=False)
    yield f'{start[:-1]}, "turns": ['
    for place, turn in enumerate(turns):
        yield ("\n" if place == 0 else ",\n") + turn.model_dump_json(by_alias=True)
    yield '\n], "failed": ['
    for place, one in enumerate(failed):
        yield ("\n" if place == 0 else ",\n") + one.model_dump_json()
    yield "]}\n"


def as_markdown(head: Mapping[str, object], turns: Turns, failed: Iterable[FailedMessageReply]) -> Iterator[str]:
    yield f"# {_line(str(head['title'] or 'Conversation'))}\n\n"
    yield f"Conversation `{head['id']}`, opened {_minute(str(head['created_at']))} by {_line(str(head['actor']))}.\n"
    for turn in turns:
        yield _turn(turn)
    lost = [f"- {_minute(one.failed_at)} “{_line(one.text)}”: {_line(one.detail)}\n" for one in failed]
    if lost:
        yield "\n## Not answered\n\n" + "".join(lost)


def _turn(turn: TurnReply) -> str:
    answer = turn.answer
    parts = [f"\n## {turn.number}. {_minute(turn.sent_at)}\n", _quoted(turn.text)]
    said = (
        answer.text
        if not answer.answer or answer.answer == answer.text
        else f"**{_line(answer.answer)}**\n\n{answer.text}"
    )
    parts.append(f"{said}\n")
    parts += [f"- {_source(citation)}\n  > {_line(citation.quote)}" for citation in answer.citations]
    if answer.citations:
        parts.append("")
    notes = [*answer.coverage, *answer.notices]
    parts += [f"- {_line(note)}" for note in notes] + ([""] if notes else [])
    if turn.asked is not None:
        parts += [_asked(turn.asked), ""]
    parts.append(f"As of {_minute(answer.as_of)}, known at {_minute(answer.known_at)}; answer `{answer.id}`.")
    return "\n".join(parts) + "\n"


def _asked(asked: AskedReply) -> str:
    came = {
        "waiting": f"the answer is waited for until {_minute(asked.expires_at)}",
        "answered": f"the answer is turn {asked.turn}" if asked.turn else "the answer has come",
        "cancelled": "cancelled",
        "expired": f"not answered by {_minute(asked.expires_at)}",
    }
    return f"Asked {_line(asked.person)}: “{_line(asked.question)}” ({came[asked.status]})."


def _source(citation: CitationReply) -> str:
    where = [citation.title, f"version {citation.version}"]
    where += [" > ".join(citation.section)] if citation.section else []
    where += [] if citation.page is None else [f"page {citation.page}"]
    return f"{_line(', '.join(where))} ({_window(citation.valid_at, citation.expired_at)})"


def _window(start: str | None, end: str | None) -> str:
    bounds = [f"from {_minute(start)}"] if start else []
    bounds += [_end(end)] if end else []
    return " ".join(["in force", *bounds]) if bounds else "always in force"


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines() or [""])


def _minute(instant: str) -> str:
    """`2025-01-10 08:19 UTC`; a midnight as its date."""
    date, _, time = instant.partition("T")
    return date if time[:8] == "00:00:00" else f"{date} {time[:5]} UTC"


def _end(end: str) -> str:
    """The end is excluded: where it is a midnight, the day before is the last one."""
    date, _, time = end.partition("T")
    last_day = dt.date.fromisoformat(date) - dt.timedelta(days=1)
    return f"to {last_day}" if time[:8] == "00:00:00" else f"until {_minute(end)}"


def _line(text: str) -> str:
    return " ".join(text.split())
