"""Answering without the rest of the system: what the extractive answers are worth, over passages found by words alone.

    python -m tests.evaluation.answering --set FOLDER [--cache FILE] [--all] [--show]

FOLDER holds `manifest.jsonl`, `qa.jsonl` and the files they name. Reads, splits and extracts with the product's own
parts and asks each item on one document as of its date. Prints, of the answerable items, how often the first citation
holds the evidence (pinpoint), the answer holds the expected words (worded), both (correct) or nothing was said
(silent); of the others, how often that was said (not stated). `--all`: not only the primary items.
"""

import argparse
import datetime as dt
import json
import math
import pickle
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from ingestion.extraction import RuleExtractor
from ingestion.parsing import DocumentReader
from knowledge.answering import Ask, answer_question
from knowledge.facts import digest
from knowledge.passages import embedded_text, split_passages
from knowledge.ports import FactQuery, IndexFilter, IndexHit, IndexHits, Source, Standing, StoredFact, StoredPassage
from knowledge.questions import DocumentChange
from knowledge.time_windows import ALWAYS, Viewpoint, Window

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    passage: StoredPassage
    facts: list[StoredFact]
    words: Counter[str]


@dataclass(slots=True)
class Shelf:
    """Implements the ports that answering reads through, over entries in memory."""

    entries: dict[UUID, Entry] = field(default_factory=dict)
    history: list[DocumentChange] = field(default_factory=list)

    def watermark(self, tenant: str) -> dt.datetime:
        return NOW

    def live_generation(self, tenant: str) -> str:
        return "g"

    def changes(self, tenant: str, known_at: dt.datetime) -> list[DocumentChange]:
        return self.history

    def passages(self, viewpoint: Viewpoint, ids: Sequence[UUID]) -> dict[UUID, StoredPassage]:
        return {id_: self.entries[id_].passage for id_ in ids}

    def facts_in(self, viewpoint: Viewpoint, passages: Sequence[UUID]) -> dict[UUID, list[StoredFact]]:
        return {id_: self.entries[id_].facts for id_ in passages}

    def nearness(self, passages: Sequence[UUID], vector: Sequence[float]) -> dict[UUID, dict[int, float]]:
        return {}

    def facts(self, viewpoint: Viewpoint, query: FactQuery) -> tuple[list[StoredFact], str | None]:
        return [], None

    def standings(self, viewpoint: Viewpoint, facts: Sequence[UUID]) -> dict[UUID, Standing]:
        return {}

    def search_text(self, generation: str, *, question: str, where: IndexFilter, limit: int) -> IndexHits:
        """BM25 (k1 1.2, b 0.75) over what is in force."""
        as_of = dt.datetime.fromtimestamp(where.as_of, dt.UTC)
        there = [entry for entry in self.entries.values() if entry.passage.valid.contains(as_of)]
        average = sum(entry.words.total() for entry in there) / max(1, len(there))
        asked = set(_words(question))
        holding = Counter(word for entry in there for word in asked if word in entry.words)
        hits = []
        for entry in there:
            norm = 1.2 * (0.25 + 0.75 * entry.words.total() / average)
            score = sum(
                math.log(1 + (len(there) - holding[w] + 0.5) / (holding[w] + 0.5)) * n * 2.2 / (n + norm)
                for w in asked
                if (n := entry.words[w])
            )
            hits.append(IndexHit(entry.passage.id, score))
        return IndexHits(dense=(), sparse=tuple(sorted(hits, key=lambda hit: -hit.score)[:limit]))


def read_shelf(folder: Path, cache: Path | None) -> Shelf:
    if cache is not None and cache.exists():
        return pickle.loads(cache.read_bytes())  # noqa: S301 - our own file
    shelf = Shelf()
    for row in _lines(folder / "manifest.jsonl"):
        _read_version(shelf, folder, row)
    if cache is not None:
        cache.write_bytes(pickle.dumps(shelf))
    return shelf


