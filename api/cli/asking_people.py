"""What the commands of `asof people` and `asof questions` do."""

from typing import Any

from rich.console import Group
from rich.text import Text

from api.cli import printing
from api.cli.connection import connected
from api.cli.ids import CONVERSATION, PERSON, QUESTION, find, whole_id
from api.cli.printing import SHORT

STYLES = {"waiting": "yellow", "answered": "green", "cancelled": "dim", "expired": "red"}

Json = dict[str, Any]


def list_people(url: str | None, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get("/v1/people")
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    if not reply["people"]:
        console.print("Nobody can be asked yet: `asof people add NAME URL` says who can.")
    for one in reply["people"]:
        console.print(_person(one))


def add(url: str | None, name: str, address: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post("/v1/people", json={"name": name, "url": address})
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    console.print(_person(reply))
    console.print(Text("secret, shown this once:", style="dim"))
    console.print(Text(reply["secret"], style="bold"), soft_wrap=True)


def remove(url: str | None, person: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        found = find(connection, PERSON, person)
        reply = connection.delete(found["location"])
    if as_json:
        printing.print_json(reply)
        return
    count = len(reply["cancelled"])
    cancelled = f"; {count} {'question' if count == 1 else 'questions'} cancelled" if count else ""
    printing.console().print(Text(f"{found['name']} is asked no more{cancelled}"))


def list_questions(
    url: str | None, conversation: str | None, *, limit: int, cursor: str | None, every: bool, as_json: bool
) -> None:
    with connected(url) as connection:
        of = None if conversation is None else whole_id(connection, CONVERSATION, conversation)
        status = "all" if every else "waiting"
        reply = connection.get("/v1/questions", status=status, conversation=of, limit=limit, cursor=cursor)
    if as_json:
        printing.print_json(reply)
        return
    console = printing.console()
    if not reply["questions"]:
        console.print("Nobody has been asked anything." if every else "Nobody's answer is waited for.")
    for one in reply["questions"]:
        console.print(_question(one))
    if reply["next_cursor"]:
        console.print(Text(f"there are more: --cursor {reply['next_cursor']}", style="dim"))


def show(url: str | None, question: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.get(f"/v1/questions/{whole_id(connection, QUESTION, question)}")
    _show(reply, as_json=as_json)


def cancel(url: str | None, question: str, *, as_json: bool) -> None:
    with connected(url) as connection:
        reply = connection.post(f"/v1/questions/{whole_id(connection, QUESTION, question)}/cancel")
    _show(reply, as_json=as_json)


def _show(question: Json, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(question)
    else:
        printing.console().print(_question(question))


def _person(person: Json) -> Text:
    return Text.assemble((person["id"][:SHORT], "dim"), "  ", (person["name"], "bold"), f"  {person['url']}")


def _question(question: Json) -> Group:
    asked = f"asked {printing.moment(question['asked_at'])} in {question['conversation'][:SHORT]}"
    if question["status"] == "waiting":
        asked += f", until {printing.moment(question['expires_at'])}"
    lines = [
        Text.assemble(
            (question["id"][:SHORT], "dim"),
            "  ",
            (question["status"], STYLES[question["status"]]),
            "  ",
            (question["person"], "bold"),
            f"  {question['told']}",
        ),
        Text(f"          “{question['question']}”"),
        Text(f"          {asked}", style="dim"),
    ]
    if question["answer"]:
        lines.append(Text(f"          {question['answered_by']}: “{question['answer']}”", style="green"))
    return Group(*lines)
