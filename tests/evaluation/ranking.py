"""Ranking without the rest of the system: how often a question's evidence is among the first passages as of its date.

    python -m tests.evaluation.ranking --set FOLDER [--cache FILE]

FOLDER holds `manifest.jsonl`, `qa.jsonl` and the files they name. Reads, splits, embeds and indexes every version with
the product's own parts and prints evidence@1, @5 and @10 of the primary answerable items on one document.
"""

import argparse
import datetime as dt
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from ingestion.parsing import DocumentReader
from knowledge.adapters.embedding.sentence_transformers import LocalEmbedder
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.facts import digest
from knowledge.fusion import fuse
from knowledge.passages import EmbeddedText, embedded_text, split_passages
from knowledge.ports import IndexFilter, IndexPoint, IndexWindows
from knowledge.time_windows import OPEN_END_SECONDS, OPEN_START_SECONDS

SHOWN = 1_500  # characters of a hit that are searched for the evidence
DEPTHS = (1, 5, 10)
CANDIDATES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One passage over versions in which it stands without a break, in seconds."""

    document: str
    embedded: str
    text: str
    start: int
    end: int

    @property
    def id(self) -> UUID:
        return digest(self.document, self.embedded, str(self.start))


def read_runs(folder: Path) -> list[Run]:
    reader = DocumentReader()
    runs: dict[tuple[str, str], list[Run]] = {}
    for row in _lines(folder / "manifest.jsonl"):
        path = folder / row["file"]
        parsed = reader.parse(path.read_bytes(), file_name=path.name, media_type="text/markdown")
        start, end = _seconds(row["valid_from"], OPEN_START_SECONDS), _seconds(row["valid_to"], OPEN_END_SECONDS)
        for passage in split_passages(parsed):
            embedded = embedded_text(row["title"], passage.section, passage.text)
            known = runs.setdefault((row["doc_id"], embedded), [])
            if known and known[-1].end >= start:
                first = known.pop()
                start_, end_ = first.start, max(end, first.end)
            else:
                start_, end_ = start, end
            known.append(Run(document=row["doc_id"], embedded=embedded, text=passage.text, start=start_, end=end_))
    return [run for some in runs.values() for run in some]


def vectors_of(texts: Sequence[str], cache: Path | None) -> dict[str, list[float]]:
    known: dict[str, list[float]] = {}
    if cache is not None and cache.exists():
        known = json.loads(cache.read_text())
    missing = sorted({text for text in texts if text not in known}, key=len)
    embedder = LocalEmbedder() if missing else None
    for at in range(0, len(missing), 256):
        some = missing[at : at + 256]
        assert embedder is not None
        found = embedder.embed_passages([EmbeddedText(text) for text in some])
        known.update((text, vectors.passage) for text, vectors in zip(some, found, strict=True))
        sys.stderr.write(f"embedded {at + len(some)} of {len(missing)}\n")
    if cache is not None and missing:
        cache.write_text(json.dumps(known))
    return known


def questions(folder: Path) -> list[dict]:
    items = _lines(folder / "qa.jsonl")
    return [item for item in items if item["primary"] and not item.get("parts") and not item["not_stated"]]


def index_all(index: EdgePassageIndex, runs: Sequence[Run], vectors: dict[str, list[float]]) -> None:
    index.create("ranking", len(next(iter(vectors.values()))))
    points = [
        IndexPoint(
            id=run.id,
            tenant="default",
            document=run.document,
            text=run.embedded,
            vector=vectors[run.embedded],
            windows=IndexWindows(
                valid_from=run.start, valid_to=run.end, recorded_from=OPEN_START_SECONDS, recorded_to=OPEN_END_SECONDS
            ),
        )
        for run in runs
    ]
    for at in range(0, len(points), 500):
        index.put("ranking", points[at : at + 500])


def evidence_rank(item: dict, texts: Sequence[str]) -> int | None:
    """The place from 0 of the first text in which the wording of the right state stands."""
    cores = [core for core in map(_plain, item["state_cores"]) if core]
    return next((i for i, text in enumerate(texts) if any(core in _plain(text[:SHOWN]) for core in cores)), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="keeps vectors between runs")
    given = parser.parse_args()
    runs, items = read_runs(given.set), questions(given.set)
    vectors = vectors_of([run.embedded for run in runs] + [item["question"] for item in items], given.cache)
    by_id = {run.id: run for run in runs}
    with tempfile.TemporaryDirectory() as folder:
        index = EdgePassageIndex(Path(folder))
        index_all(index, runs, vectors)
        ranks = []
        for item in items:
            at = _seconds(item["as_of"], 0)
            hits = index.search(
                "ranking",
                question=item["question"],
                vector=vectors[item["question"]],
                where=IndexFilter(tenant="default", as_of=at, known_at=at),
                limit=CANDIDATES,
            )
            ranked = fuse({h.id: h.score for h in hits.dense}, {h.id: h.score for h in hits.sparse})
            ranks.append(evidence_rank(item, [by_id[id_].text for id_, _ in ranked[: max(DEPTHS)]]))
        index.close()
    sys.stdout.write(f"{len(runs)} passages, {len(vectors)} texts, {len(items)} questions\n")
    for depth in DEPTHS:
        sys.stdout.write(
            f"evidence@{depth}: {sum(rank is not None and rank < depth for rank in ranks) / len(ranks):.3f}\n"
        )


def _lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _seconds(day: str | None, otherwise: int) -> int:
    return int(dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp()) if day else otherwise


def _plain(text: str) -> str:
    """Letters and digits only, lower case, without link targets and tags."""
    text = re.sub(r"<[^>]+>", "", re.sub(r"\]\([^)]*\)", "]", text))
    return re.sub(r"[^a-z0-9%$€£@]+", " ", text.lower()).strip()


if __name__ == "__main__":
    main()
