"""What an answer tells, to hold it against another: whether who got the one should have got the other. Pure."""

from knowledge.answering.model import Answer, AnswerStatus


def told(answer: Answer) -> tuple[object, ...]:
    """That it is not stated yet, and will be, is no other answer until it is. Notes are none."""
    if answer.status is AnswerStatus.NOT_STATED:
        return (answer.status,)
    return answer.status, answer.answer or answer.text, answer.citations[0].document if answer.citations else None
