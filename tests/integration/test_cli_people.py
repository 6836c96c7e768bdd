"""`asof people`, `asof questions` and `/ask` in `asof chat`, beside a served API and a worker."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed
from typer.testing import CliRunner, Result

from api.cli import app
from chat.activities import Answered
from chat.messages import AnswerTurn, RecentTurn
from chat.people.model import BY_MESSAGE, Asking
from chat.store import TranscriptStore
from chat.streaming import Emitter
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.transcripts import record
from tests.fixtures.working import Worker
from tests.integration.test_api_people import HERE, QUESTION, asked


def asof(served: str, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments, "--url", served], input=typed)


@retry(stop=stop_after_delay(60), wait=wait_fixed(0.02), retry=retry_if_exception_type(httpx.HTTPStatusError))
def answered(served: str, conversation: str, message: dict[str, Any]) -> dict[str, Any]:
    """The reply to a message, which is sent again until it is answered."""
    reply = httpx.post(f"{served}/v1/conversations/{conversation}/messages", json=message, timeout=60)
    if reply.status_code == 202:
        raise httpx.HTTPStatusError("accepted", request=reply.request, response=reply)
    return dict(reply.json())


def test_people_are_added_listed_and_removed_by_name(served: str) -> None:
    assert "asof people add NAME URL" in asof(served, "people").stdout
    added = asof(served, "people", "add", "Ann Lee", HERE)
    assert "whsec_" in added.stdout
    assert "Ann Lee" in asof(served, "people").stdout
    assert "whsec_" not in asof(served, "people", "--json").stdout
    assert "no person has the name 'Bo'" in asof(served, "people", "remove", "Bo").stderr
    assert asof(served, "people", "remove", "ann lee").stdout == "Ann Lee is asked no more\n"
    assert json.loads(asof(served, "people", "--json").stdout) == {"people": []}


def test_open_questions_are_listed_shown_and_cancelled_by_how_their_id_begins(served: str, pool: Pool) -> None:
    person = json.loads(asof(served, "people", "add", "Ann Lee", HERE, "--json").stdout)["id"]
    conversation = str(httpx.post(f"{served}/v1/conversations").json()["id"])
    assert asof(served, "questions").stdout == "Nobody's answer is waited for.\n"
    ids = [asked(pool, conversation, person), asked(pool, conversation, person, "And with a shop?")]
    told = asof(served, "questions", "-c", conversation[:8]).stdout
    assert all(len(line) <= 80 for line in told.splitlines())
    assert told.index("And with a shop?") < told.index(QUESTION)
    assert "to be sent" in told
    first = asof(served, "questions", "-n", "1").stdout
    assert "--cursor" in first

    assert "cancelled by local" in asof(served, "questions", "cancel", ids[0][:13]).stdout
    assert "cancelled by local" in asof(served, "questions", "show", ids[0]).stdout
    left = json.loads(asof(served, "questions", "--json").stdout)["questions"]
    assert [one["id"] for one in left] == ids[1:]
    assert len(json.loads(asof(served, "questions", "--all", "--json").stdout)["questions"]) == 2
    assert "cancelled by local" in asof(served, "trace", conversation).stdout
    removed = asof(served, "people", "remove", person[:8]).stdout
    assert removed == "Ann Lee is asked no more; 1 question cancelled\n"
    assert "no question has an id that begins with 'zz'" in asof(served, "questions", "show", "zz").stderr


def test_chat_offers_a_person_where_nothing_is_stated_and_asks_them(
    served: str, pool: Pool, temporal_address: str
) -> None:
    person = json.loads(asof(served, "people", "add", "Ann Lee", HERE, "--json").stdout)["id"]
    conversation = str(httpx.post(f"{served}/v1/conversations").json()["id"])

    def not_stated(turn: AnswerTurn, _: Emitter) -> Answered:
        said = turn.message
        kept = RecentTurn(question=said.text, answer="-", as_of=said.sent_at, time_source="now", document=None)
        asking = Asking(
            call=BY_MESSAGE, person=UUID(person), name="Ann Lee", question=said.text, wait=dt.timedelta(days=7)
        )
        answer = {**record(said.text), "status": "not_stated", "answer": None, "citations": []}
        return Answered(answer=answer, turn=kept, asking=asking if said.ask_person else None)

    with Worker(temporal_address, pool, not_stated):
        told = asof(served, "chat", "-c", conversation, typed=f"{QUESTION}\n/ask\n").stdout
        offered = answered(served, conversation, {"text": "And a shop?", "message_id": "m1"})
        asking = answered(served, conversation, {"text": "And a shop?", "message_id": "m2", "ask_person": True})

    assert told.count("/ask puts it to Ann Lee") == 1
    turns, _ = TranscriptStore(pool).turns("default", conversation)
    assert [turn.asked and turn.asked["question"] for turn in turns] == [None, QUESTION, None, "And a shop?"]
    assert f"! Ann Lee was asked: “{QUESTION}”" in " ".join(told.split())
    assert (offered["asked"], offered["may_ask"]) == (None, "Ann Lee")
    assert (asking["asked"]["status"], asking["may_ask"]) == ("waiting", None)
