"""Learning: which way each weight should move, how far, and doing it many times.

Page: docs/learning.md. Licence: MIT-0.
"""

import numpy as np

from tinynet.neuron import think
from tinynet.slope import sigmoid_gradient


def error_weighted_derivative(inputs, error, output):
    """Return the adjustment of each weight: minus the slope of half the squared error.

    inputs: (rows, n). error: targets − output, (rows, 1). output: (rows, 1), between
    0 and 1. Returns (n, 1). Source: the delta rule (Widrow and Hoff, 1960).
    """
    return inputs.T @ (error * sigmoid_gradient(output))


def starting_weights(shape, seed=1):
    """Return random weights from −1 to 1, the same ones for the same seed.

    They are the articles' own, drawn from NumPy's historical generator: a newer one
    would give other numbers.
    """
    return 2 * np.random.RandomState(seed).random_sample(shape) - 1


def train(inputs, targets, weights, iterations=10_000, rate=1.0, watch=None):
    """Return the weights after that many steps of gradient descent.

    inputs: (rows, n). targets: (rows, 1). weights: (n, 1), not changed. rate: the
    learning rate. watch: a function called as watch(iteration, output, weights) in
    each iteration, before the weights move.
    Raises TypeError or ValueError, before any training, when these are not so, or when
    there are no rows or a number is missing (NaN).
    """
    check_training(inputs, targets, weights, iterations, rate)
    inputs, targets = 1.0 * inputs, 1.0 * targets
    for iteration in range(iterations):
        output = think(inputs, weights)
        if watch:
            watch(iteration, output, weights)
        error = targets - output
        weights = weights + rate * error_weighted_derivative(inputs, error, output)
    return weights


def check_training(inputs, targets, weights, iterations, rate):
    """Raise TypeError or ValueError, saying what was expected, unless all is well."""
    for name, array in ("inputs", inputs), ("targets", targets), ("weights", weights):
        if not hasattr(array, "shape") or array.dtype.kind not in "biuf":
            raise TypeError(
                f"{name} must be an array of numbers, as from np.array(...)"
            )
        if len(array.shape) != 2 or 0 in array.shape:
            shape = "(n, 1)" if name == "weights" else "(rows, columns)"
            raise ValueError(f"{name} must have a shape {shape}, not {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be numbers, but some are NaN or infinite")
    rows, n = inputs.shape
    for name, array, shape in (
        ("targets", targets, (rows, 1)),
        ("weights", weights, (n, 1)),
    ):
        if array.shape != shape:
            hint = "; is a .T missing?" if array.shape == shape[::-1] else ""
            raise ValueError(
                f"{name} must have the shape {shape} for inputs of shape "
                f"{inputs.shape}, not {array.shape}{hint}"
            )
    if isinstance(iterations, bool) or not hasattr(iterations, "__index__"):
        raise TypeError(f"iterations must be a whole number, not {iterations!r}")
    if iterations < 0:
        raise ValueError(f"iterations must not be negative, and is {iterations}")
    if not np.isfinite(rate):
        raise ValueError(f"rate must be a number, not {rate}")
