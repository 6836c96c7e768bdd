"""Language models from the settings. Nothing of pydantic-ai is imported where none is configured: it costs seconds."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.settings import Settings
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.token_budget import TokenBudgetStore
from knowledge.generating import Metered

if TYPE_CHECKING:
    from knowledge.language_model import LanguageModel

ANSWERS = "answers"
EXTRACTION = "extraction"
TURN_SECONDS = 55.0  # of all requests of one answer: a turn is given up after a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBench:
    """A model with the budget that its use is paid from."""

    model: "LanguageModel"
    budget: TokenBudgetStore
    purpose: str
    most: int  # tokens of one answer, or of one passage
    reply_tokens: int
    request_seconds: float

    def metered(self, tenant: str) -> Metered:
        """For one turn, or one passage."""
        return Metered(
            model=self.model,
            budget=self.budget,
            tenant=tenant,
            purpose=self.purpose,
            most=self.most,
            reply_tokens=self.reply_tokens,
            most_seconds=max(TURN_SECONDS, self.request_seconds),
            request_seconds=self.request_seconds,
            clock=time.monotonic,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModels:
    """`None` where no model is configured for it."""

    budget: TokenBudgetStore
    answers: ModelBench | None
    extraction: ModelBench | None


@contextmanager
def open_language_models(settings: Settings, pool: Pool) -> Iterator[LanguageModels]:
    """Reaches for nothing yet. Raises `ModelRejected` or `ModelKeyRefused` for settings that cannot work."""
    budget = TokenBudgetStore(
        pool, most=settings.model_tenant_tokens, period=settings.model_period, now=lambda: dt.datetime.now(dt.UTC)
    )
    with ExitStack() as opened:

        def bench(name: str | None, purpose: str) -> ModelBench | None:
            if name is None:
                return None
            return ModelBench(
                model=opened.enter_context(_open_model(settings, name)),
                budget=budget,
                purpose=purpose,
                most=settings.model_turn_tokens,
                reply_tokens=settings.model_reply_tokens,
                request_seconds=settings.model_seconds,
            )

        yield LanguageModels(
            budget=budget,
            answers=bench(settings.model, ANSWERS),
            extraction=bench(settings.model_extraction, EXTRACTION),
        )


def check_language_models(settings: Settings) -> None:
    """Raises as opening them does, before services start and die of it. Reaches for nothing."""
    for name in {settings.model, settings.model_extraction} - {None}:
        with _open_model(settings, str(name)):
            pass


@contextmanager
def _open_model(settings: Settings, name: str) -> "Iterator[LanguageModel]":
    from knowledge.adapters.language_model.pydantic_ai_model import ModelChoice, PydanticAiModel

    key = settings.model_key
    choice = ModelChoice(
        name=name,
        url=settings.model_url,
        key=None if key is None else key.get_secret_value(),
        temperature=settings.model_temperature,
        reply_tokens=settings.model_reply_tokens,
        seconds=settings.model_seconds,
    )
    model = PydanticAiModel(choice)
    try:
        yield model
    finally:
        model.close()
