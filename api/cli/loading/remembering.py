"""What a folder held when it was last synced: only so that a deletion and a move are seen. Losing it loses no more."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path, PurePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    document: str
    sha256: str


Files = dict[PurePath, Held]


def state_file(folder: Path, url: str) -> Path:
    """One for each folder and asof, in the user's own folder of states."""
    states = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    name = hashlib.sha256(f"{folder.resolve()}\0{url}".encode()).hexdigest()[:32]
    return states / "asof" / "sync" / f"{name}.json"


def remembered(file: Path) -> Files:
    """Nothing where it was never written, or cannot be read."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {PurePath(path): Held(**held) for path, held in kept["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def remember(file: Path, folder: Path, files: Files) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {"document": "", "sha256": ""}
    kept = {str(path): said | {"document": held.document, "sha256": held.sha256} for path, held in files.items()}
    aside = file.with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps({"folder": str(folder.resolve()), "files": kept}, indent=1), encoding="utf-8")
    aside.replace(file)
