"""Finds the weights of ranking and of silence, cross-validated over documents.

    python -m tests.evaluation.tuning --set FOLDER [--set FOLDER ...] [--cache FOLDER] [--write] [--plot FILE]

Every set is a folder in the scorer's layout. Prints what the weights give on the documents they were found on (tuned)
and on documents left out (cross-validated: all questions about one document at once, so that no family of questions is
on both sides), what is lost without each signal (the ablation), and the risk of what is answered for each share
answered. Each question with an answer is asked once more with the passages that state it taken out, as if no version
had ever said it ("never said"): what it must not be answered by merely resembles it. `--write` puts the weights into
knowledge/retrieval/weights.json, `--plot` draws the risk-coverage curve (Geifman and El-Yaniv 2017).
"""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from matplotlib import pyplot

from knowledge.answering.confidence import Doubts, doubts_of
from knowledge.answering.parts import PASSAGES
from knowledge.questions import QuestionPart, read_question
from knowledge.retrieval import (
    Elsewhen,
    Evidence,
    RankedStatement,
    Signals,
    Sought,
    retrieve,
    retrieve_ever,
    weights,
    without_restated,
)
from knowledge.retrieval.model import by_passage
from knowledge.time_windows import Viewpoint
from tests.evaluation.answering import Plain, load_scorer
from tests.evaluation.collection import NOW, UTC, Collection, Json, instant
from tests.evaluation.fitting import Choice, Doubt, Vector, fit_choices, fit_doubts, left_out, log_odds

WEIGHTS = Path(weights.__file__).with_name("weights.json")
SIGNALS = Signals._fields
DOUBTS = tuple(field.name for field in fields(Doubts))
SILENT = 0.07
"""Share of the questions with an answer that may be left unanswered; the goal is at most 0.08."""
QUOTED = 400  # characters of a citation that the scorer reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with every statement that was found for it at its date, and of all times."""

    set: str
    item: Json
    part: QuestionPart
    evidence: Evidence
    statements: list[RankedStatement]
    ever: list[RankedStatement]
    choice: Choice
    never_said: bool = False  # every passage that states the answer was taken out, at all times

    @property
    def document(self) -> str:
        return str(self.item["doc_id"])

    @property
    def stated(self) -> bool:
        return not self.never_said and not self.item["not_stated"]

    def without_answer(self) -> "Case | None":
        """The same question, had no version ever answered it; None where nothing else is found, or no answer was."""
        answers = {one.passage.id for one, right in zip(self.statements, self.choice.right, strict=True) if right}
        left = [one for one in self.statements if one.passage.id not in answers]
        if not answers or not left:
            return None
        best = max(one.signals.passage_words for one in left) or 1.0  # the best of the list has 1
        left = [
            replace(one, signals=replace(one.signals, passage_words=one.signals.passage_words / best)) for one in left
        ]
        return replace(
            self,
            statements=left,
            ever=[],
            choice=Choice(
                family=f"{self.choice.family}, never said", signals=signals_of(left), right=np.zeros(len(left), bool)
            ),
            never_said=True,
        )


def read_cases(folder: Path, cache: Path | None) -> list[Case]:
    collection = Collection(folder, cache / f"{folder.name}.pickle" if cache else None)
    _, plain = load_scorer(folder.parent / "score.py")
    items = [item for item in collection.items if not item.get("parts")]
    cases = [case for item in items if (case := read_case(folder.name, item, collection, plain)).statements]
    collection.keep()
    return cases + [absent for case in cases if case.stated and (absent := case.without_answer())]


def read_case(name: str, item: Json, collection: Collection, plain: Plain) -> Case:
    viewpoint = Viewpoint(tenant="default", as_of=instant(str(item["as_of"])), known_at=NOW)
    history = collection.history
    part = read_question(str(item["question"]), now=NOW, zone=UTC, history=history, recent=()).parts[0]
    evidence = retrieve(Sought.by(part), viewpoint, collection.stores, limit=PASSAGES)
    statements = [one for one in evidence.statements if one.facts]
    cores = [] if item["not_stated"] else [plain(core) for core in item["state_cores"]]
    return Case(
        set=name,
        item=item,
        part=part,
        evidence=evidence,
        statements=statements,
        ever=without_restated(retrieve_ever(Sought.by(part), viewpoint, collection.stores), evidence),
        choice=Choice(
            family=str(item["fact"]),
            signals=signals_of(statements),
            right=np.array([any(core in plain(one.text[:QUOTED]) for core in cores) for one in statements]),
        ),
    )


def signals_of(statements: Sequence[RankedStatement]) -> Vector:
    return np.array([astuple(one.signals) for one in statements])


def doubt_of(case: Case, ranking: Vector) -> Doubt:
    """What speaks against the statement that these weights put first."""
    found, ever = scored(case.statements, ranking), scored(case.ever, ranking)
    evidence = replace(case.evidence, passages=by_passage(scored(case.evidence.statements, ranking)))
    elsewhen = Elsewhen.of(ever, evidence)
    doubts = np.array(astuple(doubts_of(case.part, found[0], found, elsewhen)))
    return Doubt(family=case.choice.family, doubts=doubts, stated=case.stated)


