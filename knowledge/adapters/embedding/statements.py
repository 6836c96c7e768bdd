"""Vectors of statements, pooled from the pass in which their passage is embedded. Loads torch, no model."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from knowledge.passages import Span


def token_ends(tokens: Any, *, before: int) -> Tensor | None:  # a BatchEncoding, or what stands for it
    """Texts x tokens: behind which character of its text each token ends, 0 or less for one that is not of the text.

    `before` characters were put in front of every text. `None` where the tokenizer did not keep places.
    """
    encodings = getattr(tokens, "encodings", None)
    if not encodings or tokens["input_ids"].shape != (len(encodings), len(encodings[0].offsets)):
        return None
    return torch.tensor([encoding.offsets for encoding in encodings])[:, :, 1] - before


def pool_statements(
    hidden: Tensor, ends: Tensor, statements: Sequence[Sequence[Span]]
) -> list[tuple[bytes | None, ...]]:
    """For each text the unit vectors of its statements, as `PassageVectors` has them, in one step for the batch.

    `hidden` is texts x tokens x dimensions, `ends` as of `token_ends`. A token is of the statement in which it ends:
    some tokenizers count the space in front of a word to it.
    """
    most = max(map(len, statements))
    spans = torch.zeros(len(statements), most, 2, dtype=ends.dtype)
    for row, some in zip(spans, statements, strict=True):
        if some:
            row[: len(some)] = torch.tensor(some)
    inside = (ends.unsqueeze(1) > spans[:, :, :1]) & (ends.unsqueeze(1) <= spans[:, :, 1:])
    sums = torch.bmm(inside.float(), hidden.float())  # of the direction of the mean
    vectors = torch.nn.functional.normalize(sums, dim=-1).half().numpy().astype(">f2")
    seen = inside.any(dim=-1).tolist()
    return [
        tuple(vector.tobytes() if there else None for _, vector, there in zip(some, rows, known, strict=False))
        for some, rows, known in zip(statements, vectors, seen, strict=True)
    ]
