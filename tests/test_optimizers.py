"""Optimizers: each against a plain loop with numbers, and what input validation says."""

from math import inf, nan, sqrt

import numpy as np
import pytest

from tinynet import (
    adam,
    gradient_descent,
    momentum,
    squared_error,
    starting_weights,
    think,
    train,
)
from tinynet.data import MILO

RANDOM = np.random.default_rng(4)
GRADIENTS = RANDOM.normal(size=(30, 3, 2))
every_kind = pytest.mark.parametrize("kind", [gradient_descent, momentum, adam])


def steps_of(optimizer, gradients=GRADIENTS):
    state, steps = optimizer.start, []
    for gradient in gradients:
        step, state = optimizer.step(gradient, state)
        steps.append(step)
    return np.array(steps)


def test_the_step_of_gradient_descent_is_the_learning_rate_times_the_gradient():
    assert (steps_of(gradient_descent(0.3)) == 0.3 * GRADIENTS).all()


def test_momentum_is_the_sum_of_all_gradients_with_the_older_ones_fading():
    steps = steps_of(momentum(0.3, 0.8))
    for n in range(len(GRADIENTS)):
        parts = [0.3 * 0.8 ** (n - i) * GRADIENTS[i] for i in range(n + 1)]
        np.testing.assert_allclose(steps[n], sum(parts), rtol=1e-12)


def test_adam_is_the_algorithm_of_its_paper_for_each_weight_alone():
    steps = steps_of(adam(0.05, 0.7, 0.9))
    for place in np.ndindex(3, 2):
        m = v = 0.0
        for t, g in enumerate(GRADIENTS[(slice(None), *place)], 1):
            m = 0.7 * m + 0.3 * g
            v = 0.9 * v + 0.1 * g * g
            step = 0.05 * (m / (1 - 0.7**t)) / (sqrt(v / (1 - 0.9**t)) + 1e-8)
            assert steps[(t - 1, *place)] == pytest.approx(step, rel=1e-12)


def test_the_settings_that_are_left_out():
    assert (steps_of(gradient_descent()) == steps_of(gradient_descent(1.0))).all()
    assert (steps_of(momentum()) == steps_of(momentum(1.0, 0.9))).all()
    assert (steps_of(adam()) == steps_of(adam(0.1, 0.9, 0.999))).all()


def test_momentum_that_keeps_nothing_is_gradient_descent():
    assert (steps_of(momentum(0.3, 0)) == steps_of(gradient_descent(0.3))).all()


def test_momentum_that_keeps_everything_adds_up_all_gradients():
    total = GRADIENTS.sum(axis=0)
    np.testing.assert_allclose(steps_of(momentum(1.0, 1))[-1], total, rtol=1e-12)


def test_the_first_step_of_adam_is_as_long_as_the_learning_rate():
    optimizer = adam(0.2)
    step, _ = optimizer.step(np.array([1e-3, -1.0, 1e6]), optimizer.start)
    np.testing.assert_allclose(step, [0.2, -0.2, 0.2], rtol=1e-4)


def test_adam_leaves_a_weight_alone_whose_gradient_was_always_0():
    assert (steps_of(adam(), np.zeros((5, 2))) == 0).all()


@every_kind
def test_one_optimizer_serves_many_layers_each_with_a_state_of_its_own(kind):
    optimizer, alone = kind(), steps_of(kind())
    state = other_state = optimizer.start
    for n, gradient in enumerate(GRADIENTS):
        step, state = optimizer.step(gradient, state)
        other, other_state = optimizer.step(-2 * gradient[:1], other_state)
        assert (step == alone[n]).all()
        assert other.shape == (1, 2)


@every_kind
def test_neither_the_gradient_nor_the_state_is_changed(kind):
    optimizer, first, second = kind(), np.ones((2, 1)), np.full((2, 1), 3.0)
    _, state = optimizer.step(first, optimizer.start)
    one, _ = optimizer.step(second, state)
    again, _ = optimizer.step(second, state)
    assert (one == again).all()
    assert (first == 1).all()
    assert (second == 3).all()


def test_a_loop_with_gradient_descent_is_train():
    inputs, targets = MILO
    optimizer, weights = gradient_descent(0.5), starting_weights((3, 1))
    state = optimizer.start
    for _ in range(200):
        delta = squared_error.delta(targets, think(inputs, weights))
        step, state = optimizer.step(-inputs.T.dot(delta), state)
        weights = weights - step
    known = train(*MILO, starting_weights((3, 1)), 200, learning_rate=0.5)
    assert (weights == known).all()


@every_kind
@pytest.mark.parametrize("rate", [-1.0, nan, inf])
def test_a_learning_rate_below_0_or_without_end_is_refused(kind, rate):
    with pytest.raises(ValueError, match="^learning_rate must be from 0 "):
        kind(rate)


@every_kind
@pytest.mark.parametrize("rate", ["0.1", None, 1j])
def test_a_learning_rate_that_is_no_number_is_refused(kind, rate):
    with pytest.raises(TypeError, match="^learning_rate must be numbers, not "):
        kind(rate)


def test_an_optimizer_that_was_handed_a_gradient_names_the_learning_rate():
    with pytest.raises(ValueError, match="^learning_rate must have the shape"):
        momentum(np.ones((3, 1)))


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        (momentum, "beta", [-0.1, 1.5, nan]),
        (adam, "beta1", [-0.1, 1, 1.5, nan]),
        (adam, "beta2", [-0.1, 1, 1.5, nan]),
    ],
)
def test_a_coefficient_that_is_out_of_range_is_refused_by_its_name(kind, name, values):
    for value in values:
        with pytest.raises(ValueError, match=rf"^{name[:4]}.* must be from 0 "):
            kind(0.1, **{name: value})
    with pytest.raises(TypeError, match=rf"^{name[:4]}.* must be numbers, not "):
        kind(0.1, **{name: "0.9"})
