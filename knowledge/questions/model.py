"""What goes into the reading of a question, and what comes out of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from knowledge.time_windows import Scope, Window
from knowledge.values import ValueKind


class TimeSource(StrEnum):
    """Where the instant of an answer was taken from."""

    PARAMETER = "parameter"
    QUESTION = "question"
    CONVERSATION = "conversation"
    NOW = "now"


class Wanted(StrEnum):
    """The kind of answer. The first eight are typed values, named as `ValueKind` names them."""

    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    URL = "url"
    ADDRESS = "address"
    PERSON_OR_BODY = "person_or_body"  # a name: who, which company, which law
    LIST = "list"  # which countries, what types of
    YES_NO = "yes_no"
    MANNER = "manner"  # how do I
    REASON = "reason"  # why
    DEFINITION = "definition"  # what is a, what does ... mean
    TEXT = "text"


class AboutTime(StrEnum):
    """What a question asks of the history of a rule, rather than of the rule."""

    INTRODUCED = "introduced"
    ENDED = "ended"
    CHANGED = "changed"
    HOLDS_SINCE = "holds_since"
    VERSIONS = "versions"  # how many there are of a document


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
    """One question of those that a question is made of, complete in itself, without the words of its date."""

    search_text: str
    value_kind: ValueKind | None
    wanted: Wanted
    polar: bool
    documents: tuple[str, ...]  # named in this part
    scope: Scope  # that of the whole question, narrowed by its own words


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
    documents: tuple[str, ...]  # slugs of the documents that it names: by title, acronym or kind
    wanted: Wanted = Wanted.TEXT  # the kind of answer
    likely_documents: tuple[
        str, ...
    ] = ()  # whose title shares its telling words with the question, the likeliest first
    scope: Scope = ()  # for whom or what it asks, where its words say so
    comparison: Window | None = None  # what changed from its start to its end is asked; both are instants
    of_any_change: bool = False  # its time is told by a change, of a document that it does not name
    asks_when: AboutTime | None = None  # it asks when something began, changed or ended, not what it was
    parts: tuple[QuestionPart, ...] = ()  # at least one: a simple question is its own only part
    unclear: str | None = None  # what must be asked back before it can be answered
    notices: tuple[str, ...] = ()  # how it was read, where another reading was possible
