"""The gradient found by trying, against gradients that are known."""

import numpy as np
import pytest

from tinynet import Network, cross_entropy, numerical_gradient, squared_error
from tinynet.network import forward


@pytest.mark.parametrize("factor", [-3.0, 0.0, 0.7])
def test_it_is_the_slope_of_a_polynomial(factor):
    weights = np.linspace(-3, 3, 13)
    found = numerical_gradient(lambda w: (factor * w**2 + w).sum(), weights)
    np.testing.assert_allclose(found, 2 * factor * weights + 1, rtol=0, atol=1e-8)


@pytest.mark.parametrize("weight", [-2, -0.3, 0, 1.5])
@pytest.mark.parametrize("epsilon", [0.5, 0.1, 0.01])
def test_for_a_cube_it_is_too_large_by_the_square_of_epsilon(weight, epsilon):
    [found] = numerical_gradient(lambda w: (w**3).sum(), np.array([weight]), epsilon)
    assert found == pytest.approx(3 * weight**2 + epsilon**2, rel=0, abs=1e-11)


def test_each_weight_has_its_own_slope():
    factors = np.array([[2.0, -3.0, 5.0], [7.0, -11.0, 13.0]])
    found = numerical_gradient(lambda w: (factors * w).sum(), np.ones((2, 3)))
    np.testing.assert_allclose(found, factors, rtol=1e-9)


def test_weights_that_depend_on_each_other_are_moved_one_at_a_time():
    found = numerical_gradient(np.prod, np.array([2.0, 3.0, 5.0]))
    np.testing.assert_allclose(found, [15, 10, 6], rtol=1e-9)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (3, 1), (1, 4), (2, 3), (2, 1, 3)])
def test_the_gradient_has_the_shape_of_the_weights(shape):
    assert numerical_gradient(np.sum, np.ones(shape)).shape == shape


def test_whole_numbers_are_nudged_like_any_others_and_not_changed():
    weights = np.array([1, -3])
    found = numerical_gradient(lambda w: (w**2).sum(), weights)
    np.testing.assert_allclose(found, [2, -6], rtol=1e-9)
    assert weights.tolist() == [1, -3]


def test_the_function_is_called_twice_for_each_weight_and_never_with_two_moved():
    moves = []

    def function(weights):
        moves.append(weights - start)
        return 0.0

    start = np.ones((2, 2))
    numerical_gradient(function, start, epsilon=0.25)
    alone = [sign * 0.25 * row for row in np.eye(4) for sign in (-1, 1)]
    assert sorted(tuple(move.ravel()) for move in moves) == (
        sorted(tuple(row + 0.0) for row in alone)
    )


def test_without_an_epsilon_it_nudges_by_a_hundred_thousandth():
    called = []
    numerical_gradient(lambda w: called.append(w.item()) or 0.0, np.zeros(1))
    assert sorted(called) == [-1e-5, 1e-5]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("loss", [squared_error, cross_entropy])
@pytest.mark.parametrize("sizes", [(3, 1), (2, 1, 1), (3, 4, 1), (3, 5, 4, 2)])
def test_it_agrees_with_the_gradients_of_a_network(sizes, loss, bias):
    random = np.random.RandomState(7)
    inputs = random.uniform(-2, 2, (5, sizes[0]))
    targets = random.random_sample((5, sizes[-1]))
    network = Network(*sizes, bias=bias, seed=3)
    gradients = network.gradients(inputs, targets, loss)
    for layer in range(len(network.layers)):
        for part in range(1 + bias):

            def value(changed, layer=layer, part=part):
                layers = [[*pair] for pair in network.layers]
                layers[layer][part] = changed
                return loss.value(targets, forward(layers, inputs)[-1])

            measured = numerical_gradient(value, network.layers[layer][part])
            found = gradients[layer][part]
            np.testing.assert_allclose(found, measured, rtol=0, atol=2e-9)
