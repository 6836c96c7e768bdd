"""Ids of conversations as they come in: a text that is no UUID is a conversation that does not exist."""

from typing import TypeVar
from uuid import UUID

from knowledge.errors import ConversationNotFound

Row = TypeVar("Row")


def read_id(conversation: str) -> UUID:
    """Raises `ConversationNotFound`."""
    try:
        return UUID(conversation)
    except ValueError as error:
        raise unknown(conversation) from error


def found(row: Row | None, conversation: str) -> Row:
    """The row of a conversation. Raises `ConversationNotFound` where there is none."""
    if row is None:
        raise unknown(conversation)
    return row


def unknown(conversation: str) -> ConversationNotFound:
    return ConversationNotFound(f"there is no conversation {conversation!r}: open one with POST /v1/conversations")
