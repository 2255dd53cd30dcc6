# Copied from docs/checking.md, the place to edit it (82d513288e55a324).
import numpy as np


def numerical_gradient(function, weights, epsilon=1e-5):
    """Return the gradient of function(weights), one number, in the shape of the weights.

    epsilon: how far each weight is moved, up and down. Source: the central difference;
    it is off by about epsilon² and by the function's rounding divided by epsilon.
    """
    gradient = np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        moved = np.zeros(weights.shape)
        moved[place] = epsilon
        rise = function(weights + moved) - function(weights - moved)
        gradient[place] = rise / (2 * epsilon)
    return gradient
