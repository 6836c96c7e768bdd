"""What language models took."""

from typing import Literal

from pydantic import Field

from api.models.base import Reply


class ModelUseReply(Reply):
    period: str = Field(description="The day on which it began, UTC.")
    model: str
    purpose: str = Field(description="`answers` or `extraction`.")
    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: str | None = Field(description="By the public price list; null where the model is not on it.")
    seconds: float


class ModelUsesReply(Reply):
    period: Literal["day", "month"] = Field(description="What the budget is counted by.")
    began: str = Field(description="The day on which the period that runs began, UTC.")
    spent: int = Field(description="Tokens of it, with what is set aside for requests under way.")
    most: int = Field(description="After so many answers are the documents' own words, until the next period.")
    uses: list[ModelUseReply] = Field(description="The latest period first.")
