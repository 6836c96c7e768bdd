"""How near a question must be to a changed statement to be asked again: what that bound finds, and what it costs.

    python -m tests.evaluation.recalling

The samples are taken in without the second version of each document; the hundred everyday questions and the forty that
nobody ever answered are asked; then the versions that were left out come late, one after the other. For each the oracle
asks every answer again; told is by which cosine those were found that did not rest on what was retired.
"""

import datetime as dt
import tempfile
from pathlib import Path

from infra.places import Places
from ingestion.recall import finding
from ingestion.recall.finding import _live, _stage
from ingestion.recall.store import Recording, sql
from ingestion.uploads import Upload
from knowledge.adapters.postgres.migrate import migrate
from knowledge.adapters.postgres.pool import open_pool, transaction
from tests.evaluation.paraphrases import NEVER_SAID, Version, read_questions, read_versions
from tests.fixtures.engine import EngineProcess
from tests.fixtures.postgres import dsn_of, embedded_server
from tests.fixtures.recalling import TENANT, RecallingLibrary

LATE = 2
BOUNDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
NEAREST = """
SELECT s.answer, max(-(s.vector <#> v.vector)) AS cosine
FROM answer_standpoint s
CROSS JOIN recall_changed r
JOIN passage_content p ON p.id = r.content
JOIN embedding e ON e.hash = p.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
CROSS JOIN LATERAL unnest(e.statements) AS v (vector)
WHERE r.kind = 'passage' AND r.changed <> '{}' AND v.vector IS NOT NULL AND s.vector IS NOT NULL
  AND s.as_of <@ %(touched)s::tstzmultirange
GROUP BY s.answer
"""


STATED = """
SELECT s.answer, max(-(s.vector <#> e.statements[i])) AS cosine
FROM answer_standpoint s
JOIN answer_evidence h ON h.answer = s.answer AND h.cited AND h.kind = 'fact'
JOIN fact f ON f.id = h.held
JOIN fact_occurrence o ON o.fact = f.content
JOIN passage_occurrence t ON t.version_id = o.version_id AND t.start <= o.start AND o.start < t."end"
JOIN passage_content c ON c.id = t.passage
JOIN embedding e ON e.hash = c.embedding_hash AND e.model = %(model)s AND e.precision = %(precision)s
CROSS JOIN LATERAL generate_subscripts(c.statements, 1) i
WHERE s.vector IS NOT NULL AND c.statements[i][1] = o.start - t.start
GROUP BY s.answer
"""


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def take_in(library: RecallingLibrary, version: Version) -> None:
    upload = Upload(
        tenant=TENANT,
        actor="local",
        document=version.document,
        content=version.file.read_bytes(),
        file_name=version.file.name,
        title=version.title,
        effective_at=day(version.effective_at),
    )
    library._through(library.store.accept(upload), version.document)


def measure(library: RecallingLibrary) -> None:
    versions = read_versions()
    for version in versions:
        if version.number != LATE:
            take_in(library, version)
    library.recall()
    questions = [*read_questions(), *read_questions(NEVER_SAID)]
    answers = {library.ask(item["question"], day(item["as_of"])) for item in questions}
    print(f"{len(answers)} answers")  # noqa: T201
    stated = near_to_what_answers(library)
    for bound in BOUNDS:
        found = sum(one >= bound for one in stated)
        print(f"cosine >= {bound}: {found} of {len(stated)} questions by the statement that answers")  # noqa: T201
    others, cosines, asked_again = 0, [], []
    for version in versions:
        if version.number == LATE:
            before = library.reader.watermark(TENANT)
            take_in(library, version)
            changed = library.others_now(dict.fromkeys(answers, before))
            near, resting = nearness(library, version)
            others += len(changed)
            cosines += [near.get(answer, -1.0) for answer in changed - resting]
            asked_again += [cosine for answer, cosine in near.items() if answer not in resting]
            told = f"{len(changed)} others, {len(changed & resting)} of them rest on what went"
            print(f"{version.document}: {told}")  # noqa: T201
            library.recall()
    print(f"{others} others; {len(cosines)} of them found by their question alone")  # noqa: T201
    for bound in BOUNDS:
        found, asked = sum(one >= bound for one in cosines), sum(one >= bound for one in asked_again)
        print(f"cosine >= {bound}: finds {found} of {len(cosines)}, asks {asked} of {len(asked_again)}")  # noqa: T201
    print(f"lowest: {[round(one, 3) for one in sorted(cosines)[:5]]}; bound: {finding.NEAR}")  # noqa: T201


def near_to_what_answers(library: RecallingLibrary) -> list[float]:
    """The cosine of each answered question with the statement that answered it: had that come late, it would have
    been found by it.
    """
    with transaction(library.pool) as cursor:
        model = _live(cursor)
    embedder = library.engine.embedder(model["model"], model["precision"])
    everything = {"tenant": TENANT, "recorded_at": dt.datetime.max.replace(tzinfo=dt.UTC), "touched": "{(,)}"}
    library.examining._finding._embed(embedder, {**everything, **model})
    with transaction(library.pool) as cursor:
        return [row["cosine"] for row in cursor.execute(STATED, model)]


def nearness(library: RecallingLibrary, version: Version) -> tuple[dict[object, float], set[object]]:
    """Of each answer that stands in what was touched its cosine, and which answers rest on rows that went."""
    with transaction(library.pool) as cursor:
        row = cursor.execute("SELECT * FROM recall ORDER BY recorded_at DESC LIMIT 1").fetchone()
        assert row is not None
        assert row["document"] == version.document
        names = ("id", "tenant", "document", "version", "kind", "recorded_at")
        recording = Recording(**{name: row[name] for name in names})
        model = _live(cursor)
        touched = _stage(cursor, recording)
        resting = {one["answer"] for one in cursor.execute(sql("resting"), {**recording.names, "touched": touched})}
    names_of = {**recording.names, **model, "touched": touched}
    embedder = library.engine.embedder(model["model"], model["precision"])
    library.examining._finding._embed(embedder, names_of)
    with transaction(library.pool) as cursor:
        _stage(cursor, recording)
        return {one["answer"]: one["cosine"] for one in cursor.execute(NEAREST, names_of)}, resting


def main() -> None:
    with embedded_server(autovacuum=True) as server, tempfile.TemporaryDirectory(prefix="asof-engine-") as home:
        migrate(dsn_of(server, "postgres"))
        running = EngineProcess(Places(Path(home)))
        running.start()
        try:
            with open_pool(dsn_of(server, "postgres")) as pool:
                measure(RecallingLibrary(pool, running.client()))
        finally:
            running.stop()


if __name__ == "__main__":
    main()
