"""What travels between the doors, the re-indexing workflow and its activities: an id. All else stands in its row."""

from pydantic import BaseModel, ConfigDict

REINDEX_WORKFLOW = "ReindexWorkflow"

BEGIN = "begin_generation"
FILL = "fill_generation"
CATCH_UP = "catch_up_generation"
EXAMINE = "examine_generation"
GO_LIVE = "go_live"
TIDY = "tidy_generations"
ABANDON = "abandon_generation"

STEPS = (BEGIN, FILL, CATCH_UP, EXAMINE, GO_LIVE, TIDY)
"""In order. Each may be killed anywhere and run again."""


class Reindex(BaseModel):
    model_config = ConfigDict(frozen=True)

    tenant: str
    reindex_id: str


class Abandon(BaseModel):
    """`why` is told to whoever asks what became of it; it holds no words of a document."""

    model_config = ConfigDict(frozen=True)

    message: Reindex
    why: str


def workflow_id(message: Reindex) -> str:
    return f"reindex:{message.tenant}:{message.reindex_id}"
