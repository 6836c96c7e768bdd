"""How a command ends when it cannot do what was asked: one or two plain lines on stderr, and an exit code."""

import contextlib
import sys
from collections.abc import Iterator, Mapping

import typer

REFUSED = 1
NOT_RUNNING = 3
INTERRUPTED = 130
SERVER_ERROR = 500


class Failure(Exception):
    """The message is for a person and says the way out."""

    exit_code = REFUSED


class NotRunning(Failure):
    exit_code = NOT_RUNNING

    def __str__(self) -> str:
        return f"{super().__str__()}.\nStart it with `asof up --detach`, or name a running one with --url or ASOF_URL."


class Refused(Failure):
    """The API answered with a problem."""

    def __init__(self, problem: Mapping[str, object]) -> None:
        self.problem = dict(problem)
        super().__init__(f"{problem.get('title', 'The API refused the request')}: {problem.get('detail', '')}")

    @property
    def is_outage(self) -> bool:
        """Whether the same request may be served later."""
        status = self.problem.get("status")
        return isinstance(status, int) and status >= SERVER_ERROR


@contextlib.contextmanager
def reported() -> Iterator[None]:
    """Around a command's body: no failure of these, and no Ctrl-C, shows a traceback."""
    try:
        yield
    except Failure as failure:
        typer.echo(f"asof: {failure}", err=True)
        raise typer.Exit(failure.exit_code) from failure
    except KeyboardInterrupt as interrupt:
        typer.echo("", err=True)
        raise typer.Exit(INTERRUPTED) from interrupt
    except BrokenPipeError as closed:
        sys.stderr.close()  # else the interpreter complains about the reader that went away, such as `head`
        raise typer.Exit(0) from closed
