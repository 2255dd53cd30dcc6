# Copied from docs/checking.md, the place to edit it (a9021fdb0baeebb6).
"""Checking: slopes found by trying, to compare with those found by calculus.

Page: docs/checking.md. Licence: MIT-0.
"""

import numpy as np


def numerical_gradient(score, weights, nudge=1e-5):
    """Return the slope of the score along each weight, of the shape of the weights.

    score: a function of weights that returns one number. weights: an array of any
    shape; it is not changed. nudge: how far each weight is moved, up and down, above 0.
    Source: the central difference. It is off by about the square of the nudge, and by
    the 16th digit of the score divided by the nudge.
    """
    gradient = np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        nudged = np.zeros(weights.shape)
        nudged[place] = nudge
        rise = score(weights + nudged) - score(weights - nudged)
        gradient[place] = rise / (2 * nudge)
    return gradient
