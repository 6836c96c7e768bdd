"""Ingesting a whole history against the sum of what the bare embedder and empty workflows need for it."""

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import psycopg

from knowledge.passages import EmbeddedText
from tests.benchmarks.stack import RunningStack

WRITERS = 4
EMBED_BATCH = 64


def upload_history(stack: RunningStack, folder: Path, limit: int | None) -> tuple[int, float]:
    """(versions, seconds) of uploading the versions of a manifest, documents side by side, each in order."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()][:limit]
    documents = [list(group) for _, group in groupby(rows, key=lambda row: row["doc_id"])]

    def upload(versions: list[dict[str, str]]) -> None:
        with stack.client() as client:
            for row in versions:
                reply = client.post(
                    "/v1/documents?wait=true",
                    files={"file": (Path(row["file"]).name, (folder / row["file"]).read_bytes(), "text/markdown")},
                    data={"document": row["doc_id"], "title": row["title"], "effective_at": row["valid_from"]},
                )
                reply.raise_for_status()

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(upload, documents))
    return len(rows), time.perf_counter() - began


def time_bare_embedder(stack: RunningStack) -> tuple[int, float]:
    """(texts, seconds) of embedding the same unique texts in this process, with the index and Temporal idle."""
    from knowledge.adapters.embedding.sentence_transformers import LocalEmbedder

    with psycopg.connect(stack.postgres) as connection:
        query = "SELECT DISTINCT ON (embedding_hash) embedded_text FROM passage_content"
        texts = [EmbeddedText(text) for text in sorted((row[0] for row in connection.execute(query)), key=len)]
    embedder = LocalEmbedder()
    embedder.embed_passages(texts[:8])
    began = time.perf_counter()
    for start in range(0, len(texts), EMBED_BATCH):
        embedder.embed_passages(texts[start : start + EMBED_BATCH])
    return len(texts), time.perf_counter() - began


def time_bare_question() -> float:
    """Seconds (median) of embedding one short question that was never seen, in this process."""
    from knowledge.adapters.embedding.sentence_transformers import LocalEmbedder

    embedder = LocalEmbedder()
    seconds = []
    for n in range(40):
        began = time.perf_counter()
        embedder.embed_question(f"Within how many days does team {n} answer requests?")
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def time_upload(stack: RunningStack, document: str, text: str, effective_at: str) -> tuple[float, int]:
    """(seconds, texts embedded) of one waited upload."""
    with stack.client() as client:
        began = time.perf_counter()
        reply = client.post(
            "/v1/documents?wait=true",
            files={"file": (f"{document}.md", text.encode(), "text/markdown")},
            data={"document": document, "effective_at": effective_at},
        )
        seconds = time.perf_counter() - began
        reply.raise_for_status()
        progress = client.get(f"/v1/ingestions/{reply.json()['ingestion_id']}").json()
    return seconds, progress["embedded"]


def long_policy(sections: int) -> str:
    """A made-up policy with one section a rule: every sentence is unlike the others."""
    rules = (
        f"## Rule {n}\n\nTeam {n} answers requests of grade {n % 9} within {n + 2} days, and keeps the record for "
        f"{n + 1} months. Costs above {10 * n} EUR are approved by the lead of team {n + 1}.\n"
        for n in range(1, sections + 1)
    )
    return "# Handbook\n\n" + "\n".join(rules)
