"""The slope of the sigmoid, against measuring it."""

import cmath
import math

import numpy as np
import pytest

from tinynet import sigmoid, sigmoid_gradient


def measured_slope(x):
    """Return the slope of 1 / (1 + e⁻ˣ) by a step in the imaginary direction."""
    step = 1e-30
    return (1 / (1 + cmath.exp(-complex(x, step)))).imag / step


@pytest.mark.parametrize("x", np.linspace(-30, 0, 41))
def test_the_gradient_is_the_measured_slope_where_the_sigmoid_gave_this_output(x):
    found = sigmoid_gradient(sigmoid(x))
    assert found == pytest.approx(measured_slope(x), rel=2e-15, abs=0)


@pytest.mark.parametrize("x", [0.5, 3, 17, 36, 37, 200, 700])
def test_near_an_output_of_1_it_is_the_slope_up_to_the_output_s_last_digit(x):
    last_digit = 2**-52
    assert abs(sigmoid_gradient(sigmoid(x)) - measured_slope(x)) <= last_digit


@pytest.mark.parametrize("x", [-3.0, -0.4, 0.7, 2.0])
def test_the_gradient_is_the_rise_divided_by_a_short_run(x):
    def curve(z):
        return 1 / (1 + math.exp(-z))

    run = 1e-5  # half on each side leaves an error of at most run² / 24
    measured = (curve(x + run / 2) - curve(x - run / 2)) / run
    assert sigmoid_gradient(curve(x)) == pytest.approx(measured, rel=0, abs=2e-11)


@pytest.mark.parametrize("run", [2.0, 0.3, -1.5])
@pytest.mark.parametrize("z", [-1.2, 0.4, 3.0])
def test_the_chapter_s_four_lines_hold_for_a_run_of_any_length(z, run):
    y, y_h = (1 / (1 + math.exp(-x)) for x in (z, z + run))
    bracket = math.exp(-z) - math.exp(-(z + run))
    assert math.exp(-z) * y == pytest.approx(1 - y, rel=1e-14)
    assert y_h - y == pytest.approx(y_h * y * bracket, rel=1e-14)
    assert y_h - y == pytest.approx(y_h * (1 - y) * (1 - math.exp(-run)), rel=1e-14)


def test_the_gradient_is_steepest_at_one_half_and_never_more_than_a_quarter():
    outputs = np.linspace(0, 1, 1001)
    slopes = sigmoid_gradient(outputs)
    assert outputs[slopes.argmax()] == 0.5
    assert slopes.min() == 0 == slopes[0] == slopes[-1]
    assert slopes.max() == 0.25


def test_half_the_steepest_slope_is_where_the_chapter_says():
    x = 2 * math.log(1 + math.sqrt(2))
    assert f"{x:.4f}" == "1.7627"
    for side in (x, -x):
        assert sigmoid_gradient(sigmoid(side)) == pytest.approx(0.125, rel=1e-15)


def test_the_gradient_takes_each_number_of_an_array_and_changes_none():
    outputs = np.array([[0.2], [0.7]])
    found = sigmoid_gradient(outputs)
    assert found.shape == (2, 1)
    np.testing.assert_allclose(found, [[0.16], [0.21]], rtol=3e-16)
    assert outputs.tolist() == [[0.2], [0.7]]


@pytest.mark.parametrize(
    ("x", "wrong", "right"), [(2.0, -2.0, "0.104994"), (0.0, 0.0, "0.250000")]
)
def test_the_weighted_sum_instead_of_the_output_gives_what_the_chapter_warns_of(
    x, wrong, right
):
    assert sigmoid_gradient(x) == wrong
    assert f"{sigmoid_gradient(sigmoid(x)):.6f}" == right == f"{measured_slope(x):.6f}"
