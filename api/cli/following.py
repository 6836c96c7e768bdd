"""`asof follow`: a conversation's stream on another device, gone on with after a lost connection."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.live import Live
from rich.text import Text

from api.cli import printing, printing_answers
from api.cli.connection import Connection, connected
from api.cli.failures import Failure, Refused
from api.cli.ids import CONVERSATION, whole_id

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 3.0

Json = dict[str, Any]


def events(connection: Connection, stream: str, *, patience_s: float | None = None) -> Iterator[Json]:
    """The events of a stream's address, each once, in order, without end.

    A lost connection is made anew, from where it was lost, for `patience_s` without an event (None: for ever). Raises
    `Refused` for what will not change, and the `Failure` of the last try.
    """
    seen: int | None = None
    heard, pause = time.monotonic(), FIRST_PAUSE_S
    while True:
        lost: Failure | None = None
        try:
            for event in connection.events(stream, last_event_id=seen):
                yield event
                seen, heard, pause = event["number"], time.monotonic(), FIRST_PAUSE_S
        except Failure as failure:
            if isinstance(failure, Refused) and not failure.is_outage:
                raise
            lost = failure
        if lost is not None and patience_s is not None and time.monotonic() - heard > patience_s:
            raise lost
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


def follow(url: str | None, conversation: str, *, after: int | None, once: bool, every: bool, as_json: bool) -> None:
    """Prints until Ctrl-C; with `once` until the next answer or failure."""
    with connected(url) as connection:
        conversation = whole_id(connection, CONVERSATION, conversation)
        stream = f"/v1/conversations/{conversation}/stream" + (f"?after={after}" if after is not None else "")
        connection.get(f"/v1/conversations/{conversation}", limit=1)  # refuses what is not there, while somebody looks
        shown = Shown(every=every)
        for event in events(connection, stream):
            if as_json:
                printing.print_json_line(event)
            else:
                shown.show(event)
            if once and event["kind"] in {"answer", "failed"}:
                return


class Shown:
    """Events as lines. On a terminal pieces of text are shown as they come, until the answer takes their place."""

    def __init__(self, *, every: bool) -> None:
        self._every = every
        self._console = printing.console()
        self._text = Text(style="dim")
        self._live: Live | None = None

    def show(self, event: Json) -> None:
        if event["kind"] == "token":
            self._piece(event["text"])
            return
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._line_of(event)

    def _piece(self, text: str) -> None:
        if not self._console.is_terminal:
            return
        if self._live is None:
            self._text = Text(style="dim")
            self._live = Live(self._text, console=self._console, transient=True)
            self._live.start()
        self._text.append(text)

    def _line_of(self, event: Json) -> None:
        kind = event["kind"]
        if kind == "taken":
            self._console.print(Text(f"> {event['text']}", style="bold"))
        elif kind == "stage":
            self._line(event, event["text"])
        elif kind == "reset":
            self._line(event, event["text"] or f"attempt {event['attempt']} begins anew")
        elif kind == "answer":
            self._console.print(printing_answers.answer(event["answer"], every=self._every))
            self._console.print()
        elif kind == "failed":
            self._console.print(Text(f"{event['title']}: {event['detail']}\n", style="red"))
        else:
            self._console.print(Text(f"! {event['text']}", style="yellow"))

    def _line(self, event: Json, text: str) -> None:
        at = datetime.fromisoformat(event["written_at"]).astimezone()
        self._console.print(Text(f"  {at:%H:%M:%S}  {text}", style="dim"))
