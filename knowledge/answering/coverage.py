"""What an honest clerk adds to an answer: since when, until when, what other times and documents say. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.about_time import HeldValue
from knowledge.answering.confidence import is_likely, would_answer
from knowledge.answering.evidence import ALIKE
from knowledge.answering.model import Citation
from knowledge.answering.other_times import other_time_of
from knowledge.answering.parts import PartAnswer, Said
from knowledge.answering.spans import cut_at_word, opens_list, spoken
from knowledge.answering.wording import day_of, last_day_of, named
from knowledge.facts import mask
from knowledge.passages import is_row
from knowledge.ports import KnowledgeReader, StoredFact
from knowledge.questions import DocumentChange, QuestionPart, QuestionReading, Wanted
from knowledge.retrieval import RankedStatement
from knowledge.scopes import admitted_by, same_dimension_other_value
from knowledge.terms import all_terms, content_terms
from knowledge.time_windows import Scope, Viewpoint, Window
from knowledge.values import ValueKind, find_values

MOST_CONDITIONS = 2
MOST_SCOPES = 3
_QUOTED = 240  # characters
_CONDITION = re.compile(
    r"^(?:however|but|unless|except|exceptions?|notwithstanding|this\s+(?:does\s+not|doesn['\u2019]t)\s+apply|only\s+if)\b"
    r"|\b(?:unless|except(?:ions?)?|excluding|(?:does|do)\s+not\s+apply|(?:does|do)n['\u2019]t\s+apply|provided\s+that"
    r"|subject\s+to|only\s+(?:if|where|when)|does\s+not\s+include|other\s+than)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:however|but|unless|except|exceptions?|notwithstanding|only\s+if|this|these|that|those|it|they|such)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|since|due\s+to|owing\s+to|so\s+that|in\s+order|reasons?|purposes?|therefore|to\s+[a-z]+|required\s+by|basis)\b",
    re.IGNORECASE,
)
_ASKED_OF = re.compile(
    r"\W*(?:may|can|could|must|should|will|would|do|does|did|is|are|was|were|has|have)\s+"
    r"(?:(?:the|an?|my|our|your|their|any|all|every|each)\s+)?(?P<what>[\w-]+)",
    re.IGNORECASE,
)
_ANYBODY = re.compile(r"(?:any|every|no)(?:one|body)|people|persons?|company|organi[sz]ation|firm", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
NO_REASON = "No reason is given there."
UNSURE = "It is not certain that this answers the question: it is what comes nearest to it."


def coverage_of_part(
    part: PartAnswer,
    reading: QuestionReading,
    viewpoint: Viewpoint,
    *,
    reader: KnowledgeReader,
    history: Sequence[DocumentChange],
    held: Sequence[HeldValue],
    now: dt.datetime,
    zone: ZoneInfo,
) -> list[str]:
    """Of what is stated its own window and what follows it; of what is not, when it was or will be stated. `held`: what
    the key of the answer held up to the viewpoint.
    """
    if part.said is None:
        other = part.elsewhen.best
        if other is None or part.elsewhen.lead <= 0 or not would_answer(part.part, other, part.statements):
            return []
        return other_time_of(other, viewpoint, reader, now=now, zone=zone)
    notes = [] if is_likely(part.confidence) else [UNSURE]
    notes += [] if part.part.wanted is not Wanted.REASON or _CAUSE.search(part.said.citation.quote) else [NO_REASON]
    for said in (part.said, *part.opponents):
        lead = f"{said.citation.title}: " if part.opponents else ""
        notes += [f"{lead}{note}" for note in window_of_said(said, part, viewpoint, reader, now=now, zone=zone)]
    if part.said.statement.facts:
        notes += limits_of(part.said.statement.facts[0].scope, part.part.search_text, viewpoint.scope, part.part.scope)
    notes += not_in_particular(part.said.statement, part.part.scope, part.statements)
    notes += not_of_what_is_asked(part.said.statement, part.part)
    notes += conditions_beside(part.said.statement, part.statements)
    notes += other_scopes(part.said, part.statements)
    notes += [wording.overruled(_in_short(one, part), one.citation) for one in part.overruled]
    notes += [wording.otherwise(_in_short(one, part), one.citation) for one in part.beside]
    if reading.period is not None:
        notes += earlier_inside(reading.period, held, zone)
        notes += changes_inside(reading.period, [part.said.citation], history, zone)
    return notes


def _in_short(said: Said, part: PartAnswer) -> str:
    """ "Yes" of another document says nothing without its statement."""
    return spoken(said.citation.quote) if part.part.polar else said.answer


def window_of_said(
    said: Said, part: PartAnswer, viewpoint: Viewpoint, reader: KnowledgeReader, *, now: dt.datetime, zone: ZoneInfo
) -> list[str]:
    """The window of a value is that of its fact, of a list that of its passage, of a whole sentence the time in which
    every fact of it holds: "90% for up to eight weeks" has held since the younger of both.
    """
    citation, facts = said.citation, said.statement.facts
    if opens_list(citation.quote) and not part.part.polar:
        return window_of(
            replace(citation, kind="passage", valid=said.statement.passage.valid), None, now=now, zone=zone
        )
    cited = next((fact for fact in facts if fact.id == citation.id), None)
    if cited is None:
        return window_of(citation, None, now=now, zone=zone)
    rests_on = (cited,) if cited.value.text == said.answer or cited.value.kind is ValueKind.YES_NO else facts
    latest = max((one.valid.start for one in rests_on if one.valid.start), default=None)
    ending = min((one for one in rests_on if one.valid.end), key=lambda one: one.valid.end or now, default=None)
    whole = Window(latest, ending.valid.end if ending else None)
    following = reader.following(viewpoint, ending.id) if ending else None
    return window_of(replace(citation, valid=whole), following, now=now, zone=zone)


def window_of(citation: Citation, following: StoredFact | None, *, now: dt.datetime, zone: ZoneInfo) -> list[str]:
    """Since when what is cited holds, until when, and what comes or came after it."""
    fact = citation.kind == "fact"
    start, end = citation.valid.start, citation.valid.end
    ended = end is not None and end <= now
    notes = []
    if ended and end is not None:
        began = f"from {day_of(start, zone)} " if start is not None else ""
        notes.append(f"{'Held' if fact else 'Stated in these words'} {began}until {last_day_of(end, zone)}.")
    elif start is not None:
        notes.append(f"{'Holds' if fact else 'Stated in these words'} since {day_of(start, zone)}.")
    if end is not None and not ended:
        notes.append(f"A change is known that takes effect on {day_of(end, zone)}.")
    if following is not None and following.valid.start is not None:
        notes.append(f"From {day_of(following.valid.start, zone)} on: {following.value.text}.")
    return notes


def limits_of(scope: Scope, question: str, asked: Scope, meant: Scope = ()) -> list[str]:
    """For whom or what alone the statement holds, where neither the question nor the scope asked for names it; or the
    question means another (`meant`).
    """
    words = all_terms(question)
    unsaid = tuple(
        pair
        for pair in scope
        if pair not in asked
        and (not all_terms(pair[1]) <= words or (pair not in meant and same_dimension_other_value((pair,), meant)))
    )
    return [f"This holds for {wording.whom(unsaid)} only."] if unsaid else []


def not_in_particular(said: RankedStatement, meant: Scope, statements: Sequence[RankedStatement]) -> list[str]:
    """For whom or what the question asks and the statement says nothing, though something is said for others: it may
    hold for them as for anybody.
    """
    words = _words_on(said)
    told = {dimension for fact in said.facts for dimension, _ in fact.scope}
    apart = {name for one in statements for fact in one.facts for name, _ in fact.scope}
    unsaid = tuple(pair for pair in meant if pair[0] in apart - told and not _names(words, pair))
    return [f"Nothing is said of {wording.whom(unsaid)} in particular."] if unsaid else []


def not_of_what_is_asked(said: RankedStatement, part: QuestionPart) -> list[str]:
    """Of whom or what a question wants a yes or no, where the statement speaks of something else, or of the same by
    another name: "may cats ...?" and "Dogs may ...".
    """
    asked = _ASKED_OF.match(part.search_text) if part.polar else None
    if asked is None or _ANYBODY.fullmatch(asked["what"]):
        return []
    words = _words_on(said).union(*(all_terms(value) for _, value in part.scope))
    unsaid = frozenset(content_terms(asked["what"])) - words
    return [f"Nothing is said of “{asked['what']}” in particular."] if unsaid else []


def _words_on(said: RankedStatement) -> frozenset[str]:
    """Those of the statement, and of the headings that it stands under."""
    return all_terms(" ".join((said.text, said.passage.source.title, *said.passage.source.section)))


def _names(words: frozenset[str], pair: tuple[str, str]) -> bool:
    """Whether the words hold a name of the pair, or of what it lies in: Germany in the European Union."""
    return any(all_terms(value) <= words for _, value in admitted_by((pair,)))


def conditions_beside(said: RankedStatement, statements: Sequence[RankedStatement]) -> list[str]:
    """Exceptions and conditions in the passage of what is said, the nearest to the question first: those that go on
    from it, or speak of something that it speaks of beside the headings above both.
    """
    of_passage = sorted(
        (one for one in statements if one.passage.id == said.passage.id), key=lambda one: (one.place is None, one.place)
    )
    behind = {two.text for one, two in pairwise(of_passage) if one.text == said.text}
    above = all_terms(" ".join((said.passage.source.title, *said.passage.source.section)))
    spoken_of = frozenset(content_terms(said.text)) - above
    beside = [
        one.text
        for one in statements
        if one.passage.id == said.passage.id
        and one.text != said.text
        and _CONDITION.search(one.text)
        and (one.text in behind or _GOES_ON.match(one.text) or spoken_of & all_terms(one.text))
    ]
    return [f"In the same section: “{cut_at_word(spoken(text), _QUOTED)}”" for text in beside[:MOST_CONDITIONS]]


def other_scopes(said: Said, statements: Sequence[RankedStatement]) -> list[str]:
    """What the same rule says for others than those whom the answer is for."""
    rule = next((fact for fact in said.statement.facts if fact.id == said.citation.id), None)
    if rule is None:
        return []
    others = (fact for one in statements for fact in one.facts if fact.scope and fact.scope != rule.scope)
    notes = [f"For {wording.whom(fact.scope)}: {fact.value.text}." for fact in others if _same_rule(fact, rule)]
    return list(dict.fromkeys(notes))[:MOST_SCOPES]


def _same_rule(one: StoredFact, two: StoredFact) -> bool:
    """Whether both say a value of the same thing: under one heading of a table, or in sentences that are alike."""
    if one.source.document != two.source.document or one.value.kind is not two.value.kind:
        return False
    if _predicate(one) != _predicate(two):
        return False
    first, second = _rule_words(one), _rule_words(two)
    return is_row(one.source.quote) or len(first & second) >= ALIKE * len(first | second)


def _rule_words(fact: StoredFact) -> frozenset[str]:
    """The words of its statement without its values, and without those that tell for whom it holds."""
    quote = fact.source.quote
    masked = mask(quote, find_values(quote)).replace("<", " <")
    words = " ".join(word for word in masked.split() if not word.startswith("<"))
    return frozenset(content_terms(words)) - all_terms(" ".join(value for _, value in fact.scope))


def _predicate(fact: StoredFact) -> str:
    """Without the scope that is added in brackets."""
    return _IN_BRACKETS.sub("", fact.predicate)


def earlier_inside(period: Window, held: Sequence[HeldValue], zone: ZoneInfo) -> list[str]:
    """What the answer was earlier in a period that is answered at its end."""
    return [
        f"Earlier in the period, until {last_day_of(after.since, zone)}: {value.text}."
        for value, after in pairwise(held)
        if period.contains(after.since)
    ]


def changes_inside(
    period: Window, citations: Sequence[Citation], history: Sequence[DocumentChange], zone: ZoneInfo
) -> list[str]:
    """The versions of the cited documents that took effect inside the period."""
    notes = []
    for document, title in dict.fromkeys((citation.document, citation.title) for citation in citations):
        days = [
            day_of(c.effective_at, zone) for c in history if c.document == document and period.contains(c.effective_at)
        ]
        if days:
            versions = "versions" if len(dict.fromkeys(days)) > 1 else "a version"
            notes.append(f"Within the period, {versions} of {named(title)} took effect on {wording.in_words(days)}.")
    return notes
