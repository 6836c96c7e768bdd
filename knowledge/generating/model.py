"""What becomes of an answer that a language model words: claims, attempts, and what was kept of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.answering import Answer, Ask
from knowledge.language_model import TokenUse


class Outcome(StrEnum):
    HELD = "held"  # every claim holds against what it cites
    HELD_AGAIN = "held_again"  # at the second try
    REPLACED = "replaced"  # no try held, or there was none: the answer is extractive


@dataclass(frozen=True, slots=True)
class Failing:
    """A sentence that does not hold, and why not."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at wording an answer: all that was sent and all that came back."""

    prompt: Mapping[str, object]
    output: str
    failing: tuple[Failing, ...]

    def as_json(self) -> dict[str, object]:
        failing = [{"sentence": one.sentence, "reason": one.reason} for one in self.failing]
        return {"prompt": dict(self.prompt), "output": self.output, "failing": failing}


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """Everything that a record of the answer needs to show how the model came to it. Holds words of documents."""

    model: str
    answered_by: str | None  # as the provider names it
    parameters: Mapping[str, object]
    prompt_version: str
    attempts: Sequence[Attempt]
    outcome: Outcome
    reason: str | None  # why it was replaced
    use: TokenUse
    seconds: float

    def as_json(self) -> dict[str, object]:
        return {
            "model": self.model,
            "answered_by": self.answered_by,
            "parameters": dict(self.parameters),
            "prompt_version": self.prompt_version,
            "attempts": [attempt.as_json() for attempt in self.attempts],
            "outcome": self.outcome.value,
            "reason": self.reason,
            "use": self.use.as_json(),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer, and how a model came to its words; none where no model was asked."""

    answer: Answer
    generation: Generation | None
    asks: str | None = None  # a question that the model puts to a person


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who is told what while an answer is worded. Text is told sentence by sentence, each once it was checked."""

    stage: Callable[[str], None] = field(default=_nothing)
    text: Callable[[str], None] = field(default=_nothing)
    again: Callable[[str], None] = field(default=_nothing)  # forget the text so far; why


unheard = Telling()


Wording = Callable[[Ask, Answer, Telling], Worded]
"""What becomes of an extractive answer before it is released. Raises a `ServiceError`, never anything lasting."""


def as_it_is(_: Ask, answer: Answer, __: Telling) -> Worded:
    """`Wording` where no model is configured."""
    return Worded(answer, None)
