"""Tokens of a clause into what a person reads aloud: subject and predicate phrases of bounded length."""

# ruff: noqa: RUF001, SIM905 - marks of both shapes occur in text; a list of words is read as a text

from collections.abc import Sequence

from ingestion.extraction import words
from ingestion.extraction.tokens import Token
from ingestion.extraction.verbs import verb_group_end

LONGEST_PREDICATE = 12
LONGEST_ACTION = 16
LONGEST_SUBJECT = 9
_SHORTEST_ACTION = 6
_BREAKS = (
    words.PREPOSITIONS - {"of"} | words.SUBORDINATORS | words.RELATIVES | {"and", "or", "but", "how", "what", "why"}
)
_DROPPED = frozenset("the a an your our their its any each every also both then either neither".split())
_COMPARISONS = frozenset("over above under below exceeding beyond within after before during until since".split())


def read(tokens: Sequence[Token]) -> str:
    """The tokens as text, with one space between words and none before a mark."""
    text = ""
    for token in tokens:
        glued = (
            not text
            or token.text in ",.;:!?)]%’”"
            or (token.lower in words.AUXILIARIES and token.text[0] in "'’")
            or text[-1] in "([$€£“"
            or (token.text == "/" or text[-1] == "/")
        )
        text += token.text if glued else " " + token.text
    return text


def subject_phrase(tokens: Sequence[Token]) -> str:
    """The noun phrase without its article and, where it is long, without what hangs on it."""
    kept = [token for token in tokens if token.is_word or token.value is not None or token.text in "/&-"]
    while kept and kept[0].lower in (
        "the",
        "a",
        "an",
        "your",
        "our",
        "their",
        "its",
        "any",
        "each",
        "every",
        "also",
        "both",
    ):
        kept = kept[1:]
    while kept and (kept[-1].lower in words.ADVERBS | words.CONJUNCTIONS or kept[-1].lower in words.PREPOSITIONS):
        kept = kept[:-1]
    if len(kept) > LONGEST_SUBJECT:
        cut = next(
            (
                i
                for i, token in enumerate(kept)
                if i > 1 and token.lower in words.RELATIVES | words.SUBORDINATORS | words.PREPOSITIONS - {"of"}
            ),
            LONGEST_SUBJECT,
        )
        kept = kept[: max(2, min(cut, LONGEST_SUBJECT))]
    text = read(kept)
    return text[:1].upper() + text[1:]


def predicate_phrase(tokens: Sequence[Token], *, tail_of: int = 0) -> str:
    """The words from the verb up to a value, at most about ten: the verb and its object, then what leads to the value.

    `tail_of`: the position from which words lie nearest to the value and are kept first.
    """
    kept = _strip(tokens)
    spoken = [token for token in kept if token.is_word or token.text in "/&"]
    if len(spoken) <= LONGEST_PREDICATE:
        return read(spoken)
    head_end = _head_end(spoken)
    tail_start = max(_tail_start(spoken), head_end, tail_of)
    tail = spoken[tail_start:]
    fits = not tail or tail[0].lower in words.PREPOSITIONS | words.SUBORDINATORS or tail_start == head_end
    return f"{read(spoken[:head_end])} {'' if fits else '… '}{read(tail)}".rstrip()


def action_phrase(tokens: Sequence[Token]) -> str:
    """What a yes or no is about: the words from the verb on, at most about sixteen; "…" tells that more follows."""
    kept = [token for token in _strip(tokens) if token.is_word or token.value is not None or token.text in ",/&"]
    if len(kept) > LONGEST_ACTION:
        kept = kept[:LONGEST_ACTION]
        breaks = (i for i in range(len(kept) - 1, _SHORTEST_ACTION, -1) if kept[i].lower in _BREAKS)
        kept = kept[: next(breaks, len(kept))]
        while len(kept) > 2 and (kept[-1].lower in words.FUNCTION_WORDS or not kept[-1].is_word):
            kept.pop()
        return f"{read(kept)} …"
    return read(kept)


def object_tokens(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without marks at either end."""
    return _strip(tokens)


def nearest(spoken: Sequence[Token]) -> Sequence[Token]:
    """The last few words that lead to a value: its prepositions and bounds, else the phrase they stand in."""
    return spoken if len(spoken) <= 2 else spoken[max(_tail_start(spoken), 0) :]


def _head_end(spoken: Sequence[Token]) -> int:
    """One past the verb and the noun phrase that follows it."""
    end = verb_group_end(spoken, 0, len(spoken))
    limit = min(end + 4, len(spoken))
    while (
        end < limit
        and spoken[end].lower not in words.PREPOSITIONS | words.SUBORDINATORS | words.RELATIVES | words.CONJUNCTIONS
    ):
        end += 1
    return end


def _tail_start(spoken: Sequence[Token]) -> int:
    """Where the words that lead to the value begin: a late "if you cancel within", else "for at least"."""
    for i in range(len(spoken) - 2, max(len(spoken) - 11, 0), -1):
        if spoken[i].lower in words.SUBORDINATORS and spoken[i].lower not in _COMPARISONS | {"as"}:
            return i
    i = len(spoken)
    while i > 0 and spoken[i - 1].lower in words.QUANTIFIERS | words.PREPOSITIONS | words.DETERMINERS:
        i -= 1
    if 1 < i < len(spoken) and spoken[i].lower in ("to", "of", "by", "on", "with"):
        return i - 1
    if i < len(spoken):
        framed = i >= 2 and spoken[i - 2].lower in words.PREPOSITIONS and i == len(spoken) - 1  # "with effect from"
        return i - 2 if framed else i
    for i in range(len(spoken) - 1, max(len(spoken) - 5, 0), -1):
        if spoken[i].lower in words.PREPOSITIONS:
            return i
    return len(spoken) - 3


def _strip(tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = 0, len(tokens)
    while start < end and not (tokens[start].is_word or tokens[start].value is not None):
        start += 1
    while end > start and not (tokens[end - 1].is_word or tokens[end - 1].value is not None):
        end -= 1
    return tokens[start:end]
