# Copied from docs/network.md, the place to edit it (198156111715e10e).
"""A network: layers of neurons, each reading what the layer before it says.

Page: docs/network.md. Licence: MIT-0.
"""

from itertools import pairwise

import numpy as np

from tinynet.learning import starting_weights
from tinynet.losses import squared_error
from tinynet.neuron import think
from tinynet.slope import sigmoid_gradient
from tinynet.steps import plain
from tinynet.threshold import add_bias


def forward(layers, inputs):
    """Return what each layer reads, from the inputs on, and last what the network says.

    layers: weights, (n, m) each, or (n + 1, m) with a bias. inputs: (rows, n).
    """
    values = []
    for weights in layers:
        if inputs.shape[-1] < len(weights):
            inputs = add_bias(inputs)
        values.append(inputs)
        inputs = think(inputs, weights)
    return [*values, inputs]


def backward(layers, values, blame):
    """Return the adjustments of all layers: the push at the output, carried back.

    values: what forward returns. blame: (rows, outputs), the push of the loss.
    """
    adjustments = [values[-2].T.dot(blame)]
    for layer in range(len(layers) - 1, 0, -1):
        hidden = values[layer]
        blame = blame.dot(layers[layer].T) * sigmoid_gradient(hidden)
        blame = blame[:, : layers[layer - 1].shape[1]]  # the bias is not to blame
        adjustments.append(values[layer - 1].T.dot(blame))
    return adjustments[::-1]


class Network:
    """Layers of neurons: Network(3, 4, 1) has 3 inputs, 4 hidden neurons and 1 output.

    layers: the weights, (inputs + 1, outputs) each; the last row is the bias. Without
    bias=True there is no such row. They start between −1 and 1, drawn from the seed.
    """

    def __init__(self, *sizes, bias=True, seed=1):
        shapes = [(inputs + bias, outputs) for inputs, outputs in pairwise(sizes)]
        ends = np.cumsum([inputs * outputs for inputs, outputs in shapes])
        parts = np.split(starting_weights((ends[-1],), seed), ends[:-1])
        self.layers = [part.reshape(shape) for part, shape in zip(parts, shapes)]
        self.bias = bias

    def think(self, inputs):
        """Return the outputs, (rows, outputs), between 0 and 1, for (rows, inputs)."""
        return forward(self.layers, inputs)[-1]

    def adjustments(self, inputs, targets, loss=squared_error):
        """Return, for each layer, minus the slopes of the loss along its weights."""
        values = forward(self.layers, inputs)
        return backward(self.layers, values, loss.push(targets, values[-1]))

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
        """
        step = step or plain()
        if self.bias:
            inputs = add_bias(inputs)
        memories = [None] * len(self.layers)
        drawn = batches(inputs, targets, batch, seed)
        for iteration, (some, wanted) in zip(range(iterations), drawn):
            if watch:
                watch(iteration, self)
            adjustments = self.adjustments(some, wanted, loss)
            moves, memories = zip(*map(step, adjustments, memories))
            self.layers = [layer + move for layer, move in zip(self.layers, moves)]


def batches(inputs, targets, size, seed):
    """Yield inputs and targets, size rows at a time, shuffled anew in each round."""
    while size is None:
        yield inputs, targets
    random = np.random.RandomState(seed)
    while True:
        order = random.permutation(len(inputs))
        for start in range(0, len(inputs) - size + 1, size):
            rows = order[start : start + size]
            yield inputs[rows], targets[rows]
