"""Passages that are being embedded, or were a moment ago: versions taken in side by side share most texts. Pure."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from knowledge.passages import EmbeddedText, Span
from knowledge.ports import PassageVectors


class Embed(Protocol):
    def __call__(self, text: EmbeddedText, *, bulk: bool) -> "Future[PassageVectors]": ...


class RecentVectors:
    """Embeds each text once for all who ask for it at about the same time. Several threads may ask."""

    def __init__(self, embed: Embed, *, kept: int) -> None:
        """The last `kept` vectors are remembered."""
        self._embed = embed
        self._kept = kept
        self._found: OrderedDict[EmbeddedText, Future[PassageVectors]] = OrderedDict()
        self._asking = threading.Lock()

    def forget(self) -> None:
        """Who waits for a vector gets it all the same."""
        with self._asking:
            self._found.clear()

    def vectors(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        """In the order of the texts. Of a text that is asked for twice, the first to ask says whether it can wait."""
        with self._asking:
            # The longest last would leave a lane idle meanwhile.
            for text in sorted({text for text in texts if text not in self._found}, key=_by_length, reverse=True):
                self._found[text] = self._embed(text, bulk=bulk)
            found = [self._found[text] for text in texts]
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        try:
            return [future.result() for future in found]
        except Exception:
            with self._asking:
                self._found.clear()  # a failure is not kept
            raise


def _by_length(text: EmbeddedText) -> tuple[int, str, tuple[Span, ...]]:
    return len(text.text), text.text, text.statements
