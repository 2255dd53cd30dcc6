"""Working formulas out, against plain Python, and derivatives against differences."""

import math

import numpy as np
import pytest

from tinynet import sigmoid, think
from tinynet.book.latex import read
from tinynet.book.symbols import Table, Wrong, read_row
from tinynet.book.values import (
    Misfit,
    Undefined,
    compared,
    draw,
    lay_out,
    taylor,
    unit_of,
)

CELLS = [
    ("x_i", "inputs"),
    ("w_i", "weights"),
    ("z", "weighted_sum(inputs, weights)"),
    (r"\sigma(s)", "sigmoid(s)"),
    ("y", "output = think(inputs, weights)"),
    ("t", "targets"),
    ("E", "((targets - output) ** 2).sum() / 2"),
    ("a", "a"),
    ("b", "b"),
    ("f(a)", "a**3"),
]


@pytest.fixture
def point():
    table = Table(
        [
            read_row(n, tex, code, {r"\sigma", "f"})
            for n, (tex, code) in enumerate(CELLS)
        ]
    )
    for name in ("a", "b"):
        table.named[name].low = 0.5
    lay_out(table, [])
    return draw(table, 1)


def node(tex):
    [found] = read(tex, {r"\sigma", "f"}).claims
    return found


def value(point, tex, **bound):
    return point.value(node(tex), {"example": 1, "i": 1} | bound)


@pytest.mark.parametrize(
    ("tex", "python"),
    [
        (r"\frac{a - b}{2} + a \cdot b", "(a - b) / 2 + a * b"),
        (r"-a^2 b", "-(a**2) * b"),
        (r"e^{-a} + \exp(b)", "math.exp(-a) + math.exp(b)"),
        (
            r"\ln a - \log_2 b + \log_{10} a",
            "math.log(a) - math.log2(b) + math.log10(a)",
        ),
        (r"\sqrt{a} \cdot \sqrt[3]{b}", "a**0.5 * b ** (1 / 3)"),
        (r"|b - a| + |a - b|", "2 * abs(a - b)"),
        (r"\max(a, b) - \min(a, b)", "abs(a - b)"),
        (r"\sin a \cdot \tanh b", "math.sin(a) * math.tanh(b)"),
        (r"\sum_{k=1}^{4} a^k", "a + a**2 + a**3 + a**4"),
        (r"\prod_{k=2}^{3} (a + k)", "(a + 2) * (a + 3)"),
        (r"a^1 + a^2 + \dots + a^5", "a + a**2 + a**3 + a**4 + a**5"),
        (r"25\,\% \cdot a", "a / 4"),
        (
            r"\begin{cases} a & \text{if } a < b \\ b & \text{otherwise} \end{cases}",
            "min(a, b)",
        ),
        (r"2 \pi e", "2 * math.pi * math.e"),
        (r"f(a + 1)", "(a + 1) ** 3"),
        (r"f'(b)", "3 * b**2"),
        (r"f''(b)", "6 * b"),
        (r"\frac{df}{da}", "3 * a**2"),
        (r"\frac{d^2 f}{da^2}", "6 * a"),
        (r"\frac{\partial}{\partial a} a^2 b", "2 * a * b"),
        (r"\frac{d}{da} \frac{d}{da} a^4", "12 * a**2"),
        (r"\lim_{h \to 0} \frac{e^h - 1}{h}", "1"),
        (r"\lim_{h \to 0} \frac{f(a + h) - f(a)}{h}", "3 * a**2"),
        (r"\lim_{a \to \infty} \sigma(a)", "1"),
    ],
)
def test_a_formula_is_worth_what_plain_python_says(point, tex, python):
    numbers = {name: point.drawn[point.table.named[name]] for name in "ab"}
    assert value(point, tex) == pytest.approx(eval(python, {"math": math} | numbers))


@pytest.mark.parametrize(
    "tex", ["w \\cdot x", r"w^\top x", r"x^\top w", r"\sum_i w_i x_i"]
)
def test_the_weighted_sum_is_the_same_however_it_is_written(point, tex):
    inputs, weights = (point.drawn[point.table.named[n]] for n in ("inputs", "weights"))
    plain = sum(x * w for x, w in zip(inputs[0], weights[:, 0], strict=True))
    assert value(point, tex) == pytest.approx(plain)
    assert value(point, "z") == pytest.approx(plain)


def test_products_of_arrays_are_those_of_matrices(point):
    x, w = (np.asarray(value(point, tex)) for tex in ("x", "w"))
    assert value(point, r"w x^\top") == pytest.approx(w @ x.T)
    assert value(point, r"w \odot x") == pytest.approx(w * x)
    assert value(point, r"2 w - x") == pytest.approx(2 * w - x)


@pytest.mark.parametrize(
    "tex",
    [
        "w x",
        r"w \odot z x^\top",
        "e^w",
        "w^2",
        "\\frac{1}{w}",
        r"w + w x^\top",
        r"\ln w",
    ],
)
def test_an_array_where_a_number_must_be_is_refused(point, tex):
    with pytest.raises(ValueError):
        value(point, tex)


