"""The comparison of two neighbouring versions, from its parts."""

from collections.abc import Sequence

from knowledge.alignment.equal_texts import pair_equal_texts
from knowledge.alignment.meaning import says_the_same
from knowledge.alignment.model import ComparedStatement, Edit, EditKind
from knowledge.alignment.rewordings import pair_rewordings
from knowledge.alignment.sections import places


def align(before: Sequence[ComparedStatement], after: Sequence[ComparedStatement]) -> tuple[Edit, ...]:
    """What became of every statement: one edit each, in the order of `after`, then what was removed.

    Pairs are one-to-one and the same whichever version comes first. No predecessor is preferred to a wrong one: a
    wrong pair would call an addition a change, and give it the history of another rule.
    """
    places_before, places_after = places(before, after)
    pairs = pair_equal_texts(before, after, places_before, places_after)
    pairs |= pair_rewordings(before, after, places_before, places_after, pairs)
    predecessors = {there: index for index, there in pairs.items()}
    return (
        *(
            Edit(kind=EditKind.ADDED, before=None, after=index)
            if predecessors.get(index) is None
            else Edit(kind=_kind(before[predecessors[index]], one), before=predecessors[index], after=index)
            for index, one in enumerate(after)
        ),
        *(Edit(kind=EditKind.REMOVED, before=index, after=None) for index in range(len(before)) if index not in pairs),
    )


def _kind(before: ComparedStatement, after: ComparedStatement) -> EditKind:
    if before.text == after.text:
        return EditKind.KEPT
    return EditKind.EDITORIAL if says_the_same(before, after) else EditKind.CHANGE
