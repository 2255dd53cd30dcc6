"""Has the place of sklearn.datasets in the reader's browser, where there is no other."""

import gzip
import types

import numpy as np


def load_digits(*, return_X_y=False):
    """Return the 1,797 digits as scikit-learn does, from its own file."""
    with gzip.open("/assets/digits.csv.bin", "rt") as file:
        table = np.loadtxt(file, delimiter=",")
    data, target = table[:, :-1], table[:, -1].astype(int)
    if return_X_y:
        return data, target
    with open("/assets/digits.rst", encoding="utf-8") as file:
        told = file.read()
    return types.SimpleNamespace(
        data=data,
        target=target,
        images=data.reshape(-1, 8, 8),
        target_names=np.arange(10),
        feature_names=[f"pixel_{row}_{n}" for row in range(8) for n in range(8)],
        DESCR=told,
    )
