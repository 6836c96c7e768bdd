"""Where the subject ends and the verb begins: clauses read by closed word lists and agreement, without a model."""

# ruff: noqa: RUF001, SIM905 - marks of both shapes occur in text; a list of words is read as a text

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction import words
from knowledge.values import FoundValue

_TOKEN = re.compile(
    r"(?i:\b(?:we|you|they|it|i|he|she)(?=['’](?:ll|re|ve|d)\b))|['’](?:ll|re|ve|d)\b|\w+(?:[-'’./&]\w+)*|[^\w\s]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, mark or typed value of a statement, with its span."""

    text: str
    lower: str
    start: int
    end: int
    value: int | None  # which typed value of the statement it is

    @property
    def is_word(self) -> bool:
        return self.value is None and (self.text[0].isalnum() or self.text[0] == "_" or len(self.text) > 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Token positions: lead `[start, subject)`, subject `[subject, verb)`, predicate `[verb, end)`."""

    start: int
    subject: int
    verb: int
    end: int


def tokenize(text: str, found: Sequence[FoundValue]) -> list[Token]:
    """The words of a statement in order; each typed value is one token, brackets that hold none are left out."""
    tokens: list[Token] = []
    position = 0
    for index, one in enumerate(found):
        tokens += _words(text, position, one.start)
        tokens.append(Token(text=one.value.text, lower="", start=one.start, end=one.end, value=index))
        position = one.end
    tokens += _words(text, position, len(text))
    return _without_asides(tokens)


def read_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of a statement. A clause without a verb has `verb == end`; together they cover all tokens."""
    clauses: list[Clause] = []
    start = 0
    while start < len(tokens):
        end = _clause_end(tokens, start)
        clauses.append(_read_clause(tokens, start, end))
        start = end
    return clauses


def _words(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(text=m.group(), lower=m.group().lower(), start=m.start(), end=m.end(), value=None)
        for m in _TOKEN.finditer(text, start, end)
    ]


def _without_asides(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    opened: list[int] = []
    for token in tokens:
        if token.text in "([":
            opened.append(len(kept))
            kept.append(token)
        elif token.text in ")]" and opened:
            begin = opened.pop()
            if all(one.value is None for one in kept[begin:]):
                del kept[begin:]
            else:
                kept.append(token)
        else:
            kept.append(token)
    return kept


def _clause_end(tokens: Sequence[Token], start: int) -> int:
    """One past the clause that begins at `start`: at a semicolon, colon or dash, or before ", and they will ..."."""
    verb = None
    for i in range(start, len(tokens)):
        token = tokens[i]
        if token.text in (";", ":", "—", "–") and i > start:
            return i + 1
        if verb is None and token.lower not in words.AMBIGUOUS_VERBS and is_finite(tokens, i, start):
            verb = i
        elif verb is not None and token.lower in ("and", "but", "or", "so") and opens_clause(tokens, i + 1):
            return i
        elif verb is not None and _ends_sentence(tokens, i):
            return i + 1
    return len(tokens)


def _ends_sentence(tokens: Sequence[Token], i: int) -> bool:
    if tokens[i].text not in (".", "?", "!") or i + 1 >= len(tokens) or not tokens[i + 1].text[0].isupper():
        return False
    before = tokens[i - 1]
    return before.value is not None or not ("." in before.text or len(before.text) == 1 or before.lower in _ABBREVIATED)


_ABBREVIATED = frozenset("inc ltd co corp no nos st mr mrs ms dr vs etc sec art approx jr sr dept".split())


def opens_clause(tokens: Sequence[Token], start: int) -> bool:
    """Whether a subject and its auxiliary (or a pronoun and its verb) follow at once."""
    if start >= len(tokens):
        return False
    if tokens[start].lower in words.PRONOUNS and start + 1 < len(tokens):
        return is_finite(tokens, start + 1, start)
    for i in range(start + 1, min(start + 7, len(tokens))):
        token = tokens[i]
        if token.lower in words.AUXILIARIES and tokens[i - 1].lower not in words.RELATIVES:
            return True
        if not token.is_word and token.value is None:
            return False
        if token.lower in words.SUBORDINATORS or token.lower in words.RELATIVES or token.lower in words.CONJUNCTIONS:
            return False
    return False


def _read_clause(tokens: Sequence[Token], start: int, end: int) -> Clause:
    while start < end and (tokens[start].text in ",.;:•*-" or tokens[start].lower in words.CONJUNCTIONS):
        start += 1
    lead_end = _lead_end(tokens, start, end)
    if lead_end < end - 1 and tokens[lead_end].lower == "please":
        lead_end += 1
    verb = find_verb(tokens, lead_end, end)
    return Clause(start=start, subject=lead_end, verb=end if verb is None else verb, end=end)


def _lead_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the main clause begins after "If ...," or "Within 30 days of ...,"; `start` when nothing leads."""
    if start >= end:
        return start
    first = tokens[start].lower
    leads = first in words.SUBORDINATORS | words.PREPOSITIONS | words.LEADING_ADVERBS or first.endswith("ing")
    if not leads:
        said_apart = start + 2 < end and tokens[start + 1].text == "," and find_verb(tokens, start + 2, end) is not None
        return start + 2 if said_apart else start
    if first in words.LEADING_ADVERBS and start + 1 < end and tokens[start + 1].text != ",":
        return start + 1
    best = start
    for i in range(start, end):
        if tokens[i].text != "," or i + 1 >= end or tokens[i + 1].lower in words.CONJUNCTIONS:
            continue
        verb = find_verb(tokens, i + 1, end)
        if verb is None:
            break
        if best != start and find_verb(tokens, best, i) is not None:
            break
        best = i + 1
        if tokens[best].lower == "then" and best + 1 < end:
            best += 1
        if tokens[best].lower in words.PRONOUNS | words.DETERMINERS or verb == best:
            break
    return start + 1 if best == start and first in words.SUBORDINATORS else best


def find_verb(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """The finite verb of the clause, or the imperative at its start; None for a fragment."""
    weak = None
    pending = False  # inside a relative clause whose verb has not come yet
    i = start
    while i < end:
        token = tokens[i]
        if i > start and token.lower in words.RELATIVES and not _is_demonstrative(tokens, i):
            pending = True
        elif i > start and token.lower in words.SUBORDINATORS and token.lower not in ("as", "once"):
            if weak is not None or is_imperative(tokens, start):
                break
            pending = token.lower not in words.PREPOSITIONS
        elif is_finite(tokens, i, start):
            if pending:
                pending = False
                i = _verb_group_end(tokens, i, end) - 1
            elif token.lower not in words.AMBIGUOUS_VERBS:
                return _settled(tokens, start, i, weak)
            elif weak is None and _takes_object(tokens, i, end):
                weak = i
        i += 1
    if weak is not None:
        return weak
    return start if start < end and is_imperative(tokens, start) else None


def _takes_object(tokens: Sequence[Token], verb: int, end: int) -> bool:
    """Whether a word that may be noun or verb is followed by what can follow a verb."""
    if verb + 1 >= end:
        return False
    after = tokens[verb + 1]
    return after.value is not None or (
        after.is_word and after.lower not in words.CONJUNCTIONS | words.RELATIVES | {"of"}
    )


def _settled(tokens: Sequence[Token], start: int, strong: int, weak: int | None) -> int:
    """Between a sure verb and an earlier word that may be noun or verb: the earlier one when a new phrase parts them."""
    if weak is not None and any(t.lower in words.CONJUNCTIONS or t.text == "," for t in tokens[weak:strong]):
        return weak
    if weak is None and is_imperative(tokens, start) and any(t.text == "," for t in tokens[start:strong]):
        return start
    return strong


def is_finite(tokens: Sequence[Token], i: int, start: int) -> bool:
    """Whether the word can be a finite verb where it stands, by the number of the noun before it."""
    lower = tokens[i].lower
    if lower in words.AUXILIARIES:
        return lower not in ("been", "being") and not (lower == "be" and i > start)
    if i == start or not (lower in words.BASE_FORMS or lower in words.THIRD_FORMS):
        return False
    j = i - 1
    while j > start and (tokens[j].lower in words.ADVERBS or tokens[j].lower.endswith("ly")):
        j -= 1
    before = tokens[j]
    sure = lower not in words.AMBIGUOUS_VERBS
    if before.value is not None:
        return sure
    if not before.is_word:
        return before.text in ('"', "”", ")") and lower in words.THIRD_FORMS
    if lower in words.THIRD_FORMS:
        return (
            before.lower in _SINGULAR_PRONOUNS
            or _is_noun(before, plural=False)
            or (sure and _hangs_on(tokens, start, j))
        )
    if before.lower in _PLURAL_PRONOUNS or (_is_noun(before, plural=True) and tokens[i].text.islower()):
        return True
    return sure and _is_noun(before, plural=False) and any(_is_noun(token, plural=True) for token in tokens[start:j])


_OBJECT_SIGNS = frozenset("to from before within by with for the your a an via at in".split())
_SINGULAR_PRONOUNS = frozenset(("it", "he", "she", "who", "which", "that", "this"))
_PLURAL_PRONOUNS = frozenset(("we", "you", "they", "i", "who", "which", "that", "people", "staff"))


def _hangs_on(tokens: Sequence[Token], start: int, noun: int) -> bool:
    """Whether a noun hangs on an earlier one, as "systems" in "access to systems"."""
    return any(token.lower in words.PREPOSITIONS for token in tokens[start + 1 : noun])


def is_imperative(tokens: Sequence[Token], start: int) -> bool:
    """Whether a clause that begins here gives an order: "Submit ...", "Do not ...", "Never share ..."."""
    first = tokens[start].lower
    after = tokens[start + 1] if start + 1 < len(tokens) else None
    if first in ("do", "don't", "don’t", "never", "always", "please"):
        return after is not None and (after.lower in ("not", "never") or after.lower in words.BASE_FORMS)
    if first not in words.BASE_FORMS or after is None:
        return False
    if first in words.AMBIGUOUS_VERBS:
        return (
            after.value is not None
            or after.lower in words.DETERMINERS | words.PRONOUNS
            or _is_noun(after, plural=True)
            or (
                (tokens[start].text[0].isupper() or tokens[start - 1].lower == "please")
                and any(token.lower in _OBJECT_SIGNS for token in tokens[start + 2 :])
            )
        )
    return after.is_word or after.value is not None


def _verb_group_end(tokens: Sequence[Token], verb: int, end: int) -> int:
    """One past the auxiliaries, adverbs and the main verb that begin at `verb`."""
    i = verb
    while i < end and (
        tokens[i].lower in words.AUXILIARIES or tokens[i].lower in words.ADVERBS or tokens[i].lower.endswith("ly")
    ):
        i += 1
    return max(i, verb + 1) if i >= end or not is_main(tokens[i]) else i + 1


def is_main(token: Token) -> bool:
    """Whether the word can carry the meaning after an auxiliary: a base form or a participle."""
    return token.value is None and (
        token.lower in words.BASE_FORMS
        or token.lower in words.THIRD_FORMS
        or token.lower in words.PERMISSIONS
        or token.lower in words.PROHIBITIONS
        or token.lower.endswith(
            ("ed", "en", "ing", "made", "sent", "kept", "held", "paid", "sold", "set", "lost", "found", "built", "done")
        )
    )


def verb_group_end(tokens: Sequence[Token], verb: int, end: int) -> int:
    return _verb_group_end(tokens, verb, end)


def _is_demonstrative(tokens: Sequence[Token], i: int) -> bool:
    """ "that" before its own noun, as in "in that case"."""
    return tokens[i].lower == "that" and i > 0 and tokens[i - 1].lower in words.PREPOSITIONS


def _is_noun(token: Token, *, plural: bool) -> bool:
    lower = token.lower
    looks_plural = lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s", "’s"))
    return token.is_word and looks_plural == plural and lower not in words.FUNCTION_WORDS
