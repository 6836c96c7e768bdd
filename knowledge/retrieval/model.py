"""What is sought and what is found: statements of passages, each with the signals that rank it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from knowledge.ports import FactHistory, KnowledgeReader, PassageSearch, StoredFact, StoredPassage
from knowledge.questions import QuestionPart
from knowledge.time_windows import Viewpoint
from knowledge.values import ValueKind

Found = TypeVar("Found")


class Aside(Protocol):
    """Begins work that its caller goes on beside."""

    def __call__(self, work: Callable[[], Found]) -> Callable[[], Found]:
        """Gives what waits for its outcome, and raises what it raised."""
        ...


def in_turn(work: Callable[[], Found]) -> Callable[[], Found]:
    """`Aside` for stores that one thread alone may use: the work is done when its outcome is asked for."""
    return work


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where evidence comes from: the truth, and the index by the generation that is live."""

    reader: KnowledgeReader
    history: FactHistory
    search: PassageSearch
    generation: str
    aside: Aside = in_turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a question asks for, as far as ranking uses it. `documents`: slugs of those that it names."""

    text: str
    value_kind: ValueKind | None = None
    documents: tuple[str, ...] = ()

    @classmethod
    def by(cls, part: QuestionPart) -> "Sought":
        """What a part of a question asks for. Yes and no are no kind of value that a statement holds."""
        kind = None if part.polar else part.value_kind
        return cls(text=part.search_text, value_kind=kind, documents=part.documents)


class Signals(NamedTuple):
    """What speaks for a statement, each from 0 to about 1; `weights.json` says how much each counts."""

    passage_meaning: float  # cosine of the question and the passage
    passage_words: float  # BM25 of the passage, 1 for the best of the list
    meaning: float  # cosine of the question and the statement inside its passage
    words: float  # share of the question's words, weighed by rarity, that stand in the statement
    headings: float  # share that stands only in the title or the headings above it
    kind: float  # 1 where it holds a value of the kind asked for
    named: float  # 1 where the question names its document


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedStatement:
    """One statement of a passage, `place` characters from the passage's start (None: not known). Its facts are in
    reading order; none where no fact of it holds.
    """

    passage: StoredPassage
    place: int | None
    text: str
    facts: tuple[StoredFact, ...]
    signals: Signals
    score: float

    @property
    def document(self) -> str:
        return self.passage.source.document


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPassage:
    """A passage with its statements, the best first: its score is theirs."""

    passage: StoredPassage
    statements: tuple[RankedStatement, ...]

    @property
    def score(self) -> float:
        return self.statements[0].score

    @property
    def facts(self) -> tuple[StoredFact, ...]:
        return tuple(fact for statement in self.statements for fact in statement.facts)


def by_passage(ranked: Sequence[RankedStatement]) -> tuple[RankedPassage, ...]:
    """The passages in the order of their best statements. `ranked`: best first."""
    statements: dict[UUID, list[RankedStatement]] = {}
    for statement in ranked:
        statements.setdefault(statement.passage.id, []).append(statement)
    return tuple(RankedPassage(passage=some[0].passage, statements=tuple(some)) for some in statements.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What holds at the viewpoint and bears on the question, best first. Nothing found is an empty tuple."""

    viewpoint: Viewpoint
    passages: tuple[RankedPassage, ...]

    @property
    def statements(self) -> list[RankedStatement]:
        """Every statement of the passages, best first."""
        every = (statement for ranked in self.passages for statement in ranked.statements)
        return sorted(every, key=lambda statement: -statement.score)

    def holding(self) -> Callable[[RankedStatement], bool]:
        """Tells of statements of any time whether they hold at the viewpoint. What stands in a passage found and is not
        among its statements does not, whatever the passage does: its sentence names a time of its own.
        """
        said = {ranked.passage.id: {one.place for one in ranked.statements if one.facts} for ranked in self.passages}

        def holds(one: RankedStatement) -> bool:
            known = {None, *said.get(one.passage.id, {one.place})}
            return one.passage.valid.contains(self.viewpoint.as_of) and one.place in known

        return holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhen:
    """How well other times answer beside what holds at an instant, on one scale.

    A question that a clause answers which is no longer, or not yet, in force finds that clause far ahead of whatever
    resembles it: the surest sign that the documents in force do not state the answer.
    """

    best: RankedStatement | None  # of those that do not hold at the instant
    lead: float  # how far it is ahead of the best that does; below zero where it is behind

    @classmethod
    def of(cls, ranked: Sequence[RankedStatement], evidence: Evidence) -> "Elsewhen":
        """`ranked`: statements of any time, best first; `evidence`: what holds at the instant.

        What holds may be crowded out of `ranked` by its own other wordings, so the evidence's best counts too: its
        score is nearly on the same scale.
        """
        holds = evidence.holding()
        holding = [one.score for one in (*evidence.statements[:1], *(one for one in ranked if holds(one)))]
        other = next((one for one in ranked if not holds(one)), None)
        if other is None:
            return cls(best=None, lead=-math.inf)
        return cls(best=other, lead=other.score - max(holding, default=ranked[-1].score))
