"""The embedding models of the engine: that of the settings, and whichever a generation was built by beside it."""

import threading
from collections.abc import Callable

from knowledge.errors import IndexUnavailable
from knowledge.ports import Embedder

Load = Callable[[str, str], Embedder]
"""By name and precision; raises `EmbedderUnavailable`."""
ModelOf = Callable[[str], tuple[str, str] | None]
"""Name and precision of the model that a generation was built by; none where it is not known."""


def of_any_generation(_: str) -> None:
    """For an engine with one model alone."""
    return


class Models:
    """Loads a model when it is first asked for, and keeps it: readers of two generations may ask by turns."""

    def __init__(self, first: Embedder, load: Load, model_of: ModelOf = of_any_generation) -> None:
        self.first = first
        self._load = load
        self._model_of = model_of
        known = first.model()
        self._loaded: dict[tuple[str, str], Embedder] = {(known.name, known.precision): first}
        self._by_generation: dict[str, Embedder] = {}
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

    def of_generation(self, name: str) -> Embedder:
        """What a generation was built by never changes, so it is looked up once."""
        found = self._by_generation.get(name)
        if found is not None:
            return found
        model = self._model_of(name)
        if model is None:
            if self._model_of is of_any_generation:
                return self.first
            raise IndexUnavailable(f"generation {name} is unknown to Postgres")
        self._by_generation[name] = self.embedder(*model)
        return self._by_generation[name]

    def all(self) -> list[Embedder]:
        return list(self._loaded.values())
