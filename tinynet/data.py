# Copied from docs/data.md, the place to edit it (f49d0744e1e8c146).
"""The training sets of the articles.

Page: docs/data.md. Licence: MIT-0.
"""

from typing import NamedTuple

import numpy as np


class TrainingSet(NamedTuple):
    """Examples: inputs (rows, columns), and their targets (rows, 1), between 0 and 1."""

    inputs: np.ndarray
    targets: np.ndarray


MILO = TrainingSet(
    inputs=np.array([[0.0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]]),
    targets=np.array([[0.0], [1], [1], [0]]),
)


TRASK = TrainingSet(
    inputs=np.array([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]),
    targets=np.array([[0.0], [0], [1], [1]]),
)

XOR = TrainingSet(
    inputs=np.array([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]),
    targets=np.array([[0.0], [1], [1], [0]]),
)

XOR7 = TrainingSet(
    inputs=np.array(
        [
            [0.0, 0, 1],
            [0, 1, 1],
            [1, 0, 1],
            [0, 1, 0],
            [1, 0, 0],
            [1, 1, 1],
            [0, 0, 0],
        ]
    ),
    targets=np.array([[0.0], [1], [1], [1], [1], [0], [0]]),
)
