"""The two models that are tuned, and their cross-validation over documents. Knows numbers alone."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Case = TypeVar("Case")
Model = TypeVar("Model")

L2 = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Alternatives of one question, a row of signals each, and which of them are right."""

    family: str
    signals: Matrix
    right: NDArray[np.bool_]


def fit_choices(choices: Sequence[Choice], *, l2: float = L2) -> Vector:
    """Weights of a conditional logit (McFadden 1974): each question's right alternatives against the others.

    A family of questions counts once; signals are standardised for the penalty, the weights are those of raw signals.
    """
    some = [choice for choice in choices if choice.right.any()]
    each = Counter(choice.family for choice in some)
    spread = np.concatenate([choice.signals for choice in some]).std(axis=0) + 1e-9

    def loss(weights: Vector) -> tuple[float, Vector]:
        total, slope = 0.0, np.zeros_like(weights)
        for choice in some:
            scores = choice.signals / spread @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares * choice.right
            total -= math.log(right.sum()) / each[choice.family]
            slope -= (choice.signals / spread).T @ (right / right.sum() - shares) / each[choice.family]
        return total / len(each) + l2 * float(weights @ weights), slope / len(each) + 2 * l2 * weights

    found = minimize(loss, np.zeros(some[0].signals.shape[1]), jac=True, method="L-BFGS-B")
    weights: Vector = found.x / spread
    return weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One question's doubts, and whether the documents in force do state its answer."""

    family: str
    doubts: Vector
    stated: bool


def fit_doubts(doubts: Sequence[Doubt]) -> Vector:
    """The bias and the weights of a logistic regression; stated and not stated count alike, a family once in each."""
    each = Counter((doubt.family, doubt.stated) for doubt in doubts)
    model = LogisticRegression(class_weight="balanced")
    matrix = np.stack([doubt.doubts for doubt in doubts])
    spread = matrix.std(axis=0) + 1e-9
    model.fit(
        matrix / spread,
        [doubt.stated for doubt in doubts],
        sample_weight=[1 / each[doubt.family, doubt.stated] for doubt in doubts],
    )
    return np.concatenate([model.intercept_, model.coef_[0] / spread])


def log_odds(model: Vector, doubts: Vector) -> float:
    return float(model[0] + doubts @ model[1:])


def left_out(
    cases: Sequence[Case], group: Callable[[Case], str], fit: Callable[[Sequence[Case]], Model]
) -> dict[int, Model]:
    """For each case, by its place, the model that was fitted without any case of its group."""
    models = {name: fit([case for case in cases if group(case) != name]) for name in {group(case) for case in cases}}
    return {place: models[group(case)] for place, case in enumerate(cases)}
