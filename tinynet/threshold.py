# Copied from docs/threshold.md, the place to edit it (4df0384a927ffc24).
"""The threshold: an input that is always 1, whose weight is the bias.

Page: docs/threshold.md. Licence: MIT-0.
"""

import numpy as np


def add_bias(inputs):
    """Return the inputs with one more at the end, a constant 1, whose weight is the bias.

    inputs: (rows, n), or (n,) for one example. Returns (rows, n + 1), or (n + 1,).
    """
    return np.concatenate([inputs, np.ones_like(inputs[..., :1])], axis=-1)
