# Copied from docs/neuron.md, the place to edit it (c44ce92e4ecad1a5).
import numpy as np


def weighted_sum(inputs, weights):
    """Return the sum of the inputs, each multiplied by its weight: (rows, 1) or (1,).

    inputs: (rows, n), or (n,) for one example. weights: (n, 1).
    """
    return np.dot(inputs, weights)


def sigmoid(x):
    """Return 1 / (1 + e⁻ˣ), between 0 and 1, for a number or each of an array.

    Below about −709 it returns 0, and NumPy warns that e⁻ˣ overflows.
    Source: the logistic function (Verhulst, 1845).
    """
    return 1.0 / (1.0 + np.exp(-1.0 * x))


def think(inputs, weights):
    """Return the neuron's output, between 0 and 1; shapes as in weighted_sum."""
    return sigmoid(weighted_sum(inputs, weights))
