"""What an answer tells, to hold it against another: whether who got the one should have got the other. Pure."""

from knowledge.alignment.meaning import says_the_same
from knowledge.alignment.model import compared_text
from knowledge.answering.model import Answer, AnswerStatus


def told(answer: Answer) -> tuple[object, ...]:
    """That it is not stated yet, and will be, is no other answer until it is. Notes are none."""
    if answer.status is AnswerStatus.NOT_STATED:
        return (answer.status,)
    return answer.status, _words(answer), answer.citations[0].document if answer.citations else None


def tell_the_same(one: Answer, other: Answer) -> bool:
    """Also where one says it in other words, as far as values, polarity and content words tell."""
    if told(one) == told(other):
        return True
    if AnswerStatus.NOT_STATED in (one.status, other.status) or told(one)[::2] != told(other)[::2]:
        return False
    return says_the_same(compared_text((), _words(one)), compared_text((), _words(other)))


def _words(answer: Answer) -> str:
    return answer.answer or answer.text
