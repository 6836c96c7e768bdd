"""How many tokens each tenant has spent on language models in the period that runs, and on what."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from psycopg.rows import class_row

from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import sql
from knowledge.errors import ModelBudgetSpent
from knowledge.language_model import Reserved, TokenUse

Period = Literal["day", "month"]

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """What one model took for one purpose in the period that began on that day."""

    period: dt.date
    model: str
    purpose: str
    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    seconds: float


class TokenBudgetStore:
    """Implements `knowledge.language_model.TokenBudget`. All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool, *, most: int, period: Period, now: Callable[[], dt.datetime]) -> None:
        """`most`: tokens of one tenant in one period, which is a day or a month of UTC."""
        self._pool = pool
        self._most = most
        self._period = period
        self._now = now

    @property
    def most(self) -> int:
        return self._most

    @property
    def period(self) -> Period:
        return self._period

    def reserve(self, tenant: str, purpose: str, model: str, tokens: int) -> Reserved:
        names = {"tenant": tenant, "period": self.begun(), "tokens": tokens, "most": self._most}
        with transaction(self._pool) as cursor:
            if cursor.execute(sql("tokens_reserve"), names).fetchone() is None:
                raise ModelBudgetSpent(
                    f"the budget of {self._most:,} tokens a {self._period} would not hold another request: it goes on "
                    f"with the next {self._period}, or raise ASOF_MODEL_TENANT_TOKENS"
                )
        return _Reserved(self._pool, {**names, "reserved": tokens, "purpose": purpose, "model": model})

    def spent(self, tenant: str) -> int:
        """Of the period that runs, what is set aside included."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("tokens_spent"), {"tenant": tenant, "period": self.begun()}).fetchone()
        return 0 if row is None else int(row["tokens"])

    def uses(self, tenant: str) -> list[ModelUse]:
        """The latest period first."""
        with translated(), self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(ModelUse))
            return cursor.execute(sql("model_uses"), {"tenant": tenant, "limit": SHOWN}).fetchall()

    def begun(self) -> dt.date:
        """The day on which the period that runs began."""
        today = self._now().astimezone(dt.UTC).date()
        return today if self._period == "day" else today.replace(day=1)


class _Reserved:
    def __init__(self, pool: Pool, names: dict[str, object]) -> None:
        self._pool = pool
        self._names = names

    def settle(self, use: TokenUse, *, seconds: float) -> None:
        taken = {
            "taken": use.tokens,
            "input_tokens": use.input_tokens,
            "output_tokens": use.output_tokens,
            "cost_usd": use.cost_usd,
            "seconds": seconds,
        }
        with transaction(self._pool) as cursor:
            cursor.execute(sql("tokens_settle"), {**self._names, **taken})
