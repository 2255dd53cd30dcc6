# Copied from docs/network.md, the place to edit it (935dd65c07d29993).
from itertools import pairwise

import numpy as np

from tinynet.learning import starting_weights
from tinynet.neuron import sigmoid


def forward(layers, inputs):
    """Return the inputs and the output of each (weights, bias) layer in turn."""
    activations = [inputs]
    for weights, bias in layers:
        activations.append(sigmoid(activations[-1].dot(weights) + bias))
    return activations


def starting_layers(sizes, bias=True, seed=1):
    """Return layers, (inputs, outputs) and (outputs,) each; without bias it is 0.0."""
    shapes = [(inputs + bool(bias), outputs) for inputs, outputs in pairwise(sizes)]
    drawn = starting_weights(sum(rows * columns for rows, columns in shapes), seed)
    layers = []
    for rows, columns in shapes:
        table, drawn = np.split(drawn, [rows * columns])
        table = table.reshape(rows, columns)
        layers.append((table[:-1], table[-1]) if bias else (table, 0.0))
    return layers
