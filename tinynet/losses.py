# Copied from docs/losses.md, the place to edit it (794ce010e0c43582).
"""Losses: one number for how wrong the outputs are, and the push that it gives.

Page: docs/losses.md. Licence: MIT-0.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tinynet.slope import sigmoid_gradient


class Loss(NamedTuple):
    """How wrong outputs are: score(targets, outputs), one number, 0 or more.

    push(targets, outputs): minus the slope of the score along each weighted sum, of
    the shape of the outputs. Both take (rows, n) arrays, of numbers from 0 to 1.
    """

    score: Callable
    push: Callable


def half_squared_error(targets, outputs):
    """Return half the sum of the squared errors, 0 or more."""
    return ((targets - outputs) ** 2).sum() / 2


def error_times_slope(targets, outputs):
    """Return the push of the squared error, of the shape of the outputs."""
    return (targets - outputs) * sigmoid_gradient(outputs)


squared_error = Loss(half_squared_error, error_times_slope)


SMALLEST = np.finfo(float).tiny


def surprise(targets, outputs):
    """Return the cross-entropy of targets and outputs, summed, 0 or more."""
    yes = targets * np.log(outputs + SMALLEST)
    no = (1 - targets) * np.log(1 - outputs + SMALLEST)
    return -(yes + no).sum()


def error_alone(targets, outputs):
    """Return the push of the cross-entropy, of the shape of the outputs."""
    return targets - outputs


cross_entropy = Loss(surprise, error_alone)
