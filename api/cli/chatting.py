"""`asof chat`: lines in, answers out, in a conversation that outlives this process."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from rich.text import Text
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from api.cli import printing, printing_answers
from api.cli.asking import body
from api.cli.connection import Connection, connected
from api.cli.failures import Failure, NotRunning, Refused
from api.cli.following import events
from api.cli.ids import CONVERSATION, whole_id

ACCEPTED = 202
RECALLED_TURNS = 3
PATIENCE_S = 120.0  # without a word of the server
HELP = (
    "/as-of DATE asks as of that date from now on, /now no longer; /ask puts the last question to a person; "
    "/quit or Ctrl-D leaves"
)

Json = dict[str, Any]


def chat(
    url: str | None,
    conversation: str | None,
    *,
    as_of: str | None,
    known_at: str | None,
    document: str | None,
    every: bool,
    as_json: bool,
) -> None:
    with connected(url) as connection:
        if conversation is None:
            conversation = str(connection.post("/v1/conversations", json={})["id"])
        else:
            conversation = whole_id(connection, CONVERSATION, conversation)
            _recall(connection, conversation, as_json=as_json)
        viewed = {"as_of": as_of, "known_at": known_at, "document": document}
        talk = _Talk(connection, conversation, **viewed, every=every, as_json=as_json)
        if not as_json and sys.stdin.isatty():
            printing.console().print(Text(HELP, style="dim"))
        with _line_history():
            try:
                for line in _lines():
                    if not talk.take(line):
                        break
            finally:
                if not as_json:
                    printing.console().print(f"[dim]Go on with: asof chat --conversation {conversation}[/dim]")


def _is_lost(error: BaseException) -> bool:
    return isinstance(error, Failure) and not isinstance(error, Refused | NotRunning)


class _Talk:
    def __init__(
        self,
        connection: Connection,
        conversation: str,
        *,
        as_of: str | None,
        known_at: str | None,
        document: str | None,
        every: bool,
        as_json: bool,
    ) -> None:
        self._connection = connection
        self._conversation = conversation
        self._as_of = as_of
        self._known_at = known_at
        self._document = document
        self._every = every
        self._as_json = as_json
        self._last = ""
        self._seen: int | None = None  # number of the last event

    def take(self, line: str) -> bool:
        """Whether the talk goes on after this line."""
        command, _, rest = line.partition(" ")
        if command in {"/quit", "/exit"}:
            return False
        if command == "/as-of" and rest.strip():
            self._as_of = rest.strip()
        elif command == "/now":
            self._as_of = None
        elif command == "/ask" and (rest.strip() or self._last):
            self._say(rest.strip() or self._last, ask_person=True)
        elif command.startswith("/"):
            printing.console().print(Text(HELP, style="dim"))
        elif line:
            self._say(line)
        return True

    def _say(self, text: str, *, ask_person: bool = False) -> None:
        self._last = text
        try:
            reply = self._answer(text, ask_person=ask_person)
        except NotRunning:
            raise
        except Failure as failure:
            if not sys.stdin.isatty():
                raise
            printing.console().print(Text(str(failure), style="red"))
            return
        if self._as_json:
            printing.print_json(reply)
        else:
            console = printing.console()
            console.print()
            console.print(printing_answers.answer(reply, every=self._every))
            if reply["status"] == "not_stated" and not ask_person:
                self._offer()
            console.print()

    def _asked(self, text: str) -> Json:
        return body("text", text, as_of=self._as_of, known_at=self._known_at, document=self._document)

    def _offer(self) -> None:
        people = self._connection.get("/v1/people")["people"]
        if people:
            printing.console().print(Text(f"/ask puts it to {people[0]['name']}", style="dim"))

    def _answer(self, text: str, *, ask_person: bool) -> Json:
        """Handed in under one id, so that it may be sent again; then its stream is followed to its end, from where it
        was left before: what people answered meanwhile is told.
        """
        asked = {**self._asked(text), "message_id": str(uuid4()), **({"ask_person": True} if ask_person else {})}
        with _Waiting(shown=not self._as_json) as waiting:
            accepted = self._hand_in(asked)
            if accepted.get("http_status") != ACCEPTED:
                return accepted
            stream = accepted["stream"]
            if self._seen is not None:
                stream = f"/v1/conversations/{self._conversation}/stream?after={self._seen}"
            for event in events(self._connection, stream, patience_s=PATIENCE_S):
                self._seen = event["number"]
                if event["kind"] == "notice":
                    waiting.notice(event["text"])
                elif event["message_id"] != asked["message_id"]:
                    if event["kind"] == "answer" and event["answer"].get("told_by"):
                        waiting.notice(event["answer"]["text"])
                    continue  # of another device
                elif event["kind"] == "answer":
                    return {**event["answer"], "message_id": event["message_id"]}
                elif event["kind"] == "failed":
                    raise Refused(event)
                else:
                    waiting.show(event)
        raise AssertionError("a stream has no end")

    @retry(
        retry=retry_if_exception(_is_lost), stop=stop_after_delay(PATIENCE_S), wait=wait_random(0.1, 0.5), reraise=True
    )
    def _hand_in(self, asked: Json) -> Json:
        path = f"/v1/conversations/{self._conversation}/messages"
        return self._connection.post(path, params={"wait": "false"}, json=asked)


def _recall(connection: Connection, conversation: str, *, as_json: bool) -> None:
    turns = list(connection.all_of(f"/v1/conversations/{conversation}", "turns"))
    if as_json:
        return
    for turn in turns[-RECALLED_TURNS:]:
        printing.console().print(Text(f"> {turn['text']}\n{turn['answer']['text']}\n", style="dim"))


def _lines() -> Iterator[str]:
    """What a person types, or what a pipe holds, until its end."""
    prompt = "> " if sys.stdin.isatty() else ""
    while True:
        try:
            yield input(prompt).strip()
        except EOFError:
            return


class _Waiting:
    """One line that says what is being done, while somebody looks on; then how the answer begins."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._status = printing.console().status("…") if shown and sys.stdout.isatty() else None
        self._text = ""

    def __enter__(self) -> "_Waiting":
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def show(self, event: Json) -> None:
        self._text = self._text + event["text"] if event["kind"] == "token" else ""
        if self._status is None or event["kind"] == "taken":
            return
        width = self._status.console.width - 4
        text = self._text[-width:] or event["text"] or f"attempt {event['attempt']} begins anew"
        self._status.update(Text(text.replace("\n", " ")[:width], style="dim"))

    def notice(self, text: str) -> None:
        if self._shown:
            printing.console().print(Text(f"! {text}", style="yellow"))


@contextlib.contextmanager
def _line_history() -> Iterator[None]:
    """Arrow keys bring earlier lines back, also those of earlier talks."""
    if not sys.stdin.isatty():
        yield
        return
    import readline

    state = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser() / "asof"
    file = state / "chat_history"
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            state.mkdir(parents=True, exist_ok=True)
            readline.set_history_length(1_000)
            readline.write_history_file(file)
