"""The articles' numbers hold in programs without the package, and a wrong one is noticed."""

import os
import re
import subprocess
import sys
from math import exp
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/articles.md").read_text("utf-8")
PROGRAM = re.compile(
    r'^( *)```python\n((?:.|\n)*?)^ *```\n\s*```text title="Output"\n((?:.|\n)*?)^ *```',
    re.MULTILINE,
)
PROGRAMS = [(dedent(code), dedent(output)) for _, code, output in PROGRAM.findall(TEXT)]
XOR = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])


def program(digits):
    """Return the one program with these published digits, and what it prints."""
    (found,) = [one for one in PROGRAMS if digits in one[0]]
    return found


def rows(name, digits):
    """Return the lines of numbers in a string that the program assigns to a name."""
    return re.search(rf'{name} = """\n([^"]*)"""', program(digits)[0])[1].split("\n")


def neuron(inputs, targets, iterations):
    """Return the articles' neuron's weights, by sums over the rows, one by one."""
    weights = [2 * one - 1 for one in np.random.RandomState(1).random_sample(3)]
    for _ in range(iterations):
        sums = [sum(w * x for w, x in zip(weights, row)) for row in inputs]
        outputs = [1 / (1 + exp(-z)) for z in sums]
        pushes = [(t - y) * y * (1 - y) for t, y in zip(targets, outputs)]
        for i in range(3):
            weights[i] += sum(p * row[i] for p, row in zip(pushes, inputs))
    return weights


def network(inputs, targets, hidden, iterations, rate=1.0, counted=False):
    """Return both layers, the errors and the turns, as the articles' loop has them."""
    random, errors, turns, before = np.random.RandomState(1), [], 0, None
    first = 2 * random.random_sample((3, hidden)) - 1
    second = 2 * random.random_sample((hidden, 1)) - 1
    for iteration in range(iterations):
        middle = 1 / (1 + np.exp(-np.dot(inputs, first)))
        output = 1 / (1 + np.exp(-np.dot(middle, second)))
        error = targets - output
        if iteration % 10_000 == 0:
            errors.append(np.abs(error).mean())
        delta = error * output * (1 - output)
        deltas = delta.dot(second.T) * middle * (1 - middle)
        moves = inputs.T.dot(deltas), middle.T.dot(delta)
        first, second = first + rate * moves[0], second + rate * moves[1]
        if counted:
            up = np.concatenate([move.ravel() for move in moves]) > 0
            turns = turns + (up != before) if iteration else np.zeros(up.size, int)
            before = up
    return np.concatenate([first.ravel(), second.ravel()]), errors, turns


def shown(numbers):
    return [f"{number:.8f}".rstrip("0") for number in numbers]


def test_the_first_article_has_the_weights_of_a_plain_loop():
    weights = neuron([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]], [0, 1, 1, 0], 10_000)
    assert '"' + " ".join(shown(weights)) + '"' in program("0.99993704")[0]
    assert shown([1 / (1 + exp(-weights[0]))]) == ["0.99993704"]


def test_the_second_article_has_the_outputs_from_before_the_last_step():
    weights = neuron(XOR, [0, 0, 1, 1], 9_999)
    outputs = 1 / (1 + np.exp(-XOR.dot(weights)))
    assert " ".join(shown(outputs)) in program("0.00786506")[0]


def test_the_picture_contradicts_its_own_weights():
    assert round(1 / (1 + exp(-9.5 + 0.1)), 2) != 0.99


def test_the_first_sequel_has_the_weights_of_the_articles_loop():
    examples = ["001", "011", "101", "010", "100", "111", "000"]
    inputs = np.array([[int(digit) for digit in one] for one in examples])
    targets = np.array([[0, 1, 1, 1, 1, 0, 0]]).T
    code = " ".join(program("0.0078876")[0].split())
    for iterations in [0, 60_000]:
        weights = shown(network(inputs, targets, 4, iterations)[0])
        assert " ".join(weights[:12]) in code
        assert '"' + " ".join(weights[12:]) + '"' in code


@pytest.mark.parametrize(("hidden", "rate", "line"), [(4, 10, 4), (32, 1, 10)])
def test_the_second_sequel_has_the_errors_of_one_network_after_another(
    hidden, rate, line
):
    targets = np.array([[0, 1, 1, 0]]).T
    counted = hidden == 4  # the sequel counts these
    weights, errors, turns = network(XOR, targets, hidden, 60_000, rate, counted)
    later = rows("LATER", "0.495164025493")
    assert later[line].split() == [f"{error:.12g}" for error in errors[1:]]
    if counted:
        published = " ".join(rows("WEIGHTS", "-0.28448441")).split()
        assert published[16 * line : 16 * line + 16] == shown(weights)
        counts = rows("TURNS", "-0.28448441")[line]
        assert counts.split() == [str(turn) for turn in turns]


@pytest.mark.parametrize(
    "changes",
    [
        {"9.67299303 9.67299304": "trained weights: 2 of 3"},
        {"0.00786506 0.00786507": "outputs: 3 of 4"},
        {"10.13210706 10.13210707": "end, layer 2      3 of  4"},
    ],
)
def test_a_wrong_digit_is_noticed(changes, tmp_path):
    code, output = program(next(iter(changes)).split()[0])
    for change in changes:
        code = re.sub(rf"(?<=[\s\"]){change.split()[0]}\b", change.split()[1], code)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    pairs = zip(done.stdout.splitlines(), output.splitlines(), strict=True)
    changed = [new for new, old in pairs if new != old]
    assert len(changed) == len(changes)
    for new, told in zip(changed, changes.values()):
        assert new.startswith(told)
