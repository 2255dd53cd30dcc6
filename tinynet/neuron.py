# Copied from docs/neuron.md, the place to edit it (52c22ee2fe35f014).
"""A neuron: inputs, weights, and one output between 0 and 1.

Page: docs/neuron.md. Licence: MIT-0.
"""

import numpy as np


def weighted_sum(inputs, weights):
    """Return the sum of the inputs, each multiplied by its weight.

    inputs: (rows, n), a row for each example, or (n,) for one example.
    weights: (n, 1). Returns (rows, 1), or (1,) for one example.
    """
    return np.dot(inputs, weights)


def sigmoid(x):
    """Return 1 / (1 + e⁻ˣ), between 0 and 1, for a number or each of an array.

    Below about −709 it gives 0, and NumPy warns that e⁻ˣ is too large to hold.
    Source: the logistic function (Verhulst, 1845).
    """
    return 1 / (1 + np.exp(-x))


def think(inputs, weights):
    """Return the output of the neuron, between 0 and 1, for each example.

    inputs: (rows, n) or (n,). weights: (n, 1). Returns (rows, 1) or (1,).
    """
    return sigmoid(weighted_sum(inputs, weights))
