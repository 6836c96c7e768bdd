"""A hundred questions about `sample_docs` in everyday words, written before and without any tuning to them; and forty
that a reader of such policies asks and no version ever answered (`never_said.jsonl`).

    python -m tests.evaluation.paraphrases --export FOLDER [--never-said]
    python -m tests.evaluation.paraphrases --ingest --base-url URL
    python ../shared/eval/score.py --set FOLDER --base-url URL

`--export` checks the set and writes it in the layout that the scorer reads: `manifest.jsonl`, `qa.jsonl`, and what each
version says as plain text. `--ingest` uploads the samples in their own formats (the scorer would send that text
instead), so leave the scorer's own `--ingest` out. Its row `single` are the answerable questions on one document.

An item of `paraphrases.jsonl` says which words identify the right answer (`cores`, any of them) in the version in
force, what other versions say (`wrong_answers`, with the date of one of those), or, where the right answer is that
nothing is said, which words stand nowhere in force (`absent`) or which sentence speaks of another time
(`outside_its_window`). Knows the parser, and nothing of how questions are answered.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import httpx

from ingestion.parsing import DocumentReader

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs"
QUESTIONS = Path(__file__).with_suffix(".jsonl")
NEVER_SAID = QUESTIONS.with_name("never_said.jsonl")
UPLOAD_SECONDS = 900
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a sample. Dates are ISO days, `until` is excluded; `text` has table rows twice, also in words."""

    document: str
    title: str
    number: int
    file: Path
    effective_at: str
    until: str | None
    text: str

    def in_force(self, day: str) -> bool:
        return self.effective_at <= day and (self.until is None or day < self.until)


def read_questions(path: Path = QUESTIONS) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_versions(samples: Path = SAMPLES) -> list[Version]:
    """Every version that the manifest of the samples names, parsed."""
    reader = DocumentReader()
    rows = [json.loads(line) for line in (samples / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    versions = []
    for document, group in groupby(rows, key=lambda row: str(row["document"])):
        dated = [*group, None]
        for number, (row, successor) in enumerate(pairwise(dated), 1):
            file = samples / row["file"]
            parsed = reader.parse(file.read_bytes(), file_name=file.name, media_type=None)
            versions.append(
                Version(
                    document=document,
                    title=row["title"],
                    number=number,
                    file=file,
                    effective_at=row["effective_at"],
                    until=successor["effective_at"] if successor else None,
                    text="\n".join(with_rows_in_words(parsed.text.splitlines())),
                )
            )
    return versions


def with_rows_in_words(lines: Iterable[str]) -> Iterator[str]:
    """The lines, and after each table its rows as a citation spells them: `Country: Germany; Per diem: 28 EUR`."""
    for is_table, group in groupby(lines, key=lambda line: " | " in line):
        some = list(group)
        yield from some
        if is_table:
            columns, *rows = [line.split(" | ") for line in some]
            for row in rows:
                yield "; ".join(f"{column}: {cell}" for column, cell in zip(columns, row, strict=True))


def faults(items: Sequence[Json], versions: Sequence[Version]) -> list[str]:
    """What is wrong with the set itself, a line each."""
    ids = [item["id"] for item in items]
    found = [f"{id_}: not unique" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})]
    for item in items:
        in_force = [version for version in versions if version.in_force(item["as_of"])]
        never = item["kind"] == "said_by_no_version"
        wrong = silence_faults(item, versions if never else in_force) if item["not_stated"] else []
        for part in item.get("parts", [item]):
            history = [version for version in versions if version.document == part["document"]]
            if not item["not_stated"]:
                wrong += state_faults(part, [version for version in in_force if version in history])
            wrong += rival_faults(part, history)
        found += [f"{item['id']}: {line}" for line in wrong]
    return found


def state_faults(part: Json, in_force: Sequence[Version]) -> Iterator[str]:
    """The cores of an answerable part stand in the one version of its document that is in force."""
    if len(in_force) != 1:
        yield f"{len(in_force)} versions of {part['document']} in force"
    if not part["cores"]:
        yield "no cores"
    yield from (f"{core!r} is not said" for v in in_force for core in part["cores"] if not says(v, core))


