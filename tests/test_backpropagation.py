"""Backpropagation, against plain loops, a complex step and the articles."""

import re
import tracemalloc

import numpy as np
import pytest
from plain import plain_gradients, plain_layers, plain_step

from tinynet import (
    Network,
    adam,
    cross_entropy,
    gradient_descent,
    momentum,
    squared_error,
)
from tinynet.backpropagation import backward, batches
from tinynet.data import XOR
from tinynet.network import forward, starting_layers
from tinynet.optimizers import Optimizer

RANDOM = np.random.default_rng(7)
INPUTS = RANDOM.normal(size=(9, 3))
TARGETS = RANDOM.random(size=(9, 2))
BIAS = pytest.mark.parametrize("bias", [True, False])
LOSS = pytest.mark.parametrize(
    "loss", [squared_error, cross_entropy], ids=["squared error", "cross-entropy"]
)
SIZES = pytest.mark.parametrize(
    "sizes", [(3, 2), (3, 4, 2), (3, 4, 5, 2), (3, 1, 1, 2)]
)


def trained(sizes=(3, 4, 2), bias=True, **settings):
    network = Network(*sizes, bias=bias)
    network.train(INPUTS, TARGETS, **settings)
    return network


def same(layers, others, rtol=1e-12):
    assert len(layers) == len(others)
    for layer, other in zip(layers, others, strict=True):
        for one, two in zip(layer, other, strict=True):
            if one is None or two is None:  # no bias
                assert one is two
            else:
                np.testing.assert_allclose(one, two, rtol=rtol, atol=1e-14 * bool(rtol))


# The gradient


@BIAS
@LOSS
@SIZES
def test_the_gradients_are_those_of_a_complex_step(sizes, bias, loss):
    """No difference is taken, so nothing is rounded away."""
    network = Network(*sizes, bias=bias, seed=3)
    found = network.gradients(INPUTS, TARGETS, loss)
    for n in range(len(sizes) - 1):
        for part in range(1 + bias):
            for place in np.ndindex(network.layers[n][part].shape):
                layers = [
                    [w.astype(complex), b + 0j if bias else b]
                    for w, b in network.layers
                ]
                layers[n][part][place] += 1e-30j
                outputs = forward(layers, INPUTS.astype(complex))[-1]
                if loss is squared_error:
                    value = ((TARGETS - outputs) ** 2).sum() / 2
                else:
                    yes, no = np.log(outputs), np.log(1 - outputs)
                    value = -(TARGETS * yes + (1 - TARGETS) * no).sum()
                slope = value.imag / 1e-30
                assert found[n][part][place] == pytest.approx(slope, 1e-11, 1e-15)
    if not bias:
        assert [gradient for _, gradient in found] == [0.0] * len(found)


def test_there_is_a_delta_for_each_neuron_and_each_example():
    layers = starting_layers((3, 4, 5, 2))
    deltas = backward(layers, forward(layers, INPUTS), TARGETS)
    assert [d.shape for d in deltas] == [(9, 4), (9, 5), (9, 2)]
    assert deltas[-1] is TARGETS


@BIAS
@LOSS
@pytest.mark.parametrize("rows", [1001, 2500])
def test_the_parts_of_many_rows_add_up_and_have_at_most_a_thousand_rows(
    rows, loss, bias
):
    seen = []

    def delta(targets, outputs):
        seen.append(len(targets))
        return loss.delta(targets, outputs)

    inputs, targets = RANDOM.random((rows, 3)), RANDOM.random((rows, 2))
    network = Network(3, 4, 2, bias=bias)
    found = network.gradients(inputs, targets, loss._replace(delta=delta))
    assert sum(seen) == rows
    assert max(seen) <= 1000
    activations = forward(network.layers, inputs)
    deltas = backward(
        network.layers, activations, -loss.delta(targets, activations[-1])
    )
    whole = [
        (a.T @ d, d.sum(axis=0) if bias else 0.0) for a, d in zip(activations, deltas)
    ]
    same(found, whole, rtol=1e-9)


