"""The lab on the hidden layer, run as it is, against a training without any tables."""

import math
import re
from functools import cache

import pytest
from labs import assert_is_stored_empty, executed, the

FILE = "docs/labs/hidden-layer.ipynb"

ROWS = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
TARGETS = [0, 1, 1, 0]
FIRST = [  # the second article's starting weights, a hidden neuron in each row
    [-0.165955990594852, -0.7064882183657739, -0.20646505153866013],
    [0.4406489868843162, -0.8153228104624044, 0.07763346800671389],
    [-0.9997712503653102, -0.6274795772446582, -0.16161097119341044],
    [-0.39533485473632046, -0.30887854591390451, 0.370439000793519],
]
SECOND = [
    *(-0.5910954973686155, 0.7562348727818908),
    *(-0.9452248136041477, 0.34093502035680445),
]


def output_of(weights, read):
    total = sum(w * x for w, x in zip(weights, read, strict=True))
    return 1 / (1 + math.exp(-total))


@cache
def plain_training():
    """Return activations and outputs at the start of some iterations, by plain loops."""
    first, second, seen = [list(row) for row in FIRST], list(SECOND), {}
    for iteration in range(1_001):
        hidden = [[output_of(weights, row) for weights in first] for row in ROWS]
        outputs = [output_of(second, activations) for activations in hidden]
        if iteration in (0, 100, 300, 1_000):
            seen[iteration] = hidden, outputs
        deltas = [(t - y) * y * (1 - y) for t, y in zip(TARGETS, outputs, strict=True)]
        for j in range(4):
            carried = [
                delta * second[j] * row[j] * (1 - row[j])
                for delta, row in zip(deltas, hidden, strict=True)
            ]
            for i in range(3):
                first[j][i] += sum(d * r[i] for d, r in zip(carried, ROWS, strict=True))
        for j in range(4):
            second[j] += sum(d * h[j] for d, h in zip(deltas, hidden, strict=True))
    return seen


@pytest.fixture(scope="module")
def cells(built_site):
    return executed(built_site, FILE)


def printed(cells, part):
    return the(cells, part).lines


def test_the_errors_are_the_article_s_six_and_its_reader_s_four(cells):
    assert [line.split()[1] for line in printed(cells, "callback=note")] == [
        *("0.496410031903", "0.00858452565325", "0.00578945986251"),
        *("0.00462917677677", "0.00395876528027", "0.00351012256786"),
        *("0.00318350238587", "0.00293230634228", "0.00273150641821"),
        "0.00256631724004",
    ]


@pytest.mark.parametrize("place", range(4))
def test_the_activations_are_those_of_a_plain_loop(cells, place):
    iteration = (0, 100, 300, 1_000)[place]
    head, *lines = printed(cells, "forward(layers")[5 * place : 5 * place + 5]
    assert head == f"iteration {iteration:,}"
    hidden, outputs = plain_training()[iteration]
    for line, row, activations, y in zip(lines, ROWS, hidden, outputs, strict=True):
        assert line.split()[:2] == [f"{row[0]}", f"{row[1]}"]
        numbers = [f"{n:.2f}" for n in (*activations, y)]
        assert re.findall(r"\d\.\d\d", line) == numbers


def test_the_curve_the_boundary_and_the_network_are_drawn(cells):
    drawn = [picture for cell in cells for picture in cell.pictures]
    assert len(drawn) == 4
    assert all(title in drawn[1] for title in ("1,000", "99,999"))


def test_the_place_to_play_begins_with_a_network_that_has_learned(cells):
    (line,) = printed(cells, "learning_rate = 1.0")
    outputs = [float(number) for number in re.findall(r"\d\.\d*", line)]
    assert outputs == pytest.approx(TARGETS, abs=0.05)


def test_one_hidden_neuron_never_learns_xor_and_four_always_do(cells):
    lines = printed(cells, "learned +=")
    counts = [int(re.search(r"(\d+) of 10", line)[1]) for line in lines]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 10)


def test_the_file_is_stored_without_outputs():
    assert_is_stored_empty(FILE)
