"""A notice on a conversation's stream: whoever writes what concerns it says so in the same transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from knowledge.adapters.postgres.queries import sql


def put_notice(
    cursor: Cursor[Any], tenant: str, conversation: UUID, text: str, about: Mapping[str, object] | None = None
) -> bool:
    """Every device that follows the conversation gets it with the commit; whether there is such a conversation.

    `text` is for a person; `about` names for a program what it concerns, as JSON. Holds the conversation's row until
    the commit: put several in the order of their ids, and last in a transaction.
    """
    body = {"text": text, **({"about": dict(about)} if about else {})}
    names = {"tenant": tenant, "conversation": conversation, "body": Jsonb(body)}
    return cursor.execute(sql("notice_put"), names).rowcount > 0
