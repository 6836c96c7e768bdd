"""From a model's name, an address and a key to pydantic-ai's model of it."""

from collections.abc import Callable

from pydantic_ai.exceptions import UserError
from pydantic_ai.models import Model, infer_model
from pydantic_ai.providers import Provider, infer_provider_class

from knowledge.errors import ModelKeyRefused, ModelRejected

NO_KEY = "none"  # an SDK wants one; a server at home mostly does not


def model_of(name: str, *, url: str | None, key: str | None) -> Model:
    """ "anthropic:claude-haiku-4-5"; with `url` and without a provider, a server that speaks OpenAI's protocol.

    Raises `ModelRejected` and `ModelKeyRefused`.
    """
    provider, colon, model = name.partition(":")
    if url is not None and provider == "openai" and colon:
        return _compatible(model, url=url, key=key)
    if not colon or (url is not None and not _is_provider(provider)):  # "llama3.1:8b" is a name too
        return _compatible(name, url=url, key=key)
    if not _is_provider(provider):
        raise ModelRejected(
            f"ASOF_MODEL is {name!r}: there is no provider {provider!r}; write openai:... or anthropic:..."
        )
    try:
        return infer_model(name, lambda wanted: _provider(wanted, url=url, key=key))
    except UserError as error:
        if "API_KEY" in str(error) or "api_key" in str(error):
            raise ModelKeyRefused(f"{name} needs a key: set ASOF_MODEL_KEY") from error
        raise ModelRejected(f"ASOF_MODEL is {name!r}: {error}") from error
    except ImportError as error:
        raise ModelRejected(f"ASOF_MODEL is {name!r}, whose client is not installed: {error}") from error
    except (TypeError, ValueError) as error:
        raise ModelRejected(
            f"ASOF_MODEL is {name!r}, which takes no ASOF_MODEL_URL or ASOF_MODEL_KEY: set what its provider reads "
            f"from the environment ({error})"
        ) from error


def _is_provider(name: str) -> bool:
    try:
        infer_provider_class(name)
    except ValueError:
        return False
    except ImportError:  # it is one, and its client is not installed
        return True
    return True


def _compatible(model: str, *, url: str | None, key: str | None) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    if url is None:
        raise ModelRejected(
            f"ASOF_MODEL is {model!r}: name its provider too, as in openai:{model}, or set ASOF_MODEL_URL to a server "
            "that speaks OpenAI's protocol"
        )
    provider = OpenAICompatibleProvider(
        "openai-compatible",
        base_url=url,
        api_key=key or NO_KEY,
        profile=OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True),  # else a cut reply seems whole
    )
    return OpenAIChatModel(model, provider=provider)


def _provider(name: str, *, url: str | None, key: str | None) -> Provider[object]:
    given = {"base_url": url, "api_key": key}
    make: Callable[..., Provider[object]] = infer_provider_class(name)
    return make(**{argument: value for argument, value in given.items() if value is not None})
