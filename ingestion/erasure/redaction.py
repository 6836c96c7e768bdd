"""What stands in the place of erased words. Pure."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

MARK = "[erased]"


def masked(text: str, words: re.Pattern[str]) -> str:
    """The text with every occurrence covered by as many characters, so that each span in it stays right."""
    return words.sub(lambda found: cover(len(found.group())), text)


def cover(length: int) -> str:
    return MARK.ljust(length, "█") if length >= len(MARK) else "█" * length


def pattern_of(statements: Iterable[str]) -> re.Pattern[str]:
    """Finds the statements' words, with any white space between them and no word character beside them.

    Without statements it finds nothing.
    """
    spelled = {r"\s+".join(map(re.escape, statement.split())) for statement in statements}
    if not spelled:
        return re.compile(r"(?!)")
    longest_first = sorted(spelled, key=lambda words: (-len(words), words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def note(erasure: UUID) -> str:
    return f"Erased for legal reasons: tombstone {erasure}."


def redacted_answer(record: Mapping[str, object], erasure: UUID) -> dict[str, object]:
    """That it was given stays, with its id, question, times and status; its words and what it rested on do not."""
    words: dict[str, object] = {"citations": [], "claims": [], "coverage": [], "notices": []}
    said = {**words, "answer": None, "text": note(erasure)}
    return {name: said.get(name, value) for name, value in record.items()}


def holds(value: object, words: re.Pattern[str]) -> bool:
    """Whether any text in a JSON value holds the words."""
    if isinstance(value, str):
        return words.search(value) is not None
    if isinstance(value, Mapping):
        return any(holds(inner, words) for inner in value.values())
    return isinstance(value, list) and any(holds(inner, words) for inner in value)
