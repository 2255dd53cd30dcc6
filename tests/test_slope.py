"""The slope of the sigmoid, against measuring it."""

import cmath
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinynet import sigmoid, sigmoid_gradient


def measured_slope(x: float) -> float:
    """Return the slope of 1/(1+e⁻ˣ) by a step in the imaginary direction."""
    step = 1e-30
    return (1 / (1 + cmath.exp(-complex(x, step)))).imag / step


@given(st.floats(-30, 0))
def test_the_gradient_is_the_measured_slope_where_the_sigmoid_gave_this_output(x):
    assert sigmoid_gradient(sigmoid(x)) == pytest.approx(
        measured_slope(x), rel=2e-15, abs=0
    )


@given(st.floats(0, 700))
def test_near_an_output_of_1_it_is_the_slope_but_for_the_last_digit_of_the_output(x):
    last_digit = 2**-52
    assert abs(sigmoid_gradient(sigmoid(x)) - measured_slope(x)) <= last_digit


@pytest.mark.parametrize("x", [-3.0, -0.4, 0.7, 2.0])
def test_the_gradient_is_the_rise_divided_by_a_tiny_run(x):
    def curve(z):
        return 1 / (1 + math.exp(-z))

    run = 1e-5  # a half on each side leaves an error of run² / 24, or less
    measured = (curve(x + run / 2) - curve(x - run / 2)) / run
    assert sigmoid_gradient(curve(x)) == pytest.approx(measured, rel=0, abs=2e-11)


@pytest.mark.parametrize("run", [2.0, 0.3, -1.5])
@pytest.mark.parametrize("z", [-1.2, 0.4, 3.0])
def test_the_chapter_s_four_lines_hold_for_a_run_of_any_length(z, run):
    def curve(x):
        return 1 / (1 + math.exp(-x))

    rise = curve(z + run) - curve(z)
    assert math.exp(-z) * curve(z) == pytest.approx(1 - curve(z), rel=1e-14)
    assert rise == pytest.approx(
        curve(z + run) * curve(z) * (math.exp(-z) - math.exp(-(z + run))), rel=1e-14
    )
    assert rise == pytest.approx(
        curve(z + run) * (1 - curve(z)) * (1 - math.exp(-run)), rel=1e-14
    )


@given(st.floats(0, 1))
def test_the_gradient_is_never_more_than_a_quarter(output):
    assert 0 <= sigmoid_gradient(output) <= 0.25


def test_the_gradient_is_steepest_where_the_output_is_one_half():
    assert sigmoid_gradient(0.5) == 0.25
    assert sigmoid_gradient(0.49) < 0.25 > sigmoid_gradient(0.51)


def test_half_the_steepest_slope_is_where_the_chapter_says():
    x = 2 * math.log(1 + math.sqrt(2))
    assert sigmoid_gradient(sigmoid(x)) == pytest.approx(0.125, rel=1e-15)
    assert sigmoid_gradient(sigmoid(-x)) == pytest.approx(0.125, rel=1e-15)
    assert f"{x:.4f}" == "1.7627"


def test_the_gradient_takes_each_number_of_an_array():
    outputs = np.array([[0.2], [0.7]])
    found = sigmoid_gradient(outputs)
    assert (found.shape, found.dtype) == (outputs.shape, outputs.dtype)
    np.testing.assert_allclose(found, [[0.16], [0.21]], rtol=3e-16)


def test_the_gradient_leaves_its_outputs_as_they_are():
    outputs = np.array([[0.2], [0.7]])
    sigmoid_gradient(outputs)
    assert outputs.tolist() == [[0.2], [0.7]]


@pytest.mark.parametrize(("x", "wrong"), [(2.0, -2.0), (0.0, 0.0)])
def test_the_weighted_sum_in_place_of_the_output_gives_what_the_chapter_warns_of(
    x, wrong
):
    assert sigmoid_gradient(x) == wrong
    right = {2.0: "0.104994", 0.0: "0.250000"}[x]
    assert f"{sigmoid_gradient(sigmoid(x)):.6f}" == right == f"{measured_slope(x):.6f}"
