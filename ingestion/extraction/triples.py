"""Sentences and list items into triples: one for each typed value, else one yes/no or one text."""

# ruff: noqa: SIM905 - marks of both shapes occur in text; a list of words is read as a text

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingestion.extraction import phrases, words
from ingestion.extraction.clauses import Clause, Token, opens_clause, read_clauses, tokenize, verb_group_end
from ingestion.extraction.polarity import read_polarity
from knowledge.facts import mask
from knowledge.values import FoundValue, Value, ValueKind, find_values

_LONGEST_NOUN = 3


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


@lru_cache(maxsize=32_768)
def read_triples(text: str, topic: Topic, *, lead_in: str = "") -> tuple[Triple, ...]:
    """The triples of one sentence. `lead_in`: the words before a list that this item completes ("Staff may claim:")."""
    joined = f"{lead_in} {text}" if lead_in else text
    offset = len(joined) - len(text)
    found = find_values(text)
    shifted = [FoundValue(value=one.value, start=one.start + offset, end=one.end + offset) for one in found]
    tokens = tokenize(joined, shifted)
    if found:
        return tuple(_told_apart(_value_triples(text, tokens, found, topic), tokens))
    return (_untyped_triple(text, tokens, offset, topic),)


# -- statements with typed values -----------------------------------------------------------------


def _value_triples(text: str, tokens: Sequence[Token], found: Sequence[FoundValue], topic: Topic) -> list[Triple]:
    masked = mask(text, found)
    triples: list[Triple] = []
    subject_before: Sequence[Token] = ()
    verb_before: Sequence[Token] = ()
    for clause in read_clauses(tokens):
        subject = tokens[clause.subject : clause.verb]
        if clause.verb == clause.end or not subject:
            subject = subject_before
        for at in range(clause.start, clause.end):
            index = tokens[at].value
            if index is None:
                continue
            if clause.verb == clause.end and verb_before:
                predicate = _leading(tokens, clause.start, at, verb_before)
                name = _subject(subject, topic)
            else:
                name, predicate = _spoken(tokens, clause, at, subject, topic)
            if not predicate and triples:
                predicate = triples[-1].predicate
            triples.append(
                Triple(
                    subject=name.name,
                    predicate=name.does(predicate or "is"),
                    value=_with_noun(text, found, index),
                    masked=masked,
                    ordinal=index,
                )
            )
        if clause.verb < clause.end:
            subject_before = subject
            verb_before = tokens[clause.verb : verb_group_end(tokens, clause.verb, clause.end)]
    return triples


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
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


def _subject(tokens: Sequence[Token], topic: Topic) -> _Named:
    spoken = [token for token in tokens if token.is_word]
    if not spoken:
        return _Named(name=topic.name)
    if spoken[-1].lower in words.PARTIES and spoken[0].lower in words.PREPOSITIONS | words.LEADING_ADVERBS | words.ADVERBS:
        spoken = spoken[-1:]
    first = spoken[0].lower
    if first in words.PARTIES and all(token.lower.endswith("ly") or token.lower in words.ADVERBS for token in spoken[1:]):
        party = dict(topic.parties).get(words.PARTIES[first])
        return (
            _Named(name=party, renamed=True)
            if party
            else _Named(name=topic.name, carried=(first if first != "i" else "I",))
        )
    if len(spoken) <= 2 and first in words.PRONOUNS and spoken[-1].lower in words.PRONOUNS | {"also", "both"}:
        return _Named(name=topic.name, carried=("there",) if first == "there" else ())
    name = phrases.subject_phrase(tokens)
    return _Named(name=name) if name else _Named(name=topic.name)


def _spoken(
    tokens: Sequence[Token], clause: Clause, at: int, subject: Sequence[Token], topic: Topic
) -> tuple[_Named, str]:
    """Subject and predicate for the value at `at`, by where it stands in its clause."""
    if clause.verb == clause.end:
        return _nominal(tokens, clause, at, topic)
    if clause.verb < at + 1 < clause.end and at > clause.verb and tokens[at + 1].lower in words.AUXILIARIES:
        return _subject(subject, topic), phrases.read(_until_value(tokens, at + 1, clause.end))
    verb_phrase = _until_value(tokens, clause.verb, clause.end)
    if at < clause.subject:
        lead = [token for token in tokens[clause.start : at] if token.value is None]
        return _subject(subject, topic), _joined(verb_phrase, lead)
    if at < clause.verb:
        return _of_subject(tokens, clause, at, verb_phrase, topic)
    return _subject(subject, topic), _leading(tokens, clause.verb, at, tokens[clause.verb : clause.verb])


