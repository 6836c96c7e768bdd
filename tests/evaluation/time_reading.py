"""How many dates of a question set are read right: `python tests/evaluation/time_reading.py --set FOLDER`.

FOLDER holds qa.jsonl with `question`, `question_with_date` and `as_of`. A date read into an undated one is told too.
"""

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.questions import read_question

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def day_read(text: str) -> str | None:
    as_of = read_question(text, now=NOW, zone=ZoneInfo("UTC"), history=[], recent=[]).as_of
    return as_of.date().isoformat() if as_of else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True)
    lines = (parser.parse_args().set / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    began = time.perf_counter()
    missed = [item for item in items if day_read(item["question_with_date"]) != item["as_of"]]
    invented = [item for item in items if day_read(item["question"]) is not None]
    took = (time.perf_counter() - began) / (2 * len(items)) * 1e3
    for item in missed:
        sys.stdout.write(f"missed {item['as_of']}: {item['question_with_date']}\n")
    for item in invented:
        sys.stdout.write(f"invented: {item['question']}\n")
    right = len(items) - len(missed)
    sys.stdout.write(f"{right}/{len(items)} dates read, {len(invented)} invented, {took:.2f} ms a question\n")


if __name__ == "__main__":
    main()
