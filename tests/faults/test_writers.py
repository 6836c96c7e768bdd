"""Eight writers on the same documents, killed at random: no edit lost, none twice, no instant that goes backwards."""

import datetime as dt
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from psycopg.rows import dict_row

from infra.engine.server import EngineServer
from infra.places import Places
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.ports import FactQuery, PassageIndex
from knowledge.time_windows import Viewpoint
from tests.fixtures.oracle import DAYS, Belief, Sequence, Stated, look_ups, replaced
from tests.fixtures.publishing import DAY, START, System, index_errors
from tests.fixtures.writers import SOURCE, TENANTS, Life, Writer, imported_by, write

SPAWNING = multiprocessing.get_context("forkserver")
SPAWNING.set_forkserver_preload(["tests.fixtures.writers"])
WRITERS = 8
EDITS = int(os.environ.get("WRITER_EDITS", "5"))  # of each writer; `make bench-writers` makes many more
LOOK_UPS = 4 * WRITERS * EDITS
LIVES = 2 + EDITS // 4  # of each writer that end by a kill

pytestmark = pytest.mark.timeout(60 + 30 * EDITS)


class IndexOnly:
    """What an engine without a model offers."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index

    def calls(self) -> dict[str, Callable[..., object]]:
        return {name: getattr(self._index, name) for name in ("put", "set_windows", "delete")}


@pytest.fixture
def writers(worded: System, database: str, tmp_path: Path) -> Iterator[list[Writer]]:
    """One engine serves the index of `worded` to all of them."""
    places = Places(tmp_path)
    places.prepare()
    server = EngineServer(IndexOnly(worded.index), socket_path=places.engine_socket, key_path=places.engine_key)
    serving = threading.Thread(target=server.serve)
    serving.start()
    names = {"dsn": database, "engine_socket": places.engine_socket, "engine_key": places.engine_key}
    yield [Writer(**names, folder=tmp_path, name=number, edits=EDITS) for number in range(WRITERS)]
    server.stop()
    serving.join()
    places.clear_runtime()


def test_nothing_is_lost_or_twice_or_goes_backwards(worded: System, writers: list[Writer]) -> None:
    with Watching(worded) as watching:
        lives = Lives()
        lives.live(writers)
    assert watching.errors == []
    assert lives.kills >= WRITERS
    Life(writers[0], worded).live()  # what was accepted and not acknowledged

    assert all(len(writer.journaled()) == EDITS for writer in writers)
    assert lost_or_twice(worded.pool, writers) == []
    assert backwards(worded.pool) == []
    assert overlaps(worded.pool) == []
    reader = PostgresReader(worded.pool)
    for asked, said, believed in look_ups(reader, beliefs(worded.pool), random.Random(EDITS), LOOK_UPS):
        assert {one for one in said if one[0] != SOURCE} == believed, asked
    for tenant in TENANTS:
        assert_imported(reader, writers, tenant)
    worded.publication.settle()
    assert index_errors(worded) == []


class Lives:
    """One after the other of each writer; each but the last may end by a kill, at a step of its own or when its time is
    up.
    """

    def __init__(self) -> None:
        self._chance = random.Random(EDITS)
        self._left: dict[Writer, int] = {}
        self._running: dict[Writer, tuple[BaseProcess, float]] = {}
        self.kills = 0

    def live(self, writers: list[Writer]) -> None:
        for writer in writers:
            self._begin(writer, LIVES)
        while self._running:
            first_end = min(end for _, end in self._running.values())
            wait([process.sentinel for process, _ in self._running.values()], max(0.0, first_end - time.monotonic()))
            for writer, (process, end) in list(self._running.items()):
                if process.is_alive() and end <= time.monotonic():
                    process.kill()
                    process.join()
                if not process.is_alive():
                    self._end(writer, process)

    def _begin(self, writer: Writer, left: int) -> None:
        steps, seconds = (self._chance.randint(20, 200), self._chance.uniform(0.3, 3)) if left else (None, 1e6)
        process = SPAWNING.Process(target=write, args=(writer, steps))
        process.start()
        self._left[writer] = left
        self._running[writer] = (process, time.monotonic() + seconds)

    def _end(self, writer: Writer, process: BaseProcess) -> None:
        del self._running[writer]
        assert process.exitcode in (0, -signal.SIGKILL), f"writer {writer.name} failed: {process.exitcode}"
        self.kills += process.exitcode != 0
        if self._left[writer]:
            self._begin(writer, self._left[writer] - 1)


class Watching:
    """Reads all the while: watermarks never go back, and what was read once reads the same again."""

    def __init__(self, system: System) -> None:
        self._pool, self._reader = system.pool, PostgresReader(system.pool)
        self._ended = threading.Event()
        self._seen: list[tuple[Viewpoint, list[tuple[object, ...]]]] = []
        self.errors: list[str] = []
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watching":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        for viewpoint, facts in self._seen:
            self._compare(viewpoint, facts)

    def _watch(self) -> None:
        last: dict[str, dt.datetime] = {}
        chance = random.Random(0)
        while not self._ended.wait(0.05):
            with self._pool.connection() as connection:
                marks = dict(connection.execute("SELECT name, watermark FROM tenant").fetchall())
            self.errors += [
                f"{tenant}: {at} after {last[tenant]}" for tenant, at in marks.items() if at < last.get(tenant, at)
            ]
            last = marks
            tenant, day = chance.choice(list(marks)), chance.randrange(DAYS)
            viewpoint = Viewpoint(tenant=tenant, as_of=START + day * DAY, known_at=marks[tenant])
            self._seen.append((viewpoint, self._read(viewpoint)))
            self._compare(*chance.choice(self._seen))

    def _read(self, viewpoint: Viewpoint) -> list[tuple[object, ...]]:
        facts, _ = self._reader.facts(viewpoint, FactQuery(limit=500))
        return [(fact.id, fact.valid, fact.recorded.start, fact.source) for fact in facts]

    def _compare(self, viewpoint: Viewpoint, before: list[tuple[object, ...]]) -> None:
        if self._read(viewpoint) != before:
            self.errors.append(f"{viewpoint} reads otherwise than before")


REFUSALS = ("version-speaks-no-more", "version-not-found", "invalid-window")


def lost_or_twice(pool: Pool, writers: list[Writer]) -> list[object]:
    """Every accepted edit has become visible once, or was refused with a reason and left nothing."""
    with pool.connection() as connection:
        ended = connection.execute(
            "SELECT i.id::text, i.status, i.error ->> 'type', v.recorded_at IS NOT NULL, "
            "count(*) OVER (PARTITION BY i.version_id) "
            "FROM ingestion i LEFT JOIN version v ON v.id = i.version_id"
        ).fetchall()
    as_it_should = {("done", None, True), *(("failed", refusal, False) for refusal in REFUSALS)}
    wrong: list[object] = [row for row in ended if row[1:4] not in as_it_should or row[4] > 1]
    acknowledged = {id_ for writer in writers for id_ in writer.journaled() if id_}
    return wrong + sorted(acknowledged - {row[0] for row in ended})


def backwards(pool: Pool) -> list[object]:
    """Rows whose instant lies before one that their tenant had committed already."""
    with pool.connection() as connection:
        return connection.execute(
            """
            WITH changed AS (
                SELECT tenant, xmin, coalesce(upper(recorded), lower(recorded)) AS at FROM fact
                UNION ALL
                SELECT tenant, xmin, coalesce(upper(recorded), lower(recorded)) FROM passage
                UNION ALL
                SELECT tenant, xmin, recorded_at FROM version WHERE kind <> 'import'
            ), ordered AS (
                SELECT *, max(at) OVER (PARTITION BY tenant ORDER BY pg_xact_commit_timestamp(xmin), at) AS latest
                FROM changed
            )
            SELECT tenant, at::text, latest::text FROM ordered
            WHERE at < latest
            """
        ).fetchall()


def overlaps(pool: Pool) -> list[object]:
    """The constraint that forbids them is not asked."""
    with pool.connection() as connection:
        return connection.execute(
            "SELECT a.id, b.id FROM fact a JOIN fact b ON b.key_source = a.key_source AND b.id > a.id "
            "WHERE a.valid && b.valid AND a.recorded && b.recorded"
        ).fetchall()


def beliefs(pool: Pool) -> list[Belief]:
    """After each publication, by making all the edits again in the order in which they became visible."""
    with pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "SELECT v.*, d.slug FROM version v JOIN document d ON d.id = v.document_id "
            "WHERE v.recorded_at IS NOT NULL AND v.kind <> 'import' ORDER BY v.recorded_at"
        ).fetchall()
    sequences: dict[str, dict[str, Sequence]] = {tenant: {} for tenant in TENANTS}
    believed = []
    for row in rows:
        held = sequences[row["tenant"]]
        held[row["slug"]] = edited(held.get(row["slug"], ()), row)
        believed.append(Belief(tenant=row["tenant"], recorded_at=row["recorded_at"], sequences=dict(held)))
    return believed


def edited(sequence: Sequence, row: dict[str, object]) -> Sequence:
    lines = frozenset((row["content"] or b"").decode().splitlines())
    number, day = row["number"], row["effective_at"] and (row["effective_at"] - START).days
    if row["kind"] in ("version", "withdrawal"):
        return (*sequence, Stated(number, number, day, None, lines))
    (wrong,) = (entry for entry in sequence if entry.version == row["corrects"])
    if row["kind"] == "retraction":
        return tuple(entry for entry in sequence if entry is not wrong)
    if row["kind"] == "redating":
        return replaced(sequence, wrong, replace(wrong, day=day))
    return replaced(sequence, wrong, replace(wrong, version=number, lines=lines))


def assert_imported(reader: PostgresReader, writers: list[Writer], tenant: str) -> None:
    """On every day what any import says, of whichever writer."""
    imports = [imported_by(writer.name, number) for writer in writers for number in range(writer.edits)]
    rows = [row.split("\t") for found in imports if found and found[0] == tenant for row in found[1]]
    for day in range(DAYS):
        at = START + day * DAY
        viewpoint = Viewpoint(tenant=tenant, as_of=at, known_at=reader.watermark(tenant))
        facts, _ = reader.facts(viewpoint, FactQuery(document=SOURCE, limit=500))
        said = {(person, city) for person, _, city, start, end in rows if start <= f"{at:%Y-%m-%d}" < end}
        assert {(fact.subject, fact.value.text) for fact in facts} == said, f"{tenant} on {at}"
