"""What a question asks: its instant or period, the kind of value, the documents it names, what it leans on. Pure."""

from knowledge.questions.model import DocumentChange, QuestionPart, QuestionReading, RecentQuestion, TimeSource
from knowledge.questions.reading import read_question

__all__ = ["DocumentChange", "QuestionPart", "QuestionReading", "RecentQuestion", "TimeSource", "read_question"]