def _leading(tokens: Sequence[Token], begin: int, at: int, verb: Sequence[Token]) -> str:
    """The words from `begin` that lead to the value at `at`; of what stands before an earlier value, the verb alone."""
    earlier = [i for i in range(begin, at) if tokens[i].value is not None]
    if not earlier:
        return phrases.predicate_phrase([*verb, *tokens[begin:at]])
    group = [t for t in verb or _with_particle(tokens, begin, at) if t.value is None]
    between = list(tokens[earlier[-1] + 1 : at])
    cut = max((i + 1 for i, t in enumerate(between) if t.text in ",;" or t.lower in ("and", "or", "but")), default=0)
    tail = [token for token in between[cut:] if token.is_word]
    if not tail:
        return "" if cut or not between else phrases.predicate_phrase([*group, *between])
    if any(token.lower in words.AUXILIARIES for token in tail) or (
        cut and tail[0].lower in words.BASE_FORMS - words.FUNCTION_WORDS
    ):
        return phrases.predicate_phrase(tail)
    if cut and len(group) > 1 and tail[0].lower.endswith(("ed", "en")):
        group = group[:-1]
    elif not cut:
        tail = list(phrases.nearest(tail))
    return phrases.predicate_phrase([*group, *tail])


def _with_particle(tokens: Sequence[Token], verb: int, end: int) -> Sequence[Token]:
    stop = verb_group_end(tokens, verb, end)
    return tokens[verb : stop + 1 if stop < end and tokens[stop].lower == "to" else stop]


def _of_subject(
    tokens: Sequence[Token], clause: Clause, at: int, verb_phrase: Sequence[Token], topic: Topic
) -> tuple[_Named, str]:
    """A value inside the subject: "A fee of $50 applies" is (Fee, applies, $50)."""
    before = [token for token in tokens[clause.subject : at] if token.value is None]
    cut = next(
        (
            i
            for i, token in enumerate(before)
            if (i > 0 and before[i + 1 : i + 2] and before[i + 1].lower == "than")
            or (i > 0 and token.lower in words.PREPOSITIONS | words.RELATIVES | words.QUANTIFIERS - words.DETERMINERS)
        ),
        len(before),
    )
    rest = [token for token in before[cut:] if token.is_word]
    if not any(token.lower not in words.DETERMINERS | words.PREPOSITIONS | words.QUANTIFIERS for token in before[:cut]):
        after = [token for token in tokens[at + 1 : clause.verb] if token.value is None]
        name = _subject([token for token in after if token.is_word], topic) if after else _Named(name=topic.name)
        return name, _joined(verb_phrase, before)
    if all(token.lower in words.CONJUNCTIONS | {"of"} for token in rest):
        rest = []
    linked = not rest or rest[0].lower in _LINKS
    return _subject(before[:cut], topic), _joined(verb_phrase, rest, link="" if linked else "when ")


_LINKS = frozenset("with of for in at from to by who which that when if".split())


def _nominal(tokens: Sequence[Token], clause: Clause, at: int, topic: Topic) -> tuple[_Named, str]:
    """A fragment without a verb: the words before the value, else those after it, are the predicate."""
    valued = [i for i in range(clause.start, at) if tokens[i].value is not None]
    begin = valued[-1] + 1 if valued else clause.start
    before = [token for token in tokens[begin:at] if token.is_word]
    if valued and before and all(token.lower in words.FUNCTION_WORDS | words.QUANTIFIERS for token in before):
        opening = [token for token in tokens[clause.start : valued[0]] if token.is_word]
        while opening and opening[-1].lower in words.PREPOSITIONS | words.QUANTIFIERS:
            opening.pop()
        before = [*opening, *(token for token in before if token.lower not in words.CONJUNCTIONS)]
    while before and before[0].lower in words.CONJUNCTIONS:
        before = before[1:]
    if before:
        return _Named(name=topic.name), phrases.predicate_phrase(before)
    end = next((i for i in range(at + 1, clause.end) if not tokens[i].is_word), clause.end)
    return _Named(name=topic.name), phrases.predicate_phrase(tokens[at + 1 : end][:6])