def _read_version(shelf: Shelf, folder: Path, row: dict[str, str]) -> None:
    path = folder / row["file"]
    parsed = DocumentReader().parse(path.read_bytes(), file_name=path.name, media_type="text/markdown")
    start, end = _instant(row["valid_from"]), _instant(row["valid_to"]) if row["valid_to"] else None
    common = {"document": row["doc_id"], "title": row["title"], "version": int(row["version"])}
    shelf.history.append(DocumentChange(**common, effective_at=start))
    facts = defaultdict(list)
    for number, fact in enumerate(RuleExtractor().extract(parsed, title=row["title"], zone=ZoneInfo("UTC"))):
        said = parsed.statements[fact.statement]
        source = Source(**common, section=said.section, page=None, quote=said.text, start=said.start, end=said.end)
        id_ = digest(row["file"], str(number))
        facts[fact.statement].append(
            StoredFact(
                id=id_,
                key=id_,
                subject=fact.subject,
                predicate=fact.predicate,
                value=fact.value,
                scope=(),
                valid=Window(start, end),
                recorded=ALWAYS,
                source=source,
            )
        )
    for passage in split_passages(parsed):
        id_ = digest(row["file"], str(passage.start), "passage")
        source = Source(
            **common, section=passage.section, page=None, quote=passage.text, start=passage.start, end=passage.end
        )
        stored = StoredPassage(id=id_, text=passage.text, valid=Window(start, end), recorded=ALWAYS, source=source)
        inside = [
            fact
            for index, statement in enumerate(parsed.statements)
            if passage.start <= statement.start and statement.end <= passage.end
            for fact in facts[index]
        ]
        words = Counter(_words(embedded_text(row["title"], passage.section, passage.text)))
        shelf.entries[id_] = Entry(passage=stored, facts=inside, words=words)


def judge(item: dict[str, object], shelf: Shelf, *, show: bool) -> dict[str, bool]:
    asked = Ask(
        id=UUID(int=0),
        tenant="default",
        question=str(item["question"]),
        as_of=_instant(str(item["as_of"])),
        known_at=None,
        scope=(),
        document=None,
        now=NOW,
        zone=ZoneInfo("UTC"),
        recent=(),
    )
    answer = answer_question(asked, reader=shelf, search=shelf)
    said = _norm((answer.answer or "")[:200])
    if item["not_stated"]:
        told = {"not stated": answer.status == "not_stated" or said.startswith("no ") or said == "no"}
    else:
        cores = [_norm(str(core)) for core in item["state_cores"]]
        expected = [_norm(str(one)) for one in [item["answer"], *item["answer_variants"]]]
        supported = any(core in _norm(c.quote) for c in answer.citations[:3] for core in cores)
        if expected[0].split(" ")[0] in ("yes", "no"):
            worded = said.split(" ")[0] == expected[0].split(" ")[0]
        else:
            worded = any(one and one in said for one in expected)
        told = {
            "pinpoint": any(core in _norm(c.quote) for c in answer.citations[:1] for core in cores),
            "supported": supported,
            "worded": worded,
            "correct": supported and worded,
            "silent": answer.status == "not_stated",
            "conflict": answer.status == "conflict",
        }
    if show:
        first = answer.citations[0].quote if answer.citations else ""
        kept = {key for key, value in told.items() if value}
        sys.stdout.write(f"{item['id']} {kept}\n  Q {item['question']}\n  expected {item['answer']}\n")
        sys.stdout.write(f"  {answer.status}: {answer.answer}\n  cited {first}\n")
    return told


def _norm(text: str) -> str:
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r"[^a-z0-9%$€£@]+", " ", text.lower()).strip()


def _words(text: str) -> list[str]:
    return [word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.lower())]


def _instant(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    shelf = read_shelf(args.set, args.cache)
    items = [item for item in _lines(args.set / "qa.jsonl") if "parts" not in item]
    judged = [judge(item, shelf, show=args.show) for item in items if args.all or item["primary"]]
    for measure in dict.fromkeys(measure for one in judged for measure in one):
        told = [one[measure] for one in judged if measure in one]
        sys.stdout.write(f"{measure:12} {sum(told) / len(told):.3f} of {len(told)}\n")


if __name__ == "__main__":
    main()
