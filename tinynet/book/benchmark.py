# Copied from docs/book/benchmark.md, the place to edit it (fd5db2cb02f79b4c).
"""The speed of the package, side by side with the same work as plain programs.

Page: docs/book/benchmark.md. Licence: MIT-0.
"""

import statistics
import time
from pathlib import Path

import numpy as np

from tinynet import starting_weights, train
from tinynet.data import MILO

PAIRS = 31
AT_MOST = 1.05  # The goal is 1.00; the rest is for the noise of the machine.


def plain_loop(start: np.ndarray) -> np.ndarray:
    """Train the first article's neuron as its nine lines do; return the weights."""
    inputs = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
    targets = np.array([[0, 1, 1, 0]]).T
    weights = start.copy()
    for _ in range(10_000):
        output = 1 / (1 + np.exp(-(np.dot(inputs, weights))))
        weights += np.dot(inputs.T, (targets - output) * output * (1 - output))
    return weights


def package(start: np.ndarray) -> np.ndarray:
    """Do the same with the package."""
    return train(*MILO, start)


def seconds(program, start: np.ndarray) -> float:
    """Return the processor time that a program takes."""
    began = time.process_time()
    program(start)
    return time.process_time() - began


def ratio(ours, theirs, pairs: int = PAIRS) -> tuple[float, float, float]:
    """Return the median ratio of two programs' times, and the median time of each.

    They take turns, and who begins takes turns too. Raises AssertionError if they do
    not compute the same.
    """
    start = starting_weights((3, 1))
    assert np.allclose(ours(start), theirs(start), rtol=1e-12, atol=0)
    times = []
    for pair in range(pairs):
        order = [ours, theirs] if pair % 2 else [theirs, ours]
        taken = {program: seconds(program, start) for program in order}
        times.append((taken[ours], taken[theirs]))
    ratios = statistics.median(mine / other for mine, other in times)
    return ratios, *map(statistics.median, zip(*times, strict=True))


def main(root: Path) -> int:
    """Measure and print; return 1 if the package is slower than it may be."""
    found, ours, theirs = ratio(package, plain_loop)
    verdict = (
        "good" if found <= AT_MOST else f"too slow: at most {AT_MOST:.2f} × is allowed"
    )
    print(
        f"bench: the article's job takes {found:.2f} × the plain loop's time "
        f"({1000 * ours:.0f} against {1000 * theirs:.0f} ms, {PAIRS} pairs): {verdict}"
    )
    return int(found > AT_MOST)
