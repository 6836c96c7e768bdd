"""Whether a dated phrase bounds the rule that its sentence states. Pure; what it does not surely bound, it does not."""

# ruff: noqa: SIM905 - a list of words is read as a text

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction import words
from ingestion.extraction.clauses import Clause
from ingestion.extraction.dated_phrases import Manner
from ingestion.extraction.limited_acts import is_past, is_plural, is_rule
from ingestion.extraction.tokens import Token
from ingestion.extraction.verbs import verb_group_end

_STATES = (
    words.ADJECTIVES
    | words.PERMISSIONS
    | words.PROHIBITIONS
    | frozenset(
        "be apply applies remain remains cost costs stay stays amount amounts total totals have has equal equals "
        "closed capped limited waived suspended set fixed".split()
    )
)
_OBLIGES = frozenset("must shall should have has needs need ought required obliged".split())
_LASTS = frozenset("keep retain store preserve hold archive maintain".split())
_PUT_OFF = frozenset("extend postpone delay defer prolong reschedule move last".split())
_MEASURED = frozenset("calculate determine measure assess compute record list register employ base value".split())
_ONCE = frozenset(
    "apply claim complete deliver file finish hand notify order pay provide register reply report request return "
    "send sign submit".split()
)
_ENDS = frozenset("end expire lapse".split())
_STRETCHES = frozenset("period periods date dates year years month months time term data information".split())
_BECOMES = words.BE | frozenset("become becomes takes take comes come remain remains".split())
_ALWAYS_FREE = (Manner.EFFECT, Manner.UNTIL)
_OF_STATES = (Manner.DURING, Manner.BEFORE, Manner.AFTER)