def test_a_gradient_of_the_package_agrees_with_small_steps(point):
    inputs, weights, targets = (
        point.drawn[point.table.named[name]]
        for name in ("inputs", "weights", "targets")
    )

    def score(changed):
        return ((targets - think(inputs, changed)) ** 2).sum() / 2

    steps = []
    for row in range(len(weights)):
        nudge = np.zeros_like(weights)
        nudge[row] = 1e-6
        steps.append([(score(weights + nudge) - score(weights - nudge)) / 2e-6])
    assert value(point, r"\nabla E") == pytest.approx(np.array(steps), rel=1e-5)
    assert value(point, r"\nabla_w E") == pytest.approx(np.array(steps), rel=1e-5)
    assert value(point, r"\frac{\partial E}{\partial w_2}") == pytest.approx(
        steps[1][0], rel=1e-5
    )


def test_a_derivative_is_right_to_nearly_all_digits():
    true = sigmoid(2) * (1 - sigmoid(2))
    assert abs(taylor(lambda h: sigmoid(2 + h), 1) - true) < 1e-14
    second = true * (1 - 2 * sigmoid(2))
    assert abs(2 * taylor(lambda h: sigmoid(2 + h), 2) - second) < 1e-11


@pytest.mark.parametrize(
    "function", [lambda h: np.abs(1 + h), np.conj, lambda h: 1 / h]
)
def test_what_is_not_smooth_has_no_derivative(function):
    with pytest.raises(Wrong, match="not smooth"):
        taylor(function, 1)


def test_a_derivative_by_something_without_influence_is_refused(point):
    with pytest.raises(Wrong, match="depends on z"):
        value(point, r"\frac{dE}{dz}")


@pytest.mark.parametrize(
    ("left", "sign", "right", "true"),
    [
        (1 / 3, "=", 0.1 + 0.7 / 3, True),
        (1.0, "=", 1.0 + 1e-8, False),
        (2.0, r"\ne", 3.0, True),
        (2.0, r"\ne", 2.0 + 1e-15, False),
        (0.25, "<", 0.25, False),
        (0.25 - 1e-17, "<", 0.25, False),
        (0.24, "<", 0.25, True),
        (0.25, r"\le", 0.25 - 1e-17, True),
        (0.26, r"\le", 0.25, False),
        (0.26, r"\ge", 0.25, True),
        (0.26, ">", 0.27, False),
    ],
)
def test_only_rounding_is_forgiven(left, sign, right, true):
    assert compared(np.float64(left), sign, np.float64(right), None, False) is true


@pytest.mark.parametrize(
    ("tex", "unit"),
    [
        ("0.9975", 1e-4),
        ("-3.4", 0.1),
        ("12", 1),
        (r"10\,000", 1),
        (r"9.5 \cdot 10^{-7}", 1e-8),
        (r"3 \times 10^4", 1e4),
        (r"98.1\,\%", 1e-3),
        ("a", None),
        (r"\frac13", None),
        ("2 a", None),
    ],
)
def test_the_published_digits_of_a_number_are_known(tex, unit):
    found = unit_of(node(tex))
    assert found == (unit and pytest.approx(unit))


@pytest.mark.parametrize(
    ("published", "true"),
    [
        ("0.9975", True),
        ("0.998", True),
        ("0.9974", False),
        ("0.9976", False),
        ("0.99753", True),
    ],
)
def test_a_rounded_number_must_be_rounded_right(published, true):
    right = node(published)
    value = np.float64(right.parts[0])
    assert compared(sigmoid(6), r"\approx", value, unit_of(right), False) is true


def test_nearly_equal_needs_a_number():
    with pytest.raises(Wrong, match="digits of a number"):
        compared(1.0, r"\approx", 1.0, None, False)


def test_zero_by_zero_is_told_apart_from_what_is_false(point):
    with pytest.raises(Undefined), np.errstate(all="ignore"):
        point.holds(node(r"\frac{a - a}{b - b} = 1"), {})


def test_the_code_of_a_row_must_run():
    rows = [read_row(1, "x_i", "inputs", ()), read_row(2, "z", "inputs @ inputs", ())]
    with pytest.raises(Misfit, match="matmul") as caught:
        lay_out(Table(rows), [])
    assert caught.value.line == 2


def test_the_code_of_a_row_must_give_as_many_numbers_as_its_indices_say():
    rows = [read_row(1, "x_i", "inputs", ()), read_row(2, "s_i", "inputs.sum()", ())]
    with pytest.raises(Misfit, match="numbers"):
        lay_out(Table(rows), [])


def test_indices_count_to_different_numbers():
    rows = [
        read_row(n, tex, tex[0], ()) for n, tex in enumerate(("a_i", "b_j", "c_{ij}"))
    ]
    table = Table(rows)
    lay_out(table, [])
    assert len(set(table.lengths.values())) == len(table.lengths)


def test_draws_are_the_same_each_time_and_within_their_limits():
    row = read_row(1, "t_n", "targets", ())
    row.low, row.high = 0.0, 1.0
    table = Table([row])
    lay_out(table, [])
    for seed in range(50):
        drawn = draw(table, seed, spread=1.5).drawn[row]
        assert (drawn == draw(table, seed, spread=1.5).drawn[row]).all()
        assert ((drawn > 0) & (drawn < 1)).all()
    assert (draw(table, 0, spread=0.0).drawn[row] == 0.5).all()
