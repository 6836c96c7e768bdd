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
    """A yes or no, the span of the words that say it, and the predicate without the words of refusal."""

    affirmed: bool
    start: int
    end: int
    predicate: Sequence[Token]
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
    if modal is not None:
        return _polarity(tokens, clause, said=[modal], silent=[], affirmed=True)
    return None


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
    return Polarity(
        affirmed=affirmed,
        start=min(token.start for token in said),
        end=max(token.end for token in said),
        predicate=predicate,
        silent=frozenset(
            token.start for token in silent if token.lower not in words.PROHIBITIONS and token.lower not in _CONTRACTED
        ),
    )


def _said_as(token: Token, text: str) -> Token:
    return Token(text=text, lower=text, start=token.start, end=token.end, value=None)
