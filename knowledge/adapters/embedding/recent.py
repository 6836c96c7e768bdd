"""Passages that are being embedded, or were a moment ago: versions taken in side by side share most texts. Pure."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from knowledge.passages import EmbeddedText, Span
from knowledge.ports import PassageVectors


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text's vector will be: in which batch, and at which position of it."""

    batch: "Future[list[PassageVectors]]"
    position: int


class RecentVectors:
    """Embeds each text once for all who ask for it at about the same time. Several threads may ask."""

    def __init__(
        self, embed: "Callable[[Sequence[EmbeddedText]], Future[list[PassageVectors]]]", *, batch: int, kept: int
    ) -> None:
        """`batch` texts at most go into one call of `embed`; the last `kept` vectors are remembered."""
        self._embed = embed
        self._batch = batch
        self._kept = kept
        self._places: OrderedDict[EmbeddedText, _Place] = OrderedDict()
        self._asking = threading.Lock()

    def forget(self) -> None:
        """Who waits for a vector gets it all the same."""
        with self._asking:
            self._places.clear()

    def vectors(self, texts: Sequence[EmbeddedText]) -> list[PassageVectors]:
        """In the order of the texts. Texts of like length share a batch: padding is computed for nothing."""
        with self._asking:
            unseen = sorted({text for text in texts if text not in self._places}, key=_by_length)
            for at in range(0, len(unseen), self._batch):
                some = unseen[at : at + self._batch]
                embedding = self._embed(some)
                self._places.update((text, _Place(embedding, i)) for i, text in enumerate(some))
            places = [self._places[text] for text in texts]
            while len(self._places) > self._kept:
                self._places.popitem(last=False)
        try:
            return [place.batch.result()[place.position] for place in places]
        except Exception:
            with self._asking:
                self._places.clear()  # a failure is not kept
            raise


def _by_length(text: EmbeddedText) -> tuple[int, str, tuple[Span, ...]]:
    return len(text.text), text.text, text.statements
