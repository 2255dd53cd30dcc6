# Copied from docs/learning.md, the place to edit it (10cf38a1bbb494d3).
import numpy as np

from tinynet.data import check
from tinynet.neuron import think
from tinynet.slope import sigmoid_gradient


def error_weighted_derivative(inputs, error, output):
    """Return minus the gradient of half the squared error, (n, 1).

    inputs: (rows, n). error, targets − output: (rows, 1). output: (rows, 1), 0 to 1.
    Source: the delta rule (Widrow and Hoff, 1960), for a sigmoid.
    """
    return inputs.T.dot(error * sigmoid_gradient(output))


def starting_weights(shape, seed=1):
    """Return random weights from −1 to 1, the articles' own; a seed repeats them."""
    return 2 * np.random.RandomState(seed).random_sample(shape) - 1


def train(inputs, targets, weights, iterations=10000, learning_rate=1.0, callback=None):
    """Return the weights after that many iterations of gradient descent.

    inputs: (rows, n). targets: (rows, 1), from 0 to 1. weights: (n, 1). None is changed.
    iterations, learning_rate: from 0. callback(iteration, output, weights) is called
    before each step. Raises TypeError or ValueError, before training, for anything else.
    """
    inputs = check("inputs", inputs, ("rows", "n"))
    targets = check("targets", targets, (len(inputs), 1), low=0, high=1)
    weights = check("weights", weights, (inputs.shape[1], 1))
    check("iterations and learning_rate", (iterations, learning_rate), (2,), low=0)
    for iteration in range(iterations):
        output = think(inputs, weights)
        if callback:
            callback(iteration, output, weights)
        change = error_weighted_derivative(inputs, targets - output, output)
        weights = weights + learning_rate * change
    return weights
