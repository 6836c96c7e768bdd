"""What travels between the conversation workflow and the activities that ask people: ids, never an answer's words."""

from pydantic import BaseModel, ConfigDict

ASKING_QUEUE = "people"
PURSUE_QUESTION = "pursue_question"
KEEP_ANSWER = "keep_answer"
LOOK_AFTER_QUESTION = "look_after_question"


class PursueQuestion(BaseModel):
    """Input of both activities."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    conversation: str
    request_id: str


class Pursued(BaseModel):
    """What is left to do about a question: its answer becomes a turn, or it is looked at again in `next_in` seconds, or
    nothing.
    """

    model_config = ConfigDict(frozen=True)

    answered: bool = False
    next_in: float | None = None
