"""What travels between the API, the expiring workflow and its activities: ids and instants."""

from pydantic import BaseModel, ConfigDict

from ingestion.messages import IngestVersion

EXPIRY_WORKFLOW = "ExpiryWorkflow"
SWEEP = "sweep_expiries"
LOOK_AGAIN = "look_again"


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Expire(Message):
    """Start of the workflow."""

    tenant: str
    rule: str


class Sweep(Message):
    """Do what is due by `now`, which is the workflow's time."""

    expire: Expire
    now: str


class TakeBack(Message):
    """The undo of a lapse, to be taken in: the fact was confirmed after all."""

    version: IngestVersion
    workflow_id: str


class Swept(Message):
    """`next_at`: when something is due again, as it looks now; null: nothing is. `ended`: the rule counts no more."""

    ended: bool = False
    next_at: str | None = None
    reminded: int = 0
    lapsed: int = 0
    taken_back: tuple[TakeBack, ...] = ()


def workflow_id(expire: Expire) -> str:
    return f"expiry:{expire.tenant}:{expire.rule}"
