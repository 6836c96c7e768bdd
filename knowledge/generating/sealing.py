"""What is sealed with an answer that a language model was asked to word."""

from dataclasses import replace

from knowledge.answering import Ask, grounds_of
from knowledge.audit import Grounds
from knowledge.generating.model import Worded


def grounds_of_worded(ask: Ask, worded: Worded) -> Grounds:
    """With every prompt as it was sent and every reply as it came, those that did not hold too."""
    grounds = grounds_of(ask, worded.answer)
    if worded.generation is None:
        return grounds
    told = worded.generation.as_json()
    named = {"model": told.pop("model"), "prompt_version": told.pop("prompt_version")}
    return replace(grounds, parameters={**named, **worded.generation.parameters}, prompt=told)
