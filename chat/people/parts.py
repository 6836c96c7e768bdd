"""What doors and worker share of asking people; a composition root builds it."""

from dataclasses import dataclass

from chat.people.following import QuestionClient
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from knowledge.adapters.receivers.sending import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    people: PersonStore
    questions: QuestionStore
    client: QuestionClient
    sender: Sender
