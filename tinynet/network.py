# Copied from docs/network.md, the place to edit it (dade4e22978466a8).
"""A network: layers of neurons, each reading what the layer before it says.

Page: docs/network.md. Licence: MIT-0.
"""

from itertools import pairwise

import numpy as np

from tinynet.learning import (
    check_count,
    check_inputs,
    check_numbers,
    check_table,
    starting_weights,
)
from tinynet.losses import Loss, squared_error
from tinynet.neuron import sigmoid
from tinynet.slope import sigmoid_gradient
from tinynet.steps import plain
from tinynet.threshold import add_bias

CHUNK = 1000  # rows that are looked at together


def forward(layers, inputs):
    """Return what each layer reads, from the inputs on, and last what the network says.

    layers: the weights of each, a row for each input, and one more if it has a bias.
    inputs: (rows, n). What the network says, a row for each, is between 0 and 1.
    """
    values = []
    for weights in layers:
        if inputs.shape[-1] < len(weights):
            inputs = add_bias(inputs)
        values.append(inputs)
        inputs = sigmoid(inputs.dot(weights))
    values.append(inputs)
    return values


def backward(layers, values, blame):
    """Return the adjustments of all layers: the push at the output, carried back.

    values: what forward returns. blame: (rows, outputs), the push of the loss.
    Source: back propagation (Rumelhart, Hinton and Williams, 1986).
    """
    adjustments = [values[-2].T.dot(blame)]
    for layer in range(len(layers) - 1, 0, -1):
        blame = blame.dot(layers[layer].T) * sigmoid_gradient(values[layer])
        if blame.shape[1] > layers[layer - 1].shape[1]:
            blame = blame[:, :-1]  # the bias is not to blame
        adjustments.append(values[layer - 1].T.dot(blame))
    return adjustments[::-1]


class Network:
    """Layers of neurons: Network(3, 4, 1) has 3 inputs, 4 hidden neurons and 1 output.

    layers: the weights, (inputs + 1, outputs) each; the last row is the bias. Without
    bias=True there is no such row. They start between −1 and 1, drawn from the seed.
    Raises TypeError or ValueError for fewer than two sizes, and for sizes that are
    not whole numbers from 1 up.
    """

    def __init__(self, *sizes, bias=True, seed=1):
        if len(sizes) < 2:
            raise ValueError(f"sizes must be two or more, as in (3, 4, 1), not {sizes}")
        for size in sizes:
            check_count("each size", size, least=1)
        self.sizes, self.bias = sizes, bool(bias)
        shapes = [(inputs + self.bias, outputs) for inputs, outputs in pairwise(sizes)]
        ends = np.cumsum([inputs * outputs for inputs, outputs in shapes])
        parts = np.split(starting_weights((ends[-1],), seed), ends[:-1])
        self.layers = [part.reshape(shape) for part, shape in zip(parts, shapes)]

    def think(self, inputs):
        """Return the outputs, (rows, outputs), between 0 and 1, for (rows, inputs).

        For one example, (inputs,), it returns (outputs,). Raises TypeError or
        ValueError for anything else, for no rows, and for NaN or infinite numbers.
        """
        check_examples(inputs, self.sizes[0])
        return forward(self.layers, inputs)[-1]

    def adjustments(self, inputs, targets, loss=squared_error, rows=CHUNK):
        """Return, for each layer, minus the slopes of the loss along its weights.

        inputs, targets: as in train. They are looked at in chunks of so many rows, and
        the adjustments of the chunks are added up. Raises TypeError or ValueError
        where train does.
        """
        check_run(self.sizes, inputs, targets, 0, loss, plain(), None)
        check_count("rows", rows, least=1)
        return in_chunks(self.layers, inputs, targets, loss, rows)

    def train(
        self,
        inputs,
        targets,
        iterations=10_000,
        loss=squared_error,
        step=None,
        batch=None,
        seed=1,
        watch=None,
    ):
        """Move the weights that many times, by the step (plain() if none is given).

        inputs: (rows, inputs). targets: (rows, outputs). Neither is changed.
        batch: how many rows, drawn from the seed, each iteration looks at; all if
        None. watch: called as watch(iteration, network) before each move.
        Raises TypeError or ValueError, before any training, for anything else, for no
        rows, and for numbers that are missing (NaN) or infinite. Whatever interrupts
        the training, the layers are those of a whole iteration.
        """
        step = step or plain()
        check_run(self.sizes, inputs, targets, iterations, loss, step, batch)
        inputs, targets = 1.0 * inputs, 1.0 * targets
        if self.bias:
            inputs = add_bias(inputs)
        memories = [None] * len(self.layers)
        drawn = batches(inputs, targets, batch, seed)
        for iteration, (some, wanted) in zip(range(iterations), drawn):
            if watch:
                watch(iteration, self)
            adjustments = in_chunks(self.layers, some, wanted, loss)
            steps = [step(a, m) for a, m in zip(adjustments, memories)]
            moves, memories = zip(*steps)
            self.layers = [layer + move for layer, move in zip(self.layers, moves)]


def in_chunks(layers, inputs, targets, loss, rows=CHUNK):
    """Return the adjustments of all layers, so many rows at a time, added up."""
    if len(inputs) <= rows:
        values = forward(layers, inputs)
        return backward(layers, values, loss.push(targets, values[-1]))
    total = [0] * len(layers)
    for start in range(0, len(inputs), rows):
        chunk = slice(start, start + rows)
        more = in_chunks(layers, inputs[chunk], targets[chunk], loss, rows)
        total = list(map(np.add, total, more))
    return total


def batches(inputs, targets, size, seed):
    """Yield inputs and targets, size rows at a time, shuffled anew in each round."""
    while size is None:
        yield inputs, targets
    random = np.random.RandomState(seed)
    while True:
        order = random.permutation(len(inputs))
        for start in range(0, len(inputs) - size + 1, size):
            rows = order[start : start + size]
            yield inputs.take(rows, axis=0), targets.take(rows, axis=0)


def check_run(sizes, inputs, targets, iterations, loss, step, batch):
    """Raise TypeError or ValueError, with what was expected, unless all is well."""
    rows, _ = check_inputs(inputs, columns=sizes[0])
    check_table("targets", targets, (rows, sizes[-1]), inputs)
    check_count("iterations", iterations, least=0)
    if batch is not None:
        check_count("batch", batch, least=1, most=rows)
    if not isinstance(loss, Loss):
        raise TypeError(f"loss must be a Loss, such as squared_error, not {loss!r}")
    if not callable(step):
        raise TypeError(f"step must be a function, such as plain(0.5), not {step!r}")


def check_examples(inputs, columns):
    """Raise TypeError or ValueError unless they are rows of so many inputs, or one."""
    if getattr(inputs, "shape", None) == (columns,):
        check_numbers("inputs", inputs)
    else:
        check_inputs(inputs, columns)
