# Copied from docs/learning.md, the place to edit it (53c72db1b50553d4).
"""Learning: which way each weight should move, how far, and doing it many times.

Page: docs/learning.md. Licence: MIT-0.
"""

from numbers import Integral, Real

import numpy as np

from tinynet.neuron import think
from tinynet.slope import sigmoid_gradient


def error_weighted_derivative(inputs, error, output):
    """Return the adjustment of each weight: minus the slope of half the squared error.

    inputs: (rows, n). error: targets − output, (rows, 1). output: (rows, 1), between
    0 and 1. Returns (n, 1). Source: the delta rule (Widrow and Hoff, 1960), times
    the slope of the sigmoid.
    """
    return inputs.T @ (error * sigmoid_gradient(output))


def starting_weights(shape, seed=1):
    """Return random weights of this shape, from −1 to 1; a seed gives the same again.

    They are the articles' own, drawn from NumPy's historical generator: a newer one
    would give other numbers.
    """
    return 2 * np.random.RandomState(seed).random_sample(shape) - 1


def train(inputs, targets, weights, iterations=10_000, rate=1.0, watch=None):
    """Return the weights after that many steps of gradient descent.

    inputs: (rows, n). targets: (rows, 1). weights: (n, 1). None of them is changed.
    rate: the learning rate. watch: a function called as watch(iteration, output,
    weights) in each iteration, before the weights move.
    Raises TypeError or ValueError, before any training, for anything else, for no
    rows, and for numbers that are missing (NaN) or infinite.
    """
    check_training(inputs, targets, weights, iterations, rate)
    inputs, targets, weights = 1.0 * inputs, 1.0 * targets, 1.0 * weights
    rates = rate * np.ones_like(weights)
    for iteration in range(iterations):
        output = think(inputs, weights)
        if watch:
            watch(iteration, output, weights)
        error = targets - output
        weights = weights + rates * error_weighted_derivative(inputs, error, output)
    return weights


def check_training(inputs, targets, weights, iterations, rate):
    """Raise TypeError or ValueError, with what was expected, unless all is well."""
    arrays = {"inputs": inputs, "targets": targets, "weights": weights}
    for name, array in arrays.items():
        came = getattr(array, "dtype", type(array).__name__)
        if getattr(came, "kind", None) not in ("b", "i", "u", "f"):
            raise TypeError(f"{name} must be an array of numbers, and came as {came}")
    if len(inputs.shape) != 2 or 0 in inputs.shape:
        raise ValueError(
            "inputs must have the shape (rows, columns), with at least one of each, "
            f"not {inputs.shape}"
        )
    rows, columns = inputs.shape
    for name, shape in ("targets", (rows, 1)), ("weights", (columns, 1)):
        came = arrays[name].shape
        if came != shape:
            raise ValueError(
                f"{name} must have the shape {shape} for inputs of shape "
                f"{inputs.shape}, not {came}"
                + ("; is a .T missing?" if came == shape[::-1] else "")
            )
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite, and hold NaN or an infinity")
    if not isinstance(iterations, Integral):
        raise TypeError(f"iterations must be a whole number, not {iterations!r}")
    if iterations < 0:
        raise ValueError(f"iterations must be 0 or more, not {iterations}")
    if not isinstance(rate, Real):
        raise TypeError(f"rate must be a number, not {rate!r}")
    if not 0 < rate < np.inf:
        raise ValueError(f"rate must be above 0 and finite, not {rate}")
