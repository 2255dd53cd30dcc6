"""A neuron, against other ways of computing the same."""

import math

import numpy as np
import pytest

from tinynet import sigmoid, think, weighted_sum

INPUTS = np.array(
    [
        [0.5, -2.0, 3.0],
        [1.25, 0.75, -0.5],
        [4.0, 0.125, 2.0],
        [-1.0, 3.0, 7.0],
    ]
)
WEIGHTS = np.array([[0.3], [-1.7], [0.9]])
# Evenly over all that exp() can take, and close about 0.
TINY = np.geomspace(5e-324, 1, 2_000)
NUMBERS = np.concatenate([np.linspace(-700, 700, 20_001), TINY, -TINY])


def test_the_weighted_sum_is_what_a_plain_loop_adds_up():
    for row, total in zip(INPUTS, weighted_sum(INPUTS, WEIGHTS), strict=True):
        by_hand = 0.0
        for x, w in zip(row, WEIGHTS[:, 0], strict=True):
            by_hand += x * w
        assert total.item() == pytest.approx(by_hand, rel=1e-15)


def test_one_example_gives_one_number_and_a_table_a_column():
    assert weighted_sum(INPUTS, WEIGHTS).shape == (4, 1)
    assert weighted_sum(INPUTS[0], WEIGHTS).shape == (1,)
    assert think(INPUTS, WEIGHTS).shape == (4, 1)
    assert think(INPUTS[0], WEIGHTS).shape == (1,)


def test_the_sigmoid_is_the_hyperbolic_tangent_moved_and_squeezed():
    other = (1 + np.tanh(NUMBERS / 2)) / 2
    np.testing.assert_allclose(sigmoid(NUMBERS), other, rtol=1e-9, atol=1e-15)


def test_the_sigmoid_is_as_exact_as_the_form_that_never_overflows():
    for x, output in zip(NUMBERS.tolist(), sigmoid(NUMBERS).tolist(), strict=True):
        other = math.exp(x) / (1 + math.exp(x)) if x < 0 else 1 / (1 + math.exp(-x))
        assert abs(output - other) <= 1e-15 * other


def test_the_sigmoid_is_between_0_and_1_and_symmetric_about_one_half():
    outputs = sigmoid(numbers := NUMBERS[abs(NUMBERS) <= 36])
    assert (0 < outputs).all() and (outputs < 1).all()
    np.testing.assert_allclose(outputs + sigmoid(-numbers), 1, rtol=1e-15)


def test_the_sigmoid_rises():
    outputs = sigmoid(np.linspace(-30, 30, 1001))
    assert (np.diff(outputs) > 0).all()


def test_below_minus_709_the_sigmoid_warns_and_gives_0():
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert sigmoid(-710.0) == 0.0


def test_far_to_the_right_the_sigmoid_is_exactly_1():
    assert sigmoid(37.0) == 1.0 > sigmoid(36.0)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64])
def test_whole_numbers_have_the_sigmoid_of_floats(kind):
    wanted = [1 / (1 + math.exp(-x)) for x in (0, 1, 100)]
    outputs = sigmoid(np.array([0, 1, 100], kind))
    assert outputs.tolist() == pytest.approx(wanted, rel=1e-15)


def test_thinking_is_squeezing_the_weighted_sum():
    for row, output in zip(INPUTS, think(INPUTS, WEIGHTS), strict=True):
        total = math.fsum(x * w for x, w in zip(row, WEIGHTS[:, 0], strict=True))
        assert output.item() == pytest.approx(1 / (1 + math.exp(-total)), rel=1e-13)
