"""What language models took, by period, model and purpose, beside the budget."""

from fastapi import APIRouter

from api.auth import RequestCaller
from api.examples import model_use as examples
from api.models.model_use import ModelUseReply, ModelUsesReply
from api.problems import documented
from api.services import FromServices
from knowledge.adapters.postgres.token_budget import ModelUse
from knowledge.errors import InvalidRequest, StoreUnavailable

router = APIRouter(tags=["language models"])


@router.get(
    "/v1/model-use",
    summary="What language models took, and what the budget has left",
    response_model=ModelUsesReply,
    responses={200: examples.model_use, **documented(InvalidRequest, StoreUnavailable)},
)
def read_model_use(services: FromServices, caller: RequestCaller) -> ModelUsesReply:
    budget = services.token_budget
    return ModelUsesReply(
        period=budget.period,
        began=budget.begun().isoformat(),
        spent=budget.spent(caller.tenant),
        most=budget.most,
        uses=[_reply(use) for use in budget.uses(caller.tenant)],
    )


def _reply(use: ModelUse) -> ModelUseReply:
    return ModelUseReply(
        period=use.period.isoformat(),
        model=use.model,
        purpose=use.purpose,
        requests=use.requests,
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        cost_usd=None if use.cost_usd is None else str(use.cost_usd),
        seconds=round(use.seconds, 3),
    )
