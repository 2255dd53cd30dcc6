"""The bias: one more input, always 1, and what its weight does."""

import numpy as np
import pytest

from tinynet import add_bias, starting_weights, think, train
from tinynet.data import MILO


@pytest.mark.parametrize("shape", [(3,), (1, 3), (5, 2), (2, 4, 3)])
def test_a_column_of_ones_is_added_at_the_end(shape):
    inputs = np.random.default_rng(1).random(shape)
    longer = add_bias(inputs)
    assert longer.shape == (*shape[:-1], shape[-1] + 1)
    assert (longer[..., :-1] == inputs).all()
    assert (longer[..., -1] == 1).all()


def test_whole_numbers_stay_whole():
    assert add_bias(np.array([[2, 3]])).dtype.kind == "i"


def test_its_weight_is_minus_the_threshold():
    weights = np.array([[2.0], [3.0], [-4.0]])
    below, at, above = (np.array([[0.5, x]]) for x in (0.9, 1.0, 1.1))
    assert think(add_bias(below), weights) < 0.5
    assert think(add_bias(at), weights) == 0.5
    assert think(add_bias(above), weights) > 0.5


def test_without_a_bias_no_training_moves_the_output_for_zeros():
    two = MILO.inputs[:, :2]
    weights = train(two, MILO.targets, starting_weights((2, 1)), 500)
    assert think(np.zeros(2), weights) == 0.5


def test_the_articles_have_a_bias_in_their_third_column():
    two = MILO.inputs[:, :2]
    found = train(add_bias(two), MILO.targets, starting_weights((3, 1)), 500)
    known = train(*MILO, starting_weights((3, 1)), 500)
    assert (found == known).all()
