"""What travels between the recall workflow and its activity: the tenant and counts. All else stands in Postgres."""

from pydantic import BaseModel, ConfigDict

RECALL_WORKFLOW = "RecallWorkflow"
EXAMINE = "examine_answers"
WAKE = "wake"


class Recall(BaseModel):
    """Of one tenant: its recordings are taken in their order."""

    model_config = ConfigDict(frozen=True)

    tenant: str


class Examined(BaseModel):
    """What one round came to. `more`: something is left for the next one."""

    model_config = ConfigDict(frozen=True)

    answers: int = 0
    marked: int = 0
    more: bool = False


def workflow_id(message: Recall) -> str:
    return f"recall:{message.tenant}"
