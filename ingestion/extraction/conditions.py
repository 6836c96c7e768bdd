"""What a sentence says beside its triple: when it holds, and under which condition."""

# ruff: noqa: SIM905 - a list of words is read as a text

from collections.abc import Sequence

from ingestion.extraction import phrases, words
from ingestion.extraction.clauses import Clause
from ingestion.extraction.tokens import Token
from knowledge.values import FoundValue, ValueKind

_LONGEST_CONDITION = 7
_BOUNDS = frozenset("from until till effective starting beginning commencing since through to".split())
_OPENING = _BOUNDS - {"through", "to"}
_BEFORE_BOUND = frozenset("and with effect effective starting beginning commencing on as up".split())
_BOUNDING = _BOUNDS | _BEFORE_BOUND | {"of"}
_NO_CONDITION = frozenset("addition example instance case cases general particular fact short turn result such".split())


def window_dates(tokens: Sequence[Token], clauses: Sequence[Clause], found: Sequence[FoundValue]) -> frozenset[int]:
    """The dates that only bound the sentence in time ("From 1 May until 3 June, ...", "... as of 1 May").

    Empty where the sentence has no other value: then a date is what it says.
    """
    windows: set[int] = set()
    for clause in clauses:
        if clause.verb == clause.end:
            continue
        windows |= _led_by_bounds(tokens, clause.start, clause.subject, found)
        windows |= _bounding(tokens, clause.verb, clause.end, found)
    return frozenset(windows) if len(windows) < len(found) else frozenset()


def _led_by_bounds(tokens: Sequence[Token], start: int, end: int, found: Sequence[FoundValue]) -> set[int]:
    """All the dates of a lead that has nothing else in it."""
    dates: set[int] = set()
    for i in range(start, end):
        index = tokens[i].value
        if index is not None and found[index].value.kind is ValueKind.DATE:
            dates.add(index)
        elif index is not None or (tokens[i].is_word and tokens[i].lower not in _BOUNDING):
            return set()
    return dates if any(token.lower in _OPENING | {"as"} for token in tokens[start:end]) else set()


def _bounding(tokens: Sequence[Token], verb: int, end: int, found: Sequence[FoundValue]) -> set[int]:
    """The dates behind a verb that end a phrase: "... until 1 May and ...", "... from 1 May to 3 June."."""
    dates: dict[int, int] = {}  # by position
    for i in range(verb + 2, end):
        index = tokens[i].value
        if index is None or found[index].value.kind is not ValueKind.DATE:
            continue
        before, ahead = tokens[i - 1].lower, tokens[i - 2].lower
        opened = before in _OPENING or (before in ("of", "on", "to") and ahead in _BEFORE_BOUND)
        opened = opened or (before in _BOUNDS | {"and"} and i - 2 in dates)
        closed = i + 1 >= end or not tokens[i + 1].is_word or tokens[i + 1].lower in words.CONJUNCTIONS | _BOUNDS
        if opened and closed:
            dates[i] = index
    return set(dates.values())


def condition(tokens: Sequence[Token], clause: Clause) -> str:
    """The lead of a clause where it limits what is said ("For smaller orders"), to stand in brackets; else nothing."""
    lead = [token for token in tokens[clause.start : clause.subject] if token.text != ","]
    if not 2 <= len(lead) <= _LONGEST_CONDITION or any(not token.is_word for token in lead):
        return ""
    first = lead[0].lower
    if first not in words.PREPOSITIONS | words.SUBORDINATORS or any(token.lower in _NO_CONDITION for token in lead):
        return ""
    said = phrases.read(lead)
    return said[:1].lower() + said[1:]


def with_condition(predicate: str, said: str) -> str:
    """The condition before the words that lead to the value: "costs (for gifts)", "return items (for gifts) within"."""
    if not said:
        return predicate
    spoken = predicate.split()
    end = len(spoken)
    while end > 1 and spoken[end - 1].lower() in words.PREPOSITIONS | words.QUANTIFIERS:
        end -= 1
    return " ".join([*spoken[:end], f"({said})", *spoken[end:]])
