# Copied from docs/learning.md, the place to edit it (102874495a899d5d).
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
    rows, columns = check_inputs(inputs)
    check_table("targets", targets, (rows, 1), inputs)
    check_table("weights", weights, (columns, 1), inputs)
    check_count("iterations", iterations, least=0)
    if not isinstance(rate, Real):
        raise TypeError(f"rate must be a number, not {rate!r}")
    if not 0 < rate < np.inf:
        raise ValueError(f"rate must be above 0 and finite, not {rate}")


def check_numbers(name, array):
    """Raise TypeError or ValueError unless it is an array of finite numbers."""
    came = getattr(array, "dtype", type(array).__name__)
    if getattr(came, "kind", None) not in ("b", "i", "u", "f"):
        raise TypeError(f"{name} must be an array of numbers, and came as {came}")
    if array.size and not np.isfinite([array.min(), array.max()]).all():
        raise ValueError(f"{name} must be finite, and hold NaN or an infinity")


def check_inputs(inputs, columns=None):
    """Return rows and columns of the inputs, or raise TypeError or ValueError.

    columns: how many there must be; any number above 0 if None.
    """
    check_numbers("inputs", inputs)
    came = inputs.shape
    if len(came) != 2 or 0 in came or columns not in (None, came[1]):
        expected, least = "(rows, columns)", "one of each"
        if columns is not None:
            expected, least = f"(rows, {columns})", "one row"
        raise ValueError(
            f"inputs must have the shape {expected}, with at least {least}, not {came}"
            + ("; is a .T missing?" if len(came) == 2 and came[0] == columns else "")
        )
    return came


def check_table(name, table, shape, inputs):
    """Raise TypeError or ValueError unless it has the shape that the inputs ask for."""
    check_numbers(name, table)
    came = table.shape
    if came != shape:
        raise ValueError(
            f"{name} must have the shape {shape} for inputs of shape {inputs.shape}, "
            f"not {came}" + ("; is a .T missing?" if came == shape[::-1] else "")
        )


def check_count(name, count, least, most=np.inf):
    """Raise TypeError or ValueError unless it is a whole number between the two."""
    if not isinstance(count, Integral):
        raise TypeError(f"{name} must be a whole number, not {count!r}")
    if not least <= count <= most:
        between = f"{least} or more" if most == np.inf else f"from {least} to {most}"
        raise ValueError(f"{name} must be {between}, not {count}")
