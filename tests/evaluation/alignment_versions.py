"""Versions of documents as alignment compares them, read with the product's own parts; pairs of neighbours of two sets.

SAMPLES are the company's policies in this repository; FOLDER is the real history that the other scripts measure with.
"""

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingestion.parsing import DocumentReader
from knowledge.passages import ParsedDocument, Statement

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "sample_docs"
FOLDER = REPOSITORY.parent / "shared" / "eval" / "policy_history"
LABELS = Path(__file__).with_name("alignment_labels.jsonl")
_MEDIA = {
    ".md": "text/markdown",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Two versions of one document that follow each other; files as their manifest names them."""

    document: str
    root: Path
    before: str
    after: str


def all_neighbours(root: Path) -> list[Neighbours]:
    """Every pair of neighbouring versions of a set, in the order of its manifest."""
    with (root / "manifest.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    files: dict[str, list[str]] = {}
    for row in rows:
        files.setdefault(row.get("doc_id") or row["document"], []).append(row["file"])
    return [
        Neighbours(document=document, root=root, before=before, after=after)
        for document, versions in files.items()
        for before, after in itertools.pairwise(versions)
    ]


@lru_cache(maxsize=8)
def statements_of(path: Path) -> tuple[Statement, ...]:
    return parsed(path).statements


def parsed(path: Path) -> ParsedDocument:
    return DocumentReader().parse(path.read_bytes(), file_name=path.name, media_type=_MEDIA[path.suffix])


def hash_of(text: str) -> str:
    """What a label says instead of the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def labels() -> Iterator[dict]:
    with LABELS.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
