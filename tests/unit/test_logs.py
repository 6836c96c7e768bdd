"""Logs stay small while their writers run."""

from pathlib import Path

import pytest

from infra import parts
from infra.parts import rotate


def test_a_large_log_is_kept_aside_and_its_writer_goes_on_in_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_LOG_BYTES", 10)
    file = tmp_path / "worker.log"
    with file.open("ab", buffering=0) as writer:
        writer.write(b"small\n")
        rotate(file)
        assert file.read_bytes() == b"small\n"
        writer.write(b"grown large\n")
        rotate(file)
        writer.write(b"after\n")
    assert file.read_bytes() == b"after\n"
    assert (tmp_path / "worker.log.1").read_bytes() == b"small\ngrown large\n"
    rotate(tmp_path / "missing.log")
