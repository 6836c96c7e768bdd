"""What one attempt to send to a receiver came to. Pure."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one attempt came to. Without an `error` it was delivered."""

    answered: int | None = None  # HTTP status
    error: str | None = None
    excerpt: str | None = None  # of the answer
    wish: dt.timedelta | None = None  # not to be asked again before
    gone: bool = False  # for good

    @property
    def delivered(self) -> bool:
        return self.error is None
