"""Every command of `asof --help` stands in a panel."""

from typer.main import get_command
from typer.testing import CliRunner

from infra.help_panels import PANELS, InPanels
from infra.main import app


def test_every_command_stands_in_one_panel() -> None:
    group = get_command(app)
    assert isinstance(group, InPanels)
    names = group.list_commands(None)
    placed = [name for panel in PANELS.values() for name in panel]
    assert set(names) <= set(placed)
    assert len(placed) == len(set(placed))


def test_help_shows_the_panels_in_order() -> None:
    told = CliRunner().invoke(app, ["--help"]).output
    places = [told.index(f" {panel} ") for panel in PANELS]
    assert places == sorted(places)
