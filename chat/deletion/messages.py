"""What travels about deleted conversations: ids alone."""

from chat.messages import Message

FORGETTING_QUEUE = "forgetting"
FORGET_WORKFLOW = "ForgetConversationWorkflow"
RETENTION_WORKFLOW = "RetentionWorkflow"
CLEAR_HISTORIES = "clear_conversation_histories"
DELETE_EXPIRED = "delete_expired_conversations"
RETENTION_SCHEDULE = "conversation-retention"


class ForgetConversation(Message):
    """One that was deleted in Postgres: what Temporal holds of it has to go."""

    tenant: str
    conversation: str


class DeletedSome(Message):
    """What one look for conversations that were kept long enough has deleted; none: there are no more."""

    conversations: tuple[ForgetConversation, ...]


def workflow_id(forget: ForgetConversation) -> str:
    return f"forget:{forget.tenant}:{forget.conversation}"
