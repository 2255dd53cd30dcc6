"""The lab, executed, against races that are run without any arrays."""

import math
import re
from functools import cache

import pytest
from labs import executed, the

FILE = "docs/labs/learning-faster.ipynb"

ROWS = [[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]]
TARGETS = [0, 1, 1, 0]
START = (-0.165955990594852, 0.4406489868843162, -0.9997712503653102)
WRONG = (-5.0, 0.0, 0.0)
RACERS = [
    "squared error, descent",
    "squared error, momentum",
    "squared error, Adam",
    "cross-entropy, descent",
    "cross-entropy, momentum",
]
racers = pytest.mark.parametrize("racer", RACERS)


@pytest.fixture(scope="module")
def printed(built_site):
    """Return a function: the lines that the one cell with this code printed."""
    cells = executed(built_site, FILE)
    return lambda part: the(cells, part).lines


def numbers(line):
    return re.findall(r"-?\d[\d,]*(?:\.\d+)?", line)


@cache
def race(racer, start, iterations):
    """Return outputs and weights before each step, one number at a time."""
    loss, optimizer = racer.split(", ")
    weights, seen = list(start), []
    ball, mean, square = [0.0] * 3, [0.0] * 3, [0.0] * 3
    for n in range(1, iterations + 1):
        outputs = []
        for row in ROWS:
            total = sum(x * w for x, w in zip(row, weights, strict=True))
            outputs.append(1 / (1 + math.exp(-total)))
        seen.append((outputs, list(weights)))
        deltas = [t - y for t, y in zip(TARGETS, outputs, strict=True)]
        if loss == "squared error":
            deltas = [d * y * (1 - y) for d, y in zip(deltas, outputs, strict=True)]
        for i in range(3):
            g = -sum(row[i] * d for row, d in zip(ROWS, deltas, strict=True))
            ball[i] = g + 0.9 * ball[i]
            mean[i] = 0.9 * mean[i] + 0.1 * g
            square[i] = 0.999 * square[i] + 0.001 * g * g
            typical = math.sqrt(square[i] / (1 - 0.999**n)) + 1e-8
            weights[i] -= {
                "descent": g,
                "momentum": ball[i],
                "Adam": 0.1 * mean[i] / (1 - 0.9**n) / typical,
            }[optimizer]
    return seen


def mean_error(outputs):
    return sum(abs(t - y) for t, y in zip(TARGETS, outputs, strict=True)) / 4


@racers
def test_the_race_is_that_of_a_plain_loop(printed, racer):
    (line,) = [line for line in printed("racers = {") if line.startswith(racer)]
    errors = [mean_error(outputs) for outputs, _ in race(racer, START, 10_000)]
    first = [next(n for n, e in enumerate(errors) if e <= x) for x in (0.1, 0.05, 0.01)]
    assert numbers(line) == [f"{n:,}" for n in first]


def test_two_racers_with_the_same_error_have_the_weights_of_a_plain_loop(printed):
    lines = printed("path[:300, 0]")
    assert len(lines) == 2
    for racer, n, line in zip(RACERS, (9_999, 34), lines, strict=False):
        outputs, weights = race(racer, START, 10_000)[n]
        known = [f"{n:,}", f"{mean_error(outputs):.4f}"]
        assert numbers(line) == known + [f"{w:.3f}" for w in weights]


@racers
def test_the_way_back_from_a_wrong_start_is_that_of_a_plain_loop(printed, racer):
    (line,) = [line for line in printed("path.T") if line.startswith(racer)]
    lowest = 0.0
    for n, (outputs, weights) in enumerate(race(racer, WRONG, 5_000)):
        if all((y > 0.5) == t for y, t in zip(outputs, TARGETS, strict=True)):
            break
        lowest = min(lowest, weights[2])
    assert numbers(line) == [f"{n:,}", f"{lowest:.2f}"]


def test_the_slope_and_the_deltas_at_the_wrong_start(printed):
    output = 1 / (1 + math.exp(5))
    slope = output * (1 - output)
    lines = printed("slope = sigmoid_gradient(output)")
    assert numbers(lines[0]) == [f"{output:.4f}", f"{slope:.4f}"]
    assert numbers(lines[1]) == [f"{(1 - output) * slope:.4f}"]
    assert numbers(lines[2])[-1] == f"{1 - output:.4f}"


def test_the_readers_own_race_begins_with_the_fastest(printed):
    seen = race("cross-entropy, momentum", START, 10_000)
    lines = printed("learning_rate = 1.0")
    assert len(lines) == 8
    for line in lines:
        n, error, *weights = numbers(line)
        assert error == f"{mean_error(seen[int(n)][0]):.5f}"
        assert weights == [f"{w:.3f}" for w in seen[int(n)][1]]
