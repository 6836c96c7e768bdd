"""SQL by name: one query a file, in the `queries` folder of the package that needs it."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import LiteralString


def load_queries(package: str) -> Callable[[str], LiteralString]:
    """The function that gives the text of `<package>/queries/<name>.sql`, read once.

    It raises `LookupError` for a name that has no file.
    """

    @cache
    def query(name: str) -> LiteralString:
        try:
            return files(package).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise LookupError(f"{package}/queries has no {name}.sql") from error

    return query


sql = load_queries("knowledge.adapters.postgres")
