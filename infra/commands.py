"""`asof up`, `down`, `status`, `logs` and `config`: words and exit codes; the deeds are in `launch`."""

import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from infra.settings import Settings
    from infra.state import StackState

ALREADY_RUNNING = 3
NOT_RUNNING = 3
NOT_READY = 1

app = typer.Typer()


@app.command()
def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when all is ready.")] = False,
    report_to: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Start the stack and stay in the foreground; Ctrl-C stops it. Exit code 3: it is running already."""
    from infra.launch import AlreadyRunningError, run_stack, start_detached
    from infra.places import SetupError

    settings = _settings()
    if report_to is None:  # else by the one that waits for this
        _tell_of_slips()
    teller = _Teller(report_to, detached=detach)
    try:
        if detach:
            teller.ready(start_detached(settings, teller.say))
            return
        code = run_stack(settings, say=teller.say, on_ready=teller.ready)
    except AlreadyRunningError as error:
        teller.say(f"asof is already running on {settings.home}:")
        if error.state is not None:
            for line in addresses(error.state):
                teller.say(line)
        raise typer.Exit(ALREADY_RUNNING) from error
    except SetupError as error:
        teller.say(f"asof: {error}")
        raise typer.Exit(1) from error
    raise typer.Exit(code)


@app.command()
def down() -> None:
    """Stop the stack of this home folder; nothing acknowledged is lost."""
    from infra.launch import stop_stack
    from infra.places import SetupError

    settings = _settings()
    try:
        stopped = stop_stack(settings, typer.echo)
    except SetupError as error:
        typer.echo(f"asof: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo("stopped" if stopped else f"nothing is running on {settings.home}")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """State, pid and address of each part. Exit code 0: ready, 1: not all of it, 3: not running."""
    from infra.launch import live_state

    settings = _settings()
    state = live_state(settings)
    if as_json:
        if state is None:
            shown: dict[str, object] = {"state": "stopped", "home": str(settings.home), "parts": {}}
            shown["api"] = {"url": None}
        else:
            shown = {**state.model_dump(mode="json"), "api": {"url": state.parts["api"].url}}
        typer.echo(json.dumps(shown, indent=2))
    elif state is None:
        typer.echo(f"nothing is running on {settings.home}; `asof up` starts it")
    else:
        from infra.tables import status_table

        status_table(state)
    if state is None:
        raise typer.Exit(NOT_RUNNING)
    if state.state != "ready":
        raise typer.Exit(NOT_READY)


@app.command()
def logs(
    part: Annotated[str | None, typer.Argument(help="postgres, temporal, engine, worker, api, supervisor")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the last lines.")] = 40,
) -> None:
    """What the parts have logged, as plain lines."""
    from infra.logs import NoSuchLogError, show_logs
    from infra.places import Places

    try:
        show_logs(Places(_settings().home), part, lines=lines, follow=follow, say=typer.echo)
    except NoSuchLogError as error:
        typer.echo(f"asof: {error}", err=True)
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        return


@app.command()
def config(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Every setting, its value and where that came from; secrets are masked."""
    from infra.settings import origins, unknown_names

    found = origins(_settings())
    if as_json:
        shown = {item.name: {"value": item.value, "origin": item.origin} for item in found}
        typer.echo(json.dumps({"settings": shown, "unknown": unknown_names()}, indent=2))
        return
    from infra.tables import settings_table

    settings_table(found)
    _tell_of_slips()


def _settings() -> "Settings":
    """The settings, or one line for each that is wrong, and exit code 2."""
    from pydantic import ValidationError

    from infra.settings import PREFIX, Settings

    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = f"{PREFIX}{'.'.join(map(str, problem['loc']))}".upper()
            typer.echo(f"asof: {name}: {problem['msg']}", err=True)
        raise typer.Exit(2) from error


def _tell_of_slips() -> None:
    from infra.settings import unknown_names

    for name in unknown_names():
        typer.echo(f"asof: {name} is set, but no setting has that name: `asof config` lists them", err=True)


class _Teller:
    """Lines for a person on stdout, and for the waiting `up --detach` through its pipe until all is ready."""

    def __init__(self, descriptor: int | None, *, detached: bool) -> None:
        self._detached = detached
        self._report = os.fdopen(descriptor, "w", buffering=1) if descriptor is not None else None
        if descriptor is not None:
            os.set_inheritable(descriptor, False)  # else the parts keep it open, and the reader waits for ever

    def say(self, line: str) -> None:
        """A reader that went away, such as `head`, is no reason to end the stack."""
        try:
            typer.echo(line)
        except BrokenPipeError:
            _say_no_more()
        if self._report is not None:
            try:
                self._report.write(line + "\n")
            except BrokenPipeError:
                self._close_report()

    def ready(self, state: "StackState") -> None:
        if self._detached or self._report is None:
            for line in addresses(state):
                self.say(line)
            self.say("  stop      `asof down`" if self._detached else "  stop      Ctrl-C")
        self._close_report()

    def _close_report(self) -> None:
        if self._report is not None:
            with contextlib.suppress(BrokenPipeError):  # what could not be written is tried once more
                self._report.close()
            self._report = None


def _say_no_more() -> None:
    """Whatever is printed from now on goes nowhere, also what Python flushes when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def addresses(state: "StackState") -> list[str]:
    """Where a person finds things."""
    url = state.parts["api"].url
    ui = state.parts["temporal"].ui
    lines = [f"asof is ready: {url}", f"  docs      {url}/docs"]
    if ui is not None:
        lines.append(f"  temporal  {ui}")
    return [*lines, f"  data      {state.home}"]
