"""What the domain asks of a language model: messages and tools in, text and tool calls out. Knows no provider.

A model retries nothing: whoever calls it decides. The same request may succeed later after `ModelUnavailable` and
`ModelOverloaded`. It cannot after `ModelRefused`, `ModelContextExceeded`, `ModelKeyRefused`, `ModelQuotaSpent` and
`ModelRejected`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Something the model may ask for; `parameters` is the JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    id: str
    name: str
    arguments: str  # JSON, as the model wrote it: it may be none


@dataclass(frozen=True, slots=True)
class Told:
    """What we say to the model."""

    text: str


@dataclass(frozen=True, slots=True)
class Replied:
    """What the model said before."""

    text: str
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    call: ToolCall
    text: str


ModelMessage = Told | Replied | ToolResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One request: what the model is to do, what was said so far, and which tools it has."""

    instructions: str
    messages: tuple[ModelMessage, ...]
    tools: tuple[Tool, ...] = ()

    @property
    def bytes(self) -> int:
        """Of all that is sent, in UTF-8: what tokens are guessed by before anybody has counted them."""
        said = [_text_of(message) for message in self.messages]
        offered = [tool.description + str(tool.parameters) for tool in self.tools]
        return sum(len(text.encode()) for text in (self.instructions, *said, *offered))

    def as_json(self) -> dict[str, object]:
        return {
            "instructions": self.instructions,
            "messages": [_message_json(message) for message in self.messages],
            "tools": [tool.name for tool in self.tools],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUse:
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = None  # where the model's prices are known

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "TokenUse") -> "TokenUse":
        costs = [one for one in (self.cost_usd, other.cost_usd) if one is not None]
        return TokenUse(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=sum(costs, Decimal(0)) if costs else None,
        )

    def as_json(self) -> dict[str, object]:
        return {
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost_usd": None if self.cost_usd is None else str(self.cost_usd),
        }


class Finish(StrEnum):
    STOP = "stop"
    LENGTH = "length"  # cut at the most tokens that a reply may have
    TOOLS = "tools"  # it waits for the results of its calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    text: str
    calls: tuple[ToolCall, ...]
    finish: Finish
    use: TokenUse
    model: str  # as the provider names what answered, often with a date


TextListener = Callable[[str], None]
"""Is told each piece of a reply's text as it comes, in the thread that asked. What it raises ends the generation."""


class LanguageModel(Protocol):
    def name(self) -> str:
        """As it is configured: "anthropic:claude-haiku-4-5"."""
        ...

    def parameters(self) -> Mapping[str, object]:
        """All that shapes a reply beside the prompt: temperature, most tokens of a reply."""
        ...

    def generate(self, prompt: Prompt, *, listener: TextListener | None = None) -> Generated: ...


class Reserved(Protocol):
    def settle(self, use: TokenUse, *, seconds: float) -> None:
        """What it really took, in the place of what was set aside."""
        ...


class TokenBudget(Protocol):
    """How many tokens a tenant may still spend in the period that runs."""

    def reserve(self, tenant: str, purpose: str, model: str, tokens: int) -> Reserved:
        """Sets tokens aside before they are spent; raises `ModelBudgetSpent` where the period has not so many left.

        A reservation that is never settled, because its process died, stays spent.
        """
        ...


def _text_of(message: ModelMessage) -> str:
    calls = message.calls if isinstance(message, Replied) else ()
    return message.text + "".join(call.name + call.arguments for call in calls)


def _message_json(message: ModelMessage) -> dict[str, object]:
    match message:
        case Told(text):
            return {"role": "user", "text": text}
        case Replied(text, calls):
            asked = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in calls]
            return {"role": "model", "text": text, "calls": asked}
        case ToolResult(call=call, text=text):
            return {"role": "tool", "call": call.id, "name": call.name, "text": text}
