"""The commands that talk to a running asof over HTTP. `app` is mounted by the entry point beside the stack's own."""

from api.cli import (
    conversation_commands,
    edit_commands,
    expiry_commands,
    golden_commands,
    index_commands,
    legal,
    loading_commands,
    model_commands,
    people_commands,
    proof_commands,
    review_commands,
    schedule_commands,
    watching_commands,
    webhook_commands,
)
from api.cli.commands import app

__all__ = [
    "app",
    "conversation_commands",
    "edit_commands",
    "expiry_commands",
    "golden_commands",
    "index_commands",
    "legal",
    "loading_commands",
    "model_commands",
    "people_commands",
    "proof_commands",
    "review_commands",
    "schedule_commands",
    "watching_commands",
    "webhook_commands",
]
