"""Losses: values against plain sums and scikit-learn, deltas against the complex step."""

from math import log

import numpy as np
import pytest

from tinynet import cross_entropy, sigmoid, squared_error

RANDOM = np.random.default_rng(3)
TARGETS, SUMS = RANDOM.random((5, 2)), RANDOM.normal(size=(5, 2))
OUTPUTS = sigmoid(SUMS)
PAIRS = [*zip(TARGETS.flat, OUTPUTS.flat, strict=True)]
both = pytest.mark.parametrize("loss", [squared_error, cross_entropy])


def test_the_squared_error_is_half_of_a_plain_sum():
    plain = sum((t - y) ** 2 for t, y in PAIRS) / 2
    assert squared_error.value(TARGETS, OUTPUTS) == pytest.approx(plain, rel=1e-14)


def test_the_cross_entropy_is_a_plain_sum_of_logarithms():
    plain = -sum(t * log(y) + (1 - t) * log(1 - y) for t, y in PAIRS)
    assert cross_entropy.value(TARGETS, OUTPUTS) == pytest.approx(plain, rel=1e-14)


def test_for_targets_of_0_and_1_the_cross_entropy_is_that_of_scikit_learn():
    from sklearn.metrics import log_loss

    targets = (TARGETS > 0.5).astype(float)
    theirs = log_loss(targets.ravel(), OUTPUTS.ravel(), normalize=False)
    assert cross_entropy.value(targets, OUTPUTS) == pytest.approx(theirs, rel=1e-14)


@both
def test_the_delta_is_minus_the_derivative_by_each_weighted_sum(loss):
    delta = loss.delta(TARGETS, OUTPUTS)
    assert delta.shape == SUMS.shape
    for place in np.ndindex(SUMS.shape):
        moved = SUMS.astype(complex)
        moved[place] += 1e-30j
        outputs = 1 / (1 + np.exp(-moved))
        derivative = loss.value(TARGETS, outputs).imag / 1e-30
        assert delta[place] == pytest.approx(-derivative, rel=1e-12)


@both
def test_a_perfect_output_costs_nothing_and_has_no_delta(loss):
    perfect = np.array([[0.0, 1.0]])
    assert loss.value(perfect, perfect) == 0
    assert (loss.delta(perfect, perfect) == 0).all()


@pytest.mark.parametrize("output", [0.0, 1.0])
def test_a_completely_wrong_output_has_a_large_and_finite_cross_entropy(output):
    value = cross_entropy.value(np.array([[1 - output]]), np.array([[output]]))
    assert 690 < value < 700


def test_what_keeps_the_logarithm_finite_changes_no_output_that_is_not_tiny():
    for output in [1e-280, 1e-9, 0.5]:
        value = cross_entropy.value(np.ones((1, 1)), np.full((1, 1), output))
        assert value == pytest.approx(-log(output), rel=1e-15)
