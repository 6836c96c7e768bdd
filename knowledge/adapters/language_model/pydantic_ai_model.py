"""One language model through pydantic-ai, on an event loop of its own. It retries nothing: `max_retries` is 0."""

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from pydantic_ai import messages as theirs
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from knowledge.adapters.language_model.errors import cut_off, refused, translated
from knowledge.adapters.language_model.providers import model_of
from knowledge.errors import ModelContextExceeded
from knowledge.language_model import (
    Finish,
    Generated,
    Prompt,
    Replied,
    TextListener,
    TokenUse,
    Told,
    ToolCall,
    ToolResult,
)

CHARACTERS_A_TOKEN = 4  # where a provider does not say what it took
_FINISHES = {"stop": Finish.STOP, "length": Finish.LENGTH, "tool_call": Finish.TOOLS}

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Which model, where, and how it replies."""

    name: str  # "anthropic:claude-haiku-4-5"; without a provider one that speaks OpenAI's protocol at `url`
    url: str | None
    key: str | None
    temperature: float | None
    reply_tokens: int  # the most of one reply
    seconds: float  # the longest that one request may take


class PydanticAiModel:
    """Implements `knowledge.language_model.LanguageModel`. Any thread may call it; close it when done."""

    def __init__(self, choice: ModelChoice) -> None:
        """Raises `ModelRejected` for a name that no provider has, `ModelKeyRefused` where a key is needed."""
        self._choice = choice
        self._model: Model = model_of(choice.name, url=choice.url, key=choice.key)
        self._opened: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=asyncio.run, args=(self._live(),), name="language-model", daemon=True)
        self._thread.start()
        self._loop, self._closing = self._opened.result()

    def close(self) -> None:
        """Ends whatever is being generated."""
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    async def _live(self) -> None:
        """Holds the provider's connections until the model is closed."""
        closing = asyncio.Event()
        async with self._model:
            self._opened.set_result((asyncio.get_running_loop(), closing))
            await closing.wait()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    def name(self) -> str:
        return self._choice.name

    def parameters(self) -> Mapping[str, object]:
        sent = {"temperature": self._choice.temperature, "max_tokens": self._choice.reply_tokens}
        return {name: value for name, value in sent.items() if value is not None}

    def generate(self, prompt: Prompt, *, listener: TextListener | None = None) -> Generated:
        if listener is None:
            return self._run(self._request(prompt))
        return self._streamed(prompt, listener)

    def _run(self, work: Coroutine[object, object, Result]) -> Result:
        with translated(self.name()):
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _streamed(self, prompt: Prompt, listener: TextListener) -> Generated:
        """The listener runs in this thread: however slow it is, other generations go on."""
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with translated(self.name()):
            work = asyncio.run_coroutine_threadsafe(self._stream(prompt, pieces.put), self._loop)
            work.add_done_callback(lambda _: pieces.put(None))
            try:
                while (piece := pieces.get()) is not None:
                    listener(piece)
            finally:
                work.cancel()
            return work.result()

    async def _request(self, prompt: Prompt) -> Generated:
        response = await model_request(
            self._model,
            _messages(prompt),
            model_settings=self._settings(),
            model_request_parameters=_parameters(prompt),
            instrument=False,
        )
        return self._generated(prompt, response)

    async def _stream(self, prompt: Prompt, tell: Callable[[str], None]) -> Generated:
        async with model_request_stream(
            self._model,
            _messages(prompt),
            model_settings=self._settings(),
            model_request_parameters=_parameters(prompt),
            instrument=False,
        ) as stream:
            async for event in stream:
                if piece := _text_in(event):
                    tell(piece)
            return self._generated(prompt, stream.get())

    def _settings(self) -> ModelSettings:
        settings = ModelSettings(
            max_tokens=self._choice.reply_tokens,
            max_retries=0,
            timeout=self._choice.seconds,
            request_timeout=self._choice.seconds,
        )
        if self._choice.temperature is not None:
            settings["temperature"] = self._choice.temperature
        return settings

    def _generated(self, prompt: Prompt, response: theirs.ModelResponse) -> Generated:
        """Raises `ModelRefused`, and `ModelUnavailable` where the reply ends without saying that it does."""
        text = response.text or ""
        if response.finish_reason == "content_filter":
            raise refused(self.name(), text or "the reply was filtered")
        if response.finish_reason == "error" or response.finish_reason is None:
            raise cut_off(self.name())
        calls = tuple(
            ToolCall(id=call.tool_call_id, name=call.tool_name, arguments=call.args_as_json_str())
            for call in response.tool_calls
        )
        finish = _FINISHES[response.finish_reason]
        if finish is Finish.LENGTH and not text and not calls:
            raise ModelContextExceeded(
                f"{self.name()} has no room left for a reply: ask for less, or raise ASOF_MODEL_REPLY_TOKENS"
            )
        return Generated(
            text=text,
            calls=calls,
            finish=finish,
            use=_use(prompt, response),
            model=response.model_name or self.name(),
        )


