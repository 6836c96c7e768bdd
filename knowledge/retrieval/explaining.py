"""Why a statement ranks where it does, and what a filter left out that would have ranked among the hits. Pure."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.questions.calendar_spans import written
from knowledge.retrieval.model import Evidence, RankedPassage, RankedStatement, by_passage
from knowledge.retrieval.weights import RANKING
from knowledge.scopes import values_of_scope
from knowledge.time_windows import Scope, Window, join_windows

MOST_SHOWN = 5
"""Of what each filter left out; the rest is counted."""


class Filter(StrEnum):
    """What a read is narrowed by before anything is ranked."""

    TIME = "time"
    DOCUMENT = "document"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One term of a weighted sum."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        return self.weight * self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A passage that one filter held back, by the statement that would have ranked it."""

    by: Filter
    statement: RankedStatement
    position: int  # among the hits, counted from 1, had this filter alone not been set
    valid: Window  # of the passage; where the same words stood in several, the stretch nearest to the instant asked for
    why: str  # "in force until 18 April 2024"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """What the filters of a read left out: how many passages each, and the first of them."""

    counts: Mapping[Filter, int]
    shown: tuple[LeftOut, ...]

    @classmethod
    def of(cls, found: Sequence[LeftOut]) -> "Exclusions":
        by_filter = {one: [left for left in found if left.by is one] for one in Filter}
        return cls(
            counts={one: len(some) for one, some in by_filter.items()},
            shown=tuple(left for some in by_filter.values() for left in some[:MOST_SHOWN]),
        )


def weigh(values: Mapping[str, float], weights: Mapping[str, float]) -> tuple[Weighed, ...]:
    """The terms of a weighted sum, what adds most to it first."""
    terms = [Weighed(name=name, value=value, weight=weights[name]) for name, value in values.items()]
    return tuple(sorted(terms, key=lambda term: -term.contribution))


def signals_of(statement: RankedStatement) -> tuple[Weighed, ...]:
    """What each signal gave the statement; together they are its score."""
    return weigh(statement.signals._asdict(), RANKING)


def of_other_times(ever: Sequence[RankedStatement], evidence: Evidence, *, limit: int, zone: ZoneInfo) -> list[LeftOut]:
    """What the instant asked for leaves out of the `limit` best passages. `ever`: statements of any time, best first.

    What is in force in the same words is not left out; the same words of several stretches of time are told once.
    """
    as_of, holds = evidence.viewpoint.as_of, evidence.holding()
    said = {(one.document, one.text) for one in (*evidence.statements, *ever) if holds(one)}
    first: dict[tuple[str, str], tuple[int, RankedStatement]] = {}
    stretches: dict[tuple[str, str], list[Window]] = {}
    for position, ranked in enumerate(by_passage(ever)[:limit], start=1):
        best = ranked.statements[0]
        words = (best.document, best.text)
        if words not in said:
            first.setdefault(words, (position, best))
            stretches.setdefault(words, []).append(best.passage.valid)
    found = []
    for words, (position, best) in first.items():
        valid, why = _when(stretches[words], as_of, zone)
        found.append(LeftOut(by=Filter.TIME, statement=best, position=position, valid=valid, why=why))
    return found


def of_other_documents(lifted: Sequence[RankedPassage], asked: Sequence[str]) -> list[LeftOut]:
    """What the documents asked for leave out. `lifted`: the hits of all documents, best first."""
    return _left_out(
        lifted,
        Filter.DOCUMENT,
        passes=lambda one: one.document in asked,
        why=lambda one: f"document {one.document} was not asked for",
    )


def of_other_scopes(lifted: Sequence[RankedPassage], admitted: Collection[UUID]) -> list[LeftOut]:
    """What the scope asked for leaves out. `lifted`: the hits without it, best first; `admitted`: ids of the facts that
    it admits.
    """
    return _left_out(
        lifted,
        Filter.SCOPE,
        passes=lambda one: any(fact.id in admitted for fact in one.facts),
        why=lambda one: _for_whom(one.facts[0].scope) if one.facts else "for whom it holds is not known",
    )


def _left_out(
    lifted: Sequence[RankedPassage],
    by: Filter,
    *,
    passes: Callable[[RankedStatement], bool],
    why: Callable[[RankedStatement], str],
) -> list[LeftOut]:
    return [
        LeftOut(by=by, statement=best, position=position, valid=best.passage.valid, why=why(best))
        for position, ranked in enumerate(lifted, start=1)
        if not passes(best := ranked.statements[0])
    ]


def _when(stretches: Sequence[Window], as_of: dt.datetime, zone: ZoneInfo) -> tuple[Window, str]:
    """Until when before the instant, or from when after it, and the stretch that this is told of."""
    joined = join_windows(stretches)
    if any(window.contains(as_of) for window in joined):
        return stretches[0], "in force, but its own words name another time"
    before = [window for window in joined if window.end is not None and window.end <= as_of]
    after = [window for window in joined if window.start is not None and window.start > as_of]
    told = [f"until {_last_day(window.end, zone)}" for window in before[-1:] if window.end]
    told += [f"from {written(window.start.astimezone(zone).date())}" for window in after[:1] if window.start]
    return (before[-1:] or after)[0], f"in force {' and again '.join(told)}"


def _last_day(end: dt.datetime, zone: ZoneInfo) -> str:
    """The last day of which a part lies before the end."""
    return written((end.astimezone(zone) - dt.timedelta(microseconds=1)).date())


def _for_whom(scope: Scope) -> str:
    """ "holds for region austria or germany, plan pro only"."""
    dimensions = (f"{name} {' or '.join(sorted(values))}" for name, values in values_of_scope(scope).items())
    return f"holds for {', '.join(dimensions)} only"
