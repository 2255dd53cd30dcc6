# Copied from docs/bias.md, the place to edit it (ab5503d61f5630b9).
import numpy as np


def add_bias(inputs):
    """Return the inputs with a 1 at the end: (rows, n + 1), or (n + 1,) for (n,)."""
    return np.concatenate([inputs, np.ones_like(inputs[..., :1])], axis=-1)
