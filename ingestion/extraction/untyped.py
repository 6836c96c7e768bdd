"""Statements without a typed value: one yes or no where they permit, demand or refuse, else one text."""

from collections.abc import Sequence

from ingestion.extraction import phrases, words
from ingestion.extraction.clauses import Clause, read_clauses
from ingestion.extraction.conditions import condition, with_condition
from ingestion.extraction.polarity import read_polarity
from ingestion.extraction.tokens import Token
from ingestion.extraction.triples import Topic, Triple, name_subject
from ingestion.extraction.verbs import verb_group_end
from knowledge.facts import mask
from knowledge.values import Value, ValueKind


def untyped_triple(text: str, tokens: Sequence[Token], offset: int, topic: Topic) -> Triple:
    clause = next((one for one in read_clauses(tokens) if one.verb < one.end), None)
    if clause is None:
        return _stated(text, topic.fragment, topic)
    if text.rstrip().endswith("?"):
        return _stated(text, "asks", topic)
    if text.rstrip().endswith(":"):
        return _stated(text, "introduces", topic)
    subject = tokens[clause.subject : clause.verb]
    polarity = read_polarity(tokens, clause)
    predicate = "" if polarity is None else phrases.action_phrase(_clipped(polarity.action))
    if polarity is not None and polarity.start >= offset and predicate:
        spoken = name_subject([token for token in subject if token.start not in polarity.silent], topic)
        value = Value(
            kind=ValueKind.YES_NO,
            canonical="yes" if polarity.affirmed else "no",
            text=text[polarity.start - offset : polarity.end - offset],
        )
        hidden = " ".join(
            token.lower
            for token in [*tokens[: clause.subject], *subject, *polarity.predicate]
            if token.start not in polarity.silent
        )
        rest = " ".join(token.lower for token in tokens[clause.end :])
        return Triple(
            subject=spoken.name,
            predicate=with_condition(spoken.does(predicate), condition(tokens, clause)),
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
    if not rest and begin - clause.verb > 1 and tokens[begin - 1].start >= offset:
        begin -= 1
        rest = tokens[begin : begin + 1]  # "Claims are rejected": nothing follows, so the participle is what is said
    if not rest:
        return _stated(text, "states", topic)
    spoken = name_subject(subject, topic)
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
    """Up to the first mark or, where it is long, subordinate clause: what a yes or no is about."""
    ends = words.SUBORDINATORS - {"as", "before", "after", "until", "once"}
    long = sum(token.is_word for token in tokens) > phrases.LONGEST_ACTION
    stop = next(
        (
            i
            for i, token in enumerate(tokens)
            if i > 0
            and (
                token.text in ";:—."
                or (long and token.lower in ends)
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
