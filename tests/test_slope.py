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
    return (1 / (1 + cmath.exp(-(x + step * 1j)))).imag / step


@given(st.floats(-30, 30))
def test_the_gradient_is_the_measured_slope_where_the_sigmoid_gave_this_output(x):
    assert sigmoid_gradient(sigmoid(x)) == pytest.approx(
        measured_slope(x), rel=1e-9, abs=1e-15
    )


@given(st.floats(0, 1))
def test_the_gradient_is_never_more_than_a_quarter(output):
    assert 0 <= sigmoid_gradient(output) <= 0.25


def test_the_gradient_is_steepest_where_the_output_is_one_half():
    assert sigmoid_gradient(0.5) == 0.25
    assert sigmoid_gradient(0.49) < 0.25 > sigmoid_gradient(0.51)


def test_half_the_steepest_slope_is_where_the_chapter_says():
    x = 2 * math.log(1 + math.sqrt(2))
    assert sigmoid_gradient(sigmoid(x)) == pytest.approx(0.125, rel=1e-14)
    assert f"{x:.4f}" == "1.7627"


def test_the_gradient_takes_each_number_of_an_array():
    outputs = np.array([[0.2], [0.7]])
    np.testing.assert_allclose(sigmoid_gradient(outputs), [[0.16], [0.21]], rtol=1e-15)


def test_the_weighted_sum_in_place_of_the_output_gives_another_number():
    assert sigmoid_gradient(2.0) == -2.0
    assert f"{sigmoid_gradient(sigmoid(2.0)):.6f}" == "0.104994"
