"""Which faults come, in what order, and how long they last: all of it follows from a seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    DELAY = "delay"  # every piece comes late
    HANG = "hang"  # connections stand, nothing passes; what was sent passes in the end
    CUT = "cut"  # connections break in the middle of what is being said
    REFUSE = "refuse"  # every connection breaks, and no new one is had
    ERROR = "500"  # each request is answered with a 500
    KILL = "kill -9"


PROXIED = ("postgres", "temporal", "engine", "model")
KILLED = ("postgres", "temporal", "engine", "worker", "api")
ON_THE_WAY = (Kind.DELAY, Kind.HANG, Kind.CUT, Kind.REFUSE)

LASTS = {
    Kind.DELAY: (0.3, 2.0),
    Kind.HANG: (0.3, 2.0),
    Kind.CUT: (0.2, 1.0),
    Kind.REFUSE: (0.3, 2.0),
    Kind.ERROR: (0.3, 2.0),
}
LONG = (5.0, 9.0)  # seconds: longer than a heartbeat may be missing, and than most deadlines
LONG_ONES = 0.06
AT_ONCE = ((1, 0.4), (2, 0.3), (3, 0.2), (4, 0.1))  # faults together, and how often

OTHERS_FOR_A_KILL = 3  # of each kind, for one of each kill: processes take seconds to start


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    target: str
    kind: Kind
    seconds: float = 0.0  # that it lasts
    late: float = 0.0  # seconds that each piece of a delay is late
    of_questions: bool = False  # whether a cut goes through what is asked, not through what is answered

    def __str__(self) -> str:
        if self.kind is Kind.KILL:
            return f"{self.kind} of {self.target}"
        return f"{self.kind} at {self.target} for {self.seconds:.1f} s"


def kinds(*, model: bool) -> list[tuple[str, Kind]]:
    """Everything that may happen; without a model nothing happens to one."""
    found = [(target, kind) for target in PROXIED for kind in ON_THE_WAY if model or target != "model"]
    if model:
        found.append(("model", Kind.ERROR))
    return found + [(target, Kind.KILL) for target in KILLED]


def draw(seed: int, faults: int, *, model: bool) -> list[tuple[Fault, ...]]:
    """Volleys of one to four faults at once, `faults` in all: each kind once, then kills a third as often as others."""
    rng = random.Random(seed)
    drawn = _kinds_drawn(rng, kinds(model=model))
    volleys = []
    left = faults
    while left:
        sizes, weights = zip(*AT_ONCE, strict=True)
        size = min(left, rng.choices(sizes, weights)[0])
        volleys.append(tuple(_fault(rng, *next(drawn)) for _ in range(size)))
        left -= size
    return volleys


def _kinds_drawn(rng: random.Random, every: Sequence[tuple[str, Kind]]) -> Iterator[tuple[str, Kind]]:
    yield from rng.sample(every, len(every))
    weighted = [one for one in every for _ in range(1 if one[1] is Kind.KILL else OTHERS_FOR_A_KILL)]
    while True:
        yield from rng.sample(weighted, len(weighted))


def _fault(rng: random.Random, target: str, kind: Kind) -> Fault:
    if kind is Kind.KILL:
        return Fault(target=target, kind=kind)
    lasts = LONG if rng.random() < LONG_ONES else LASTS[kind]
    return Fault(
        target=target,
        kind=kind,
        seconds=rng.uniform(*lasts),
        late=rng.uniform(0.02, 0.3),
        of_questions=rng.random() < 0.5,
    )
