"""How many rules a neuron can learn: the chapter's counts, by ways that it does not go."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog


def situations_of(n: int) -> np.ndarray:
    return np.array(list(product([0, 1], repeat=n)))


def has_a_line(answers, situations) -> bool:
    """Ask a solver of inequalities for weights and a threshold with room on both sides."""
    sides = np.where(answers, 1, -1)[:, None]
    demands = -sides * np.c_[situations, -np.ones(len(situations))]
    nothing = np.zeros(demands.shape[1])
    room = -np.ones(len(situations))
    found = linprog(nothing, A_ub=demands, b_ub=room, bounds=(None, None))
    assert found.status in (0, 2)  # solved, or proved to be impossible
    return found.status == 0


@pytest.mark.parametrize(("n", "learnable"), [(1, 4), (2, 14), (3, 104)])
def test_so_many_rules_have_a_line_says_a_solver(n, learnable):
    situations = situations_of(n)
    rules = product([False, True], repeat=len(situations))
    assert sum(has_a_line(np.array(r), situations) for r in rules) == learnable


@pytest.mark.parametrize(
    ("n", "largest", "learnable"), [(2, 1, 14), (3, 2, 104), (4, 3, 1882)]
)
def test_small_whole_weights_make_as_many_rules(n, largest, learnable):
    whole = product(range(-largest, largest + 1), repeat=n)
    sums = np.array(list(whole)) @ situations_of(n).T
    limits = np.arange(sums.min() - 0.5, sums.max() + 1)
    rules = {tuple(row) for limit in limits for row in (sums > limit).tolist()}
    assert len(rules) == learnable


@pytest.mark.parametrize(
    ("rule", "name"), [((0, 1, 1, 0), "XOR"), ((1, 0, 0, 1), "XNOR")]
)
def test_there_is_no_line_for(rule, name):
    assert not has_a_line(np.array(rule, bool), situations_of(2)), name
