"""What travels between the API, the conversation workflow and its activities: compact, never document text."""

import hashlib
import json
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

CHAT_QUEUE = "chat"
CONVERSATION_WORKFLOW = "ConversationWorkflow"
LOAD_CONVERSATION = "load_conversation"
SEND_MESSAGE = "send_message"
TELL = "tell"
TOLD = "Told"  # the type of the refusal that tells
ANSWER_TURN = "answer_turn"
ROLL_SUMMARY = "roll_summary"
REFUSE_MESSAGE = "refuse_message"

MAX_CHARACTERS = 4000  # of one message
MAX_ID_CHARACTERS = 200  # of a message id
MAX_WAITING = 4  # messages behind the one that is being answered
MAX_DELIVERED = 50  # the same of those that came as signals: nobody could be told before
WINDOW_TURNS = 6  # that a follow-up may lean on
IDLE_AFTER = timedelta(hours=24)  # without a message a run ends; the next message starts another
HISTORY_LIMIT = 400
"""Events after which a run hands over to the next, if the server asks not earlier: some forty turns.

A worker that takes a run up reads all of it. A thousand events take 0.8 s on a slow core: seven runs taken up side by
side never came to an end within a task's limit, and were begun again and again.
"""
HISTORY_BYTES = 2 * 1024 * 1024  # the same by size
SUMMARISE_EVERY = 4  # turns; fewer than the window, which holds those that no summary tells of yet
CARRIED_ANSWERS = 50  # that a run remembers without asking Postgres

ROLLING_OVER = "RollingOver"
"""Type of the failure that says: the run is about to hand over to the next; send the same message again."""


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class OpenConversation(Message):
    """Input of every run of the workflow."""

    tenant: str
    conversation: str
    idle_after: timedelta = IDLE_AFTER  # of conversations that were opened without one of their own
    history_limit: int = HISTORY_LIMIT
    history_bytes: int = HISTORY_BYTES
    most_delivered: int = MAX_DELIVERED  # messages that wait; one more that comes as a signal is told as failed


class SendMessage(Message):
    """One message of a person. `message_id` is the idempotency key; dates are ISO 8601 texts."""

    message_id: str
    text: str
    as_of: str | None = None
    known_at: str | None = None
    document: str | None = None
    scope: tuple[tuple[str, str], ...] = ()
    sent_at: str  # the API's clock at first acceptance: what "yesterday" is counted from
    actor: str = "local"
    ask_person: bool = False  # beside the documents
    person: str | None = None  # whom; none: the first who can be asked

    def refusal(self) -> str | None:
        """Why nobody could answer this message, or `None`."""
        if not self.text.strip():
            return "the message is empty: write a question"
        if len(self.text) > MAX_CHARACTERS:
            return f"the message has {len(self.text):,} characters: {MAX_CHARACTERS:,} is the limit, so shorten it"
        if not 0 < len(self.message_id) <= MAX_ID_CHARACTERS:
            return f"message_id has {len(self.message_id)} characters: give 1 to {MAX_ID_CHARACTERS}, or leave it out"
        return None

    def text_hash(self) -> str:
        """SHA-256 (hex) of what is asked: the text and what narrows it, but not who sent it or when."""
        asked: list[object] = [self.text, self.as_of, self.known_at, self.document, self.scope]
        if self.ask_person:
            asked.append({"ask_person": self.person})
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


class RecentTurn(Message):
    """What a follow-up may lean on."""

    question: str  # as understood: complete in itself
    answer: str
    as_of: str
    time_source: str
    document: str | None


class AnswerTurn(Message):
    """Input of the one activity of a turn. `recent` is in order of time."""

    tenant: str
    conversation: str
    message: SendMessage
    recent: tuple[RecentTurn, ...]
    summary: str = ""  # of earlier turns; may reach into `recent`


class RefusedMessage(Message):
    """Input of the activity that tells of a message that found no room."""

    tenant: str
    conversation: str
    message: SendMessage
    waiting: int  # messages that were there before it


def no_room(waiting: int) -> str:
    """What the sender of a message is told that would wait behind so many."""
    return f"{waiting} messages wait for an answer already: send this one after them"


class PendingCall(Message):
    """A question to a person whose answer is waited for; instants are ISO 8601 texts."""

    request_id: str  # of every attempt to send it, and the message id of its answer's turn
    person: str  # their name
    question: str  # its beginning
    asked_at: str
    expires_at: str


class TurnResult(Message):
    """What the update returns; the whole answer stands in Postgres under `answer_id`."""

    message_id: str
    text_hash: str  # of what was answered: another question under the same id is a conflict
    answer_id: str
    turn: RecentTurn
    asks: PendingCall | None = None  # what the turn asked a person, while that is open


class LoadedConversation(Message):
    """What a new run starts from. `answered` are the last turns, in order of time."""

    turns: int
    answered: tuple[TurnResult, ...]
    summary: str = ""
    summarised: int = 0  # turns that the summary tells of
    idle_after: timedelta | None = None  # as it was opened; none: as the run was started
    pending: tuple[PendingCall, ...] = ()
    at_once: bool = True  # whether answering is quick enough to be tried within the workflow's task


class RollSummary(Message):
    """Input of the activity that brings the summary up to the last turn."""

    tenant: str
    conversation: str


class RolledSummary(Message):
    summary: str
    summarised: int


class ConversationState(Message):
    """What the conversation tells of itself."""

    conversation: str
    turns: int
    doing: str  # "waiting for a message", "answering '...'"
    waiting: int  # messages behind the one that is being answered
    recent: tuple[RecentTurn, ...]
    summary: str = ""
    closed: bool = False  # no run is under way: the next message starts one
    pending: tuple[PendingCall, ...] = ()
