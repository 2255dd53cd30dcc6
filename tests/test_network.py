"""A second layer, against plain loops over numbers and against the articles."""

import math
import tracemalloc

import numpy as np
import pytest

from tinynet import (
    Network,
    adam,
    cross_entropy,
    momentum,
    plain,
    squared_error,
    starting_weights,
)
from tinynet.data import XOR, XOR7
from tinynet.network import backward, batches, forward

pytestmark = pytest.mark.reads()

RANDOM = np.random.default_rng(7)
INPUTS = RANDOM.normal(size=(9, 3))
TARGETS = RANDOM.random(size=(9, 2))
SHAPES = [(3, 2), (3, 4, 2), (3, 4, 5, 2), (3, 1, 1, 1, 2)]
BIAS = pytest.mark.parametrize("bias", [True, False])
LOSSES = pytest.mark.parametrize(
    "loss", [squared_error, cross_entropy], ids=["squared error", "cross-entropy"]
)


def plain_outputs(layers, row, bias):
    """Return what each layer says to one example, without any tables."""
    said = [list(row)]
    for weights in layers:
        read = said[-1] + [1.0] * bias
        sums = [
            math.fsum(x * w[column] for x, w in zip(read, weights, strict=True))
            for column in range(len(weights[0]))
        ]
        said.append([1 / (1 + math.exp(-z)) for z in sums])
    return said


def plain_adjustments(layers, inputs, targets, bias, squared):
    """Return the adjustments of all layers, number by number."""
    moves = [[[0.0] * len(w) for w in weights] for weights in layers]
    for row, target in zip(inputs, targets, strict=True):
        said = plain_outputs(layers, row, bias)
        blames = [
            (t - y) * (y * (1 - y) if squared else 1)
            for t, y in zip(target, said[-1], strict=True)
        ]
        for layer in reversed(range(len(layers))):
            read = said[layer] + [1.0] * bias
            for i, x in enumerate(read):
                for j, blame in enumerate(blames):
                    moves[layer][i][j] += x * blame
            blames = [
                h * (1 - h) * math.fsum(w * d for w, d in zip(ws, blames, strict=True))
                for h, ws in zip(said[layer], layers[layer], strict=False)
            ]
    return moves


def plain_training(network, inputs, targets, iterations, loss, rate):
    """Return the layers after training, number by number."""
    layers = [layer.tolist() for layer in network.layers]
    for _ in range(iterations):
        moves = plain_adjustments(
            layers, inputs, targets, network.bias, loss is squared_error
        )
        layers = [
            [
                [w + rate * m for w, m in zip(ws, ms, strict=True)]
                for ws, ms in zip(weights, move, strict=True)
            ]
            for weights, move in zip(layers, moves, strict=True)
        ]
    return layers


def same(layers, others, rtol=1e-12):
    assert len(layers) == len(others)
    for layer, other in zip(layers, others, strict=True):
        np.testing.assert_allclose(layer, other, rtol=rtol, atol=1e-14)


@BIAS
@pytest.mark.parametrize("sizes", SHAPES)
def test_a_network_says_what_a_plain_loop_says(sizes, bias):
    network = Network(*sizes, bias=bias)
    layers = [layer.tolist() for layer in network.layers]
    by_hand = [plain_outputs(layers, row, bias)[-1] for row in INPUTS]
    np.testing.assert_allclose(network.think(INPUTS), by_hand, rtol=1e-14)
    assert network.think(INPUTS).shape == (9, 2)


@BIAS
def test_a_single_example_may_come_without_a_table(bias):
    network = Network(3, 4, 2, bias=bias)
    np.testing.assert_allclose(
        network.think(INPUTS[3]), network.think(INPUTS)[3], rtol=1e-14
    )


@BIAS
@LOSSES
@pytest.mark.parametrize("sizes", SHAPES)
def test_the_adjustments_are_minus_the_slopes_of_the_score(sizes, bias, loss):
    """By a complex step: no difference is taken, so nothing is rounded away."""
    network = Network(*sizes, bias=bias, seed=3)
    found = network.adjustments(INPUTS, TARGETS, loss)
    step = 1e-30
    for layer, weights in enumerate(network.layers):
        assert found[layer].shape == weights.shape
        for place in np.ndindex(weights.shape):
            layers = [w.astype(complex) for w in network.layers]
            layers[layer][place] += step * 1j
            outputs = forward(layers, INPUTS.astype(complex))[-1]
            if loss is squared_error:
                score = ((TARGETS - outputs) ** 2).sum() / 2
            else:
                yes, no = np.log(outputs), np.log(1 - outputs)
                score = -(TARGETS * yes + (1 - TARGETS) * no).sum()
            slope = score.imag / step
            assert found[layer][place] == pytest.approx(-slope, rel=1e-11, abs=1e-15)


