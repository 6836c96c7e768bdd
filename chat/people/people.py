"""Who can be asked, in Postgres. All raise `StoreUnavailable`."""

from typing import Any
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation

from chat.people.model import Person
from chat.people.questions import close_questions
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.receivers.secrets import Secrets, secret_digest
from knowledge.errors import PersonExists, PersonNotFound

MOST_PEOPLE = 500

sql = load_queries("chat.people")
Row = dict[str, Any]


class PersonStore:
    def __init__(self, pool: Pool, secrets: Secrets) -> None:
        self._pool = pool
        self._secrets = secrets

    def add(self, *, tenant: str, actor: str, name: str, url: str) -> Person:
        """Raises `PersonExists`."""
        id_ = uuid4()
        digest = secret_digest(self.secret(id_))
        names = {"id": id_, "tenant": tenant, "name": name, "url": url, "secret_digest": digest, "actor": actor}
        try:
            with transaction(self._pool) as cursor:
                row = cursor.execute(sql("person_insert"), names).fetchone()
        except UniqueViolation as error:
            raise PersonExists(
                f"{name!r} can be asked already: remove the one of before, or take a fuller name"
            ) from error
        return Person(**(row or {}))

    def all(self, tenant: str) -> list[Person]:
        """The one who was added first first: that one is asked where nobody is named."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("people"), {"tenant": tenant, "limit": MOST_PEOPLE}).fetchall()
        return [Person(**row) for row in rows]

    def to_ask(self, tenant: str, name: str | None) -> Person:
        """By name, without regard to case, or the first one. Raises `PersonNotFound`."""
        people = self.all(tenant)
        wanted = " ".join((name or "").split()).casefold()
        for one in people:
            if not wanted or wanted in (one.name.casefold(), str(one.id)):
                return one
        if not people:
            raise PersonNotFound("nobody can be asked yet: `asof people add NAME URL` says who can")
        raise PersonNotFound(f"nobody of the name {name!r} can be asked: GET /v1/people lists who can")

    def remove(self, tenant: str, person: UUID, *, actor: str) -> list[UUID]:
        """What waits for their answer is cancelled: which questions. Raises `PersonNotFound`."""
        names = {"tenant": tenant, "id": person, "actor": actor}
        with transaction(self._pool) as cursor:
            if not cursor.execute(sql("person_remove"), names).rowcount:
                raise PersonNotFound(f"there is no person {person}: GET /v1/people lists them")
            return close_questions(cursor, cursor.execute(sql("questions_of_person_cancel"), names).fetchall())

    def secret(self, person: UUID) -> str:
        return self._secrets.of(person, 1)

    def token(self, question: UUID) -> str:
        """What whoever answers a question shows."""
        return self._secrets.token("question", question)