def _messages(prompt: Prompt) -> list[theirs.ModelMessage]:
    """Results of tools and what we say next go in one request, as providers want it."""
    sent: list[theirs.ModelMessage] = []
    for message in prompt.messages:
        if isinstance(message, Replied):
            sent.append(theirs.ModelResponse(parts=_parts(message)))
            continue
        part = _part(message)
        if sent and isinstance(sent[-1], theirs.ModelRequest):
            sent[-1] = theirs.ModelRequest(parts=[*sent[-1].parts, part], instructions=prompt.instructions)
        else:
            sent.append(theirs.ModelRequest(parts=[part], instructions=prompt.instructions))
    return sent


def _part(message: Told | ToolResult) -> theirs.ModelRequestPart:
    if isinstance(message, Told):
        return theirs.UserPromptPart(content=message.text)
    return theirs.ToolReturnPart(tool_name=message.call.name, content=message.text, tool_call_id=message.call.id)


def _parts(reply: Replied) -> list[theirs.ModelResponsePart]:
    calls = [
        theirs.ToolCallPart(tool_name=call.name, args=call.arguments, tool_call_id=call.id) for call in reply.calls
    ]
    return [theirs.TextPart(content=reply.text), *calls] if reply.text else [*calls]


def _parameters(prompt: Prompt) -> ModelRequestParameters:
    return ModelRequestParameters(
        function_tools=[
            ToolDefinition(name=tool.name, description=tool.description, parameters_json_schema=dict(tool.parameters))
            for tool in prompt.tools
        ]
    )


def _text_in(event: theirs.ModelResponseStreamEvent) -> str:
    if isinstance(event, theirs.PartStartEvent) and isinstance(event.part, theirs.TextPart):
        return event.part.content
    if isinstance(event, theirs.PartDeltaEvent) and isinstance(event.delta, theirs.TextPartDelta):
        return event.delta.content_delta
    return ""


def _use(prompt: Prompt, response: theirs.ModelResponse) -> TokenUse:
    """What the provider says it took; where it says nothing, by the length of what was sent and came."""
    said = response.usage
    if not said.input_tokens:
        written = len(response.text or "") + sum(len(call.args_as_json_str()) for call in response.tool_calls)
        return TokenUse(input_tokens=prompt.bytes // CHARACTERS_A_TOKEN, output_tokens=written // CHARACTERS_A_TOKEN)
    return TokenUse(input_tokens=said.input_tokens, output_tokens=said.output_tokens, cost_usd=_cost(response))


def _cost(response: theirs.ModelResponse) -> Decimal | None:
    """By the public price list; `None` for a model that is not on it, as one that runs at home."""
    try:
        return response.cost().total_price
    except (LookupError, ValueError, AssertionError):
        return None
