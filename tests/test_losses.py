"""Losses: scores against plain sums and scikit-learn, pushes against nudges."""

from math import log

import numpy as np
import pytest
from sklearn.metrics import log_loss

from tinynet import cross_entropy, numerical_gradient, sigmoid, squared_error

RANDOM = np.random.default_rng(3)
TARGETS, SUMS = RANDOM.random((5, 2)), RANDOM.normal(size=(5, 2))
OUTPUTS = sigmoid(SUMS)
PAIRS = [*zip(TARGETS.flat, OUTPUTS.flat, strict=True)]
both = pytest.mark.parametrize("loss", [squared_error, cross_entropy])


def test_the_squared_error_is_half_of_a_plain_sum():
    plain = sum((t - y) ** 2 for t, y in PAIRS) / 2
    assert squared_error.score(TARGETS, OUTPUTS) == pytest.approx(plain, rel=1e-14)


def test_the_cross_entropy_is_a_plain_sum_of_logarithms():
    plain = -sum(t * log(y) + (1 - t) * log(1 - y) for t, y in PAIRS)
    assert cross_entropy.score(TARGETS, OUTPUTS) == pytest.approx(plain, rel=1e-14)


def test_for_yes_and_no_the_cross_entropy_is_that_of_scikit_learn():
    targets = (TARGETS > 0.5).astype(float)
    theirs = log_loss(targets.ravel(), OUTPUTS.ravel(), normalize=False)
    assert cross_entropy.score(targets, OUTPUTS) == pytest.approx(theirs, rel=1e-14)


@both
def test_the_push_is_minus_the_slope_along_the_weighted_sums(loss):
    slope = numerical_gradient(lambda z: loss.score(TARGETS, sigmoid(z)), SUMS)
    np.testing.assert_allclose(loss.push(TARGETS, OUTPUTS), -slope, atol=1e-9)


@both
def test_a_perfect_answer_costs_nothing_and_pushes_nothing(loss):
    yes_and_no = np.array([[0.0, 1.0]])
    assert loss.score(yes_and_no, yes_and_no) == 0
    assert (loss.push(yes_and_no, yes_and_no) == 0).all()


@pytest.mark.parametrize("output", [0.0, 1.0])
def test_a_completely_wrong_answer_costs_much_and_is_still_a_number(output):
    score = cross_entropy.score(np.array([[1 - output]]), np.array([[output]]))
    assert 700 < score < 710


@both
def test_the_arrays_stay_as_they_are(loss):
    targets, outputs = TARGETS.copy(), OUTPUTS.copy()
    loss.score(targets, outputs), loss.push(targets, outputs)
    assert (targets == TARGETS).all()
    assert (outputs == OUTPUTS).all()
