"""Whether a statement permits, demands or refuses something, so that a refusal and its permission share a key."""

# ruff: noqa: RUF001, SIM905 - marks of both shapes occur in text; a list of words is read as a text

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction import words
from ingestion.extraction.clauses import Clause
from ingestion.extraction.tokens import Token
from ingestion.extraction.verbs import verb_group_end

_MODALS = frozenset("may must shall can should cannot".split())
_REFUSING_SUBJECTS = frozenset(("no", "neither", "nobody"))
_OWING = frozenset("have has need needs".split())
_DO = frozenset("do does did".split())
_CONTRACTED = {
    "cannot": "can",
    **{
        f"{word}{mark}t": plain
        for word, plain in (("can", "can"), ("won", "will"), ("isn", "is"), ("aren", "are"))
        for mark in "'’"
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarity:
    """A yes or no, the span of the words that say it, and the predicate without the words of refusal.

    "Sale items cannot be returned by post" says no by "cannot be"; its action is "returned by post".
    """

    affirmed: bool
    start: int
    end: int
    predicate: Sequence[Token]
    action: Sequence[Token]
    silent: frozenset[int]  # starts of the tokens that a key must not hear


def read_polarity(tokens: Sequence[Token], clause: Clause) -> Polarity | None:
    """None where the clause merely tells: "Refunds are paid by bank transfer"."""
    end = verb_group_end(tokens, clause.verb, clause.end)
    group = tokens[clause.verb : end]
    if clause.subject < clause.verb and tokens[clause.subject].lower in _REFUSING_SUBJECTS:
        refusal = tokens[clause.subject]
        return _polarity(tokens, clause, said=[refusal], silent=[refusal], affirmed=False)
    refusals = [token for token in group if token.lower in words.NEGATIONS]
    prohibition = [token for token in group if token.lower in words.PROHIBITIONS]
    permission = [token for token in group if token.lower in words.PERMISSIONS]
    modal = group[0] if group[0].lower in _MODALS else None
    if refusals:
        carrier = [] if permission or prohibition else group[:1]
        said = [*carrier, *refusals, *permission]
        return _polarity(tokens, clause, said=said, silent=refusals, affirmed=bool(prohibition))
    if prohibition:
        return _polarity(tokens, clause, said=prohibition, silent=prohibition, affirmed=False)
    if permission and group[0].lower in words.BE | words.MODALS:
        return _polarity(tokens, clause, said=permission, silent=[], affirmed=True)
    demand = [modal] if modal is not None else _owed(tokens, clause, end)
    return _polarity(tokens, clause, said=demand, silent=[], affirmed=True) if demand else None


def _owed(tokens: Sequence[Token], clause: Clause, end: int) -> Sequence[Token]:
    """ "have to" and "need to" before an infinitive."""
    owed = tokens[clause.verb].lower in _OWING and end + 1 < clause.end and tokens[end].lower == "to"
    return [tokens[clause.verb], tokens[end]] if owed and tokens[end + 1].lower in words.BASE_FORMS | words.BE else []


def _polarity(
    tokens: Sequence[Token], clause: Clause, *, said: Sequence[Token], silent: Sequence[Token], affirmed: bool
) -> Polarity:
    predicate: list[Token] = []
    for token in tokens[clause.verb : clause.end]:
        if token not in silent:
            predicate.append(token)
        elif token.lower in words.PROHIBITIONS:
            predicate.append(_said_as(token, "eligible" if token.lower == "ineligible" else "permitted"))
        elif token.lower in _CONTRACTED:
            predicate.append(_said_as(token, _CONTRACTED[token.lower]))
    if len(predicate) > 1 and predicate[0].lower in _DO and silent:
        does, predicate = predicate[0], predicate[1:]
        if does.lower == "does" and predicate[0].lower in words.BASE_FORMS:
            predicate[0] = _said_as(predicate[0], words.third_person(predicate[0].lower))
    by = next((i for i, token in enumerate(predicate) if token.lower == "by"), None)
    if by and predicate[by - 1] not in silent and any(token.lower in words.PROHIBITIONS for token in silent):
        predicate = predicate[:by]
    start, end, action = _said_and_done(tokens, clause, said)
    return Polarity(
        affirmed=affirmed,
        start=start,
        end=end,
        predicate=predicate,
        action=action or predicate,
        silent=frozenset(
            token.start for token in silent if token.lower not in words.PROHIBITIONS and token.lower not in _CONTRACTED
        ),
    )


def _said_and_done(tokens: Sequence[Token], clause: Clause, said: Sequence[Token]) -> tuple[int, int, Sequence[Token]]:
    """The span of the words that say yes or no, from the auxiliary to "be" or "to", and what comes after."""
    start, end = min(token.start for token in said), max(token.end for token in said)
    if end <= tokens[clause.verb].start:
        return start, end, ()
    done = next((i for i in range(clause.verb, clause.end) if tokens[i].start >= end), clause.end)
    while done < clause.end and tokens[done].lower in words.BE | {"to"}:
        end = tokens[done].end
        done += 1
    left = tokens[done : clause.end]
    if not any(token.is_word or token.value is not None for token in left) or left[0].lower == "by":
        before = [token for token in tokens[clause.verb : clause.end] if token.end <= start]
        return start, end, before
    return min(start, tokens[clause.verb].start), end, left


def _said_as(token: Token, text: str) -> Token:
    return Token(text=text, lower=text, start=token.start, end=token.end, value=None)