def test_training_on_60_000_rows_takes_at_most_60_megabytes_above_its_inputs():
    inputs, targets = np.zeros((60_000, 200)), np.zeros((60_000, 10))
    network = Network(200, 100, 10)
    tracemalloc.start()
    network.train(inputs, targets, iterations=1, optimizer=gradient_descent(0.0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6


# Training


@BIAS
@LOSS
@SIZES
def test_training_is_what_a_plain_loop_does(sizes, bias, loss):
    layers = plain_layers(Network(*sizes, bias=bias))
    for _ in range(15):
        squared = loss is squared_error
        gradients = plain_gradients(layers, INPUTS, TARGETS, squared)
        layers = plain_step(layers, gradients, 0.3, bias)
    settings = {"loss": loss, "optimizer": gradient_descent(0.3)}
    network = trained(sizes=sizes, bias=bias, iterations=15, **settings)
    same(plain_layers(network), layers)


def test_without_being_told_it_trains_ten_thousand_iterations_at_rate_1():
    seen = []
    network, other = Network(3, 2, 1), Network(3, 2, 1)
    network.train(*XOR, callback=lambda iteration, _: seen.append(iteration))
    assert seen == list(range(10_000))
    other.train(*XOR, 10_000, squared_error, gradient_descent(1.0), None)
    same(network.layers, other.layers, rtol=0)


@BIAS
@pytest.mark.parametrize("make", [momentum, adam])
def test_each_matrix_and_each_bias_has_a_state_of_its_own(make, bias):
    optimizer, other = make(0.2), Network(3, 4, 2, bias=bias)
    states = [[optimizer.start] * 2 for _ in range(2)]
    for _ in range(7):
        gradients = other.gradients(INPUTS, TARGETS)
        for n in range(2):
            moved = []
            for part in range(1 + bias):
                step, states[n][part] = optimizer.step(
                    gradients[n][part], states[n][part]
                )
                moved.append(other.layers[n][part] - step)
            other.layers[n] = *moved, *other.layers[n][len(moved) :]
    network = trained(bias=bias, iterations=7, optimizer=make(0.2))
    same(network.layers, other.layers)
    if not bias:
        assert [b for _, b in network.layers] == [None, None]


def test_the_callback_sees_each_iteration_before_the_weights_move():
    seen = []
    network = Network(3, 4, 2)
    network.train(
        INPUTS, TARGETS, 3, callback=lambda *now: seen.append([*now, now[1].layers])
    )
    assert [iteration for iteration, *_ in seen] == [0, 1, 2]
    for iteration, given, layers in seen:
        assert given is network
        same(layers, trained(iterations=iteration).layers, rtol=0)


@BIAS
@pytest.mark.parametrize("batch_size", [None, 4])
def test_nothing_is_changed_in_place(bias, batch_size):
    network = Network(3, 4, 2, bias=bias)
    arrays = [INPUTS, TARGETS, *(part for pair in network.layers for part in pair)]
    before = [np.copy(array) for array in arrays]
    network.train(INPUTS, TARGETS, iterations=5, batch_size=batch_size)
    for old, now in zip(before, arrays, strict=True):
        assert (old == now).all()


def test_whole_numbers_and_truths_train_as_numbers():
    network, other = Network(3, 4, 1), Network(3, 4, 1)
    network.train(*XOR, iterations=9)
    other.train(XOR.inputs.astype(int), XOR.targets.astype(bool), iterations=9)
    same(network.layers, other.layers, rtol=0)


@pytest.mark.parametrize("error", [StopIteration, KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("call", range(12))
def test_an_interruption_in_a_step_keeps_the_last_completed_iteration(error, call):
    """Three iterations of two layers, with a matrix and a bias each: twelve calls."""
    calls, network = [], Network(3, 4, 2)

    def step(gradient, state):
        calls.append(gradient)
        if len(calls) > call:
            raise error("stopped")
        return gradient, state

    with pytest.raises(error):
        network.train(INPUTS, TARGETS, 3, optimizer=Optimizer(None, step))
    same(network.layers, trained(iterations=call // 4).layers, rtol=0)


def test_an_interruption_in_the_callback_keeps_the_last_completed_iteration():
    network = Network(3, 4, 2)

    def stop(iteration, _):
        if iteration == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        network.train(INPUTS, TARGETS, callback=stop)
    same(network.layers, trained(iterations=2).layers, rtol=0)


# Mini-batches


@pytest.mark.parametrize(("size", "left_over"), [(3, 0), (4, 1), (9, 0), (1, 0)])
def test_no_row_comes_twice_in_an_epoch_and_its_target_comes_along(size, left_over):
    numbers = np.arange(9)[:, np.newaxis]
    drawn, epochs = batches(numbers, 10 * numbers, size, seed=1), []
    for _ in range(3):
        pairs = [next(drawn) for _ in range((9 - left_over) // size)]
        assert all(some.shape == (size, 1) for some, _ in pairs)
        assert all((targets == 10 * some).all() for some, targets in pairs)
        epochs.append([n for some, _ in pairs for n in some.ravel().tolist()])
        assert len(set(epochs[-1])) == 9 - left_over
    assert epochs[0] != epochs[1] != epochs[2]


def test_mini_batches_are_shuffled_by_the_historical_generator_from_seed_1_if_not_told():
    networks = [
        trained(iterations=5, batch_size=4, **s) for s in ({}, {"seed": 1}, {"seed": 4})
    ]
    for network, seed in zip(networks, (1, 1, 4), strict=True):
        random, other = np.random.RandomState(seed), Network(3, 4, 2)
        for epoch in range(3):
            order = random.permutation(9)
            for rows in (order[:4], order[4:8])[: 2 - epoch // 2]:
                other.train(INPUTS[rows], TARGETS[rows], iterations=1)
        same(network.layers, other.layers)


@pytest.mark.parametrize("start", [0.0, 0.7])
def test_equal_neurons_stay_equal_and_zeros_learn_nothing(start):
    network = Network(3, 4, 1, bias=False)
    network.layers = [(np.full_like(w, start), None) for w, _ in network.layers]
    network.train(*XOR, iterations=2_000)
    (first, _), (second, _) = network.layers
    assert np.ptp(first, axis=1).max() < 1e-9
    assert np.ptp(second) < 1e-9
    if not start:
        assert (network.think(XOR.inputs) == 0.5).all()


# Wrong inputs

HOLE = np.where(INPUTS == INPUTS[4, 1], np.nan, INPUTS)
NO_ROWS = {"inputs": INPUTS[:0], "targets": TARGETS[:0]}
WRONG = [
    ({"targets": TARGETS.T}, "targets must have the shape (9, 2), not (2, 9)"),
    ({"targets": TARGETS[:, :1]}, "targets must have the shape (9, 2), not (9, 1)"),
    ({"targets": TARGETS[:, 0]}, "targets must have the shape (9, 2), not (9,)"),
    ({"targets": np.full((9, 2), "yes")}, "targets must be numbers, not <U3"),
    ({"targets": 55 + TARGETS}, "targets must be from 0 to 1, not 55"),
    ({"targets": TARGETS - 1}, "targets must be from 0 to 1, not -"),
    ({"inputs": INPUTS.T}, "inputs must have the shape (rows, 3), not (3, 9)"),
    ({"inputs": INPUTS[0]}, "inputs must have the shape (rows, 3), not (3,)"),
    (NO_ROWS, "inputs must have the shape (rows, 3), not (0, 3)"),
    ({"inputs": HOLE}, "inputs must be from -1e+300 to 1e+300, not nan"),
    ({"batch_size": 0}, "batch_size must be from 1 to 9, not 0"),
    ({"batch_size": 10}, "batch_size must be from 1 to 9, not 10"),
    ({"batch_size": 2.5}, "integer"),
    ({"iterations": 0.5}, "integer"),
    ({"iterations": -1}, "iterations must be"),
    ({"optimizer": adam}, "loss must be a Loss, optimizer one such as adam()"),
]


@BIAS
@pytest.mark.parametrize(("change", "words"), WRONG)
def test_wrong_inputs_are_refused_with_a_reason_and_train_nothing(change, words, bias):
    seen, network = [], Network(3, 4, 2, bias=bias)
    before = network.layers
    right = {
        "inputs": INPUTS,
        "targets": TARGETS,
        "callback": lambda *_: seen.append(1),
    }
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        network.train(**(right | change))
    assert not seen
    assert network.layers is before


@pytest.mark.parametrize(
    "sizes", [(), (3,), ((3, 4, 1),), (3, 0, 1), (-3, 1), (3, 4.0), (3, "4"), (3, True)]
)
def test_sizes_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match=r"sizes must be like those of \(3, 4, 1\)"):
        Network(*sizes)


def test_sizes_may_come_from_an_array():
    network = Network(INPUTS.shape[1], *np.array([4, 2]))
    assert network.think(INPUTS).shape == (9, 2)
