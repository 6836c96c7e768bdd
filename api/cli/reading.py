"""`asof facts`, `search`, `documents`, `show`: one read each, printed as tables or as JSON."""

from api.cli import explaining, printing, printing_documents, printing_facts
from api.cli.connection import connected, document_path


def list_facts(url: str | None, *, as_json: bool, **query: object) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/facts", **query)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    if reply["facts"]:
        console.print(printing_facts.facts(reply["facts"], width=console.width))
    more = " (there are more: --limit)" if reply["next_cursor"] else ""
    console.print(f"[dim]{len(reply['facts'])} facts as of {printing.moment(reply['as_of'])}{more}[/dim]")


def search_passages(url: str | None, *, as_json: bool, explain: bool, **query: object) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/search", explain=explain or None, **query)
    if as_json:
        printing.print_json(reply)
    elif explain and (reply["hits"] or reply["excluded"]["passages"]):
        printing.console().print(explaining.hits(reply))
    elif reply["hits"]:
        printing.console().print(printing_facts.hits(reply["hits"]))
    else:
        printing.console().print(f"Nothing was in force on {printing.moment(reply['as_of'])} that speaks to this.")


def list_documents(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        found = list(connection.all_of("/v1/documents", "documents"))
    if as_json:
        printing.print_json({"documents": found})
    elif found:
        printing.console().print(printing_documents.documents(found))
    else:
        printing.console().print("No documents yet: `asof add FILE` uploads one.")


def show_document(url: str | None, document: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(document_path(document))
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(printing_documents.history(reply))


def show_version(url: str | None, document: str, version: int, *, uploaded: bool, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(f"{document_path(document)}/versions/{version}")
    if as_json:
        printing.print_json(reply)
    else:
        printing.console().print(printing_documents.version_text(reply, uploaded=uploaded))
