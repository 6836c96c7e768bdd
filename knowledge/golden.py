"""Golden questions: what must be answered rightly, or not at all, whatever becomes of the index. Pure."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from knowledge.answering import Answer, AnswerStatus, Ask, answer_question
from knowledge.facts import digest
from knowledge.ports import FactHistory, KnowledgeReader, PassageSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenQuestion:
    id: UUID
    tenant: str
    question: str
    as_of: dt.datetime | None  # none: as of the moment it is asked
    document: str | None  # slug that must be cited first, where that matters
    answer: str | None  # words that the answer must hold; none: that nothing is stated
    actor: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`wrong` says in one line what was said instead; it is none where the answer is right."""

    golden: GoldenQuestion
    answer: Answer
    wrong: str | None

    @property
    def right(self) -> bool:
        return self.wrong is None


def golden_id(tenant: str, question: str, as_of: dt.datetime | None) -> UUID:
    """One question as of one instant is one golden question."""
    return digest("golden", tenant, question, "" if as_of is None else as_of.astimezone(dt.UTC).isoformat())


def ask_of(golden: GoldenQuestion, *, now: dt.datetime, zone: ZoneInfo, known_at: dt.datetime | None = None) -> Ask:
    return Ask(
        id=golden.id,
        tenant=golden.tenant,
        question=golden.question,
        as_of=golden.as_of,
        known_at=known_at,
        scope=(),
        document=None,
        now=now,
        zone=zone,
        recent=(),
    )


def judge(golden: GoldenQuestion, answer: Answer) -> Judged:
    """Whether the answer holds the words, in any case and spacing, and rests on the document that it should."""
    return Judged(golden=golden, answer=answer, wrong=_wrong(golden, answer))


def judged(
    questions: Iterable[GoldenQuestion],
    *,
    now: dt.datetime,
    zone: ZoneInfo,
    reader: KnowledgeReader,
    history: FactHistory,
    search: PassageSearch,
) -> Iterator[Judged]:
    """Asks one after the other, by the generation that the reader names. Raises a `ServiceError`."""
    for golden in questions:
        asked = ask_of(golden, now=now, zone=zone)
        yield judge(golden, answer_question(asked, reader=reader, history=history, search=search))


def _wrong(golden: GoldenQuestion, answer: Answer) -> str | None:
    if golden.answer is None:
        stated = answer.status is not AnswerStatus.NOT_STATED
        return (
            f"should not be stated, and was {answer.status.value}: {answer.answer or answer.text}" if stated else None
        )
    if answer.status is not AnswerStatus.ANSWERED:
        return f"should be answered {golden.answer!r}, and was {answer.status.value.replace('_', ' ')}"
    if not any(_holds(said, golden.answer) for said in (answer.answer or "", answer.text)):
        return f"should be answered {golden.answer!r}, and was {answer.answer!r}"
    cited = answer.citations[0].document if answer.citations else None
    if golden.document is not None and cited != golden.document:
        return f"should cite {golden.document!r} first, and cites {cited!r}"
    return None


def _holds(text: str, words: str) -> bool:
    """Whole words, one after the other: "30 days" is not in "130 days"."""
    return f" {_plain(words)} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    """In lower case, with one space for whatever stands between two words. Signs inside a number stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(_kept(folded, place) for place in range(len(folded)))
    return " ".join(kept.split())


def _kept(text: str, place: int) -> str:
    character = text[place]
    if character.isalnum() or unicodedata.category(character) in {"Sc", "Mn"} or character in "%+":
        return character
    inside_number = 0 < place < len(text) - 1 and text[place - 1].isdigit() and text[place + 1].isdigit()
    return character if inside_number and character in ".,:/-" else " "
