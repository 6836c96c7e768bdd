"""What language models took is counted by tenant and period, and shown."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from api.cli import app
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.token_budget import TokenBudgetStore
from knowledge.errors import ModelBudgetSpent
from knowledge.language_model import TokenUse

NOVEMBER = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def budget(pool: Pool, most: int, now: dt.datetime = NOVEMBER) -> TokenBudgetStore:
    return TokenBudgetStore(pool, most=most, period="month", now=lambda: now)


def test_what_is_set_aside_is_spent_until_it_is_settled(pool: Pool) -> None:
    store = budget(pool, 1_000)
    reserved = store.reserve("default", "answers", "m", 900)
    with pytest.raises(ModelBudgetSpent, match="ASOF_MODEL_TENANT_TOKENS"):
        store.reserve("default", "answers", "m", 200)
    reserved.settle(TokenUse(input_tokens=100, output_tokens=20), seconds=1.5)
    assert store.spent("default") == 120
    store.reserve("default", "answers", "m", 200)


def test_requests_at_once_never_spend_more_than_there_is(pool: Pool) -> None:
    store = budget(pool, 1_000)

    def spend(_: int) -> bool:
        try:
            store.reserve("default", "answers", "m", 100)
        except ModelBudgetSpent:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(24))) == 10
    assert store.spent("default") == 1_000


def test_a_new_period_begins_with_nothing_spent(pool: Pool) -> None:
    budget(pool, 1_000).reserve("default", "answers", "m", 1_000)
    december = budget(pool, 1_000, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    assert december.spent("default") == 0
    december.reserve("default", "answers", "m", 1_000)


def test_a_cost_that_is_known_is_added_to_one_that_is_not(pool: Pool) -> None:
    store = budget(pool, 1_000)
    for cost in (None, Decimal("0.25"), None):
        use = TokenUse(input_tokens=1, output_tokens=1, cost_usd=cost)
        store.reserve("default", "answers", "m", 10).settle(use, seconds=0.5)
    (use_,) = store.uses("default")
    assert (use_.requests, use_.cost_usd, use_.seconds) == (3, Decimal("0.25"), 1.5)


def test_the_terminal_shows_what_was_taken(pool: Pool, served: str) -> None:
    empty = CliRunner().invoke(app, ["tokens", "--url", served])
    assert empty.stdout.split("\n")[0] == "0 of 5,000,000 tokens of the month that began on 2026-11-01"
    use = TokenUse(input_tokens=1_200, output_tokens=34, cost_usd=Decimal("0.0125"))
    budget(pool, 5_000_000).reserve("default", "answers", "anthropic:m", 2_000).settle(use, seconds=2.0)

    told = CliRunner().invoke(app, ["tokens", "--url", served]).stdout
    row = next(line for line in told.splitlines() if "anthropic:m" in line)
    assert row.split() == ["2026-11-01", "anthropic:m", "answers", "1", "1,200", "34", "0.0125", "2.0"]
    assert "1,234 of 5,000,000 tokens" in told
    reply = json.loads(CliRunner().invoke(app, ["tokens", "--json", "--url", served]).stdout)
    assert reply["spent"] == 1_234
    assert reply["uses"][0]["cost_usd"] == "0.0125"
