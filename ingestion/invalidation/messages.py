"""What travels between the API, the reviewing workflow and its activities: ids. All else stands in Postgres."""

from pydantic import BaseModel, ConfigDict

from ingestion.messages import IngestVersion, Refusal

REVIEW_WORKFLOW = "ReviewWorkflow"

LOOK_UP = "look_up_invalidation"
BEGIN = "begin_decision"
BEHIND = "look_up_behind"
REFUSE = "refuse_approved"

APPROVE, REJECT, UNDO = "approve", "reject", "undo"
"""Names of the signals too: each carries the id of a decision, which stands in Postgres before it is sent."""

LOOK_AGAIN = "look_again"
"""The signal that somebody else may have decided: a rule, once another version was published."""


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Review(Message):
    """Start of the workflow."""

    tenant: str
    invalidation: str


class Decision(Message):
    review: Review
    decision: str


class Standing(Message):
    """How a proposal stands: whether it waits, and what was decided and is not carried out yet, in order."""

    waits: bool
    decisions: tuple[str, ...] = ()


class Begun(Message):
    """What is left to do for a decision: a version to publish, or an undo to take in; neither where it is done."""

    publish: IngestVersion | None = None
    undo: IngestVersion | None = None
    undo_workflow: str | None = None


class Behind(Message):
    """Other proposals of the same document that wait, and their versions, side by side."""

    reviews: tuple[Review, ...] = ()
    versions: tuple[IngestVersion, ...] = ()


class RefusedApproval(Message):
    decision: Decision
    refusal: Refusal


def workflow_id(review: Review) -> str:
    return f"review:{review.tenant}:{review.invalidation}"
