"""What a question asks: its time, the kind of answer, documents, scope, its parts, what it leans on. Pure."""

from knowledge.questions.model import (
    AboutTime,
    DocumentChange,
    QuestionPart,
    QuestionReading,
    RecentQuestion,
    TimeSource,
    Wanted,
)
from knowledge.questions.reading import read_question, read_words
from knowledge.questions.wanted import kind_of

__all__ = [
    "AboutTime",
    "DocumentChange",
    "QuestionPart",
    "QuestionReading",
    "RecentQuestion",
    "TimeSource",
    "Wanted",
    "kind_of",
    "read_question",
    "read_words",
]
