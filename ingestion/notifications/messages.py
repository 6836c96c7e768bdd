"""What travels between fan-out, the notifying workflow and its activity: ids alone. All else stands in Postgres."""

from pydantic import BaseModel, ConfigDict

NOTIFY_WORKFLOW = "NotifyWorkflow"
WAKE = "wake"
SEND_DUE = "send_due_deliveries"
SENDING_QUEUE = "webhooks"


class Notify(BaseModel):
    """One receiver."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    webhook: str


class Round(BaseModel):
    """What one round of sending came to. `next_in`: seconds until more is due; none: nothing waits."""

    model_config = ConfigDict(frozen=True)

    delivered: int = 0
    failed: int = 0
    next_in: float | None = None


def workflow_id(message: Notify) -> str:
    return f"webhook:{message.tenant}:{message.webhook}"
