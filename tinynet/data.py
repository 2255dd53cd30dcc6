# Copied from docs/data.md, the place to edit it (7e339ba0798b8bc9).
from collections import namedtuple

import numpy as np

TrainingSet = namedtuple("TrainingSet", ["inputs", "targets"])


def training_set(inputs, targets):
    """Return them as a TrainingSet of read-only arrays; targets: one number per row."""
    arrays = np.array(inputs, dtype=float), np.array([targets], dtype=float).T
    for array in arrays:
        array.flags.writeable = False
    return TrainingSet(*arrays)


MILO = training_set([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]], [0, 1, 1, 0])
TRASK = training_set([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [0, 0, 1, 1])


XOR = training_set(TRASK.inputs, [0, 1, 1, 0])
XOR7 = training_set(
    [[0, 0, 1], [0, 1, 1], [1, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 0]],
    [0, 1, 1, 1, 1, 0, 0],
)


def check(name, values, shape=(), low=-1e300, high=1e300):
    """Return values as an array of floats, or say what was expected instead.

    shape: the length of each axis; a word allows any from 1. Raises TypeError, and
    ValueError for another shape and for values out of range, NaN included.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be numbers, not {array.dtype}")
    array = array.astype(float, copy=False)
    fits = [isinstance(b, str) or a == b for a, b in zip(array.shape, shape)]
    if not (array.size and array.ndim == len(shape) and all(fits)):
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{name} must have the shape ({wanted}), not {array.shape}")
    if not (low <= array.min() and array.max() <= high):
        found = f"{array.min()} to {array.max()}"
        raise ValueError(f"{name} must be from {low} to {high}, not {found}")
    return array
