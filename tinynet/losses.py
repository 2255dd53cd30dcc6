# Copied from docs/losses.md, the place to edit it (88eac373c766cd67).
from collections import namedtuple

import numpy as np

from tinynet.slope import sigmoid_gradient

# Functions of targets and outputs, (rows, n): one number, 0 or more, and minus its
# gradient with respect to the weighted sums, (rows, n).
Loss = namedtuple("Loss", ["value", "delta"])

squared_error = Loss(
    value=lambda targets, outputs: ((targets - outputs) ** 2).sum() / 2,
    delta=lambda targets, outputs: (targets - outputs) * sigmoid_gradient(outputs),
)


SMALLEST = np.finfo(float).tiny

cross_entropy = Loss(
    value=lambda targets, outputs: (
        -np.sum(
            targets * np.log(outputs + SMALLEST)
            + (1 - targets) * np.log(1 - outputs + SMALLEST)
        )
    ),
    delta=lambda targets, outputs: targets - outputs,
)
