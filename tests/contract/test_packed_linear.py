"""Packed layers compute what they were made from, to the bit, or are not there."""

import pytest
import torch
from torch import nn

from knowledge.adapters.embedding.packed_linear import PackedLinear, pack_linear_layers


def _model(dtype: torch.dtype) -> nn.Sequential:
    torch.manual_seed(7)
    return nn.Sequential(nn.Linear(384, 1536), nn.GELU(), nn.Linear(1536, 384, bias=False)).to(dtype).eval()


@pytest.mark.skipif(
    not torch.cpu.get_capabilities().get("avx512_bf16"), reason="only a CPU with AVX512_BF16 embeds in bfloat16"
)
@pytest.mark.parametrize("shape", [(1, 1), (1, 14), (8, 190)])
def test_a_packed_model_gives_the_same_bits(shape: tuple[int, int]) -> None:
    model = _model(torch.bfloat16)
    rows = torch.randn(*shape, 384, dtype=torch.bfloat16)
    with torch.inference_mode():
        before = model(rows)
        assert len(pack_linear_layers(model)) == 2
        assert isinstance(model[0], PackedLinear)
        assert torch.equal(model(rows), before)


def test_a_model_in_float32_is_left_as_it_is() -> None:
    model = _model(torch.float32)
    assert pack_linear_layers(model) == {}
    assert type(model[0]) is nn.Linear
