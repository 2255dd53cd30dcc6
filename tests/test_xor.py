"""How many rules a neuron can learn: the page's counts, by ways that it doesn't go."""

from itertools import product

import numpy as np
import pytest

from tinynet import starting_weights, think, train
from tinynet.data import XOR

RULES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0)}


def corners_of(n):
    return np.array(list(product([0, 1], repeat=n)))


def has_a_line(answers, corners):
    """Ask a solver of inequalities for weights and a threshold with room on both sides."""
    from scipy.optimize import linprog  # slow, and only wanted here

    sides = np.where(answers, 1, -1)[:, None]
    demands = -sides * np.c_[corners, -np.ones(len(corners))]
    nothing = np.zeros(demands.shape[1])
    room = -np.ones(len(corners))
    found = linprog(nothing, A_ub=demands, b_ub=room, bounds=(None, None))
    assert found.status in (0, 2)  # solved, or proved to be impossible
    return found.status == 0


@pytest.mark.parametrize(("n", "learnable"), [(1, 4), (2, 14), (3, 104)])
def test_a_solver_finds_a_line_for_so_many_rules(n, learnable):
    corners = corners_of(n)
    rules = product([False, True], repeat=len(corners))
    assert sum(has_a_line(np.array(rule), corners) for rule in rules) == learnable


@pytest.mark.parametrize(
    ("n", "largest", "learnable"), [(2, 1, 14), (3, 2, 104), (4, 3, 1882)]
)
def test_small_whole_weights_make_as_many_rules(n, largest, learnable):
    whole = product(range(-largest, largest + 1), repeat=n)
    sums = np.array(list(whole)) @ corners_of(n).T
    limits = np.arange(sums.min() - 0.5, sums.max() + 1)
    rules = {tuple(row) for limit in limits for row in (sums > limit).tolist()}
    assert len(rules) == learnable


def test_xor_and_its_opposite_are_the_two_of_sixteen_without_a_line():
    rules = product([0, 1], repeat=4)
    without = [r for r in rules if not has_a_line(np.array(r, bool), corners_of(2))]
    assert without == [(0, 1, 1, 0), (1, 0, 0, 1)]


@pytest.mark.parametrize("name", RULES)
def test_a_neuron_learns_and_or_and_nand(name):
    targets = np.array([RULES[name]]).T
    weights = train(XOR.inputs, targets, starting_weights((3, 1)))
    np.testing.assert_allclose(think(XOR.inputs, weights), targets, atol=0.03)


def test_from_the_article_s_start_a_neuron_ends_undecided_about_xor():
    weights = train(*XOR, starting_weights((3, 1)), iterations=2_000)
    np.testing.assert_allclose(weights, 0, atol=1e-12)
    np.testing.assert_allclose(think(XOR.inputs, weights), 0.5, atol=1e-12)
