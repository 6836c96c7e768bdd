"""People over HTTP: who can be asked, what they were asked, and the door that their answers come in by."""

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from chat.deletion.store import DeletionStore
from chat.messages import RecentTurn
from chat.people.model import BY_MESSAGE, Asking
from chat.people.payload import message_of, recent_of, record_of
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from chat.store import TranscriptStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.receivers.secrets import Secrets
from tests.fixtures.asking import asking as asking_message
from tests.fixtures.erasing import found_in_postgres
from tests.fixtures.transcripts import record

HERE = "http://127.0.0.1:9999/hook"
QUESTION = "May parcels be left with a neighbour?"


async def added(api: httpx.AsyncClient, name: str = "Ann Lee") -> dict[str, Any]:
    reply = await api.post("/v1/people", json={"name": name, "url": HERE})
    assert reply.status_code == 201, reply.text
    return reply.json()  # type: ignore[no-any-return]


def asked(pool: Pool, conversation: str, person: str, question: str = QUESTION) -> str:
    """The id of a question, as a worker keeps it with its turn."""
    message = asking_message(question)
    turn = RecentTurn(question=question, answer="-", as_of=message.sent_at, time_source="now", document=None)
    asks = Asking(call=BY_MESSAGE, person=UUID(person), name="Ann Lee", question=question, wait=dt.timedelta(days=7))
    result = TranscriptStore(pool).save("default", conversation, message, record(question), turn, asking=asks)
    assert result.asks is not None
    return result.asks.request_id


async def opened(api: httpx.AsyncClient) -> str:
    return str((await api.post("/v1/conversations")).json()["id"])


def token(tmp_path: Path, pool: Pool, question: str) -> str:
    key = (tmp_path / "webhook.key").read_bytes()
    return PersonStore(pool, Secrets(key)).token(UUID(question))


