"""The embedding models of the engine: that of the settings, and whichever a generation was built by beside it."""

import threading
from collections.abc import Callable

from knowledge.errors import UnknownModel
from knowledge.ports import Embedder

Load = Callable[[str, str], Embedder]
"""By name and precision; raises `UnknownModel`."""


class Models:
    """Loads a model when it is first asked for, and keeps it: readers of two generations may ask by turns."""

    def __init__(self, first: Embedder, load: Load) -> None:
        self.first = first
        self._load = load
        known = first.model()
        self._loaded: dict[tuple[str, str], Embedder] = {(known.name, known.precision): first}
        self._loading = threading.Lock()

    def embedder(self, model: str, precision: str) -> Embedder:
        """Implements `knowledge.ports.Embedders`."""
        found = self._loaded.get((model, precision))
        if found is not None:
            return found
        with self._loading:
            if (model, precision) not in self._loaded:
                self._loaded[model, precision] = self._load(model, precision)
            return self._loaded[model, precision]

    def all(self) -> list[Embedder]:
        return list(self._loaded.values())


def no_other(model: str, precision: str) -> Embedder:
    """For an engine with one model alone."""
    raise UnknownModel(f"this engine has one model alone, and not {model} in {precision}")