@BIAS
@LOSSES
@pytest.mark.parametrize("sizes", SHAPES)
def test_training_is_what_a_plain_loop_does(sizes, bias, loss):
    network = Network(*sizes, bias=bias)
    by_hand = plain_training(network, INPUTS, TARGETS, 15, loss, rate=0.3)
    network.train(INPUTS, TARGETS, iterations=15, loss=loss, step=plain(0.3))
    same(network.layers, by_hand)


def test_without_being_told_it_trains_ten_thousand_iterations_at_rate_1():
    seen = []
    network, other = Network(3, 2, 1), Network(3, 2, 1)
    network.train(*XOR, watch=lambda iteration, _: seen.append(iteration))
    assert seen == list(range(10_000))
    other.train(*XOR, 10_000, squared_error, plain(1.0), batch=None)
    same(network.layers, other.layers, rtol=0)


@pytest.mark.parametrize("make", [momentum, adam])
def test_each_layer_has_a_memory_of_its_own(make):
    network, other = Network(3, 4, 2), Network(3, 4, 2)
    network.train(INPUTS, TARGETS, iterations=7, step=make(0.2))
    steps, memories = [make(0.2), make(0.2)], [None, None]
    for _ in range(7):
        adjustments = other.adjustments(INPUTS, TARGETS)
        for i in range(2):
            move, memories[i] = steps[i](adjustments[i], memories[i])
            other.layers[i] = other.layers[i] + move
    same(network.layers, other.layers)


# The starting weights


@pytest.mark.parametrize("seed", [1, 5])
@BIAS
def test_the_starting_weights_are_drawn_in_one_go(seed, bias):
    network = Network(3, 4, 5, 2, bias=bias, seed=seed)
    shapes = [(3 + bias, 4), (4 + bias, 5), (5 + bias, 2)]
    assert [layer.shape for layer in network.layers] == shapes
    drawn = np.concatenate([layer.ravel() for layer in network.layers])
    assert (drawn == starting_weights((len(drawn),), seed)).all()


def test_with_a_bias_unless_told_otherwise_and_seed_1():
    assert Network(3, 4, 1).bias is True
    same(Network(3, 4, 1).layers, Network(3, 4, 1, bias=True, seed=1).layers, rtol=0)


def test_the_bias_is_a_threshold_and_the_same_for_all_examples():
    network = Network(3, 1)
    moved = Network(3, 1)
    moved.layers = [network.layers[0] + [[0], [0], [0], [2.5]]]
    odds = [y / (1 - y) for y in (network.think(INPUTS), moved.think(INPUTS))]
    np.testing.assert_allclose(np.log(odds[1] / odds[0]), 2.5, rtol=1e-12)


# What the articles print


def test_the_second_article_s_six_errors_to_all_twelve_digits_and_a_reader_s_four():
    errors, outputs = {}, {}

    def watch(iteration, network):
        if iteration % 10_000 in (0, 9_999):
            outputs[iteration] = network.think(XOR.inputs)
            errors[iteration] = np.abs(XOR.targets - outputs[iteration]).mean()

    network = Network(3, 4, 1, bias=False)
    network.train(*XOR, iterations=100_000, watch=watch)
    assert [f"{errors[10_000 * n]:.12g}" for n in range(10)] == [
        "0.496410031903",
        "0.00858452565325",
        "0.00578945986251",
        "0.00462917677677",
        "0.00395876528027",
        "0.00351012256786",
        "0.00318350238587",
        "0.00293230634228",
        "0.00273150641821",
        "0.00256631724004",
    ]
    assert [f"{y:.8f}" for y in outputs[99_999].flat] == [
        "0.00199094",
        "0.99751458",
        "0.99771098",
        "0.00294418",
    ]


