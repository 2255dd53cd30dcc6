"""The slopes found by trying, against slopes that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinynet import Network, cross_entropy, numerical_gradient, squared_error
from tinynet.network import forward

few = st.lists(st.floats(-3, 3), min_size=1, max_size=5)


@given(few, st.floats(-3, 3))
def test_it_is_the_slope_of_a_polynomial(weights, factor):
    weights = np.array(weights)
    found = numerical_gradient(lambda w: (factor * w**2 + w).sum(), weights)
    np.testing.assert_allclose(found, 2 * factor * weights + 1, rtol=0, atol=1e-8)


@given(st.floats(-2, 2), st.sampled_from([0.5, 0.1, 0.01]))
def test_for_a_cube_it_is_too_large_by_the_square_of_the_nudge(weight, nudge):
    [found] = numerical_gradient(lambda w: (w**3).sum(), np.array([weight]), nudge)
    assert found == pytest.approx(3 * weight**2 + nudge**2, rel=0, abs=1e-11)


def test_each_weight_has_its_own_slope():
    factors = np.array([[2.0, -3.0, 5.0], [7.0, -11.0, 13.0]])
    found = numerical_gradient(lambda w: (factors * w).sum(), np.ones((2, 3)))
    assert (found.shape, found.dtype) == (factors.shape, factors.dtype)
    np.testing.assert_allclose(found, factors, rtol=1e-9)


def test_weights_that_hang_together_are_moved_one_at_a_time():
    found = numerical_gradient(np.prod, np.array([2.0, 3.0, 5.0]))
    np.testing.assert_allclose(found, [15, 10, 6], rtol=1e-9)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (3, 1), (1, 4), (2, 3), (2, 1, 3)])
def test_the_slopes_have_the_shape_of_the_weights(shape):
    assert numerical_gradient(np.sum, np.ones(shape)).shape == shape


def test_the_weights_are_not_changed():
    weights = np.array([[0.5], [-1.5]])
    numerical_gradient(np.sum, weights)
    assert weights.tolist() == [[0.5], [-1.5]]


def test_whole_numbers_are_nudged_like_any_others():
    found = numerical_gradient(lambda w: (w**2).sum(), np.array([1, -3]))
    np.testing.assert_allclose(found, [2, -6], rtol=1e-9)


def test_the_score_is_asked_twice_for_each_weight_and_never_where_two_have_moved():
    asked = []

    def score(weights):
        asked.append(weights - start)
        return 0.0

    start = np.ones((2, 2))
    numerical_gradient(score, start, nudge=0.25)
    moved = sorted(tuple(move.ravel()) for move in asked)
    alone = [sign * 0.25 * row for row in np.eye(4) for sign in (-1, 1)]
    assert moved == sorted(tuple(row + 0.0) for row in alone)


def test_the_nudge_is_a_hundred_thousandth_if_nothing_else_is_said():
    asked = []
    numerical_gradient(lambda w: asked.append(w.item()) or 0.0, np.zeros(1))
    assert sorted(asked) == [-1e-5, 1e-5]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("sizes", [(3, 1), (2, 1, 1), (3, 4, 1), (3, 5, 4, 2)])
def test_the_adjustments_of_a_network_are_minus_the_slopes(sizes, loss, bias):
    random = np.random.RandomState(7)
    inputs = random.uniform(-2, 2, (5, sizes[0]))
    targets = random.random_sample((5, sizes[-1]))
    network = Network(*sizes, bias=bias, seed=3)
    adjustments = network.adjustments(inputs, targets, loss)
    for layer, weights in enumerate(network.layers):

        def score(changed, layer=layer):
            layers = [*network.layers]
            layers[layer] = changed
            return loss.score(targets, forward(layers, inputs)[-1])

        slopes = numerical_gradient(score, weights)
        np.testing.assert_allclose(adjustments[layer], -slopes, rtol=0, atol=2e-9)


def test_the_chapter_s_worst_difference_is_below_a_billionth():
    # Where the page prints "8 digits", there is room: see how much.
    random = np.random.RandomState(1)
    inputs, targets = random.random_sample((6, 3)), random.randint(0, 2, (6, 2))
    network = Network(3, 5, 4, 2)
    adjustments = network.adjustments(inputs, targets, cross_entropy)

    def score(changed):
        layers = [changed, *network.layers[1:]]
        return cross_entropy.score(targets, forward(layers, inputs)[-1])

    slopes = numerical_gradient(score, network.layers[0])
    assert abs(adjustments[0] + slopes).max() < 1e-9
