"""What the next answer of a conversation says of earlier ones that would be others now; in no words of a document."""

from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from knowledge.adapters.postgres.recalls import RecalledTurn
from knowledge.answering.wording import day_of
from knowledge.events import entry_named


def sentences(turns: Sequence[RecalledTurn], zone: ZoneInfo) -> tuple[str, ...]:
    """One for each answer, by what became of it last. `turns`: in the order of turns, then of recordings.

    Of one that became another and the same again meanwhile nobody needs to hear.
    """
    said = []
    for number, some in groupby(turns, key=lambda turn: turn.number):
        changes = list(some)
        first, last = changes[0], changes[-1]
        if first.affected and not last.affected:
            continue
        cause = f"{last.document} has {entry_named(last.kind)} (number {last.version})"
        since = f"since {day_of(last.recorded_at, zone)}"
        verdict = "would be another now" if last.affected else "would be given again as it was"
        said.append(f"The answer to message {number} of this conversation {verdict}: {since} {cause}.")
    return tuple(said)