_LONGEST_LABEL = 5  # tokens, its colon included
_A = frozenset("a an per each every".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a phrase without tokens of its own stands: before `tokens[at]`, at the head of all, or set off by marks."""

    at: int
    leads: bool
    set_off: bool


def place_of(tokens: Sequence[Token], at: int, *, set_off: bool) -> Place:
    """Nothing but a conjunction, an adverb or a label ("Note: from 1 June 2027, ...") stands before what leads."""
    if 0 < at <= _LONGEST_LABEL and tokens[at - 1].text == ":" and all(token.is_word for token in tokens[: at - 1]):
        return Place(at=at, leads=True, set_off=set_off)
    opening = words.LEADING_ADVERBS | words.CONJUNCTIONS
    ahead = [token for token in tokens[:at] if token.is_word or token.value is not None]
    return Place(at=at, leads=all(token.lower in opening for token in ahead), set_off=set_off)


def bounds_the_rule(
    tokens: Sequence[Token], clauses: Sequence[Clause], place: Place, manner: Manner, *, of_acts: bool
) -> bool:
    """Whether the phrase says when the one fact of the sentence holds.

    `of_acts`: another date of the sentence limits an act; this one then bounds only a rule that states an amount.
    """
    if _many_sentences(tokens) or _answered_by_another(tokens, place):
        return False
    verbal = [clause for clause in clauses if clause.verb < clause.end]
    if not verbal:
        return _in_fragment(tokens, place, manner)
    clause = verbal[0]
    if (len(verbal) > 1 and not place.leads) or is_past(tokens, clause):
        return False
    group = tokens[clause.verb : verb_group_end(tokens, clause.verb, clause.end)]
    amount = not of_acts or _states_amount(tokens, clause, group)
    return amount and _fits(clause, group, manner) and _stands_well(tokens, clause, group, place, manner)


def _stands_well(tokens: Sequence[Token], clause: Clause, group: Sequence[Token], place: Place, manner: Manner) -> bool:
    if place.leads:
        return manner is not Manner.ENDS
    if manner is Manner.AFTER and not _states(group):
        return False
    if place.at <= clause.verb:
        return place.set_off or (clause.subject < place.at and is_rule(tokens[place.at - 1]))
    return _in_tail(tokens, clause, group, place, manner)


def _many_sentences(tokens: Sequence[Token]) -> bool:
    return any(
        token.text == ";" or (token.text in ".!?" and tokens[i + 1].text[0].isupper())
        for i, token in enumerate(tokens[:-1])
    )


def _answered_by_another(tokens: Sequence[Token], place: Place) -> bool:
    """Whether a further value follows: "50 EUR until 31 March 2026, then 80 EUR"."""
    if place.leads or not any(token.value is not None for token in tokens[: place.at]):
        return False
    after = tokens[place.at :]
    goes_on = bool(after) and after[0].lower in words.PREPOSITIONS | words.SUBORDINATORS
    return not goes_on and any(token.value is not None for token in after)


def _in_fragment(tokens: Sequence[Token], place: Place, manner: Manner) -> bool:
    valued = any(token.value is not None for token in tokens)
    if place.leads:
        return valued and manner not in _OF_STATES
    before = tokens[place.at - 1]
    if manner is Manner.ENDS:
        return place.at > 1 and _base(before.lower) in _ENDS
    if manner is Manner.UNTIL:
        return valued or sum(token.is_word for token in tokens) > 1
    return valued and (before.value is not None or place.set_off)


def _fits(clause: Clause, group: Sequence[Token], manner: Manner) -> bool:
    """Whether this verb can be bounded in this manner, wherever the phrase stands."""
    verb = _base(group[-1].lower)
    obliges = clause.verb == clause.subject or any(token.lower in _OBLIGES for token in group[:-1])
    obliges = obliges or group[-1].lower in ("required", "obliged")
    negated = any(token.lower in words.NEGATIONS for token in group)
    states = _states(group)
    if manner is Manner.UNTIL:
        return not negated and verb not in _LASTS | _PUT_OFF and not (obliges and verb in _ONCE)
    if manner is Manner.BETWEEN:
        return not (obliges and verb in _ONCE)
    if manner is Manner.AS_OF:
        return verb not in _MEASURED
    if manner is Manner.ENDS:
        return verb in _ENDS
    if manner in _OF_STATES:
        allows = group[0].lower in ("may", "can") and manner is not Manner.BEFORE
        return (states and not obliges) or allows
    return True


def _states(group: Sequence[Token]) -> bool:
    """Whether the verb tells how things are, rather than what is done."""
    return group[-1].lower in _STATES | words.BE


def _states_amount(tokens: Sequence[Token], clause: Clause, group: Sequence[Token]) -> bool:
    valued = any(token.value is not None for token in tokens[clause.verb : clause.end])
    return valued or group[-1].lower in words.BE


def _in_tail(tokens: Sequence[Token], clause: Clause, group: Sequence[Token], place: Place, manner: Manner) -> bool:
    before = tokens[place.at - 1]
    after = tokens[place.at] if place.at < len(tokens) else None
    follows = words.PREPOSITIONS | words.SUBORDINATORS | words.CONJUNCTIONS
    if after is not None and (after.value is not None or (after.is_word and after.lower not in follows)):
        return False
    if place.set_off:
        return True
    if place.at <= clause.verb + len(group):
        return before.lower not in _BECOMES and not (manner is Manner.EFFECT and before.lower in words.ADJECTIVES)
    if before.value is not None or manner in _ALWAYS_FREE:
        return before.lower not in _BECOMES
    if manner is Manner.AS_OF or not before.is_word or before.lower in words.PREPOSITIONS | words.DETERMINERS:
        return False
    stretch = before.lower in _STRETCHES and tokens[place.at - 2].lower not in _A  # "80 EUR a month" is none
    return is_rule(before) or not (is_plural(before) or stretch)


def _base(verb: str) -> str:
    """ "submit" of "submitted" and "submits", as far as the lists need it."""
    if verb in words.BASE_OF:
        return words.BASE_OF[verb]
    for ending, stem in (("ied", "y"), ("ed", ""), ("ed", "e"), ("ed", None)):
        if verb.endswith(ending):
            found = verb.removesuffix(ending) + stem if stem is not None else verb.removesuffix(ending)[:-1]
            if found in words.BASE_FORMS:
                return found
    return _IRREGULAR.get(verb, verb)


_IRREGULAR = {"kept": "keep", "held": "hold", "sent": "send", "paid": "pay"}
