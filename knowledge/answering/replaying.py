"""A sealed answer asked again, as it was asked then, of the stores as they are today: does it come out the same?"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from knowledge.answering.grounds import asked_again
from knowledge.answering.model import Answer, Ask
from knowledge.audit import Sealed
from knowledge.audit.canonical import canonical
from knowledge.audit.record import CONTEXT, EVIDENCE, OUTPUT, PROMPT, QUESTION

_WORDS = "a language model was asked for the words: compared is what it words"

Json = dict[str, Any]
AnswerAgain = Callable[[Ask, dt.datetime], Answer]
"""Given the question and the tenant's watermark of then."""

# How it was made may be another without the answer being another.
_MADE_BY = ("generation", "model", "sealed_hash")
# What a language model words; it is asked beside nothing else.
_WORDED = ("text", "claims", "wording", "notices")
# A row may be retired after the answer: at the answer's instant it was held all the same.
_LATER = "retired_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    field: str
    recorded: object
    today: object


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceToday:
    """What stands behind one citation. `retired_at`: since when it is held no more, if it was held at the answer's
    instant; None where it is held still.
    """

    number: int
    differs: tuple[Difference, ...]
    retired_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """`answer` is None where the question cannot be asked again. `reason`: why it was not, or not as a whole."""

    answer: Json | None
    differs: tuple[Difference, ...]
    evidence: tuple[EvidenceToday, ...]
    reason: str | None = None

    @property
    def same(self) -> bool | None:
        """None where nothing can be compared."""
        if any(one.differs for one in self.evidence) or self.differs:
            return False
        return None if self.answer is None and not self.evidence else True


def replay(sealed: Sealed, *, again: AnswerAgain, evidence_now: Callable[[Sequence[Json]], Sequence[Json]]) -> Today:
    """Compares at the answer's own viewpoint. A language model's words are not made again: compared is what they are
    made from.
    """
    contents = {name: json.loads(content) for name, content in sealed.contents.items()}
    body: Json = json.loads(sealed.body)
    evidence = _evidence(contents, evidence_now)
    asked = contents[QUESTION]["asked"] if QUESTION in contents else {}
    reason = _why_not(contents, asked)
    if reason is not None:
        return Today(answer=None, differs=(), evidence=evidence, reason=reason)
    ask = asked_again(body["tenant"], UUID(body["answer"]), asked, contents[CONTEXT])
    found = again(ask, dt.datetime.fromisoformat(body["viewpoint"]["known_at"]))
    answer = found.as_json()
    recorded = {**contents[OUTPUT], "question": contents[QUESTION]["understood"]}
    if PROMPT not in body["parts"]:
        return Today(answer=answer, differs=_differences(recorded, answer), evidence=evidence)
    # What a model looked up itself is cited behind what it was given.
    recorded["citations"] = recorded["citations"][: len(found.citations)]
    differs = tuple(one for one in _differences(recorded, answer) if one.field not in _WORDED)
    return Today(answer=answer, differs=differs, evidence=evidence, reason=_WORDS)


def ask_of(sealed: Sealed) -> Ask | None:
    """The question as it was asked; None where its words were erased, or it was kept otherwise."""
    if QUESTION not in sealed.contents or CONTEXT not in sealed.contents:
        return None
    asked = json.loads(sealed.contents[QUESTION])["asked"]
    if "zone" not in asked:
        return None
    body: Json = json.loads(sealed.body)
    return asked_again(body["tenant"], UUID(body["answer"]), asked, json.loads(sealed.contents[CONTEXT]))


def _why_not(contents: Mapping[str, object], asked: Json) -> str | None:
    gone = [name for name in (QUESTION, CONTEXT, OUTPUT) if name not in contents]
    if gone:
        return f"of the record {' and '.join(gone)} was erased"
    return None if "zone" in asked else "the record does not tell how the question was asked"


def _evidence(
    contents: Mapping[str, Any], evidence_now: Callable[[Sequence[Json]], Sequence[Json]]
) -> tuple[EvidenceToday, ...]:
    recorded = sorted(
        (int(name.removeprefix(EVIDENCE)), content) for name, content in contents.items() if name.startswith(EVIDENCE)
    )
    today = evidence_now([one["citation"] for _, one in recorded]) if recorded else []
    return tuple(
        EvidenceToday(
            number=number,
            differs=_differences(_at_its_instant(then), _at_its_instant(now)),
            retired_at=now["held"][_LATER],
        )
        for (number, then), now in zip(recorded, today, strict=True)
    )


def _at_its_instant(evidence: Json) -> Json:
    held = {name: value for name, value in evidence["held"].items() if name != _LATER}
    return {**held, "version_sha256": evidence["version_sha256"]}


def _differences(recorded: Json, today: Json) -> tuple[Difference, ...]:
    """By field, in the order of what was recorded."""
    fields = [name for name in dict.fromkeys((*recorded, *today)) if name not in _MADE_BY]
    return tuple(
        Difference(field=name, recorded=recorded.get(name), today=today.get(name))
        for name in fields
        if canonical(recorded.get(name)) != canonical(today.get(name))
    )
