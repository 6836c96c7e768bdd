"""Answers without the rest of the system, judged as the scorer judges them: the scorer's table in half a minute.

    python -m tests.evaluation.answering --set FOLDER [--scorer FILE] [--cache FILE] [--all] [--show]

FOLDER is a set in the scorer's layout; the scorer itself (`score.py`) is looked for beside it. `--show` prints what
each item got. Not measured here: windows, other texts than those in force, and reading the date in the words.
"""

import argparse
import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from knowledge.answering import Answer, Ask, answer_question
from knowledge.passages import is_row
from knowledge.questions import read_words
from knowledge.retrieval import Sought, retrieve
from knowledge.time_windows import Viewpoint
from tests.evaluation.collection import NOW, UTC, Collection, Json, NoHistory, instant

Judge = Callable[[Any, Any, Any, Any], dict[str, bool]]
Plain = Callable[[str], str]

MEASURES = ("evidence@1", "evidence@5", "pinpoint", "supported", "correct", "silent")


def load_scorer(scorer: Path) -> tuple[Judge, Plain]:
    """The scorer's own `judge`, and `norm`: a text as letters and digits."""
    spec = importlib.util.spec_from_file_location("score", scorer)
    if spec is None or spec.loader is None:
        raise SystemExit(f"there is no scorer at {scorer}: name it with --scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Judge, module.judge), cast(Plain, module.norm)


def ask(item: Json, collection: Collection) -> Answer:
    asked = Ask(
        id=UUID(int=0),
        tenant="default",
        question=str(item["question"]),
        as_of=instant(str(item["as_of"])),
        known_at=None,
        scope=(),
        document=None,
        now=NOW,
        zone=UTC,
        recent=(),
    )
    return answer_question(asked, reader=collection, history=NoHistory(), search=collection)


def hits(item: Json, collection: Collection) -> list[dict[str, str]]:
    viewpoint = Viewpoint(tenant="default", as_of=instant(str(item["as_of"])), known_at=NOW)
    found = retrieve(
        Sought.by(read_words(str(item["question"]), collection.history)),
        viewpoint,
        collection.stores,
    )
    return [{"text": ranked.passage.text} for ranked in found.passages]


def measured(item: Json, collection: Collection, judge: Judge) -> tuple[dict[str, bool], Answer]:
    """What one item got: of several parts all must have what is wanted, and one silent part is silence."""
    answer = ask(item, collection)
    reply, found = answer.as_json(), hits(item, collection)
    parts = [{**item, **part} for part in cast(list[Json], item.get("parts") or [item])]
    told = [judge(part, reply, found, parts) for part in parts]
    merged = {
        name: (any if name == "silent" else all)(one[name] for one in told if name in one)
        for name in {name for one in told for name in one}
    }
    return merged, answer


def groups(rows: Sequence[tuple[Json, dict[str, bool]]]) -> dict[str, list[dict[str, bool]]]:
    return {
        "single": [told for item, told in rows if not item.get("parts") and not told.get("not_stated")],
        "not stated": [told for item, told in rows if not item.get("parts") and told.get("not_stated")],
        "several": [told for item, told in rows if item.get("parts")],
    }


def show(item: Json, told: dict[str, bool], answer: Answer) -> None:
    kept = [name for name, value in told.items() if value]
    quotes = [citation.quote for citation in answer.citations[:2]]
    sys.stdout.write(
        f"{item['id']} {' '.join(sorted(kept))}\n  Q {item['question']}\n  expected {item.get('answer')}\n"
        f"  {answer.status} ({answer.confidence or 0:.2f}): {answer.answer}\n"
    )
    for quote in quotes:
        sys.stdout.write(f"  cited {quote if is_row(quote) else ' '.join(quote.split())}\n")
    for note in answer.coverage:
        sys.stdout.write(f"  {note}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, help="by default score.py beside the set")
    parser.add_argument("--cache", type=Path, help="keeps what was read and embedded between runs")
    parser.add_argument("--all", action="store_true", help="the redundant items too")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    judge, _ = load_scorer(given.scorer or given.set.parent / "score.py")
    collection = Collection(given.set, given.cache)
    rows = []
    for item in collection.items:
        if given.all or item["primary"]:
            told, answer = measured(item, collection, judge)
            rows.append((item, told))
            if given.show:
                show(item, told, answer)
    collection.keep()
    sys.stdout.write(f"{'':12}{'n':>5}" + "".join(f"{name:>12}" for name in MEASURES) + "\n")
    for name, some in groups(rows).items():
        cells = [
            f"{sum(one[measure] for one in some if measure in one) / count:12.3f}" if count else f"{'-':>12}"
            for measure in MEASURES
            for count in [sum(measure in one for one in some)]
        ]
        sys.stdout.write(f"{name:12}{len(some):5}" + "".join(cells) + "\n")


if __name__ == "__main__":
    main()
