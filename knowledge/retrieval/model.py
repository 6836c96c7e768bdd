"""What is sought and what is found: statements of passages, each with the signals that rank it."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.ports import StoredFact, StoredPassage
from knowledge.time_windows import Viewpoint
from knowledge.values import ValueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a question asks for, as far as ranking uses it. `documents`: slugs of those that it names."""

    text: str
    value_kind: ValueKind | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
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
    """One statement of a passage. Its facts are in reading order; none where the passage is not split into facts."""

    passage: StoredPassage
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhen:
    """How well the whole history answers beside what holds at the viewpoint, on one scale.

    `best` is the best statement that does not hold at the viewpoint, `lead` how far it is ahead of the best that does
    (below zero where it is behind); both None where nothing else was ever stated.
    """

    best: RankedStatement | None
    lead: float | None


Weights = Mapping[str, float]