async def test_somebody_is_added_listed_and_removed_and_the_secret_is_shown_once(api: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = await api.post("/v1/people", json={"name": " Ann Lee ", "url": HERE}, headers=key)
    again = await api.post("/v1/people", json={"name": " Ann Lee ", "url": HERE}, headers=key)
    assert first.json() == again.json()
    assert first.json()["secret"].startswith("whsec_")
    assert first.json()["name"] == "Ann Lee"
    (listed,) = (await api.get("/v1/people")).json()["people"]
    assert "secret" not in listed
    taken = await api.post("/v1/people", json={"name": "ann lee", "url": HERE})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/person-exists")
    assert (await api.delete(listed["location"])).json()["removed"] is True
    assert (await api.delete(listed["location"])).status_code == 404
    assert (await api.get("/v1/people")).json()["people"] == []
    await added(api)  # the name is free again


@pytest.mark.parametrize("url", ["http://10.0.0.7/x", "https://127.0.0.1:6379/", "ftp://example.org", "no url"])
async def test_nobody_is_asked_at_an_address_that_nothing_is_sent_to(api: httpx.AsyncClient, url: str) -> None:
    refused = await api.post("/v1/people", json={"name": "Ann Lee", "url": url})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-receiver")


async def test_a_message_for_a_person_is_refused_where_nobody_can_be_asked(api: httpx.AsyncClient) -> None:
    conversation = await opened(api)
    body = {"text": QUESTION, "ask_person": True}
    refused = await api.post(f"/v1/conversations/{conversation}/messages", json=body)
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/person-not-found")
    await added(api)
    named = await api.post(f"/v1/conversations/{conversation}/messages", json={**body, "person": "Bo"})
    assert "nobody of the name 'Bo'" in named.json()["detail"]


async def test_open_questions_are_listed_page_by_page_and_shown(api: httpx.AsyncClient, pool: Pool) -> None:
    person, conversation = await added(api), await opened(api)
    ids = [asked(pool, conversation, person["id"], f"Question {number}?") for number in range(3)]
    other = asked(pool, await opened(api), person["id"])
    first = (await api.get("/v1/questions", params={"conversation": conversation, "limit": 2})).json()
    rest = (
        await api.get("/v1/questions", params={"conversation": conversation, "cursor": first["next_cursor"]})
    ).json()
    assert [one["id"] for one in first["questions"] + rest["questions"]] == ids[::-1]
    assert rest["next_cursor"] is None
    assert len((await api.get("/v1/questions")).json()["questions"]) == 4
    shown = (await api.get(f"/v1/questions/{other}")).json()
    assert (shown["status"], shown["person"], shown["told"]) == ("waiting", "Ann Lee", "to be sent")
    (turn,) = (await api.get(f"/v1/conversations/{shown['conversation']}")).json()["turns"]
    assert turn["asked"] == {name: shown[name] for name in turn["asked"]}
    assert (await api.get(f"/v1/questions/{uuid4()}")).json()["type"] == "/problems/question-not-found"
    exported = (await api.get(f"/v1/conversations/{conversation}/export")).text
    assert "Asked Ann Lee: “Question 1?” (the answer is waited for until " in exported


async def test_the_first_answer_is_kept_though_temporal_is_away(
    api: httpx.AsyncClient, pool: Pool, tmp_path: Path
) -> None:
    person, conversation = await added(api), await opened(api)
    question = asked(pool, conversation, person["id"])
    door = f"/v1/questions/{question}/answer"
    theirs = {"token": token(tmp_path, pool, question)}
    said = {"answer": "Yes, if the sender agrees.", "name": "Ann L."}

    for refused in ("", "x" * 43, token(tmp_path, pool, str(uuid4()))):
        reply = await api.post(door, params={"token": refused}, json=said)
        assert (reply.status_code, reply.json()["type"]) == (403, "/problems/token-refused")
    assert (await api.post(door, json=said)).status_code == 422
    first = await api.post(door, params=theirs, json=said)
    assert (first.status_code, first.json()["answered_by"]) == (200, "Ann L.")
    assert (await api.post(door, params=theirs, json=said)).json() == first.json()
    other = await api.post(door, params=theirs, json={"answer": "No."})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/question-answered")
    assert (await api.get("/v1/questions")).json()["questions"] == []
    (kept,) = (await api.get("/v1/questions", params={"status": "answered"})).json()["questions"]
    assert kept["answer"] == said["answer"]


async def test_a_cancelled_question_is_closed_for_good(api: httpx.AsyncClient, pool: Pool, tmp_path: Path) -> None:
    person, conversation = await added(api), await opened(api)
    question = asked(pool, conversation, person["id"])
    first = await api.post(f"/v1/questions/{question}/cancel")
    assert (first.json()["status"], first.json()["told"]) == ("cancelled", "cancelled by local")
    assert (await api.post(f"/v1/questions/{question}/cancel")).json() == first.json()
    late = await api.post(
        f"/v1/questions/{question}/answer",
        params={"token": token(tmp_path, pool, question)},
        json={"answer": "Yes."},
    )
    assert (late.status_code, late.json()["type"]) == (409, "/problems/question-closed")


async def test_whoever_is_removed_is_waited_for_no_more(api: httpx.AsyncClient, pool: Pool) -> None:
    person, conversation = await added(api), await opened(api)
    question = asked(pool, conversation, person["id"])
    removed = (await api.delete(person["location"])).json()
    assert removed["cancelled"] == [question]
    assert (await api.get(f"/v1/questions/{question}")).json()["status"] == "cancelled"


async def test_questions_and_answers_go_with_their_conversation(
    api: httpx.AsyncClient, pool: Pool, tmp_path: Path
) -> None:
    phrase = "XYZZY-SENTINEL"
    person, conversation = await added(api), await opened(api)
    question = asked(pool, conversation, person["id"], f"Is {phrase} so?")
    await api.post(
        f"/v1/questions/{question}/answer",
        params={"token": token(tmp_path, pool, question)},
        json={"answer": f"{phrase} is so."},
        headers={"Idempotency-Key": "k"},
    )
    assert {"person_question.answer (text)", "idempotent_reply.body (jsonb)"} <= found_in_postgres(pool, phrase)
    DeletionStore(pool).delete("default", conversation, "mo")
    assert found_in_postgres(pool, phrase) == set()
    assert (await api.get(f"/v1/questions/{question}")).status_code == 404


async def test_a_person_s_words_are_shown_as_theirs_and_never_as_a_document_s(
    api: httpx.AsyncClient, pool: Pool, tmp_path: Path
) -> None:
    person, conversation = await added(api), await opened(api)
    question = asked(pool, conversation, person["id"])
    theirs = {"token": token(tmp_path, pool, question)}
    await api.post(f"/v1/questions/{question}/answer", params=theirs, json={"answer": "Yes."})
    store, found = TranscriptStore(pool), QuestionStore(pool).get("default", UUID(question))
    (first,), _ = store.turns("default", conversation)
    store.save(
        "default", conversation, message_of(found), record_of(found, first.answer), recent_of(found, first.answer),
        answers=found.id,
    )  # fmt: skip

    asking, told = (await api.get(f"/v1/conversations/{conversation}")).json()["turns"]
    assert (asking["asked"]["status"], asking["asked"]["turn"]) == ("answered", 2)
    answer = told["answer"]
    assert answer["told_by"] == {"name": "Ann Lee", "answered_at": answer["created_at"], "question": question}
    assert (answer["model"], answer["citations"], answer["answer"]) == ("person", [], "Yes.")
    assert answer["as_of"] == first.answer["as_of"]
    assert "it stands in no document" in answer["coverage"][0]
    exported = (await api.get(f"/v1/conversations/{conversation}/export")).text
    assert f"Asked Ann Lee: “{QUESTION}” (the answer is turn 2)." in exported
    assert "Ann Lee, who was asked on" in exported
    assert (await api.get(f"/v1/questions/{question}")).json()["told"] == "answered by Ann Lee in turn 2"