def _until_value(tokens: Sequence[Token], begin: int, end: int) -> Sequence[Token]:
    stop = next(
        (
            i
            for i in range(begin + 1, end)
            if tokens[i].value is not None or tokens[i].text in ",;" or tokens[i].lower in words.SUBORDINATORS
        ),
        end,
    )
    kept = list(tokens[begin:stop])[:8]
    while len(kept) > 1 and (
        kept[-1].lower in words.PREPOSITIONS | words.DETERMINERS | words.QUANTIFIERS or not kept[-1].is_word
    ):
        kept.pop()
    return kept


def _joined(verb_phrase: Sequence[Token], rest: Sequence[Token], link: str = "") -> str:
    """The verb phrase and what leads to a value outside it: "refund the price" + "If you cancel within"."""
    lead = [token for token in rest if token.is_word or token.text in "/&"]
    tail = phrases.predicate_phrase(lead) if len(lead) > 7 else phrases.read(lead)
    spoken = phrases.read([token for token in verb_phrase if token.is_word or token.text in "/&"])
    return f"{spoken} {link}{tail[:1].lower() + tail[1:]}".strip() if tail else spoken


def _with_noun(text: str, found: Sequence[FoundValue], index: int) -> Value:
    """A bare number together with what it counts: "three" becomes "three people"; the canonical value stays."""
    one = found[index]
    if one.value.kind is not ValueKind.NUMBER or " " in one.value.canonical:
        return one.value
    limit = found[index + 1].start if index + 1 < len(found) else len(text)
    end = one.end
    taken = 0
    for token in tokenize(text[one.end : limit], []):
        gap = text[end : one.end + token.start]
        if gap not in (" ", "-") or not token.is_word or taken == _LONGEST_NOUN or token.lower in _AFTER_NOUN:
            break
        if token.lower.endswith("ly") or token.lower in words.ADVERBS:
            break
        end = one.end + token.end
        taken += 1
        if token.lower.endswith("s") and not token.lower.endswith(("ss", "us")):
            break
    return replace(one.value, text=text[one.start : end])


_AFTER_NOUN = (
    words.PREPOSITIONS
    | words.CONJUNCTIONS
    | words.AUXILIARIES
    | words.RELATIVES
    | words.SUBORDINATORS
    | words.PRONOUNS
    | words.DETERMINERS
    | {"later", "earlier"}
)


def _told_apart(triples: list[Triple], tokens: Sequence[Token]) -> list[Triple]:
    """Where two values of a statement share subject and predicate, what follows each value tells them apart."""
    triples = [_timed(triple, tokens) for triple in triples]
    shared = Counter((triple.subject, triple.predicate) for triple in triples)
    if all(count == 1 for count in shared.values()):
        return triples
    at = {token.value: i for i, token in enumerate(tokens) if token.value is not None}
    return [
        triple
        if shared[triple.subject, triple.predicate] == 1
        else replace(triple, predicate=_qualified(triple.predicate, tokens, at[triple.ordinal], triple.value.text))
        for triple in triples
    ]


def _timed(triple: Triple, tokens: Sequence[Token]) -> Triple:
    """A duration that is counted from something keeps it: "is deleted (after the contract ends)", 6 months."""
    if triple.value.kind is not ValueKind.DURATION or triple.predicate.split()[-1] in words.PREPOSITIONS:
        return triple
    at = next(i for i, token in enumerate(tokens) if token.value == triple.ordinal)
    if at + 1 < len(tokens) and tokens[at + 1].lower in ("after", "before", "from", "prior"):
        return replace(triple, predicate=_qualified(triple.predicate, tokens, at, triple.value.text))
    return triple


def _qualified(predicate: str, tokens: Sequence[Token], at: int, value: str) -> str:
    extra = value.count(" ") - tokens[at].text.count(" ")
    following: list[Token] = []
    for i in range(at + 1 + max(extra, 0), min(at + 8 + max(extra, 0), len(tokens))):
        token = tokens[i]
        if not token.is_word or token.lower in ("and", "or", "but") or opens_clause(tokens, i):
            break
        following.append(token)
    while following and following[-1].lower in words.PREPOSITIONS | words.QUANTIFIERS:
        following.pop()
    return f"{predicate} ({phrases.read(following)})" if following else predicate


