"""A conversation told in few words: what was asked, as of when, and the short answer. Pure; knows no language model.

A model may write summaries as well: whoever keeps them takes any `Summarising`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chat.messages import RecentTurn

MOST_CHARACTERS = 2000  # of a summary, whoever wrote it
_BULLET = "- "
_QUESTION = 120  # characters
_ANSWER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    text: str = ""  # at most MOST_CHARACTERS
    turns: int = 0  # of the conversation, from the first on, that it tells of


Summarising = Callable[[Summary, Sequence[RecentTurn]], str]
"""From the summary before and the turns that follow on it, in order of time, the text of the next one.

Synchronous. Raises a `ServiceError` where it may work later. A text that is too long is cut.
"""


def summarise(before: Summary, following: Sequence[RecentTurn]) -> str:
    """One line a turn, the latest ones last; as many as find room, and how many went before them."""
    lines = [line for line in before.text.splitlines() if line.startswith(_BULLET)] + [
        _line(turn) for turn in following
    ]
    turns = before.turns + len(following)
    kept = lines
    while len(text := _text(kept, turns)) > MOST_CHARACTERS:
        kept = kept[1:]
    return text


def fitted(text: str) -> str:
    return shortened(text.strip(), MOST_CHARACTERS)


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _text(lines: Sequence[str], turns: int) -> str:
    before = turns - len(lines)
    head = [f"({before} earlier {'question' if before == 1 else 'questions'})"] if before else []
    return "\n".join([*head, *lines])


def _line(turn: RecentTurn) -> str:
    question, answer = (" ".join(text.split()) for text in (turn.question, turn.answer))
    where = f" ({turn.document})" if turn.document else ""
    return f"{_BULLET}{shortened(question, _QUESTION)} [{turn.as_of[:10]}] {shortened(answer, _ANSWER)}{where}"
