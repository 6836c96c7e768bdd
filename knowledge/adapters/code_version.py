"""Which code answered: the version of the package, and a digest of what it is made of."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

PACKAGE = "knowledge"  # reading, ranking and answering; what else there is only carries answers
ANSWERS_BY = (".py", ".json", ".sql")


@cache
def code_version() -> str:
    """ "0.1.0+3f2a9c01d4e5": other code, other digest, whether or not anybody counted the version up."""
    hashed = hashlib.sha256()
    for name, content in sorted(_contents(files(PACKAGE), "")):
        hashed.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"{version('asof')}+{hashed.hexdigest()[:12]}"


def _contents(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found = []
    for one in folder.iterdir():
        if one.is_dir() and one.name != "__pycache__":
            found += _contents(one, f"{path}{one.name}/")
        elif one.name.endswith(ANSWERS_BY):
            found.append((f"{path}{one.name}", one.read_bytes()))
    return found
