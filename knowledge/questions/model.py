"""What goes into the reading of a question, and what comes out of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from knowledge.time_windows import Window
from knowledge.values import ValueKind


class TimeSource(StrEnum):
    """Where the instant of an answer was taken from."""

    PARAMETER = "parameter"
    QUESTION = "question"
    CONVERSATION = "conversation"
    NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """One version becoming effective: what "before the May 2023 change" is resolved against."""

    document: str
    title: str
    version: int
    effective_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentQuestion:
    """An earlier turn of the conversation, its question complete in itself."""

    question: str
    answer: str
    as_of: dt.datetime
    time_source: str
    document: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPart:
    """One thing that is asked."""

    search_text: str
    value_kind: ValueKind | None
    polar: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReading:
    """A question as understood. `as_of` is None where the question names no time and none is carried over."""

    text: str  # complete in itself: what a follow-up left out is taken over
    search_text: str  # the same without the words of its date
    as_of: dt.datetime | None
    period: Window | None  # the stretch of time that was asked about; `as_of` lies in it
    time_source: TimeSource
    value_kind: ValueKind | None  # the kind of value that would answer it, where its words tell
    polar: bool  # to be answered by yes or no
    documents: tuple[str, ...]  # slugs of the documents that it names
    unclear: str | None = None  # what must be asked back before it can be answered
    notices: tuple[str, ...] = ()  # how it was read, where another reading was possible

    @property
    def parts(self):
        return (QuestionPart(search_text=self.search_text, value_kind=self.value_kind, polar=self.polar, documents=self.documents),)
