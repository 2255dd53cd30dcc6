# Copied from docs/steps.md, the place to edit it (0b2a5a6db755c0d6).
"""Steps: how far to move each weight, given its adjustment and what went before.

A step is a function: step(adjustment, memory) returns the move and the new memory, and
the memory before the first step is None. Page: docs/steps.md. Licence: MIT-0.
"""

from numbers import Real

import numpy as np


def plain(rate=1.0):
    """Return the step of gradient descent: the rate times the adjustment.

    rate: the learning rate, above 0; anything else raises TypeError or ValueError.
    """
    check_settings(rate)

    def step(adjustment, rates):
        if rates is None:
            rates = rate * np.ones_like(adjustment)
        return rates * adjustment, rates

    return step


def check_settings(rate, **shares):
    """Raise TypeError or ValueError unless rate is above 0, shares from 0 to below 1."""
    for name, setting in {"rate": rate, **shares}.items():
        if not isinstance(setting, Real):
            raise TypeError(f"{name} must be a number, not {type(setting).__name__}")
    if not 0 < rate < np.inf:
        raise ValueError(f"rate must be above 0 and finite, not {rate}")
    for name, share in shares.items():
        if not 0 <= share < 1:
            raise ValueError(f"{name} must be 0 or more and below 1, not {share}")


def momentum(rate=1.0, keep=0.9):
    """Return a step that keeps a share of the move before it (Polyak, 1964).

    rate: as in plain. keep: the share, from 0 to below 1; anything else raises
    TypeError or ValueError.
    """
    check_settings(rate, keep=keep)

    def step(adjustment, last):
        move = rate * adjustment
        if last is not None:
            move = move + keep * last
        return move, move

    return step


def adam(rate=0.1, keep=0.9, keep_square=0.999):
    """Return the step of Adam: about as long as the rate, whatever the adjustment.

    rate: as in plain. keep, keep_square: the shares of the means of the adjustment and
    of its square that are kept, from 0 to below 1; anything else raises TypeError or
    ValueError. Source: Kingma and Ba, 2014, with their 1e-8 against division by 0.
    """
    check_settings(rate, keep=keep, keep_square=keep_square)

    def step(adjustment, memory):
        count, mean, square = memory or (0, 0, 0)
        count = count + 1
        mean = keep * mean + (1 - keep) * adjustment
        square = keep_square * square + (1 - keep_square) * adjustment**2
        size = np.sqrt(square / (1 - keep_square**count)) + 1e-8
        return rate * mean / (1 - keep**count) / size, (count, mean, square)

    return step
