"""The predicate of a typed value: by where the value stands in its clause."""

# ruff: noqa: SIM905 - a list of words is read as a text

from collections.abc import Sequence

from ingestion.extraction import phrases, words
from ingestion.extraction.clauses import Clause
from ingestion.extraction.tokens import Token
from ingestion.extraction.triples import Named, Topic, name_subject
from ingestion.extraction.verbs import verb_group_end


def subject_and_predicate(
    tokens: Sequence[Token], clause: Clause, at: int, subject: Sequence[Token], topic: Topic
) -> tuple[Named, str]:
    """Subject and predicate for the value at `at`, by where it stands in its clause."""
    if clause.verb == clause.end:
        return _nominal(tokens, clause, at, topic)
    if clause.verb < at + 1 < clause.end and at > clause.verb and tokens[at + 1].lower in words.AUXILIARIES:
        return name_subject(subject, topic), phrases.read(_until_value(tokens, at + 1, clause.end))
    verb_phrase = _until_value(tokens, clause.verb, clause.end)
    if at < clause.subject:
        earlier = max((i + 1 for i in range(clause.start, at) if tokens[i].value is not None), default=clause.start)
        nearest = [token for token in tokens[earlier:at] if token.is_word]
        lead = nearest or [token for token in tokens[clause.start : at] if token.value is None]
        return name_subject(subject, topic), _joined(verb_phrase, lead)
    if at < clause.verb:
        return _of_subject(tokens, clause, at, verb_phrase, topic)
    return name_subject(subject, topic), leading_predicate(tokens, clause.verb, at, tokens[clause.verb : clause.verb])


def leading_predicate(tokens: Sequence[Token], begin: int, at: int, verb: Sequence[Token]) -> str:
    """The words from `begin` that lead to the value at `at`; of what stands before an earlier value, the verb alone."""
    earlier = next((i for i in range(at - 1, begin - 1, -1) if tokens[i].value is not None), None)
    if earlier is None:
        return phrases.predicate_phrase([*verb, *tokens[begin:at]])
    group = [t for t in verb or _with_particle(tokens, begin, at) if t.value is None]
    between = list(tokens[earlier + 1 : at])
    cut = max((i + 1 for i, t in enumerate(between) if t.text in ",;" or t.lower in ("and", "or", "but")), default=0)
    tail = [token for token in between[cut:] if token.is_word]
    if not tail:
        return "" if cut or not between else phrases.predicate_phrase([*group, *between])
    if any(token.lower in words.AUXILIARIES for token in tail) or (
        cut and tail[0].lower in (words.BASE_FORMS | words.THIRD_FORMS) - words.FUNCTION_WORDS
    ):
        return phrases.predicate_phrase(tail)
    if cut and len(group) > 1 and tail[0].lower.endswith(("ed", "en")):
        group = group[:-1]
    elif not cut:
        tail = list(_conditional(tail) or phrases.nearest(tail))
    if tail[0].lower in words.PREPOSITIONS and group and group[-1].lower == "to":
        group = group[:-1]
    return phrases.predicate_phrase([*group, *tail])


def _conditional(tail: Sequence[Token]) -> Sequence[Token]:
    """From the last "unless", "if" or "when" on; nothing where there is none."""
    conditions = words.SUBORDINATORS - words.PREPOSITIONS - {"as", "once"}
    last = next((i for i in range(len(tail) - 1, -1, -1) if tail[i].lower in conditions), len(tail))
    return tail[last:]


def _with_particle(tokens: Sequence[Token], verb: int, end: int) -> Sequence[Token]:
    stop = verb_group_end(tokens, verb, end)
    return tokens[verb : stop + 1 if stop < end and tokens[stop].lower == "to" else stop]


def _of_subject(
    tokens: Sequence[Token], clause: Clause, at: int, verb_phrase: Sequence[Token], topic: Topic
) -> tuple[Named, str]:
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
    if cut > 1 and cut < len(before) and before[cut - 1].lower.endswith("ed") and before[cut].lower != "of":
        cut -= 1  # "items returned after": when returned after
    rest = [token for token in before[cut:] if token.is_word]
    if not any(token.lower not in words.DETERMINERS | words.PREPOSITIONS | words.QUANTIFIERS for token in before[:cut]):
        after = [token for token in tokens[at + 1 : clause.verb] if token.value is None]
        name = name_subject([token for token in after if token.is_word], topic) if after else Named(name=topic.name)
        return name, _joined(verb_phrase, before)
    if all(token.lower in words.CONJUNCTIONS | {"of"} for token in rest):
        rest = []
    if len(rest) > 1 and rest[0].lower in ("who", "which", "that"):
        rest = _as_condition(rest[1:])
    linked = not rest or rest[0].lower in _LINKS
    return name_subject(before[:cut], topic), _joined(verb_phrase, rest, link="" if linked else "when ")


def _as_condition(rest: Sequence[Token]) -> list[Token]:
    """Of "complaints that are open for more than": "open for more than", to follow "when"."""
    first = rest[0]
    if first.lower in words.BE:
        return list(rest[1:])
    base = words.BASE_OF.get(first.lower, first.text)
    they = Token(text="they", lower="they", start=first.start, end=first.start, value=None)
    return [they, Token(text=base, lower=base, start=first.start, end=first.end, value=None), *rest[1:]]


_LINKS = frozenset("with of for in at from to by who which that when if".split())


def _nominal(tokens: Sequence[Token], clause: Clause, at: int, topic: Topic) -> tuple[Named, str]:
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
        return Named(name=topic.name), phrases.predicate_phrase(before)
    end = next((i for i in range(at + 1, clause.end) if not tokens[i].is_word), clause.end)
    return Named(name=topic.name), phrases.predicate_phrase(tokens[at + 1 : end][:6])


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
