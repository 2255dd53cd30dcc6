"""The forward pass and the first weights, against plain loops and the articles."""

import numpy as np
import pytest
from plain import plain_forward

from tinynet import starting_weights
from tinynet.data import XOR
from tinynet.network import forward, starting_layers

INPUTS = np.random.default_rng(7).normal(size=(9, 3))
SIZES = [(3, 2), (3, 4, 2), (3, 4, 5, 2), (3, 1, 1, 1, 2)]
BIAS = pytest.mark.parametrize("bias", [True, False])


@BIAS
@pytest.mark.parametrize("sizes", SIZES)
def test_all_activations_are_those_of_a_plain_loop(sizes, bias):
    layers = starting_layers(sizes, bias, seed=3)
    plain = [(w.tolist(), b.tolist() if bias else 0.0) for w, b in layers]
    by_hand = zip(*(plain_forward(plain, row) for row in INPUTS), strict=True)
    for found, wanted in zip(forward(layers, INPUTS), by_hand, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-13)


@BIAS
def test_the_activations_begin_with_the_inputs_and_have_a_column_for_each_neuron(bias):
    activations = forward(starting_layers((3, 4, 2), bias), INPUTS)
    assert activations[0] is INPUTS
    assert [a.shape for a in activations] == [(9, 3), (9, 4), (9, 2)]


@BIAS
def test_a_single_example_may_come_without_a_table(bias):
    layers = starting_layers((3, 4, 2), bias)
    alone, table = forward(layers, INPUTS[3]), forward(layers, INPUTS)
    for one, rows in zip(alone, table, strict=True):
        np.testing.assert_allclose(one, rows[3], rtol=1e-13)


def test_whole_numbers_and_truths_are_numbers():
    layers, ones = starting_layers((3, 4, 2)), np.ones((5, 3))
    for kind in (int, bool, np.uint8):
        for one, other in zip(
            forward(layers, ones.astype(kind)), forward(layers, ones)
        ):
            assert (one == other).all()


@BIAS
@pytest.mark.parametrize("columns", [2, 4])
def test_a_column_too_few_or_too_many_gets_no_output(columns, bias):
    with pytest.raises(ValueError, match="not aligned"):
        forward(starting_layers((3, 4, 2), bias), np.ones((9, columns)))


def test_the_bias_shifts_the_weighted_sum_of_every_example():
    ((weights, bias),) = starting_layers((3, 1))
    outputs = [forward([(weights, b)], INPUTS)[-1] for b in (bias, bias + 2.5)]
    before, after = (np.log(y / (1 - y)) for y in outputs)
    np.testing.assert_allclose(after - before, 2.5, rtol=1e-12)


def test_two_hidden_neurons_can_be_xor():
    hidden = np.array([[20, 20], [20, 20]]), np.array([-10, -30])
    output = np.array([[20], [-20]]), np.array([-10])
    outputs = forward([hidden, output], XOR.inputs[:, :2])[-1]
    np.testing.assert_allclose(outputs, XOR.targets, atol=5e-5)


@pytest.mark.parametrize("seed", [1, 5])
@BIAS
def test_the_starting_weights_are_drawn_in_one_go_each_bias_behind_its_weights(
    seed, bias
):
    layers = starting_layers((3, 4, 5, 2), bias, seed)
    assert [w.shape for w, _ in layers] == [(3, 4), (4, 5), (5, 2)]
    if bias:
        assert [b.shape for _, b in layers] == [(4,), (5,), (2,)]
    else:
        assert [b for _, b in layers] == [None, None, None]
    parts = [part for pair in layers for part in pair][:: 1 if bias else 2]
    drawn = np.concatenate([part.ravel() for part in parts])
    assert (drawn == starting_weights(len(drawn), seed)).all()


def test_without_being_told_there_is_a_bias_and_the_seed_is_1():
    for usual, told in zip(
        starting_layers((3, 4, 1)), starting_layers((3, 4, 1), True, 1)
    ):
        assert (usual[0] == told[0]).all() and (usual[1] == told[1]).all()


def test_without_bias_they_are_the_weights_that_both_articles_start_from():
    (first, _), (second, _) = starting_layers((3, 4, 1), bias=False)
    assert [[f"{w:.8f}" for w in row] for row in first] == [
        ["-0.16595599", "0.44064899", "-0.99977125", "-0.39533485"],
        ["-0.70648822", "-0.81532281", "-0.62747958", "-0.30887855"],
        ["-0.20646505", "0.07763347", "-0.16161097", "0.37043900"],
    ]
    drawn = ["-0.59109550", "0.75623487", "-0.94522481", "0.34093502"]
    assert [f"{w:.8f}" for w in second.flat] == drawn
