"""The models of tuning find the weights that made their data, and never see the group that they are judged on."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.evaluation.fitting import Choice, Doubt, fit_choices, fit_doubts, left_out, log_odds

CHANCE = 7


def made_choices(weights: Sequence[float], number: int, *, alternatives: int = 12) -> list[Choice]:
    """Questions whose right statement is chosen with the shares that the weights give (Gumbel noise on the scores)."""
    chance = np.random.default_rng(CHANCE)
    choices = []
    for question in range(number):
        signals = chance.random((alternatives, len(weights)))
        scores = signals @ np.asarray(weights) + chance.gumbel(size=alternatives)
        right = np.zeros(alternatives, dtype=np.bool_)
        right[scores.argmax()] = True
        choices.append(Choice(family=str(question), signals=signals, right=right))
    return choices


def made_doubts(model: Sequence[float], number: int) -> list[Doubt]:
    """Questions that are stated as often as the bias and weights say."""
    chance = np.random.default_rng(CHANCE)
    doubts = []
    for question in range(number):
        values = chance.normal(size=len(model) - 1)
        odds = log_odds(np.asarray(model), values)
        doubts.append(
            Doubt(family=str(question), doubts=values, stated=bool(chance.random() < 1 / (1 + np.exp(-odds))))
        )
    return doubts


def test_the_weights_that_chose_are_found() -> None:
    found = fit_choices(made_choices([6.0, 3.0, 0.0], 800), l2=1e-4)
    assert found == pytest.approx([6.0, 3.0, 0.0], abs=0.7)


def test_the_penalty_does_not_depend_on_the_scale_of_a_signal() -> None:
    choices = made_choices([6.0, 3.0], 100)
    scaled = [Choice(family=one.family, signals=one.signals * [10.0, 1.0], right=one.right) for one in choices]
    assert fit_choices(scaled) * [10.0, 1.0] == pytest.approx(fit_choices(choices), rel=0.01)


def test_a_question_without_a_right_statement_teaches_nothing() -> None:
    choices = made_choices([6.0, 3.0], 40)
    hopeless = Choice(family="none", signals=np.ones((3, 2)) * 100, right=np.zeros(3, dtype=np.bool_))
    assert fit_choices([*choices, hopeless]) == pytest.approx(fit_choices(choices))


def test_a_family_of_questions_counts_once_however_many_it_has() -> None:
    choices = made_choices([6.0, 3.0], 40)
    repeated = [*choices, *choices[:1] * 30]
    assert fit_choices(repeated) == pytest.approx(fit_choices(choices), rel=0.01)
    doubts = made_doubts([0.0, 3.0], 60)
    assert fit_doubts([*doubts, *doubts[:1] * 30]) == pytest.approx(fit_doubts(doubts), rel=0.25, abs=0.2)


def test_the_doubts_that_silenced_are_found_and_a_useless_one_is_not() -> None:
    bias, strong, against, useless = fit_doubts(made_doubts([0.0, 3.0, -1.5, 0.0], 1500))
    assert (strong, against) == pytest.approx((3.0, -1.5), abs=0.5)
    assert (bias, useless) == pytest.approx((0.0, 0.0), abs=0.3)


def test_log_odds_are_the_bias_and_the_weighted_doubts() -> None:
    assert log_odds(np.array([0.5, 2.0, -1.0]), np.array([1.0, 3.0])) == pytest.approx(-0.5)


def test_each_case_is_judged_by_a_model_that_has_not_seen_its_group() -> None:
    cases = ["a1", "b1", "a2", "c1"]
    models = left_out(cases, lambda case: case[0], tuple)
    assert models == {0: ("b1", "c1"), 1: ("a1", "a2", "c1"), 2: ("b1", "c1"), 3: ("a1", "b1", "a2")}
