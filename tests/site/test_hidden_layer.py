"""The lab on the hidden layer, run as it is, against a training by plain loops."""

import re
from functools import cache

import pytest
from labs import executed, the
from plain import plain_forward, plain_gradients, plain_layers, plain_step

from tinynet import Network

FILE = "docs/labs/hidden-layer.ipynb"

ROWS = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
TARGETS = [0, 1, 1, 0]


@cache
def plain_training():
    """Return activations and outputs at the start of some iterations, by plain loops."""
    layers, seen = plain_layers(Network(3, 4, 1, bias=False)), {}
    for iteration in range(1_001):
        if iteration in (0, 100, 300, 1_000):
            rows = [plain_forward(layers, row) for row in ROWS]
            seen[iteration] = [[*hidden, *outputs] for _, hidden, outputs in rows]
        gradients = plain_gradients(layers, ROWS, [[t] for t in TARGETS], True)
        layers = plain_step(layers, gradients, 1, bias=False)
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
    for line, row, activations in zip(lines, ROWS, plain_training()[iteration]):
        numbers = [f"{n:.2f}" for n in activations]
        assert line.split() == [f"{row[0]}", f"{row[1]}", *numbers]


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
