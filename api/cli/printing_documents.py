"""Documents and their versions."""

from collections.abc import Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from api.cli.printing import Json, date_or_dash, table, window


def documents(replies: Sequence[Json]) -> Table:
    rows = table("document", "title", "versions", "first", "last")
    for document in replies:
        rows.add_row(
            Text(document["document"], style="bold"),
            Text(document["title"]),
            str(document["versions"]),
            date_or_dash(document["first_effective_at"]),
            date_or_dash(document["last_effective_at"]),
        )
    return rows


def history(document: Json) -> Group:
    rows = table("version", "in force", "status", "facts", "passages", "file")
    done = [version for version in document["versions"] if version["status"] == "done"]
    undone = {version["corrects"] for version in done if version["kind"] == "undo"}
    silenced = {
        edit["corrects"]: "retracted" if edit["kind"] == "retraction" else f"replaced by {edit['version']}"
        for edit in done
        if edit["kind"] in ("retraction", "correction") and edit["version"] not in undone
    } | dict.fromkeys(undone, "undone")
    for version in document["versions"]:
        edit = version["file_name"] is None
        rows.add_row(
            _numbered(version),
            silenced.get(version["version"]) or governs(version),
            version["status"],
            str(version["facts"]),
            str(version["passages"]),
            Text((version["reason"] if edit else version["file_name"]) or ""),
        )
    title = Text.assemble((document["title"], "bold"), f"  ({document['document']})")
    return Group(title, Text(), rows)


def _numbered(version: Json) -> str:
    said = {
        "withdrawal": " withdrawn",
        "correction": f" in the place of {version['corrects']}",
        "redating": f" redates {version['corrects']}",
        "retraction": f" retracts {version['corrects']}",
        "re-extraction": f" reads {version['corrects']} again",
        "undo": f" undoes {version['corrects']}",
        "hand-correction": " corrects a fact",
        "hand-retraction": " retracts a fact",
        "hand-expiry": " ends a fact",
    }
    return f"{version['version']}{said.get(version['kind'], '')}"


def version_text(version: Json, *, uploaded: bool) -> Group:
    text = version["uploaded_text"] if uploaded else version["parsed_text"]
    if text is None:
        missing = version["reason"] or "this file is not text: its bytes are at " + str(version["content_location"])
        text = missing if uploaded or version["file_name"] is None else "(not read yet)"
    head = f"{version['document']} version {version['version']}, in force: {governs(version)}"
    return Group(Text(head, style="bold"), Text(), Text(text))


def governs(version: Json) -> str:
    """A version that is not published, was replaced, or that another of the same date follows, governs nothing."""
    if version["kind"] not in ("version", "withdrawal", "correction"):
        return ""
    return window(version["valid_at"], version["expired_at"]) if version["valid_at"] else "never"
