# Copied from docs/checking.md, the place to edit it (0d3d0fb44ae86a95).
import numpy as np


def numerical_gradient(function, weights, epsilon=1e-5):
    """Return the gradient of function(weights), one number, in the shape of the weights.

    epsilon: how far each weight is moved, up and down. Source: the central difference;
    it is off by about epsilon² and by the function's rounding divided by epsilon.
    """
    moves = epsilon * np.eye(weights.size).reshape(-1, *weights.shape)
    rises = [function(weights + move) - function(weights - move) for move in moves]
    return np.reshape(rises, weights.shape) / (2 * epsilon)