def scored(statements: Sequence[RankedStatement], ranking: Vector) -> list[RankedStatement]:
    """By these weights, the best first."""
    some = [replace(one, score=float(np.array(astuple(one.signals)) @ ranking)) for one in statements]
    return sorted(some, key=lambda one: -one.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights of the signals; the bias and the weights of the doubts."""

    ranking: Vector
    silence: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Of one case: whether the right statement came first, its log-odds of being stated, whether it is, or ever was."""

    set: str
    first: bool
    odds: float
    stated: bool
    never_said: bool


def fit(cases: Sequence[Case], without: int | None = None) -> Model:
    """`without`: the place of a signal that is left out."""
    if without is None:
        ranking = fit_choices([case.choice for case in cases])
    else:
        some = [replace(case.choice, signals=np.delete(case.choice.signals, without, axis=1)) for case in cases]
        ranking = np.insert(fit_choices(some), without, 0.0)
    return Model(ranking=ranking, silence=fit_doubts([doubt_of(case, ranking) for case in cases]))


def outcome(case: Case, model: Model) -> Outcome:
    return Outcome(
        set=case.set,
        first=bool(case.choice.right[int(np.argmax(case.choice.signals @ model.ranking))]),
        odds=log_odds(model.silence, doubt_of(case, model.ranking).doubts),
        stated=case.stated,
        never_said=case.never_said,
    )


def outcomes(cases: Sequence[Case], *, leave_out: bool, without: int | None = None) -> list[Outcome]:
    """Every primary case, judged by weights found on all cases or, with `leave_out`, on other documents' alone."""
    if leave_out:
        models = left_out(cases, lambda case: case.document, lambda some: fit(some, without))
    else:
        models = dict.fromkeys(range(len(cases)), fit(cases, without))
    return [outcome(case, models[place]) for place, case in enumerate(cases) if case.item["primary"]]


def threshold(found: Sequence[Outcome]) -> float:
    """The log-odds below which `SILENT` of the stated ones lie."""
    return float(np.quantile([one.odds for one in found if one.stated], SILENT))


def told(name: str, found: Sequence[Outcome], least: float) -> str:
    stated = [one for one in found if one.stated]
    absent = [one for one in found if not one.stated and not one.never_said]
    never = [one for one in found if one.never_said]
    return (
        f"{name:30}{sum(one.first for one in stated) / len(stated):8.3f}"
        f"{sum(one.odds < least for one in stated) / len(stated):8.3f}"
        f"{sum(one.odds < least for one in absent) / max(1, len(absent)):12.3f}"
        f"{sum(one.odds < least for one in never) / max(1, len(never)):12.3f}"
    )


def risks(found: Sequence[Outcome]) -> list[tuple[float, float]]:
    """(share answered, share of those that are wrong), the surest first. Wrong: another statement, or none exists."""
    ordered = sorted(found, key=lambda one: -one.odds)
    wrong = np.cumsum([not (one.stated and one.first) for one in ordered])
    return [((n + 1) / len(ordered), wrong[n] / (n + 1)) for n in range(len(ordered))]


def calibration(found: Sequence[Outcome], bins: int = 5) -> list[tuple[float, float, int]]:
    """(mean confidence, share stated, how many) of equal shares of the cases, in order of confidence."""
    ordered = sorted(found, key=lambda one: one.odds)
    rows = []
    for some in np.array_split(np.arange(len(ordered)), bins):
        confident = [1 / (1 + math.exp(-ordered[i].odds)) for i in some]
        rows.append((float(np.mean(confident)), float(np.mean([ordered[i].stated for i in some])), len(some)))
    return rows


def plot(file: Path, curves: dict[str, list[tuple[float, float]]]) -> None:
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for name, curve in curves.items():
        axes.plot(*zip(*curve, strict=True), label=name)
    axes.set(
        xlabel="share of questions answered", ylabel="share of the answers that are wrong", xlim=(0, 1), ylim=(0, None)
    )
    axes.set_title("Risk and coverage: the surest answers first")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(file, dpi=150)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, action="append", required=True)
    parser.add_argument("--test", type=Path, action="append", default=[], help="sets that nothing is fitted on")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was read and embedded")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    cases = [case for folder in given.set for case in read_cases(folder, given.cache)]
    model = fit(cases)
    tuned, crossed = outcomes(cases, leave_out=False), outcomes(cases, leave_out=True)
    least = threshold(crossed)
    write = sys.stdout.write
    write(f"{len(cases)} questions, {len({case.document for case in cases})} documents\n\n")
    write(f"{'':30}{'first':>8}{'silent':>8}{'not stated':>12}{'never said':>12}\n")
    for name, found in (("tuned", tuned), ("cross-validated", crossed)):
        write(f"{told(name, found, least)}\n")
        for folder in given.set if len(given.set) > 1 else ():
            write(f"{told(f'  {folder.name}', [one for one in found if one.set == folder.name], least)}\n")
    for folder in given.test:
        unseen = [outcome(case, model) for case in read_cases(folder, given.cache)]
        write(f"{told(f'never seen: {folder.name}', unseen, least)}\n")
    for number, signal in enumerate(SIGNALS):
        write(f"{told(f'without {signal}', outcomes(cases, leave_out=True, without=number), least)}\n")
    write("\nconfidence  stated      n  (cross-validated)\n")
    for confident, share, count in calibration(crossed):
        write(f"{confident:10.2f}{share:8.2f}{count:7}\n")
    found = {
        "ranking": _named(SIGNALS, model.ranking),
        "confidence": _named(("bias", *DOUBTS), model.silence),
        "least_confidence": round(1 / (1 + math.exp(-least)), 3),
    }
    write(f"\n{json.dumps(found, indent=2)}\n")
    if given.write:
        WEIGHTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if given.plot:
        plot(given.plot, {"tuned": risks(tuned), "cross-validated": risks(crossed)})


def _named(names: Sequence[str], weights: Vector) -> dict[str, float]:
    return {name: round(float(one), 3) for name, one in zip(names, weights, strict=True)}


if __name__ == "__main__":
    main()
