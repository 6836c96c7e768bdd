"""Every provider behind one port: messages and tools out, text, calls and usage in, failures in our words."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from infra.language_models import check_language_models
from infra.settings import Settings
from knowledge.adapters.language_model.pydantic_ai_model import ModelChoice, PydanticAiModel
from knowledge.errors import (
    CallerError,
    KnowledgeError,
    ModelContextExceeded,
    ModelKeyRefused,
    ModelOverloaded,
    ModelQuotaSpent,
    ModelRefused,
    ModelRejected,
    ModelUnavailable,
    ServiceError,
)
from knowledge.language_model import Finish, Prompt, Replied, Told, Tool, ToolCall, ToolResult
from tests.fixtures.language_model import Call, Reply, ScriptedModel

PROMPT = Prompt(instructions="Be brief.", messages=(Told("How long?"),))
SEARCH = Tool(
    name="search",
    description="Finds passages.",
    parameters={"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
)
Opened = Callable[[], PydanticAiModel]


@contextmanager
def opened(llm: ScriptedModel, name: str, *, seconds: float = 20.0) -> Iterator[PydanticAiModel]:
    url = llm.anthropic_url if name.startswith("anthropic") else llm.url
    choice = ModelChoice(name=name, url=url, key="k-1", temperature=0.0, reply_tokens=500, seconds=seconds)
    model = PydanticAiModel(choice)
    try:
        yield model
    finally:
        model.close()


@pytest.fixture(params=["scripted-1", "openai:scripted-1", "anthropic:claude-haiku-4-5"])
def model(request: pytest.FixtureRequest, llm: ScriptedModel) -> Iterator[PydanticAiModel]:
    with opened(llm, request.param) as made:
        yield made


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def streamed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def listener(streamed: bool) -> Callable[[str], None] | None:
    return (lambda _: None) if streamed else None


def test_a_reply_has_its_text_and_what_it_took(model: PydanticAiModel, llm: ScriptedModel, streamed: bool) -> None:
    llm.script(Reply("Within 30 days."))
    said = model.generate(PROMPT, listener=listener(streamed))

    assert said.text == "Within 30 days."
    assert said.finish is Finish.STOP
    assert (said.use.input_tokens, said.use.output_tokens) == (100, 20)
    assert said.model == model.name().rpartition(":")[2]
    (asked,) = llm.asked
    assert asked.streamed is streamed
    assert asked.texts[-1] == "How long?"
    assert "Be brief." in asked.said
    assert asked.body["max_tokens" if "max_tokens" in asked.body else "max_completion_tokens"] == 500


def test_text_comes_piece_by_piece_while_the_model_still_speaks(model: PydanticAiModel, llm: ScriptedModel) -> None:
    goes_on = threading.Event()
    llm.script(Reply("Within 30 days of delivery.", wait=goes_on))
    pieces: list[str] = []

    def hear(piece: str) -> None:
        pieces.append(piece)
        goes_on.set()  # without a first piece before the end the server would wait, and the request run out of time

    said = model.generate(PROMPT, listener=hear)
    assert len(pieces) > 1
    assert "".join(pieces) == said.text


def test_what_a_listener_raises_ends_the_generation(model: PydanticAiModel, llm: ScriptedModel) -> None:
    llm.script(Reply("Within 30 days of delivery.", wait=threading.Event()))

    class Enough(Exception):
        pass

    def hear(_: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        model.generate(PROMPT, listener=hear)
    llm.script(Reply("Again."))
    assert model.generate(PROMPT).text == "Again."


def test_a_tool_is_asked_for_and_its_result_goes_back(model: PydanticAiModel, llm: ScriptedModel) -> None:
    llm.script(Reply(calls=[Call("search", {"query": "returns"})]), Reply("30 days."))
    asked = model.generate(Prompt(instructions="Be brief.", messages=PROMPT.messages, tools=(SEARCH,)))

    assert asked.finish is Finish.TOOLS
    assert [(call.name, call.arguments) for call in asked.calls] == [("search", '{"query":"returns"}')]
    assert llm.asked[0].tools == ["search"]
    (call,) = asked.calls
    messages = (*PROMPT.messages, Replied(asked.text, asked.calls), ToolResult(call=call, text="e1: within 30 days"))
    said = model.generate(Prompt(instructions="Be brief.", messages=messages, tools=(SEARCH,)))
    assert said.text == "30 days."
    assert llm.asked[1].results == ["e1: within 30 days"]


def test_a_call_that_is_no_json_is_handed_over_as_it_is(llm: ScriptedModel) -> None:
    call = ToolCall(id="call-1", name="search", arguments="{not json")
    messages = (*PROMPT.messages, Replied("", (call,)), ToolResult(call=call, text="no JSON"))
    llm.script(Reply("Sorry."))
    with opened(llm, "scripted-1") as model:
        assert model.generate(Prompt(instructions="", messages=messages)).text == "Sorry."


def test_what_a_server_does_not_count_is_counted_by_its_length(llm: ScriptedModel) -> None:
    llm.script(Reply("Within thirty days of delivery.", no_usage=True))
    with opened(llm, "scripted-1") as model:
        use = model.generate(PROMPT).use
    assert use.output_tokens == len("Within thirty days of delivery.") // 4
    assert use.input_tokens > 0
    assert use.cost_usd is None


def test_a_model_on_the_price_list_tells_its_cost(llm: ScriptedModel) -> None:
    llm.script(Reply("30 days."))
    with opened(llm, "anthropic:claude-haiku-4-5") as model:
        cost = model.generate(PROMPT).use.cost_usd
    assert cost is not None
    assert cost > 0


def test_the_key_is_sent(model: PydanticAiModel, llm: ScriptedModel) -> None:
    llm.script(Reply("30 days."))
    model.generate(PROMPT)
    assert "k-1" in llm.asked[0].headers.get("x-api-key", "") + llm.asked[0].headers["authorization"]


FAILURES = [
    (Reply(status=500), ModelUnavailable),
    (Reply(status=503), ModelUnavailable),
    (Reply(status=429, code="rate_limit_exceeded", headers={"retry-after": "7"}), ModelOverloaded),
    (Reply(status=529, code="overloaded_error"), ModelOverloaded),
    (Reply(status=401, code="invalid_api_key"), ModelKeyRefused),
    (Reply(status=403), ModelKeyRefused),
    (Reply(status=402), ModelQuotaSpent),
    (Reply(status=404, code="model_not_found"), ModelRejected),
    (Reply(status=400, text="no such parameter"), ModelRejected),
]


@pytest.mark.parametrize(("reply", "leaf"), FAILURES, ids=[str(reply.status) for reply, _ in FAILURES])
def test_a_failure_is_told_apart_and_tried_once(
    model: PydanticAiModel, llm: ScriptedModel, streamed: bool, reply: Reply, leaf: type[KnowledgeError]
) -> None:
    llm.script(reply)
    with pytest.raises(leaf):
        model.generate(PROMPT, listener=listener(streamed))
    assert len(llm.asked) == 1, "the client tried again by itself"


def test_an_overload_says_how_long_to_wait(model: PydanticAiModel, llm: ScriptedModel) -> None:
    llm.script(Reply(status=429, headers={"retry-after": "7"}))
    with pytest.raises(ModelOverloaded) as told:
        model.generate(PROMPT)
    assert told.value.retry_after_s == 7


def test_a_text_beyond_the_context_is_no_outage(llm: ScriptedModel, streamed: bool) -> None:
    llm.script(Reply(status=400, code="context_length_exceeded", text="maximum context length is 8192 tokens"))
    with opened(llm, "scripted-1") as model, pytest.raises(ModelContextExceeded, match="ASOF_MODEL"):
        model.generate(PROMPT, listener=listener(streamed))
    llm.script(
        Reply(status=400, code="invalid_request_error", text="prompt is too long: 210000 tokens > 200000 maximum")
    )
    with opened(llm, "anthropic:claude-haiku-4-5") as model, pytest.raises(ModelContextExceeded):
        model.generate(PROMPT, listener=listener(streamed))


@pytest.mark.parametrize(
    ("name", "finish"), [("scripted-1", "content_filter"), ("anthropic:claude-haiku-4-5", "refusal")]
)
def test_a_refusal_is_no_outage(llm: ScriptedModel, name: str, finish: str, streamed: bool) -> None:
    llm.script(Reply("I cannot", finish=finish))
    with opened(llm, name) as model, pytest.raises(ModelRefused):
        model.generate(PROMPT, listener=listener(streamed))


def test_a_reply_that_breaks_off_is_an_outage(model: PydanticAiModel, llm: ScriptedModel) -> None:
    heard: list[str] = []
    for reply in (Reply("Within 30 days of delivery.", cut_after=4), Reply("Within 30 days.", ends_early=True)):
        llm.script(reply)
        with pytest.raises(ModelUnavailable):
            model.generate(PROMPT, listener=heard.append)
    assert heard, "nothing came before the break"


def test_a_model_that_says_nothing_is_given_up(llm: ScriptedModel, streamed: bool) -> None:
    llm.script(Reply(hang=True))
    with opened(llm, "scripted-1", seconds=0.3) as model, pytest.raises(ModelUnavailable):
        model.generate(PROMPT, listener=listener(streamed))
    assert llm.hanging.is_set()


def test_a_model_that_is_not_there_is_an_outage(llm: ScriptedModel) -> None:
    llm.close()
    for name in ("scripted-1", "anthropic:claude-haiku-4-5"):
        with opened(llm, name) as model, pytest.raises(ModelUnavailable):
            model.generate(PROMPT)


def test_a_slow_listener_holds_up_nobody_else(llm: ScriptedModel) -> None:
    llm.answer = lambda _: Reply("Within 30 days of delivery.")
    waits, heard = threading.Event(), threading.Event()

    def slowly(_: str) -> None:
        heard.set()
        waits.wait(60)

    with opened(llm, "scripted-1") as model:
        slow = threading.Thread(target=model.generate, args=(PROMPT,), kwargs={"listener": slowly})
        slow.start()
        assert heard.wait(20)
        assert model.generate(PROMPT).text == "Within 30 days of delivery."
        waits.set()
        slow.join()


@pytest.mark.parametrize(
    ("name", "url", "leaf"),
    [
        ("gpt-5-mini", None, ModelRejected),
        ("nobody:some-model", None, ModelRejected),
        ("anthropic:claude-haiku-4-5", None, ModelKeyRefused),
    ],
)
def test_a_choice_that_cannot_work_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str | None, leaf: type[KnowledgeError]
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(leaf, match="ASOF_MODEL"):
        PydanticAiModel(ModelChoice(name=name, url=url, key=None, temperature=None, reply_tokens=10, seconds=1.0))


def test_a_start_is_refused_where_a_model_cannot_be_what_it_is_named() -> None:
    check_language_models(Settings())
    with pytest.raises(ModelRejected, match="no provider 'nobody'"):
        check_language_models(Settings(model="nobody:m"))
    with pytest.raises(ModelRejected, match="no provider 'nobody'"):
        check_language_models(Settings(model_extraction="nobody:m"))


def test_only_outages_are_retried() -> None:
    assert issubclass(ModelUnavailable, ServiceError)
    assert issubclass(ModelOverloaded, ServiceError)
    for leaf in (ModelRefused, ModelContextExceeded):
        assert issubclass(leaf, CallerError)
    for leaf in (ModelKeyRefused, ModelQuotaSpent, ModelRejected):
        assert not issubclass(leaf, ServiceError)
