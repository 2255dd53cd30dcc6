"""The lab, executed, against a training without any arrays."""

import math
import re
from functools import cache

import pytest
from labs import executed, the

FILE = "docs/labs/watch-it-learn.ipynb"

# The second article's examples, and the starting weights that both articles print, with
# more digits than they print.
ROWS = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
TARGETS = [0, 0, 1, 1]
START = [-0.165955990594852, 0.4406489868843162, -0.9997712503653102]


@pytest.fixture(scope="module")
def printed(built_site):
    """Return a function: the numbers on each line that the cell with this code printed."""
    cells, number = executed(built_site, FILE), r"-?\d[\d,]*(?:\.\d+)?"
    return lambda part: [re.findall(number, line) for line in the(cells, part).lines]


def think(weights):
    sums = [sum(x * w for x, w in zip(row, weights, strict=True)) for row in ROWS]
    return [1 / (1 + math.exp(-total)) for total in sums]


def deltas(outputs):
    """Return error × slope for each example, as line 36 of the article does."""
    return [(t - y) * y * (1 - y) for t, y in zip(TARGETS, outputs, strict=True)]


def moves(delta):
    """Return the move of each weight, as line 39 of the article does."""
    return [sum(r[i] * d for r, d in zip(ROWS, delta, strict=True)) for i in range(3)]


@cache
def training():
    """Return the outputs of each iteration, and the final weights."""
    outputs, weights = [], START
    for _ in range(10_000):
        outputs.append(think(weights))
        change = moves(deltas(outputs[-1]))
        weights = [w + move for w, move in zip(weights, change, strict=True)]
    return outputs, weights


def test_the_first_and_the_last_outputs_are_those_of_a_plain_loop(printed):
    outputs, _ = training()
    rows = zip(TARGETS, outputs[0], outputs[-1], strict=True)
    assert printed("callback=record")[1:] == [
        [f"{t}", f"{first:.8f}", f"{last:.8f}"] for t, first, last in rows
    ]


def test_the_last_outputs_are_what_the_second_article_prints(printed):
    published = "0.00966449 0.00786506 0.99358898 0.99211957"
    assert [last for _, _, last in printed("callback=record")[1:]] == published.split()


def test_the_outputs_after_the_last_move_are_different(printed):
    outputs, weights = training()
    rows = zip(outputs[-1], think(weights), strict=True)
    lines = printed("zip(outputs[-1]")[1:]
    assert lines == [[f"{before:.8f}", f"{after:.8f}"] for before, after in rows]
    assert all(before != after for before, after in lines)


def test_the_third_output_and_the_mean_error_are_those_of_a_plain_loop(printed):
    thirds, errors = printed("outputs[iteration][2"), printed("errors[iteration]:")
    for row, iteration in enumerate([0, 10, 100, 1_000, 9_999]):
        outputs = training()[0][iteration]
        error = sum(abs(t - y) for t, y in zip(TARGETS, outputs, strict=True)) / 4
        assert thirds[row] == [f"{iteration:,}", f"{outputs[2]:.4f}"]
        assert errors[row] == [f"{iteration:,}", f"{error:.4f}"]


@pytest.mark.parametrize(
    ("part", "at"), [("take_apart(outputs[0])", 0), ("take_apart(outputs[-1])", -1)]
)
def test_line_36_taken_apart_is_error_times_slope(printed, part, at):
    rows = zip(TARGETS, training()[0][at], strict=True)
    assert printed(part)[1:] == [
        [f"{t - y:.6f}", f"{y * (1 - y):.6f}", f"{(t - y) * y * (1 - y):.7f}"]
        for t, y in rows
    ]


def test_line_39_adds_up_the_deltas_that_reach_a_weight(printed):
    delta = deltas(training()[0][0])
    lines = printed("for column in range(3)")
    for i, (line, move) in enumerate(zip(lines, moves(delta), strict=True)):
        parts = [f"{r[i] * d + 0.0:.4f}" for r, d in zip(ROWS, delta, strict=True)]
        assert line == [f"{i + 1}", *parts, f"{move:.4f}"]


def test_the_last_section_begins_with_the_articles_result(printed):
    _, weights, outputs = printed("wanted = ")
    assert [float(w) for w in weights] == [9.673, -0.2078, -4.6296]
    assert [float(y) for y in outputs] == [0.0097, 0.0079, 0.9936, 0.9921]
