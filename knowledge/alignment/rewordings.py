"""Statements whose text is in one version only: which of them succeeds which, by the words they share and by order.

Only statements that share a seldom word, or stand beside a pair, are compared at all: the cost grows with what was
edited, not with the square of the document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from knowledge.alignment.equal_texts import LEAST_MOVED_WORDS
from knowledge.alignment.likeness import Candidate, Likeness
from knowledge.alignment.model import ComparedStatement, Pairs
from knowledge.alignment.sections import Path

LEAST_HERE = 0.45
"""Score of a pair within a section. Where both texts were read, 24 of 27 pairs of the tuning half that score between
0.45 and 0.6 are right, but only 14 of the 25 that 0.33 would add; 0.35 takes a labelled addition and removal for a
change, 0.55 loses 9 pairs. In the held-out half 34 of all 38 pairs that score less than 0.65 are right, of 511 reworded
ones."""

LEAST_ELSEWHERE = 0.65
"""Likeness of a pair across sections, of which order says nothing. Of 36 such pairs of the tuning half with 0.5 or
more, drawn by chance and read, all but two are plainly right; both are below 0.6. 0.75 loses 28 pairs, 0.55 adds 15."""

BESIDE = 0.1
"""What a pair, or the end of the section, on either side adds to a score. With 0.2 a labelled removal and addition
between neighbours that stayed are taken for a change; with none 20 pairs of the tuning half are lost."""

ELSEWHERE = 0.1
"""What a pair across sections loses, so that as good a one at the old place wins: with none one pair of the tuning half
is lost as ambiguous, with 0.2 the pairs are the same."""

MARGIN = 0.05
"""How far a pair must be ahead of every rival of either statement: half of what one neighbour adds, so that order alone
may decide. The labels come out the same from 0.01 to 0.2; the pairs of the tuning half differ by 1 and by 10."""


def pair_rewordings(
    before: Sequence[ComparedStatement],
    after: Sequence[ComparedStatement],
    places_before: Sequence[Path],
    places_after: Sequence[Path],
    pairs: Pairs,
) -> Pairs:
    """The further pairs, beside those known. A pair is the best choice of both its statements, by a clear margin.

    Every round takes all clear pairs at once and looks again at what they were rivals of or stand beside, until no
    pair is clear: which version comes first makes no difference.
    """
    choice = _Choice(Likeness(before, after), places_before, places_after, pairs)
    doubtful = choice.offered()
    found: Pairs = {}
    while doubtful:
        clear = sorted({one for one in map(choice.clear_best, doubtful) if one is not None})
        found |= dict(clear)
        doubtful = choice.take(clear)
    return found


_End = tuple[int, int]  # 0 before or 1 after, and the ordinal of the statement there


class _Choice:
    """Candidates that are good enough, by either statement; shrinks as pairs are taken."""

    def __init__(
        self, likeness: Likeness, places_before: Sequence[Path], places_after: Sequence[Path], pairs: Pairs
    ) -> None:
        self._likeness = likeness
        self._places = places_before, places_after
        self._known = dict(pairs)
        self._taken = set(pairs.values())
        self._rivals: dict[_End, dict[_End, float]] = defaultdict(dict)
        sharing = likeness.sharing(places_before, places_after, self._known, self._taken)
        for candidate in sharing | set(self._beside(pairs.items())) | set(self._at_ends()):
            self._offer(candidate)

    def offered(self) -> set[_End]:
        return set(self._rivals)

    def clear_best(self, end: _End) -> Candidate | None:
        """The pair of a statement that is the best of both, each time by the margin; None where there is none."""
        if not self._rivals[end]:
            return None
        other = max(self._rivals[end], key=lambda one: (self._rivals[end][one], one))
        score = self._rivals[end][other]
        if any(sum(rival > score - MARGIN for rival in self._rivals[one].values()) > 1 for one in (end, other)):
            return None
        return (end[1], other[1]) if end[0] == 0 else (other[1], end[1])

    def take(self, pairs: Iterable[Candidate]) -> set[_End]:
        """Removes both statements of each pair from the choice; returns those for whom the choice is another now."""
        pairs = list(pairs)
        changed: set[_End] = set()
        for index, there in pairs:
            self._known[index] = there
            self._taken.add(there)
            for end in ((0, index), (1, there)):
                for other in self._rivals.pop(end, {}):
                    self._rivals[other].pop(end, None)
                    changed.add(other)
        for candidate in self._beside(pairs):
            self._offer(candidate)
            changed |= {(0, candidate[0]), (1, candidate[1])}
        return {end for end in changed if self._rivals.get(end)}

    def _offer(self, candidate: Candidate) -> None:
        score = self._score(candidate)
        if score is not None:
            old, new = (0, candidate[0]), (1, candidate[1])
            self._rivals[old][new] = self._rivals[new][old] = score

    def _score(self, candidate: Candidate) -> float | None:
        """Likeness with the evidence of order; None where it is too little."""
        index, there = candidate
        likeness = self._likeness.of(candidate)
        if self._places[0][index] == self._places[1][there]:
            score = likeness + BESIDE * sum(self._stands_beside(index, there, step) for step in (-1, 1))
            return score if score >= LEAST_HERE else None
        moved = likeness >= LEAST_ELSEWHERE and self._likeness.least_words(candidate) >= LEAST_MOVED_WORDS
        return likeness - ELSEWHERE if moved else None

    def _stands_beside(self, index: int, there: int, step: int) -> bool:
        """Whether what stands next to both is a pair, or both stand at the same end of their section."""
        ends = [
            not 0 <= at + step < len(places) or places[at + step] != places[at]
            for places, at in zip(self._places, (index, there), strict=True)
        ]
        return all(ends) or (not any(ends) and self._known.get(index + step) == there + step)

    def _beside(self, pairs: Iterable[Candidate]) -> Iterator[Candidate]:
        for index, there in pairs:
            for step in (-1, 1):
                old, new = index + step, there + step
                inside = 0 <= old < len(self._places[0]) and 0 <= new < len(self._places[1])
                if inside and self._is_free(old, new):
                    yield old, new

    def _at_ends(self) -> Iterator[Candidate]:
        """The first statements of a section in both versions, and the last."""
        firsts = [{place: at for at, place in reversed(list(enumerate(places)))} for places in self._places]
        lasts = [{place: at for at, place in enumerate(places)} for places in self._places]
        for old, new in (firsts, lasts):
            for place in old.keys() & new.keys():
                if self._is_free(old[place], new[place]):
                    yield old[place], new[place]

    def _is_free(self, index: int, there: int) -> bool:
        return index not in self._known and there not in self._taken