def test_the_first_author_s_second_article_starts_with_these_weights():
    first, second = Network(3, 4, 1, bias=False).layers
    assert [[f"{w:.8f}" for w in row] for row in first] == [
        ["-0.16595599", "0.44064899", "-0.99977125", "-0.39533485"],
        ["-0.70648822", "-0.81532281", "-0.62747958", "-0.30887855"],
        ["-0.20646505", "0.07763347", "-0.16161097", "0.37043900"],
    ]
    assert [f"{w:.8f}" for w in second.flat] == [
        "-0.59109550",
        "0.75623487",
        "-0.94522481",
        "0.34093502",
    ]


def test_the_first_author_s_second_article_ends_with_these_weights_and_this_answer():
    network = Network(3, 4, 1, bias=False)
    network.train(*XOR7, iterations=60_000)
    first, second = network.layers
    assert [[f"{w:.8f}" for w in row] for row in first] == [
        ["0.31224650", "4.57704063", "-6.15329916", "-8.75834924"],
        ["0.19676933", "-8.74975548", "-6.16381870", "4.40720501"],
        ["-0.03327074", "-0.58272995", "0.08319184", "-0.39787635"],
    ]
    assert [f"{w:.8f}" for w in second.flat] == [
        "-8.18850925",
        "10.13210706",
        "-21.33532796",
        "9.90935111",
    ]
    answer = network.think(np.array([1.0, 1.0, 0.0]))
    assert f"{answer.item():.7f}" == "0.0078876"


# What the page says


def test_equal_neurons_stay_equal_and_zeros_stay_zeros():
    for start in (0.0, 0.7):
        network = Network(3, 4, 1, bias=False)
        network.layers = [np.full_like(layer, start) for layer in network.layers]
        network.train(*XOR, iterations=2_000)
        first, second = network.layers
        assert np.ptp(first, axis=1).max() < 1e-9
        assert np.ptp(second) < 1e-9
        if not start:
            assert (network.think(XOR.inputs) == 0.5).all()


def test_two_hidden_neurons_can_be_xor():
    network = Network(2, 2, 1)
    network.layers = [
        np.array([[20.0, 20.0], [20.0, 20.0], [-10.0, -30.0]]),
        np.array([[20.0], [-20.0], [-10.0]]),
    ]
    answers = network.think(XOR.inputs[:, :2])
    np.testing.assert_allclose(answers, XOR.targets, atol=5e-5)


# Chunks


@BIAS
@LOSSES
@pytest.mark.parametrize("rows", [1, 2, 4, 8, 9, 10])
def test_chunks_add_up_to_the_whole(rows, loss, bias):
    network = Network(3, 4, 2, bias=bias)
    values = forward(network.layers, INPUTS)
    whole = backward(network.layers, values, loss.push(TARGETS, values[-1]))
    same(network.adjustments(INPUTS, TARGETS, loss, rows=rows), whole)


def test_chunks_are_no_larger_than_they_are_told():
    seen = []

    def push(targets, outputs):
        seen.append(len(targets))
        return targets - outputs

    loss = cross_entropy._replace(push=push)
    inputs, targets = np.ones((2_500, 3)), np.ones((2_500, 2))
    Network(3, 4, 2).adjustments(inputs, targets, loss)
    assert seen == [1000, 1000, 500]
    seen.clear()
    Network(3, 4, 2).adjustments(inputs, targets, loss, rows=2_000)
    assert seen == [2000, 500]


def test_the_memory_of_a_step_does_not_grow_with_the_rows():
    network, needed = Network(20, 50, 2), []
    for rows in (2_000, 40_000):
        inputs, targets = np.ones((rows, 20)), np.ones((rows, 2))
        tracemalloc.start()
        network.adjustments(inputs, targets)
        needed.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert needed[1] < 1.1 * needed[0]


# Batches


