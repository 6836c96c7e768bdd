"""`asof tokens`: what language models took, and what the budget has left."""

from typing import Any

from rich.table import Table
from rich.text import Text

from api.cli import printing
from api.cli.commands import AsJson, Url, app
from api.cli.connection import connected
from api.cli.failures import reported

Json = dict[str, Any]


@app.command()
def tokens(*, url: Url = None, as_json: AsJson = False) -> None:
    """Show what language models took by period, and what the budget has left."""
    with reported(), connected(url) as connection:
        reply = connection.get("/v1/model-use")
        if as_json:
            printing.print_json(reply)
            return
        console = printing.console()
        if reply["uses"]:
            console.print(_table(reply["uses"]))
            console.print()
        console.print(_left(reply))


def _table(uses: list[Json]) -> Table:
    table = Table("period", "model", "for", "requests", "in", "out", "USD", "seconds", box=None, header_style="dim")
    for column in table.columns[3:]:
        column.justify = "right"
    for use in uses:
        cost = "" if use["cost_usd"] is None else f"{float(use['cost_usd']):.4f}"
        counts = (use["requests"], use["input_tokens"], use["output_tokens"])
        table.add_row(
            use["period"],
            use["model"],
            use["purpose"],
            *(f"{count:,}" for count in counts),
            cost,
            f"{use['seconds']:.1f}",
        )
    return table


def _left(reply: Json) -> Text:
    told = f"{reply['spent']:,} of {reply['most']:,} tokens of the {reply['period']} that began on {reply['began']}"
    return Text(told, style="bold red" if reply["spent"] >= reply["most"] else "")
