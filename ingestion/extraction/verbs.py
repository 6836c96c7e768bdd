"""Which word is the verb: closed word lists, and the number of the noun before it. No model."""

# ruff: noqa: RUF001, SIM905 - apostrophes of both shapes occur in text; a list of words is read as a text

from collections.abc import Sequence

from ingestion.extraction import words
from ingestion.extraction.tokens import Token


def find_verb(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """The finite verb of the clause, or the imperative at its start; None for a fragment."""
    weak = None
    pending = False  # inside a relative clause whose verb has not come yet
    i = start
    while i < end:
        token = tokens[i]
        if i > start and _is_relative(tokens, i):
            pending = True
        elif i > start and token.lower in words.SUBORDINATORS and token.lower not in ("as", "once"):
            if weak is not None or is_imperative(tokens, start):
                break
            pending = token.lower not in words.PREPOSITIONS
        elif is_finite(tokens, i, start) or (pending and _is_past_of_relative(tokens, i)):
            if pending:
                pending = False
                i = verb_group_end(tokens, i, end) - 1
            elif token.lower not in words.AMBIGUOUS_VERBS or _needs_not(tokens, i):
                return _settled(tokens, start, i, weak)
            elif weak is None and _takes_object(tokens, i, end):
                weak = i
        i += 1
    if weak is not None:
        return weak
    return start if start < end and is_imperative(tokens, start) else None


def find_past(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """The verb of "Prices rose" or "Acme acquired a shop"; for want of another, since it may be a participle."""
    for i in range(start + 1, end):
        before = tokens[i - 1]
        if tokens[i].lower in words.RELATIVES | words.SUBORDINATORS | words.PREPOSITIONS:
            return None
        named = before.is_word and (before.lower in words.PRONOUNS or before.lower not in words.FUNCTION_WORDS)
        if _is_past(tokens[i]) and named and not before.lower.endswith("ly"):
            return i
    return None


def _is_past(token: Token) -> bool:
    listed = token.lower in words.IRREGULAR_PASTS or (token.lower.endswith("ed") and len(token.lower) > 4)
    return token.value is None and listed and token.text.islower()


def _is_past_of_relative(tokens: Sequence[Token], i: int) -> bool:
    return _is_past(tokens[i]) and tokens[i - 1].lower in _RELATIVE_SUBJECTS


def _takes_object(tokens: Sequence[Token], verb: int, end: int) -> bool:
    """Whether a word that may be noun or verb is followed by what can follow a verb."""
    if verb + 1 >= end:
        return False
    after = tokens[verb + 1]
    return after.value is not None or (
        after.is_word and after.lower not in words.CONJUNCTIONS | words.RELATIVES | {"of"}
    )


def _settled(tokens: Sequence[Token], start: int, strong: int, weak: int | None) -> int:
    """A sure verb, or an earlier word that may be noun or verb when a new phrase parts the two."""
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
    if _needs_not(tokens, i):
        return True
    if i == start or not (lower in words.BASE_FORMS or lower in words.THIRD_FORMS):
        return False
    j = i - 1
    while j > start and (tokens[j].lower in words.ADVERBS or tokens[j].lower.endswith("ly")):
        j -= 1
    return _agrees(tokens, i, j, start)


def _needs_not(tokens: Sequence[Token], i: int) -> bool:
    """ "need" as an auxiliary: "Staff need not apply"."""
    return tokens[i].lower == "need" and i + 1 < len(tokens) and tokens[i + 1].lower == "not"


def _agrees(tokens: Sequence[Token], verb: int, noun: int, start: int) -> bool:
    """Whether the form of a listed verb fits the noun, value or mark at `noun` before it."""
    before, lower = tokens[noun], tokens[verb].lower
    sure = lower not in words.AMBIGUOUS_VERBS
    if before.value is not None:
        return sure or _governs(tokens, verb, start)
    if not before.is_word:
        return before.text in ('"', "”", ")") and lower in words.THIRD_FORMS
    if lower in words.THIRD_FORMS:
        return (
            before.lower in _SINGULAR_PRONOUNS
            or _is_noun(before, plural=False)
            or (sure and (_is_name(before) or _hangs_on(tokens, start, noun)))
        )
    if before.lower in _PLURAL_PRONOUNS or (_is_noun(before, plural=True) and tokens[verb].text.islower()):
        return True
    return sure and _is_noun(before, plural=False) and any(_is_noun(token, plural=True) for token in tokens[start:noun])


def _governs(tokens: Sequence[Token], verb: int, start: int) -> bool:
    """Whether a word that may be noun or verb stands as a verb in "Trips above 1,000 EUR need the approval ..."."""
    if verb + 1 >= len(tokens) or tokens[verb].lower in words.THIRD_FORMS or not _is_noun(tokens[start], plural=True):
        return tokens[verb].lower in words.THIRD_FORMS and verb + 1 < len(tokens) and tokens[verb + 1].value is not None
    after = tokens[verb + 1]
    return after.value is not None or after.lower in words.DETERMINERS | words.ADJECTIVES | {"half", "full", "double"}


_RELATIVE_SUBJECTS = words.RELATIVES | words.PRONOUNS | words.ADVERBS
_OBJECT_SIGNS = frozenset("to from before within by with for the your a an via at in".split())
_SINGULAR_PRONOUNS = frozenset(("it", "he", "she", "who", "which", "that", "this"))
_PLURAL_PRONOUNS = frozenset(("we", "you", "they", "i", "who", "which", "that", "people", "staff"))


def _is_name(token: Token) -> bool:
    return token.text[0].isupper() and token.lower not in words.FUNCTION_WORDS


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


def verb_group_end(tokens: Sequence[Token], verb: int, end: int) -> int:
    """One past the auxiliaries, adverbs and the main verb that begin at `verb`."""
    i = verb + 1 if _needs_not(tokens, verb) else verb
    while i < end and (
        tokens[i].lower in words.AUXILIARIES or tokens[i].lower in words.ADVERBS or tokens[i].lower.endswith("ly")
    ):
        i += 1
    return max(i, verb + 1) if i >= end or not _is_main(tokens[i]) else i + 1


def _is_main(token: Token) -> bool:
    """Whether the word can carry the meaning after an auxiliary: a base form or a participle."""
    return token.value is None and (
        token.lower in words.BASE_FORMS
        or token.lower in words.THIRD_FORMS
        or token.lower in words.PERMISSIONS
        or token.lower in words.ADJECTIVES
        or token.lower in words.PROHIBITIONS
        or token.lower.endswith(
            ("ed", "en", "ing", "made", "sent", "kept", "held", "paid", "sold", "set", "lost", "found", "built", "done")
        )
    )


def _is_relative(tokens: Sequence[Token], i: int) -> bool:
    """Whether "who", "which" or "that" opens a clause; "that" in "in that case" does not."""
    lower = tokens[i].lower
    return lower in words.RELATIVES and not (lower == "that" and tokens[i - 1].lower in words.PREPOSITIONS)


def _is_noun(token: Token, *, plural: bool) -> bool:
    lower = token.lower
    looks_plural = lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s", "’s"))
    return token.is_word and looks_plural == plural and lower not in words.FUNCTION_WORDS