def rival_faults(part: Json, history: Sequence[Version]) -> Iterator[str]:
    """What another version says stands in that version, and what identifies the right answer does not."""
    for wrong in part["wrong_answers"]:
        others = [version for version in history if version.effective_at == wrong["effective_at"]]
        if not any(says(version, wrong["answer"]) for version in others):
            yield f"{wrong['answer']!r} is not said on {wrong['effective_at']}"
        yield from (
            f"{core!r} is also said on {v.effective_at}" for v in others for core in part["cores"] if says(v, core)
        )


def silence_faults(item: Json, in_force: Sequence[Version]) -> list[str]:
    """What is not stated as of the day of the question stands nowhere, or in a sentence that speaks of other days."""
    sentence = item.get("outside_its_window")
    if sentence is None and not item["absent"]:
        return ["neither words that are absent nor a sentence that speaks of another time"]
    found = [f"{v.document} says {word!r}" for v in in_force for word in item["absent"] if says_word(v, word)]
    if sentence is not None and not any(says(version, sentence) for version in in_force):
        found.append(f"{sentence!r} is not said")
    return found


def says(version: Version, literal: str) -> bool:
    return one_line(literal) in one_line(version.text)


def says_word(version: Version, words: str) -> bool:
    """In any case, but not as a piece of a longer word."""
    return re.search(rf"\b{re.escape(words)}\b", one_line(version.text), re.IGNORECASE) is not None


def one_line(text: str) -> str:
    return " ".join(text.split())


def export(folder: Path, items: Sequence[Json], versions: Sequence[Version]) -> None:
    """The set and the texts, as the scorer reads them."""
    manifest = []
    for version in versions:
        file = Path("docs") / version.document / f"{version.effective_at}.txt"
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(version.text, encoding="utf-8")
        manifest.append(
            {
                "doc_id": version.document,
                "title": version.title,
                "version": version.number,
                "valid_from": version.effective_at,
                "valid_to": version.until,
                "withdrawn_after": False,
                "file": file.as_posix(),
                "original": str(version.file),  # the sample itself, for evaluations that parse it
            }
        )
    write_lines(folder / "manifest.jsonl", manifest)
    write_lines(folder / "qa.jsonl", map(scored, items))


def scored(item: Json) -> Json:
    """An item in the scorer's words."""
    said: Json = {name: item[name] for name in ("id", "question", "question_with_date", "as_of", "not_stated")}
    said |= {"category": item["kind"], "fact": item["id"], "primary": True}
    return said | ({"parts": [state(part) for part in item["parts"]]} if "parts" in item else state(item))


def state(part: Json) -> Json:
    wrong = [{**one, "separable": True} for one in part["wrong_answers"]]
    return {
        "doc_id": part["document"],
        "answer": part["answer"],
        "answer_variants": part["answer_variants"],
        "state_cores": part["cores"],
        "wrong_answers": wrong,
    }


def write_lines(path: Path, rows: Iterable[Json]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def ingest(base_url: str, versions: Sequence[Version]) -> None:
    """Uploads every version in its own format, documents side by side."""
    documents = [list(group) for _, group in groupby(versions, key=lambda version: version.document)]
    with httpx.Client(base_url=base_url, timeout=UPLOAD_SECONDS) as client, ThreadPoolExecutor(4) as pool:

        def upload(history: list[Version]) -> None:
            for version in history:
                client.post(
                    "/v1/documents?wait=true",
                    files={"file": (version.file.name, version.file.read_bytes())},
                    data={
                        "document": version.document,
                        "title": version.title,
                        "effective_at": version.effective_at,
                    },
                ).raise_for_status()

        list(pool.map(upload, documents))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the set for the scorer")
    parser.add_argument("--never-said", action="store_true", help="the forty questions that nothing ever answered")
    parser.add_argument("--ingest", action="store_true", help="upload the samples to a running server")
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    arguments = parser.parse_args()
    items, versions = read_questions(NEVER_SAID if arguments.never_said else QUESTIONS), read_versions()
    found = faults(items, versions)
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"{len(items)} questions on {len(versions)} versions, {len(found)} faults\n")
    if found:
        return 1
    if arguments.export:
        export(arguments.export, items, versions)
    if arguments.ingest:
        ingest(arguments.base_url, versions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
