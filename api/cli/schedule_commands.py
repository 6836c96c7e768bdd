"""`asof schedule`: re-indexes that begin by themselves. What the commands do is next door."""

from typing import Annotated

import typer

from api.cli.commands import AsJson, Url, app
from api.cli.failures import reported
from api.cli.index_commands import MinGolden, MinRecall

schedule_app = typer.Typer(no_args_is_help=True, help="Rebuild the index at certain times.")
app.add_typer(schedule_app, name="schedule")

Name = Annotated[str, typer.Argument(help="Its name, as `asof schedule list` shows it.")]


@schedule_app.command()
def add(
    *,
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits, hyphens: nightly.")],
    cron: Annotated[
        str, typer.Option("--cron", "-c", help="Minute, hour, day, month, weekday; or @daily, '@every 6h'.")
    ],
    time_zone: Annotated[str | None, typer.Option("--zone", help="Default: that of the tenant.")] = None,
    overlap: Annotated[
        str, typer.Option("--overlap", help="Where a run is under way: skip, buffer_one or buffer_all.")
    ] = "skip",
    catch_up: Annotated[
        int, typer.Option("--catch-up", min=10, help="Seconds: a run missed for longer is not made up for.")
    ] = 86_400,
    paused: Annotated[bool, typer.Option("--paused", help="Begin paused.")] = False,
    min_golden: MinGolden = 1.0,
    min_recall: MinRecall = 0.95,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Make a schedule, or change the one of this name."""
    with reported():
        from api.cli.scheduling import put

        body: dict[str, object] = {"name": name, "cron": cron, "time_zone": time_zone, "overlap": overlap}
        body |= {"catch_up_s": catch_up, "paused": paused, "min_golden": min_golden, "min_recall": min_recall}
        put(url, body, as_json=as_json)


@schedule_app.command("list")
def list_(*, url: Url = None, as_json: AsJson = False) -> None:
    """List them, with their next times."""
    with reported():
        from api.cli.scheduling import list_schedules

        list_schedules(url, as_json=as_json)


@schedule_app.command()
def show(*, name: Name, url: Url = None, as_json: AsJson = False) -> None:
    """Show one, with its next times."""
    with reported():
        from api.cli.scheduling import show as show_schedule

        show_schedule(url, name, as_json=as_json)


@schedule_app.command()
def pause(*, name: Name, url: Url = None, as_json: AsJson = False) -> None:
    """Let it begin nothing until it is resumed."""
    with reported():
        from api.cli.scheduling import tell

        tell(url, name, "pause", as_json=as_json)


@schedule_app.command()
def resume(*, name: Name, url: Url = None, as_json: AsJson = False) -> None:
    """Resume a paused one."""
    with reported():
        from api.cli.scheduling import tell

        tell(url, name, "resume", as_json=as_json)


@schedule_app.command()
def run(*, name: Name, url: Url = None, as_json: AsJson = False) -> None:
    """Run it now, beside its times. `asof reindex status` shows how far it is."""
    with reported():
        from api.cli.scheduling import tell

        tell(url, name, "run", as_json=as_json)


@schedule_app.command()
def remove(*, name: Name, url: Url = None, as_json: AsJson = False) -> None:
    """Remove it. A run under way goes on."""
    with reported():
        from api.cli.scheduling import remove as remove_schedule

        remove_schedule(url, name, as_json=as_json)
