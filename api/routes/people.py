"""People who can be asked what no document states. A secret is shown in the reply that makes it, and kept nowhere."""

import json
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.auth import RequestCaller
from api.examples import people as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.people import AddPersonRequest, PeopleReply, PersonReply, PersonSecretReply, RemovedPersonReply
from api.parameters import iso
from api.problems import documented
from api.services import FromServices
from api.submitting import FromDoor
from chat.people.model import Person, PersonQuestion
from knowledge.adapters.receivers.addresses import check_url
from knowledge.errors import (
    InvalidReceiver,
    InvalidRequest,
    PersonExists,
    PersonNotFound,
    StoreUnavailable,
)

router = APIRouter(tags=["people"])


@router.post(
    "/v1/people",
    status_code=201,
    summary="Let somebody be asked",
    response_model=PersonSecretReply,
    responses={
        201: examples.added_person,
        **documented(InvalidRequest, InvalidReceiver, PersonExists, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def add_person(body: AddPersonRequest, door: FromDoor) -> Response:
    """Their questions are posted to `url` as Standard Webhooks says, signed with the secret of the reply."""
    people = door.services.people
    check_url(body.url, people.sender.reach)

    def add() -> Kept:
        made = people.people.add(**door.sender, name=body.name, url=body.url)
        return Kept(status=201, body=_reply(made).model_dump())

    kept = await door.do(add, body)
    shown = json.loads(bytes(kept.body))  # the secret joins it on its way out: no kept reply holds it
    replayed = {name: value for name, value in kept.headers.items() if name.startswith("idempotency")}
    return JSONResponse({**shown, "secret": people.people.secret(UUID(shown["id"]))}, kept.status_code, replayed)


@router.get(
    "/v1/people",
    summary="Who can be asked",
    response_model=PeopleReply,
    responses={200: examples.people, **documented(InvalidRequest, StoreUnavailable)},
)
def list_people(services: FromServices, caller: RequestCaller) -> PeopleReply:
    return PeopleReply(people=[_reply(one) for one in services.people.people.all(caller.tenant)])


@router.delete(
    "/v1/people/{person_id}",
    summary="Ask somebody no more",
    response_model=RemovedPersonReply,
    responses={200: examples.removed_person, **documented(PersonNotFound, InvalidRequest, StoreUnavailable)},
)
async def remove_person(person_id: UUID, services: FromServices, caller: RequestCaller) -> RemovedPersonReply:
    """What waits for their answer is cancelled; what they answered stays."""

    def remove() -> list[PersonQuestion]:
        questions = services.people.people.remove(caller.tenant, person_id, actor=caller.actor)
        return [services.people.questions.get(caller.tenant, id_) for id_ in questions]

    cancelled = await to_thread.run_sync(remove)
    for question in cancelled:
        await services.people.client.tell(question)
    return RemovedPersonReply(id=str(person_id), removed=True, cancelled=[str(one.id) for one in cancelled])


def _reply(person: Person) -> PersonReply:
    return PersonReply(
        id=str(person.id),
        name=person.name,
        url=person.url,
        actor=person.actor,
        created_at=iso(person.created_at),
        location=f"/v1/people/{person.id}",
    )
