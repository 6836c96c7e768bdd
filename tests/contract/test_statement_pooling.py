"""Vectors of statements: what the model makes of their tokens inside the passage, and nothing else changed by them."""

import math
import struct
from pathlib import Path

import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling

from infra.engine.client import EngineClient
from knowledge.adapters.embedding import sentence_transformers as adapter
from knowledge.adapters.embedding.sentence_transformers import LocalEmbedder
from knowledge.adapters.embedding.statements import pool_statements
from knowledge.passages import EmbeddedText, Span

SENTENCES = ["Unworn items go back within 30 days.", "A café’s “receipt” – 5 € – will do.", "Sleeping bags stay."]  # noqa: RUF001


def placed(before: str, sentences: list[str]) -> EmbeddedText:
    text, spans = before, list[Span]()
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    return EmbeddedText(text.rstrip(), tuple(spans))


def floats(vector: bytes | None) -> list[float]:
    assert vector is not None
    return list(struct.unpack(f">{len(vector) // 2}e", vector))


@pytest.fixture(scope="module")
def bare() -> SentenceTransformer:
    return SentenceTransformer(str(adapter._bundled_folder()), device="cpu")


def mean_of_tokens(bare: SentenceTransformer, text: EmbeddedText, span: Span) -> list[float]:
    """By the definition, token for token, in float32."""
    tokenizer = bare.tokenizer
    offsets = tokenizer(text.text, truncation=True, max_length=256, return_offsets_mapping=True)["offset_mapping"]
    with torch.inference_mode():
        hidden = bare(bare.preprocess([text.text]))["token_embeddings"][0].float()
    inside = [i for i, (start, end) in enumerate(offsets) if span[0] <= start < end <= span[1]]
    mean = hidden[inside].mean(dim=0)
    found: list[float] = (mean / mean.norm()).tolist()
    return found


def test_a_statement_has_the_mean_of_its_tokens(engine: EngineClient, bare: SentenceTransformer) -> None:
    text = placed("Returns Policy, What you may do: ", SENTENCES)
    (found,) = engine.embed_passages([text])
    assert len(found.statements) == 3
    for vector, span in zip(found.statements, text.statements, strict=True):
        assert math.hypot(*floats(vector)) == pytest.approx(1, abs=2e-3)
        direct = mean_of_tokens(bare, text, span)
        assert sum(a * b for a, b in zip(floats(vector), direct, strict=True)) > 0.999


def test_a_passage_has_the_same_vector_to_the_bit_whether_its_statements_are_asked_for(engine: EngineClient) -> None:
    texts = [placed(f"Title {n}: ", SENTENCES[: n % 3 + 1]) for n in range(8)]
    engine.forget()
    with_them = [found.passage for found in engine.embed_passages(texts)]
    without = [found.passage for found in engine.embed_passages([EmbeddedText(text.text) for text in texts])]
    assert with_them == without


def test_a_text_has_the_same_vectors_to_the_bit_whatever_is_embedded_beside_it(engine: EngineClient) -> None:
    texts = [placed(f"Number {n}: ", (SENTENCES * (n + 1))[: 2 * n + 1]) for n in range(6)]
    engine.forget()
    together = engine.embed_passages(texts)
    for text, found in zip(texts, together, strict=True):
        engine.forget()
        assert engine.embed_passages([text]) == [found]
        assert len(found.statements) == len(text.statements)


def test_what_the_model_does_not_read_has_no_vector(engine: EngineClient) -> None:
    text = placed("Terms: ", [f"Clause {n} says that nothing is due before day {n}." for n in range(40)])
    (found,) = engine.embed_passages([text])
    known = [vector is not None for vector in found.statements]
    assert known == sorted(known, reverse=True)
    assert 10 < sum(known) < 40


def test_words_without_a_token_have_no_vector(engine: EngineClient) -> None:
    (found,) = engine.embed_passages([EmbeddedText("Terms:   x", ((6, 9), (9, 10)))])
    assert found.statements[0] is None
    assert found.statements[1] is not None


def test_a_model_that_does_not_average_its_tokens_tells_of_passages_alone(
    bare: SentenceTransformer, tmp_path: Path
) -> None:
    SentenceTransformer(modules=[bare[0], Pooling(384, "cls")], device="cpu").save(str(tmp_path))
    (found,) = LocalEmbedder(str(tmp_path), lanes=1).embed_passages([placed("Terms: ", SENTENCES)])
    assert len(found.passage) == 384
    assert found.statements == ()


def test_a_token_is_of_the_statement_in_which_it_ends() -> None:
    """As of tokenizers that count the space in front of a word to it."""
    hidden = torch.tensor([[9.0, 9.0], [3.0, 0.0], [0.0, 4.0]])
    first, second = pool_statements(hidden, torch.tensor([0, 4, 9]), [(0, 4), (5, 9)])
    assert floats(first) == [1.0, 0.0]
    assert floats(second) == [0.0, 1.0]
