"""The act that a date limits: "orders placed" of "orders placed before 1 January 2020 are refunded". Pure."""

# ruff: noqa: SIM905 - a list of words is read as a text

from collections.abc import Sequence

from ingestion.extraction import words
from ingestion.extraction.clauses import Clause
from ingestion.extraction.tokens import Token
from ingestion.extraction.verbs import verb_group_end

_PARTICIPLES = words.IRREGULAR_PASTS | frozenset(
    "begun chosen come done drawn driven flown given grown known laid left lent set shown signed taken won worn "
    "written booked hired".split()
)
_ADVERBIAL = frozenset("up out in on off over online".split())
_CLAUSE_OPENERS = words.RELATIVES | frozenset("if when whenever unless once because while whether provided".split())
_UNSAID = words.DETERMINERS | words.RELATIVES | words.AUXILIARIES | frozenset("only also".split())
_LONGEST = 8  # words
RULE_NOUNS = frozenset(
    "allowance amount benefit bonus budget cap charge cost deposit diem discount duty entitlement fee fine hour "
    "interest limit maximum minimum policy premium price quota rate rebate requirement rule salary surcharge tariff "
    "tax threshold wage window".split()
)

_ACTS = frozenset(
    "absences agreements applications bookings calls claims contracts deliveries donations events expenses flights "
    "incidents invoices journeys orders payments purchases requests reservations returns sales shipments stays "
    "subscriptions tickets transactions trips visits".split()
)


def limited_act(tokens: Sequence[Token], clauses: Sequence[Clause], at: int) -> str | None:
    """What is done on the days of a dated phrase that stands before `tokens[at]` and has no tokens of its own.

    "employees hired", "you signed up"; "" where the phrase hangs on an act that has no short name; None where it hangs
    on no act but stands free in the sentence.
    """
    clause = next((one for one in clauses if one.start < at <= one.end), None)
    if clause is None:
        return None
    start = _begin(tokens, clause, at)
    in_front = start == clause.start
    opener = _opener(tokens, start, at)
    if opener is not None:
        return _named(tokens, _noun_start(tokens, start, opener) if tokens[opener].lower != "if" else opener, at)
    act = _participle(tokens, start, at)
    if act is not None:
        return _of_participle(tokens, start, act, at, in_front=in_front)
    before = tokens[at - 1]
    governed = in_front and (clause.verb < clause.end or tokens[clause.start].lower == "for")
    if not governed or not is_plural(before) or is_rule(before):
        return None
    return _named(tokens, _noun_start(tokens, start, at - 1), at) if before.lower in _ACTS else ""


def _of_participle(tokens: Sequence[Token], start: int, act: int, at: int, *, in_front: bool) -> str:
    near = act == at - 1 or tokens[at - 1].lower in _ADVERBIAL
    if not near and tokens[at - 1].lower in _ACTS:
        return _named(tokens, _noun_start(tokens, act + 1, at - 1), at)  # "bookings made for stays [until ...]"
    return _named(tokens, _noun_start(tokens, start, act), at) if in_front or near else ""


def is_past(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether the clause tells what happened: "was", "had", "introduced"."""
    first = tokens[clause.verb].lower
    if first in words.AUXILIARIES:
        return first in _PAST_AUXILIARIES
    return is_participle(tokens[clause.verb]) and first not in words.BASE_FORMS


_PAST_AUXILIARIES = frozenset("was were had did wasn't weren't hadn't didn't".split())


def is_participle(token: Token) -> bool:
    lower = token.lower
    return token.is_word and ((lower.endswith("ed") and len(lower) > 4) or lower in _PARTICIPLES)


def is_plural(token: Token) -> bool:
    lower = token.lower
    return token.is_word and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s", "\u2019s"))


def is_rule(token: Token) -> bool:
    """Whether a noun names what a policy sets: "rate", "fees"."""
    lower = token.lower
    return bool({lower, lower.removesuffix("s"), lower.removesuffix("ies") + "y"} & RULE_NOUNS)


def _begin(tokens: Sequence[Token], clause: Clause, at: int) -> int:
    """From where words before the phrase can govern it: the clause's start or, behind its verb, the verb's end."""
    if at <= clause.verb or clause.verb == clause.end:
        return clause.start
    end = verb_group_end(tokens, clause.verb, clause.end)
    reduced = end >= at and is_past(tokens, clause) and at < clause.end and tokens[at].is_word
    if reduced and tokens[at].lower not in words.CONJUNCTIONS | words.PREPOSITIONS:
        return clause.start  # "Orders placed [until 31 March] ship free"
    return min(end, at)


def _opener(tokens: Sequence[Token], start: int, at: int) -> int | None:
    """The "if" or "who" of the clause inside which the phrase stands."""
    for i in range(at - 1, start - 1, -1):
        if tokens[i].text in ",;:":
            return None
        if tokens[i].lower in _CLAUSE_OPENERS and not (i > 0 and tokens[i - 1].lower in ("in", "so", "is", "than")):
            return i
    return None


def _participle(tokens: Sequence[Token], start: int, at: int) -> int | None:
    """The participle on a noun that the phrase hangs on, at once ("hired") or from afar ("bought in our shops")."""
    for i in range(at - 1, start, -1):
        before = tokens[i - 1]
        if not tokens[i].is_word or (i < at - 1 and tokens[i].lower in words.AUXILIARIES):
            return None
        named = before.is_word and before.lower not in words.FUNCTION_WORDS
        arriving = i == at - 1 and tokens[i].lower.endswith("ing") and is_plural(before)
        if named and (is_participle(tokens[i]) or arriving):
            return i
    return None


def _noun_start(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the run of nouns and adjectives that ends before `end` begins."""
    i = end
    while i > start and tokens[i - 1].is_word and tokens[i - 1].lower not in words.FUNCTION_WORDS:
        i -= 1
    return i


def _named(tokens: Sequence[Token], start: int, at: int) -> str:
    kept = list(tokens[start:at])
    if any(not token.is_word for token in kept):
        return ""
    spoken = [t.lower for t in kept if t.lower not in _UNSAID and t.lower not in _CLAUSE_OPENERS]
    return " ".join(spoken) if 0 < len(spoken) <= _LONGEST else ""
