"""Ids of conversations as they come in: a text that is no UUID is a conversation that does not exist."""

from uuid import UUID

from knowledge.errors import ConversationNotFound


def read_id(conversation: str) -> UUID:
    try:
        return UUID(conversation)
    except ValueError as error:
        raise unknown(conversation) from error


def unknown(conversation: str) -> ConversationNotFound:
    return ConversationNotFound(f"there is no conversation {conversation!r}: open one with POST /v1/conversations")
