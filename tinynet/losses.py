# Copied from docs/losses.md, the place to edit it (53f9e58d896fe9c5).
from collections import namedtuple

import numpy as np

from tinynet.slope import sigmoid_gradient

# Of targets and outputs: a number, and minus its gradient by the weighted sums.
Loss = namedtuple("Loss", ["value", "delta"])

squared_error = Loss(
    value=lambda targets, outputs: ((targets - outputs) ** 2).sum() / 2,
    delta=lambda targets, outputs: (targets - outputs) * sigmoid_gradient(outputs),
)


cross_entropy = Loss(
    value=lambda targets, outputs: np.sum(
        -targets * np.log(outputs + 1e-300)
        - (1 - targets) * np.log(1 - outputs + 1e-300)
    ),
    delta=lambda targets, outputs: targets - outputs,
)
