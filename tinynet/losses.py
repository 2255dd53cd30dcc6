# Copied from docs/losses.md, the place to edit it (11efedd472347425).
from collections import namedtuple

import numpy as np

from tinynet.slope import sigmoid_gradient

# Of targets and outputs: a number, and minus its gradient by the weighted sums.
Loss = namedtuple("Loss", ["value", "delta"])

squared_error = Loss(
    value=lambda targets, outputs: ((targets - outputs) ** 2).sum() / 2,
    delta=lambda targets, outputs: (targets - outputs) * sigmoid_gradient(outputs),
)


SMALLEST = np.finfo(float).tiny

cross_entropy = Loss(
    value=lambda targets, outputs: np.sum(
        -targets * np.log(outputs + SMALLEST)
        - (1 - targets) * np.log(1 - outputs + SMALLEST)
    ),
    delta=lambda targets, outputs: targets - outputs,
)
