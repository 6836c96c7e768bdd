"""Whether a publication that closes or replaces facts applies at once or waits for a person. Pure.

A rule holds where all of its conditions do; of the enabled ones the first that holds decides, by position. Where none
holds, the change applies: a tenant that switches every rule off reviews nothing.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from knowledge.revision import EditKind, Happening, Outcome
from knowledge.time_windows import Window


class Verdict(StrEnum):
    APPLY = "apply"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition that is None (`outranked`: false) asks nothing."""

    id: UUID
    name: str
    position: int
    outcome: Verdict
    enabled: bool = True
    documents: frozenset[str] | None = None  # slugs
    kinds: frozenset[Happening] | None = None
    predicate: str | None = None  # words that the predicate of an edited fact holds
    share_over: float | None = None  # of the document's facts that would go, from 0 to 1
    likeness_under: float | None = None  # of a statement with the one that would take its place, from 0 to 1
    outranked: bool = False  # the change contradicts a document of the same rank or a higher one
    past_days: int | None = None  # it took effect more than so many days before it came


class Evidence(Protocol):
    """What rules look at. The last three are looked up when a rule asks for them."""

    @property
    def document(self) -> str: ...

    @property
    def kind(self) -> Happening: ...

    @property
    def share_going(self) -> float: ...

    @property
    def age(self) -> dt.timedelta:
        """From when it takes effect to when it came: less than nothing for what is to come."""
        ...

    def predicates(self) -> Collection[str]:
        """Of the facts that would be closed or replaced, and of those that would take their place."""
        ...

    def least_likeness(self) -> float | None:
        """None where no statement takes the place of another."""
        ...

    def outranked(self) -> bool: ...


def decide(rules: Iterable[Rule], evidence: Evidence) -> tuple[Verdict, Rule | None]:
    """The verdict, and the rule that gives it."""
    for rule in sorted(rules, key=lambda rule: (rule.position, rule.id)):
        if rule.enabled and holds(rule, evidence):
            return rule.outcome, rule
    return Verdict.APPLY, None


def holds(rule: Rule, evidence: Evidence) -> bool:
    """What costs a look-up is asked last."""
    return _holds_at_once(rule, evidence) and _holds_looked_up(rule, evidence)


def _holds_at_once(rule: Rule, evidence: Evidence) -> bool:
    return (
        (rule.documents is None or evidence.document in rule.documents)
        and (rule.kinds is None or evidence.kind in rule.kinds)
        and (rule.share_over is None or evidence.share_going > rule.share_over)
        and (rule.past_days is None or evidence.age > dt.timedelta(days=rule.past_days))
    )


def _holds_looked_up(rule: Rule, evidence: Evidence) -> bool:
    if rule.predicate is not None and not any(rule.predicate.lower() in one.lower() for one in evidence.predicates()):
        return False
    if rule.likeness_under is not None:
        least = evidence.least_likeness()
        if least is None or least >= rule.likeness_under:
            return False
    return not rule.outranked or evidence.outranked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A fact in a window: of a recorded row, or of one that would be recorded (`row` is None)."""

    fact: UUID  # its content
    valid: Window
    row: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """What would become of one key."""

    key: UUID
    kind: EditKind
    outcome: Outcome
    before: tuple[Held, ...]  # rows that would be retired
    after: tuple[Held, ...]
    goes: bool  # in force before the change, and then nothing is under its key


def keys_going(
    retired: Iterable[tuple[UUID, Window]], recorded: Iterable[tuple[UUID, Window]], at: dt.datetime
) -> set[UUID]:
    """Keys that hold something at an instant and would hold nothing. Of `retired` and `recorded` rows: key, window."""
    return {key for key, valid in retired if valid.contains(at)} - {
        key for key, valid in recorded if valid.contains(at)
    }


def outcome_digest(changes: Iterable[KeyChange], passages: Iterable[tuple[str, UUID, Window]]) -> str:
    """The same for the same outcome, whatever the ids of its rows. `passages`: retire or record, content, window."""
    told = [
        sorted([str(one.key), one.kind.value, _told(one.before), _told(one.after)] for one in changes),
        sorted([what, str(content), _window(valid)] for what, content, valid in passages),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def differing(shown: Sequence[KeyChange], now: Sequence[KeyChange]) -> Mapping[str, tuple[UUID, ...]]:
    """Keys of which the outcome is another one than was shown: come, gone, and otherwise."""
    before = {one.key: (one.kind, _told(one.before), _told(one.after)) for one in shown}
    after = {one.key: (one.kind, _told(one.before), _told(one.after)) for one in now}
    return {
        "come": tuple(sorted(after.keys() - before.keys())),
        "gone": tuple(sorted(before.keys() - after.keys())),
        "otherwise": tuple(sorted(key for key in before.keys() & after.keys() if before[key] != after[key])),
    }


def _told(holdings: Iterable[Held]) -> list[list[str]]:
    return sorted([str(one.fact), _window(one.valid)] for one in holdings)


def _window(valid: Window) -> str:
    return f"{_instant(valid.start)}/{_instant(valid.end)}"


def _instant(at: dt.datetime | None) -> str:
    return "" if at is None else at.astimezone(dt.UTC).isoformat()
