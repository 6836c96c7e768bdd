"""What travels between the API, the erasing workflow and its activities: an id. All else stands in the tombstone."""

from pydantic import BaseModel, ConfigDict

ERASURE_QUEUE = "erasure"
ERASE_WORKFLOW = "EraseWorkflow"

STOP = "stop_what_is_under_way"
CLEAR_ROWS = "clear_rows"
CLEAR_QUOTATIONS = "clear_quotations"
CLEAR_INDEX = "clear_index"
CLEAR_CACHES = "clear_caches"
CLEAR_HISTORIES = "clear_histories"
FINISH = "finish_erasure"

STEPS = (STOP, CLEAR_ROWS, CLEAR_QUOTATIONS, CLEAR_INDEX, CLEAR_CACHES, CLEAR_HISTORIES, FINISH)
"""In order. Each may be killed anywhere and run again."""


class Erase(BaseModel):
    model_config = ConfigDict(frozen=True)

    tenant: str
    erasure_id: str


def workflow_id(message: Erase) -> str:
    return f"erase:{message.tenant}:{message.erasure_id}"
