"""What the edge index has said to be durable outlives a power cut: its write-ahead log is on the disk, and suffices."""

import os
import shutil
import uuid
from pathlib import Path

import pytest

from knowledge.adapters.qdrant import edge
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.ports import IndexPoint, IndexWindows

G = "g1"
ALWAYS = IndexWindows(valid_from=0, valid_to=10, recorded_from=0, recorded_to=10)


def _points(number: int) -> list[IndexPoint]:
    return [
        IndexPoint(id=uuid.uuid4(), tenant="t", document="d", text="refunds", vector=[1.0, 0.0, 0.0], windows=ALWAYS)
        for _ in range(number)
    ]


def test_the_log_alone_brings_back_what_was_put_since_the_last_flush(tmp_path: Path) -> None:
    before, after = _points(10), _points(7)
    index = EdgePassageIndex(tmp_path / "index")
    index.create(G, 3)
    index.put(G, before)
    index._shard(G)._shard.flush()
    shutil.copytree(tmp_path / "index", tmp_path / "cut")
    index.put(G, after)
    # The power goes: of the last writes only the log has reached the disk.
    log = Path(G, "shard", "wal")
    shutil.copytree(tmp_path / "index" / log, tmp_path / "cut" / log, dirs_exist_ok=True)
    index.close()

    again = EdgePassageIndex(tmp_path / "cut")
    assert set(again.windows_of(G, [point.id for point in (*before, *after)])) == {p.id for p in (*before, *after)}
    again.close()


def test_a_put_returns_after_the_log_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []

    def noting(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)

    index = EdgePassageIndex(tmp_path / "index")
    index.create(G, 3)
    monkeypatch.setattr(os, "fsync", noting)
    index.put(G, _points(1))
    assert {name for name in synced if name.startswith("open-")}
    assert "wal" in synced
    index.close()


def test_every_so_many_writes_the_engine_flushes_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "_WRITES_A_FLUSH", 3)
    synced: list[Path] = []
    monkeypatch.setattr(edge, "_sync", synced.append)
    index = EdgePassageIndex(tmp_path / "index")
    index.create(G, 3)
    for _ in range(7):
        index.put(G, _points(1))
    assert len(synced) == 5
    index.close()
