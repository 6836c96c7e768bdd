"""One run of a bulk import: bytes in as they arrive, chunks of rows recorded, and the report in the end."""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ingestion.imports.lines import Lines, NumberedLine
from ingestion.imports.recording import ImportRun, ImportStore, RecordedChunk, RunEntry
from ingestion.imports.rows import FileFormat, RejectedLine, RowReader, Triple
from ingestion.imports.staging import StagedRows

CHUNK_ROWS = 5_000
SHOWN_ERRORS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """`lines` are those that should be triples: imported, already there or rejected. `errors` tells the first of the
    rejected ones.
    """

    source: str
    lines: int
    imported: int
    already_there: int
    rejected: int
    errors: tuple[RejectedLine, ...]


class Import:
    """Reads a chunk while the one before is recorded, and holds no more than these two. What was recorded stays,
    whatever happens to the rest: repeat it to go on.
    """

    def __init__(
        self,
        store: ImportStore,
        run: ImportRun,
        file_format: FileFormat,
        zone: ZoneInfo,
        *,
        chunk_rows: int = CHUNK_ROWS,
    ) -> None:
        self._store = store
        self._run = run
        self._lines = Lines()
        self._reader = RowReader(file_format, zone)
        self._chunk_rows = chunk_rows
        self._rows = StagedRows(run.tenant, run.source)
        self._thread = ThreadPoolExecutor(1, "import")
        self._recording: Future[RecordedChunk] | None = None
        self._entry: RunEntry | None = None
        self._hash = hashlib.sha256()
        self._imported = 0
        self._already_there = 0
        self._rejected = 0
        self._errors: list[RejectedLine] = []

    def feed(self, data: bytes) -> None:
        """Raises `InvalidRequest` for a file without its header; also, of the chunk before, `SlugTaken` and
        `StoreUnavailable`.
        """
        self._hash.update(data)
        for line in self._lines.feed(data):
            self._take(line)

    def finish(self) -> ImportReport:
        """To be called at the file's end alone: a stream that broke off may have cut a line."""
        for line in self._lines.end():
            self._take(line)
        self._record()
        self._settle()
        report = ImportReport(
            source=self._run.source,
            lines=self._imported + self._already_there + self._rejected,
            imported=self._imported,
            already_there=self._already_there,
            rejected=self._rejected,
            errors=tuple(self._errors),
        )
        if self._entry is not None:
            counts = {name: str(getattr(report, name)) for name in ("lines", "imported", "already_there", "rejected")}
            self._store.finish(self._entry, content_hash=self._hash.digest(), metadata=counts)
        return report

    def close(self) -> None:
        """Takes nothing more, and waits for nothing: a chunk that is being recorded is recorded to its end."""
        self._thread.shutdown(wait=False)

    def _take(self, line: NumberedLine) -> None:
        row = self._reader.read(*line)
        if isinstance(row, Triple):
            self._rows.add(row)
            if len(self._rows) >= self._chunk_rows:
                self._record()
        elif row is not None:
            self._rejected += 1
            if len(self._errors) < SHOWN_ERRORS:
                self._errors.append(row)

    def _record(self) -> None:
        self._settle()
        if self._rows:
            self._recording = self._thread.submit(self._store.record, self._run, self._entry, self._rows)
            self._rows = StagedRows(self._run.tenant, self._run.source)

    def _settle(self) -> None:
        """Waits for the chunk that is being recorded. Raises what went wrong with it."""
        if self._recording is not None:
            recording, self._recording = self._recording, None
            recorded = recording.result()
            self._entry = recorded.entry
            self._imported += recorded.imported
            self._already_there += recorded.already_there
