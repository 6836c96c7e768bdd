"""Processes without a language model start without its library: it costs seconds."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["infra.worker_process", "infra.api_process", "infra.main"])
def test_a_process_without_a_model_imports_nothing_of_it(module: str) -> None:
    told = (
        f"import sys, {module}; print([name for name in ('pydantic_ai', 'openai', 'anthropic') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
