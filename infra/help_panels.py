"""The commands of `asof --help` in the order in which one meets them, in panels by what they are for."""

from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

PANELS: Final = {
    "Ask": ("ask", "search", "chat", "conversations", "follow", "trace", "export", "people", "questions"),
    "Bring documents in": ("add", "sync", "documents", "show", "diff"),
    "Put right": ("correct", "retract", "withdraw", "undo", "extract", "erase"),
    "Facts through time": ("facts", "history", "changes", "conflicts"),
    "Review": ("review", "reviews", "close-review", "rules", "golden"),
    "Prove": ("answer", "replay", "pack", "verify", "audit", "recall"),
    "Run": ("up", "down", "status", "logs", "config", "doctor", "reindex", "schedule", "webhooks", "tokens"),
}
_PLACES: Final = {name: place for place, name in enumerate(name for names in PANELS.values() for name in names)}
_PANEL_OF: Final = {name: panel for panel, names in PANELS.items() for name in names}


class InPanels(TyperGroup):
    """What stands in no panel comes last, in the default one."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=lambda name: _PLACES.get(name, len(_PLACES)))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # Click types are private to Typer
        command = super().get_command(ctx, cmd_name)
        if isinstance(command, TyperCommand | TyperGroup):
            command.rich_help_panel = _PANEL_OF.get(cmd_name)
        return command
