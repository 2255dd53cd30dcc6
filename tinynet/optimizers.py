# Copied from docs/optimizers.md, the place to edit it (febeb55fdd6f3a31).
from collections import namedtuple

import numpy as np

from tinynet.data import check

# step(gradient, state) returns what to subtract and the new state; start is the first.
Optimizer = namedtuple("Optimizer", ["start", "step"])


def gradient_descent(learning_rate=1.0):
    """Return the optimizer whose step is the learning rate, from 0, × the gradient."""
    learning_rate = check("learning_rate", learning_rate, low=0)
    return Optimizer(None, lambda gradient, state: (learning_rate * gradient, state))


def momentum(learning_rate=1.0, beta=0.9):
    """Return the optimizer that adds beta, 0 to 1, × the step before (Polyak, 1964)."""
    learning_rate = check("learning_rate", learning_rate, low=0)
    beta = check("beta", beta, low=0, high=1)

    def step(gradient, velocity):
        velocity = learning_rate * gradient + beta * velocity
        return velocity, velocity

    return Optimizer(0.0, step)


def adam(learning_rate=0.1, beta1=0.9, beta2=0.999):
    """Return the optimizer whose steps are about as long as the learning rate.

    beta1, beta2: what running means of the gradient and its square keep, below 1.
    Source: Kingma and Ba, 2014, with their 1e-8 against division by 0.
    """
    learning_rate = check("learning_rate", learning_rate, low=0)
    check("beta1 and beta2", (beta1, beta2), (2,), low=0, high=0.999999)

    def step(gradient, state):
        count, mean, square = state
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
        typical = np.sqrt(square / (1 - beta2**count)) + 1e-8
        step = learning_rate * mean / (1 - beta1**count) / typical
        return step, (count + 1, mean, square)

    return Optimizer((1, 0.0, 0.0), step)