# -- statements without one -----------------------------------------------------------------------


def _untyped_triple(text: str, tokens: Sequence[Token], offset: int, topic: Topic) -> Triple:
    clause = next((one for one in read_clauses(tokens) if one.verb < one.end), None)
    if clause is None:
        return _stated(text, topic.fragment, topic)
    if text.rstrip().endswith("?"):
        return _stated(text, "asks", topic)
    if text.rstrip().endswith(":"):
        return _stated(text, "introduces", topic)
    subject = tokens[clause.subject : clause.verb]
    polarity = read_polarity(tokens, clause)
    if polarity is not None and polarity.start >= offset:
        spoken = _subject([token for token in subject if token.start not in polarity.silent], topic)
        predicate = phrases.action_phrase(_clipped(polarity.predicate))
        value = Value(
            kind=ValueKind.YES_NO,
            canonical="yes" if polarity.affirmed else "no",
            text=text[polarity.start - offset : polarity.end - offset],
        )
        hidden = " ".join(
            token.lower for token in [*subject, *polarity.predicate] if token.start not in polarity.silent
        )
        rest = " ".join(token.lower for token in tokens[clause.end :])
        return Triple(
            subject=spoken.name,
            predicate=spoken.does(predicate),
            value=value,
            masked=" ".join(f"<{ValueKind.YES_NO}> {hidden} {rest}".split()),
        )
    return _text_triple(text, tokens, clause, offset, topic)


def _text_triple(text: str, tokens: Sequence[Token], clause: Clause, offset: int, topic: Topic) -> Triple:
    subject = tokens[clause.subject : clause.verb]
    begin = verb_group_end(tokens, clause.verb, len(tokens))
    plain_be = all(token.lower in words.BE for token in tokens[clause.verb : begin])
    while (
        not plain_be
        and begin < clause.end
        and tokens[begin].lower in words.PARTICLES
        and not _infinitive(tokens, begin, clause.end)
    ):
        begin += 1
    begin = max(begin, next((i for i, token in enumerate(tokens) if token.start >= offset), begin))
    rest = phrases.object_tokens(tokens[begin : clause.end])
    if not rest:
        return _stated(text, "states", topic)
    spoken = _subject(subject, topic)
    quoted = text[rest[0].start - offset : rest[-1].end - offset]
    predicate = phrases.predicate_phrase(tokens[clause.verb : begin])
    return Triple(
        subject=spoken.name,
        predicate=spoken.does(predicate),
        value=Value(kind=ValueKind.TEXT, canonical=" ".join(quoted.casefold().split()), text=quoted),
        masked=mask(text, []),
    )


def _infinitive(tokens: Sequence[Token], at: int, end: int) -> bool:
    return tokens[at].lower == "to" and at + 1 < end and tokens[at + 1].lower in words.BASE_FORMS | {"be", "have", "do"}


def _clipped(tokens: Sequence[Token]) -> Sequence[Token]:
    """Up to the first mark or subordinate clause: what a yes or no is about."""
    stop = next(
        (
            i
            for i, token in enumerate(tokens)
            if i > 1
            and (
                token.text in ";:—."
                or token.lower in words.SUBORDINATORS - {"as", "before", "after", "until", "once"}
                or (token.text == "," and _goes_elsewhere(tokens[i + 1 : i + 2]))
            )
        ),
        len(tokens),
    )
    kept = list(tokens[:stop])
    while len(kept) > 1 and not kept[-1].is_word:
        kept.pop()
    return kept


def _goes_elsewhere(after: Sequence[Token]) -> bool:
    """Whether a comma ends what is permitted or refused, rather than listing more of it."""
    return (
        not after
        or after[0].lower in words.FUNCTION_WORDS - words.DETERMINERS - {"or"}
        or after[0].lower.endswith("ing")
    )


def _stated(text: str, predicate: str, topic: Topic) -> Triple:
    quoted = text.strip().rstrip(".;,:").strip() or text
    return Triple(
        subject=topic.name,
        predicate=predicate,
        value=Value(kind=ValueKind.TEXT, canonical=" ".join(quoted.casefold().split()), text=quoted),
        masked=mask(text, []),
    )