@pytest.mark.parametrize(("size", "left_over"), [(3, 0), (4, 1), (9, 0), (1, 0)])
def test_a_round_of_batches_takes_no_row_twice(size, left_over):
    numbers = np.arange(9)[:, np.newaxis]
    drawn = batches(numbers, 10 * numbers, size, seed=1)
    rounds = []
    for _ in range(3):
        pairs = [next(drawn) for _ in range((9 - left_over) // size)]
        for some, wanted in pairs:
            assert some.shape == (size, 1)
            assert (wanted == 10 * some).all()
        rounds.append([n for some, _ in pairs for n in some.ravel().tolist()])
        assert len(set(rounds[-1])) == 9 - left_over
    assert rounds[0] != rounds[1] != rounds[2]


def test_batches_are_drawn_from_the_seed_by_the_historical_generator():
    numbers = np.arange(9)[:, np.newaxis]
    for seed in (1, 2):
        random = np.random.RandomState(seed)
        drawn = batches(numbers, numbers, 9, seed)
        for _ in range(2):
            assert (next(drawn)[0].ravel() == random.permutation(9)).all()


@pytest.mark.parametrize("seed", [1, 4])
def test_each_iteration_of_a_training_looks_at_one_batch(seed):
    network, other = Network(3, 4, 2), Network(3, 4, 2)
    network.train(INPUTS, TARGETS, iterations=5, batch=4, seed=seed)
    drawn = batches(INPUTS, TARGETS, 4, seed)
    for _ in range(5):
        some, wanted = next(drawn)
        other.layers = plain_training(other, some, wanted, 1, squared_error, 1.0)
        other.layers = [np.array(layer) for layer in other.layers]
    same(network.layers, other.layers)


# Training, as its docstring says


def test_watch_sees_each_iteration_before_the_weights_move():
    network, other, seen = Network(3, 4, 2), Network(3, 4, 2), []
    network.train(
        INPUTS,
        TARGETS,
        iterations=3,
        watch=lambda iteration, it: seen.append((iteration, it, it.layers)),
    )
    for n, (iteration, it, layers) in enumerate(seen):
        assert (iteration, it) == (n, network)
        same(layers, other.layers, rtol=0)
        other.train(INPUTS, TARGETS, iterations=1)
    assert len(seen) == 3


@BIAS
def test_nothing_is_changed_in_place(bias):
    network = Network(3, 4, 2, bias=bias)
    arrays = [INPUTS, TARGETS, *network.layers]
    before = [array.copy() for array in arrays]
    network.train(INPUTS, TARGETS, iterations=5, batch=4)
    network.think(INPUTS)
    for old, new in zip(before, arrays, strict=True):
        assert (old == new).all()


def test_whole_numbers_train_as_numbers_with_a_point_do():
    network, other = Network(3, 4, 1), Network(3, 4, 1)
    network.train(*XOR, iterations=9)
    other.train(XOR.inputs.astype(int), XOR.targets.astype(bool), iterations=9)
    same(network.layers, other.layers, rtol=0)


@pytest.mark.parametrize("bias", [1, np.True_, "yes"])
def test_a_bias_is_what_python_takes_for_true(bias):
    network = Network(3, 4, 2, bias=bias)
    assert network.bias is True
    assert [layer.shape for layer in network.layers] == [(4, 4), (5, 2)]


@pytest.mark.parametrize("batch", [1, len(INPUTS)])
def test_a_batch_may_be_one_row_and_all_of_them(batch):
    network = Network(3, 4, 2)
    before = network.layers
    network.train(INPUTS, TARGETS, iterations=1, batch=batch)
    assert all((old != new).any() for old, new in zip(before, network.layers))


def test_batches_are_drawn_from_seed_1_if_nothing_else_is_said():
    networks = [Network(3, 4, 2) for _ in range(3)]
    for network, seed in zip(networks, [{}, {"seed": 1}, {"seed": 2}], strict=True):
        network.train(INPUTS, TARGETS, iterations=9, batch=4, **seed)
    usual, first, second = [network.layers for network in networks]
    same(usual, first, rtol=0)
    assert (usual[0] != second[0]).any()


def test_training_for_no_iterations_changes_nothing():
    network = Network(3, 4, 2)
    before = network.layers
    network.train(INPUTS, TARGETS, iterations=0)
    same(network.layers, before, rtol=0)


def test_training_in_two_parts_is_training_in_one():
    network, other = Network(3, 4, 2), Network(3, 4, 2)
    network.train(INPUTS, TARGETS, iterations=12)
    other.train(INPUTS, TARGETS, iterations=7)
    other.train(INPUTS, TARGETS, iterations=5)
    same(network.layers, other.layers, rtol=0)


@pytest.mark.parametrize("error", [StopIteration, KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("call", range(6))
def test_whatever_interrupts_it_leaves_the_layers_of_a_whole_iteration(error, call):
    """In the steps of three iterations, two layers each: at any of the six calls."""
    network, other = Network(3, 4, 2), Network(3, 4, 2)
    usual, calls = plain(), []

    def step(adjustment, memory):
        calls.append(adjustment)
        if len(calls) > call:
            raise error("stopped")
        return usual(adjustment, memory)

    with pytest.raises(error):
        network.train(INPUTS, TARGETS, iterations=3, step=step)
    other.train(INPUTS, TARGETS, iterations=call // 2)
    same(network.layers, other.layers, rtol=0)


def test_an_error_in_watch_leaves_the_layers_of_a_whole_iteration():
    network, other = Network(3, 4, 2), Network(3, 4, 2)

    def watch(iteration, it):
        if iteration == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        network.train(INPUTS, TARGETS, watch=watch)
    other.train(INPUTS, TARGETS, iterations=2)
    same(network.layers, other.layers, rtol=0)


SHAPE = "must have the shape"
WRONG = {
    "the targets as a row": (
        {"targets": TARGETS.T},
        ValueError,
        (
            f"targets {SHAPE} (9, 2) for inputs of shape (9, 3), not (2, 9); "
            "is a .T missing?"
        ),
    ),
    "the inputs as columns": (
        {"inputs": INPUTS.T},
        ValueError,
        (
            f"inputs {SHAPE} (rows, 3), with at least one row, not (3, 9); "
            "is a .T missing?"
        ),
    ),
    "an input too many": (
        {"inputs": np.ones((9, 4))},
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (9, 4)",
    ),
    "a single example that is no table": (
        {"inputs": INPUTS[0]},
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (3,)",
    ),
    "no examples": (
        {"inputs": INPUTS[:0], "targets": TARGETS[:0]},
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (0, 3)",
    ),
    "a target too few": (
        {"targets": TARGETS[:8]},
        ValueError,
        f"targets {SHAPE} (9, 2) for inputs of shape (9, 3), not (8, 2)",
    ),
    "one column for two outputs": (
        {"targets": TARGETS[:, :1]},
        ValueError,
        f"targets {SHAPE} (9, 2) for inputs of shape (9, 3), not (9, 1)",
    ),
    "targets that are no table": (
        {"targets": TARGETS[:, 0]},
        ValueError,
        f"targets {SHAPE} (9, 2) for inputs of shape (9, 3), not (9,)",
    ),
    "lists": (
        {"inputs": INPUTS.tolist()},
        TypeError,
        "inputs must be an array of numbers, and came as list",
    ),
    "words": (
        {"targets": np.full((9, 2), "yes")},
        TypeError,
        "targets must be an array of numbers, and came as <U3",
    ),
    "an input that is missing": (
        {"inputs": np.where(INPUTS == INPUTS[4, 1], np.nan, INPUTS)},
        ValueError,
        "inputs must be finite, and hold NaN or an infinity",
    ),
    "a target without end": (
        {"targets": np.where(TARGETS == TARGETS[8, 0], -np.inf, TARGETS)},
        ValueError,
        "targets must be finite, and hold NaN or an infinity",
    ),
    "fewer iterations than none": (
        {"iterations": -1},
        ValueError,
        "iterations must be 0 or more, not -1",
    ),
    "half an iteration": (
        {"iterations": 0.5},
        TypeError,
        "iterations must be a whole number, not 0.5",
    ),
    "a batch of nothing": (
        {"batch": 0},
        ValueError,
        "batch must be from 1 to 9, not 0",
    ),
    "a batch of more than there is": (
        {"batch": 10},
        ValueError,
        "batch must be from 1 to 9, not 10",
    ),
    "a batch of half a row": (
        {"batch": 0.5},
        TypeError,
        "batch must be a whole number, not 0.5",
    ),
    "a rate for a step": (
        {"step": 0.5},
        TypeError,
        "step must be a function, such as plain(0.5), not 0.5",
    ),
    "a name for a loss": (
        {"loss": "squared"},
        TypeError,
        "loss must be a Loss, such as squared_error, not 'squared'",
    ),
}


@BIAS
@pytest.mark.parametrize(("change", "error", "said"), WRONG.values(), ids=WRONG)
def test_wrong_data_are_refused_before_any_training(change, error, said, bias):
    seen, network = [], Network(3, 4, 2, bias=bias)
    before = network.layers
    right = {"inputs": INPUTS, "targets": TARGETS, "iterations": 2}
    with pytest.raises(error) as refusal:
        network.train(**{**right, "watch": lambda *what: seen.append(what), **change})
    assert str(refusal.value) == said
    assert not seen
    assert network.layers is before


ADJUSTED = {
    name: case
    for name, case in WRONG.items()
    if {"inputs", "targets", "loss"} & {*case[0]}
}
ADJUSTED["chunks of nothing"] = (
    {"rows": 0},
    ValueError,
    "rows must be 1 or more, not 0",
)


@BIAS
@pytest.mark.parametrize(("change", "error", "said"), ADJUSTED.values(), ids=ADJUSTED)
def test_wrong_data_have_no_adjustments(change, error, said, bias):
    network = Network(3, 4, 2, bias=bias)
    with pytest.raises(error) as refusal:
        network.adjustments(**{"inputs": INPUTS, "targets": TARGETS, **change})
    assert str(refusal.value) == said


NOT_ASKED = {
    "an input too many": (
        np.ones((9, 4)),
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (9, 4)",
    ),
    "an input too few": (
        np.ones((9, 2)),
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (9, 2)",
    ),
    "the inputs as columns": (
        INPUTS.T,
        ValueError,
        (
            f"inputs {SHAPE} (rows, 3), with at least one row, not (3, 9); "
            "is a .T missing?"
        ),
    ),
    "one example with an input too many": (
        np.ones(4),
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (4,)",
    ),
    "no examples": (
        INPUTS[:0],
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (0, 3)",
    ),
    "tables of tables": (
        np.ones((2, 9, 3)),
        ValueError,
        f"inputs {SHAPE} (rows, 3), with at least one row, not (2, 9, 3)",
    ),
    "a list": (
        [0.0, 1.0, 1.0],
        TypeError,
        "inputs must be an array of numbers, and came as list",
    ),
    "words": (
        np.full(3, "yes"),
        TypeError,
        "inputs must be an array of numbers, and came as <U3",
    ),
    "an input that is missing": (
        np.array([[0.0, np.nan, 1.0]]),
        ValueError,
        "inputs must be finite, and hold NaN or an infinity",
    ),
    "one example with an input that is missing": (
        np.array([0.0, np.nan, 1.0]),
        ValueError,
        "inputs must be finite, and hold NaN or an infinity",
    ),
}


@BIAS
@pytest.mark.parametrize(("inputs", "error", "said"), NOT_ASKED.values(), ids=NOT_ASKED)
def test_wrong_data_get_no_answer(inputs, error, said, bias):
    network = Network(3, 4, 2, bias=bias)
    with pytest.raises(error) as refusal:
        network.think(inputs)
    assert str(refusal.value) == said


@BIAS
def test_whole_numbers_and_truths_are_answered_as_numbers_with_a_point(bias):
    network, ones = Network(3, 4, 2, bias=bias), np.ones((5, 3))
    for kind in (int, bool, np.uint8):
        assert (network.think(ones.astype(kind)) == network.think(ones)).all()


@pytest.mark.parametrize(
    ("sizes", "error", "said"),
    [
        ((), ValueError, "sizes must be two or more, as in (3, 4, 1), not ()"),
        ((3,), ValueError, "sizes must be two or more, as in (3, 4, 1), not (3,)"),
        (
            ((3, 4, 1),),
            ValueError,
            "sizes must be two or more, as in (3, 4, 1), not ((3, 4, 1),)",
        ),
        ((3, 0, 1), ValueError, "each size must be 1 or more, not 0"),
        ((-3, 1), ValueError, "each size must be 1 or more, not -3"),
        ((3, 4.0, 1), TypeError, "each size must be a whole number, not 4.0"),
        ((3, "4"), TypeError, "each size must be a whole number, not '4'"),
        ((3, None), TypeError, "each size must be a whole number, not None"),
    ],
)
def test_sizes_that_make_no_network_are_refused(sizes, error, said):
    with pytest.raises(error) as refusal:
        Network(*sizes)
    assert str(refusal.value) == said


def test_sizes_may_come_from_an_array():
    network = Network(INPUTS.shape[1], *np.array([4, 2]))
    assert network.think(INPUTS).shape == (9, 2)
