"""What travels between the doors, the re-indexing workflow and its activities: an id. All else stands in its row."""

from pydantic import BaseModel, ConfigDict

REINDEX_WORKFLOW = "ReindexWorkflow"
SCHEDULED_WORKFLOW = "ScheduledReindexWorkflow"

BEGIN = "begin_generation"
FILL = "fill_generation"
CATCH_UP = "catch_up_generation"
EXAMINE = "examine_generation"
GO_LIVE = "go_live"
TIDY = "tidy_generations"
ABANDON = "abandon_generation"
ACCEPT_SCHEDULED = "accept_scheduled_reindex"

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


class ScheduledReindex(BaseModel):
    """What a schedule begins: a run whose row is still to be written."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    name: str


class Due(BaseModel):
    """`key` names the one time at which it was due."""

    model_config = ConfigDict(frozen=True)

    scheduled: ScheduledReindex
    key: str


class Accepted(BaseModel):
    """None where it was not begun: another is under way, or the schedule is gone."""

    model_config = ConfigDict(frozen=True)

    reindex_id: str | None


def schedule_id(tenant: str, name: str) -> str:
    return f"reindex-schedule:{tenant}:{name}"
