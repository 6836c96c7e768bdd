"""Whom a turn asks beside the documents: the sender's wish, or a language model's."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from chat.messages import AnswerTurn
from chat.people.model import BY_MESSAGE, BY_MODEL, Asking
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from knowledge.errors import PersonNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingPeople:
    """`by_model`: whether there is a language model that may ask them."""

    people: PersonStore
    questions: QuestionStore
    wait: timedelta  # for an answer
    by_model: bool

    def offered_to_model(self, turn: AnswerTurn) -> bool:
        return self.by_model and not turn.message.ask_person and bool(self.people.all(turn.tenant))

    def refused_to_model(self, turn: AnswerTurn) -> str | None:
        """Why it can ask nobody in this conversation, though they are offered: too many questions are open already."""
        return self.questions.why_no_more(turn.conversation)

    def by(self, turn: AnswerTurn, question: str, *, of_model: str | None) -> Asking | None:
        """`question`: as it was understood, complete in itself. Raises `PersonNotFound` for whom the message names."""
        if turn.message.ask_person:
            return self._asking(turn, BY_MESSAGE, question)
        if of_model is not None:
            with suppress(PersonNotFound):  # they have all been removed meanwhile
                return self._asking(turn, BY_MODEL, of_model)
        return None

    def _asking(self, turn: AnswerTurn, call: str, question: str) -> Asking:
        person = self.people.to_ask(turn.tenant, turn.message.person)
        return Asking(call=call, person=person.id, name=person.name, question=question, wait=self.wait)
