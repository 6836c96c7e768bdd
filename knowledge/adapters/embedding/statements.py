"""Vectors of statements, pooled from the pass in which their passage is embedded. Loads torch, no model."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from knowledge.passages import Span


def token_ends(tokens: Any, *, before: int) -> Tensor | None:  # a BatchEncoding, or what stands for it
    """Behind which character of the one text each token ends, 0 or less for one that is not of the text.

    `before` characters were put in front of it. `None` where the tokenizer did not keep places.
    """
    encodings = getattr(tokens, "encodings", None)
    if not encodings or tokens["input_ids"].shape != (1, len(encodings[0].offsets)):
        return None
    return torch.tensor(encodings[0].offsets)[:, 1] - before


def pool_statements(hidden: Tensor, ends: Tensor, statements: Sequence[Span]) -> tuple[bytes | None, ...]:
    """The unit vectors of the text's statements, as `PassageVectors` has them.

    `hidden` is tokens x dimensions, `ends` as of `token_ends`. A token is of the statement in which it ends: some
    tokenizers count the space in front of a word to it.
    """
    starts, stops = torch.tensor(statements, dtype=ends.dtype).unsqueeze(-1).unbind(1)
    inside = (ends > starts) & (ends <= stops)
    sums = inside.float() @ hidden.float()  # of the direction of the mean
    vectors = torch.nn.functional.normalize(sums, dim=-1).half().numpy().astype(">f2")
    seen = inside.any(dim=-1).tolist()
    return tuple(vector.tobytes() if there else None for vector, there in zip(vectors, seen, strict=True))
