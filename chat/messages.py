"""What travels between the API, the conversation workflow and its activity: compact, never document text."""

from pydantic import BaseModel, ConfigDict

CHAT_QUEUE = "chat"
CONVERSATION_WORKFLOW = "ConversationWorkflow"


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class OpenConversation(Message):
    """Input of the workflow's first and every later run."""

    tenant: str
    conversation: str


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


class RecentTurn(Message):
    """What a follow-up may lean on."""

    question: str  # as understood: complete in itself
    answer: str
    as_of: str
    time_source: str
    document: str | None


class AnswerTurn(Message):
    """Input of the one activity of a turn."""

    tenant: str
    conversation: str
    message: SendMessage
    recent: tuple[RecentTurn, ...]


class TurnResult(Message):
    """What the update returns; the whole answer stands in Postgres under `answer_id`."""

    message_id: str
    text_hash: str  # of the text that was answered: another text under the same id is a conflict
    answer_id: str
    turn: RecentTurn


class ConversationState(Message):
    """What the `state` query answers."""

    conversation: str
    turns: int
    doing: str  # "waiting for a message", "answering '...'"
    waiting: int  # messages accepted and not yet answered
    recent: tuple[RecentTurn, ...]
