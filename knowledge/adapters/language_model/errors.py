"""What a provider's failure means to us: an outage that may pass, or something that somebody must change."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic_ai import exceptions as theirs

from knowledge.errors import (
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

_SHOWN = 200  # characters of what a provider says
_LASTING: tuple[tuple[type[theirs.ModelAPIError], tuple[type[KnowledgeError], str]], ...] = (
    (
        theirs.ModelContextWindowExceededError,
        (ModelContextExceeded, "takes no text so long: ask for less, or set ASOF_MODEL to one with a larger context"),
    ),
    (
        theirs.ModelAuthenticationError,
        (ModelKeyRefused, "refuses the key: set ASOF_MODEL_KEY to one that may use it"),
    ),
    (theirs.ModelQuotaExceededError, (ModelQuotaSpent, "is not paid for any more: top up its account")),
    (theirs.ModelNotFoundError, (ModelRejected, "is not known there: see ASOF_MODEL and ASOF_MODEL_URL")),
    (theirs.ModelRequestRejectedError, (ModelRejected, "rejects the request")),
)
"""The first that fits decides, and says what to do."""
_FILTERED = ("content_filter", "content_policy_violation", "refusal")


@contextmanager
def translated(model: str) -> Iterator[None]:
    """Raises our errors in the place of pydantic-ai's and of the SDKs'."""
    try:
        yield
    except theirs.ContentFilterError as error:
        raise refused(model, str(error)) from error
    except theirs.ModelAPIError as error:
        raise _meaning(model, error) from error
    except theirs.UnexpectedModelBehavior as error:
        raise ModelUnavailable(f"{model} sent what cannot be read: {_shown(error)}") from error
    except theirs.UserError as error:
        raise ModelRejected(f"{model} cannot be asked: {_shown(error)}; see ASOF_MODEL") from error
    except (TimeoutError, OSError) as error:
        raise ModelUnavailable(f"{model} does not answer: {_shown(error) or type(error).__name__}") from error


def refused(model: str, why: str) -> ModelRefused:
    return ModelRefused(f"{model} refused: {why[:_SHOWN]}; ask in other words")


def cut_off(model: str) -> ModelUnavailable:
    return ModelUnavailable(f"{model} broke off in the middle of its reply")


def _meaning(model: str, error: theirs.ModelAPIError) -> KnowledgeError:
    said = _shown(error)
    if error.provider_error_code in _FILTERED or error.provider_error_type in _FILTERED:
        return refused(model, said)
    lasting = next((meaning for kind, meaning in _LASTING if isinstance(error, kind)), None)
    if lasting is not None:
        leaf, what_to_do = lasting
        return leaf(f"{model} {what_to_do} ({said})")
    outage: ServiceError
    if isinstance(error, (theirs.ModelRateLimitError, theirs.ModelOverloadedError)):
        outage = ModelOverloaded(f"{model} takes no more for the moment ({said})")
    else:
        outage = ModelUnavailable(f"{model} does not answer ({said})")
    outage.retry_after_s = error.retry_after
    return outage


def _shown(error: BaseException) -> str:
    return " ".join(str(error).split())[:_SHOWN]
