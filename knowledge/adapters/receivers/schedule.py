"""When a delivery is tried again. Pure."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from uuid import UUID

STANDARD = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds after each failed attempt: ten attempts in a little more than three days, as Standard Webhooks advises."""

LONGEST_WISH = dt.timedelta(days=1)
JITTER = 0.1
RESTS_FROM = 3  # failures in a row
LONGEST_REST = dt.timedelta(minutes=1)
LEAST_PATIENCE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait after the first failed attempt, the second, ...; after the last one nothing is tried again."""

    seconds: tuple[float, ...] = STANDARD

    def after(self, attempts: int, *, delivery: UUID, wish: dt.timedelta | None = None) -> dt.timedelta | None:
        """How long to wait when so many attempts have failed; None: that was the last.

        What a receiver wishes (`Retry-After`) is honoured for up to a day where it is longer. Deliveries that failed
        together are spread by a tenth, each always alike.
        """
        if attempts > len(self.seconds):
            return None
        spread = 1 + JITTER * _fraction(delivery, attempts)
        wait = dt.timedelta(seconds=self.seconds[attempts - 1] * spread)
        return wait if wish is None else max(wait, min(wish, LONGEST_WISH))

    @property
    def patience(self) -> dt.timedelta:
        """How long a delivery may wait in all, where its receiver is asked too seldom for all the attempts."""
        return max(LEAST_PATIENCE, dt.timedelta(seconds=1.5 * sum(self.seconds)))


def read_backoff(text: str) -> Backoff:
    """Of "5, 300, 1800". Raises `ValueError`."""
    seconds = tuple(float(part) for part in text.split(","))
    if not all(0 < one <= 7 * 86_400 for one in seconds):
        raise ValueError("each pause is more than 0 seconds and at most a week")
    return Backoff(seconds)


def read_retry_after(text: str | None, now: dt.datetime) -> dt.timedelta | None:
    """Of a `Retry-After`: seconds or an HTTP date; None where it says nothing that can be read, or the past."""
    if text is None:
        return None
    try:
        wish = dt.timedelta(seconds=int(text)) if text.strip().isdigit() else parsedate_to_datetime(text.strip()) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return wish if wish > dt.timedelta() else None


def rest(failures: int) -> dt.timedelta:
    """How long a receiver is left alone that has failed so many times in a row, whatever else waits for it."""
    if failures < RESTS_FROM:
        return dt.timedelta()
    return min(LONGEST_REST, dt.timedelta(seconds=2 ** min(failures - RESTS_FROM, 10)))


def _fraction(delivery: UUID, attempts: int) -> float:
    hashed = hashlib.blake2b(attempts.to_bytes(4, "big"), key=delivery.bytes, digest_size=4)
    return int.from_bytes(hashed.digest(), "big") / 2**32
