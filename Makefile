# asof: `make` alone tells what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint faults fault-steps bench-long-chat bench-idle bench bench-million bench-oracle bench-writers bench-reindex requirements clean

help:  ## tell what there is
	@awk -F ':.*##' '/^[a-z-]+:.*##/ {printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: $(STAMP)  ## install everything into .venv; nothing to do when done
	@$(BIN)/python -m infra.temporal_binary

demo: setup  ## upload sample policies, ask as of three dates, kill the worker meanwhile
	@$(BIN)/python -m infra.demo

run: setup  ## start the stack on ./var and stay; Ctrl-C stops
	@exec $(BIN)/asof up

test: setup  ## all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: setup  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## what ingestion, turns, search and ask cost beside their bare engines
	@$(BIN)/python -m tests.benchmarks

bench-million: setup  ## import a million facts, and read beside them (ten minutes)
	@$(BIN)/python -m tests.benchmarks.imports --triples 100000 1000000
	@$(BIN)/python -m tests.benchmarks.lookups --facts 10000 100000 1000000

bench-oracle: setup  ## 10,000 random edits against an oracle that keeps every belief whole
	@ORACLE_EDITS=10000 $(BIN)/python -m pytest tests/integration/test_beliefs.py -k '1]' --timeout 7200

bench-writers: setup  ## eight writers killed again and again while they make 1,600 edits of the same documents
	@WRITER_EDITS=200 $(BIN)/python -m pytest tests/faults/test_writers.py --timeout 7200

faults: setup  ## 1,000 faults on purpose under 20 conversations, half of them with a language model (an hour)
	@$(BIN)/python -m tests.faults.campaign --faults 500
	@$(BIN)/python -m tests.faults.campaign --faults 500 --no-model

fault-steps: setup  ## every part killed in every step of ingestion, review, expiry, dry run, re-index and webhooks
	@FAULT_STEPS=all $(BIN)/python -m pytest tests/faults/test_every_step.py --timeout 7200

bench-long-chat: setup  ## 2,000 turns of eight senders at once over many runs of one conversation: none lost, none twice
	@LONG_CHAT_TURNS=2000 $(BIN)/python -m pytest tests/workflows/test_long_conversations.py -k many_turns -s --timeout 7200

bench-idle: setup  ## what 10,000 idle conversations cost a running stack in memory (ten minutes)
	@$(BIN)/python -m tests.benchmarks.idle

bench-reindex: setup  ## four readers and a writer while the index is rebuilt: failed, mixed, lost, and the p95 beside that before
	@$(BIN)/python -m tests.benchmarks.reindex

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "asof needs Python 3.11 or newer, $(PYTHON) is $$($(PYTHON) --version 2>&1); try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@[ -x $(BIN)/python ] || { echo "setup  makes .venv with $$($(PYTHON) --version)"; $(PYTHON) -m venv .venv; }
	@command -v uv >/dev/null || [ -x $(BIN)/uv ] || { echo "setup  fetches uv"; $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }
	@uv=$$(command -v uv || echo $(BIN)/uv); \
	  echo "setup  installs the dependencies (a few minutes the first time: torch alone has 2.5 GB on Linux)"; \
	  $$uv pip install --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.txt; \
	  echo "setup  installs asof itself"; \
	  $$uv pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

requirements:  ## pin the dependencies of pyproject.toml anew, with hashes
	@uv=$$(command -v uv || echo $(BIN)/uv); \
	  $$uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --quiet -o requirements.txt

clean:  ## remove caches and .venv, never the data in var/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
