"""The entry point of `asof`: the stack's own commands and the API client's. Stays light: heavy imports are inside."""

import typer

from api.cli import app as client_commands
from infra.commands import app as stack_commands
from infra.help_panels import InPanels

app = typer.Typer(
    name="asof",
    cls=InPanels,
    help="A knowledge platform that remembers when: dated policies in, answers as of any date out.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(client_commands)
app.add_typer(stack_commands)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
