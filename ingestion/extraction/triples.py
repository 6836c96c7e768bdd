"""What a triple is, and how its subject is named when the statement has only a pronoun for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.extraction import phrases, words
from ingestion.extraction.tokens import Token
from knowledge.time_windows import Scope, Window
from knowledge.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What stands in where a statement names no subject of its own."""

    name: str
    parties: tuple[tuple[str, str], ...]  # "we" and "you", where the document says who
    fragment: str = "states"  # how a topic is joined to words without a verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    subject: str
    predicate: str
    value: Value
    masked: str
    ordinal: int = 0
    scope: Scope = ()
    valid: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A subject as it is read aloud, and how its predicate then begins."""

    name: str
    carried: tuple[str, ...] = ()  # the pronoun that the statement has for it
    renamed: bool = False  # one party in place of "we" or "you"

    def does(self, predicate: str) -> str:
        """The predicate after the pronoun, or in the third person after a party's name."""
        if self.renamed:
            verb, _, rest = predicate.partition(" ")
            third = _THIRD.get(verb) or (words.third_person(verb) if verb in words.BASE_FORMS else verb)
            return f"{third} {rest}".strip()
        first = predicate.split(" ", 1)[0]
        if first.istitle() and first.lower() in words.BASE_FORMS | words.FUNCTION_WORDS:
            predicate = first.lower() + predicate[len(first) :]
        return " ".join([*self.carried, predicate])


_THIRD = {"have": "has", "are": "is", "do": "does", "were": "was", "may": "may", "need": "needs"}


def name_subject(tokens: Sequence[Token], topic: Topic) -> Named:
    spoken = [token for token in tokens if token.is_word]
    if not spoken:
        return Named(name=topic.name)
    if (
        spoken[-1].lower in words.PARTIES
        and spoken[0].lower in words.PREPOSITIONS | words.LEADING_ADVERBS | words.ADVERBS
    ):
        spoken = spoken[-1:]
    first = spoken[0].lower
    if first in words.PARTIES and all(
        token.lower.endswith("ly") or token.lower in words.ADVERBS for token in spoken[1:]
    ):
        party = dict(topic.parties).get(words.PARTIES[first])
        return (
            Named(name=party, renamed=True)
            if party
            else Named(name=topic.name, carried=(first if first != "i" else "I",))
        )
    if len(spoken) <= 2 and first in words.PRONOUNS and spoken[-1].lower in words.PRONOUNS | {"also", "both"}:
        return Named(name=topic.name, carried=("there",) if first == "there" else ())
    name = phrases.subject_phrase(tokens)
    return Named(name=name) if name else Named(name=topic.name)
