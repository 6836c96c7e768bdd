"""What questions about time itself have in common: the rule that they are about, and the values that its key held."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.answering.parts import PartAnswer
from knowledge.ports import StoredFact
from knowledge.questions import QuestionPart, kind_of
from knowledge.retrieval import Stores
from knowledge.terms import all_terms, content_terms
from knowledge.time_windows import Viewpoint

_ASKING = all_terms(
    "when since until last first ever change changes changed differ different difference compare comparison compared "
    "new newly update amend amendment revise revision add remove introduce increase reduce raise lower drop version "
    "edition revision old text wording anything something list summarise vary evolve made announce upcoming expect "
    "known come effect exist ever recently lately"
)
"""Words that ask for a change, and say nothing of what changed."""
_CHANGING = re.compile(
    r"\W*(?:how\s+)?(?:did|does|has|have|will|is|are)\s+(?P<what>.+?)\s+(?:ever\s+)?"
    r"(?:change|develop|evolve|differ|vary|increase|rise|fall|drop|going\s+to|been)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """One value of a key in its own words, and when it began to hold."""

    since: dt.datetime
    text: str


def without_asking(part: QuestionPart, *, compared: bool) -> QuestionPart:
    """What "since when may I ...?" or "has ... changed?" is about: the rule is sought, not a day that a rule names.

    `compared`: its values are asked for, so "how did the price of it change?" is about a price.
    """
    words = [word for word in _WORD.findall(part.search_text) if not all_terms(word) & _ASKING]
    changing = _CHANGING.match(part.search_text) if compared else None
    kind = kind_of(f"What is {changing['what']}?") if changing else part.value_kind if compared else None
    return replace(part, search_text=" ".join(words) or part.search_text, value_kind=kind, polar=False)


def topic_of(question: str, titles: Sequence[str]) -> frozenset[str]:
    """The words of a question that are about something beside a change of these documents."""
    return frozenset(content_terms(question)) - _ASKING - all_terms(" ".join(titles))


def values_held(part: PartAnswer, viewpoint: Viewpoint, stores: Stores) -> list[HeldValue]:
    """What the key of the answering fact held up to the viewpoint; a rewording without another value is no value of its
    own. None where no fact answers.
    """
    if part.said is None or part.said.citation.kind != "fact":
        return []
    return values_in(stores.history.held(viewpoint.tenant, part.said.citation.id, viewpoint.known_at), viewpoint.as_of)


def values_in(chain: Sequence[StoredFact], until: dt.datetime) -> list[HeldValue]:
    """One that comes back after a time without any is told again. `chain`: in order of valid time."""
    values: list[HeldValue] = []
    last: StoredFact | None = None
    for fact in chain:
        since = fact.valid.start
        if since is None or since > until:
            continue
        goes_on = last is not None and last.valid.touches(fact.valid) and last.value.canonical == fact.value.canonical
        if not goes_on:
            values.append(HeldValue(since=since, text=fact.value.text))
        last = fact
    return values
