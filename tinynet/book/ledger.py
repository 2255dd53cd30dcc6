# Copied from docs/book/ledger.md, the place to edit it (57c7fa57f0befdda).
"""The ledger: each number of the articles, and how this package computes it.

Page: docs/book/ledger.md. Licence: MIT-0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from tinynet.data import MILO, TRASK, XOR, XOR7
from tinynet.learning import starting_weights, train
from tinynet.network import Network
from tinynet.neuron import think


@dataclass(frozen=True)
class Entry:
    """Numbers that were published, as text, and a function that computes them anew."""

    name: str
    published: str
    compute: Callable

    def lines(self) -> list[tuple[str, str]]:
        """Return pairs: what was published, and ours with as many decimals."""
        published = self.published.split()
        ours = np.ravel(self.compute())
        return [
            (old, rounded(new, old)) for old, new in zip(published, ours, strict=True)
        ]


def rounded(number: float, like: str) -> str:
    """Return the number with as many decimals as the text has.

    >>> rounded(0.123456, "0.12"), rounded(-0.20784350, "-0.2078435")
    ('0.12', '-0.2078435')
    """
    decimals = len(like.partition(".")[2])
    return f"{number:.{decimals}f}"


def trained(data=MILO, iterations: int = 10_000) -> np.ndarray:
    """Return the weights of the articles' neuron after that many iterations."""
    return train(*data, starting_weights((3, 1)), iterations=iterations)


@cache
def mean_errors(every: int, times: int) -> list[float]:
    """Return Trask's error, before training and then each so many iterations."""
    errors, network = [], Network(3, 4, 1, bias=False)
    for _ in range(times):
        errors.append(np.abs(XOR.targets - network.think(XOR.inputs)).mean())
        network.train(*XOR, iterations=every)
    return errors


@cache
def sequel(iterations: int = 60_000) -> Network:
    """Return the network of Milo's sequel after that many iterations."""
    network = Network(3, 4, 1, bias=False)
    network.train(*XOR7, iterations=iterations)
    return network


MILO_ENTRIES = [
    Entry(
        "milo-start",
        "-0.16595599 0.44064899 -0.99977125",
        lambda: starting_weights((3, 1)),
    ),
    Entry("milo-end", "9.67299303 -0.2078435 -4.62963669", trained),
    Entry(
        "milo-answer",
        "0.99993704",
        lambda: think(np.array([1.0, 0.0, 0.0]), trained()),
    ),
]


TRASK_ENTRIES = [
    Entry(
        "trask-output",
        "0.00966449 0.00786506 0.99358898 0.99211957",
        lambda: think(TRASK.inputs, trained(TRASK, 9_999)),
    ),
    Entry(
        "trask-picture",
        "0.99",
        lambda: think(np.array([1.0, 0.0, 1.0]), np.array([9.5, 0.2, -0.1])),
    ),
    Entry(
        "trask-errors",
        "0.496410031903 0.00858452565325 0.00578945986251 0.00462917677677 "
        "0.00395876528027 0.00351012256786",
        lambda: mean_errors(10_000, 6),
    ),
]


SEQUEL_ENTRIES = [
    Entry(
        "sequel-start-1",
        "-0.16595599 0.44064899 -0.99977125 -0.39533485 "
        "-0.70648822 -0.81532281 -0.62747958 -0.30887855 "
        "-0.20646505 0.07763347 -0.16161097 0.370439",
        lambda: sequel(0).layers[0],
    ),
    Entry(
        "sequel-start-2",
        "-0.5910955 0.75623487 -0.94522481 0.34093502",
        lambda: sequel(0).layers[1],
    ),
    Entry(
        "sequel-end-1",
        "0.3122465 4.57704063 -6.15329916 -8.75834924 "
        "0.19676933 -8.74975548 -6.1638187 4.40720501 "
        "-0.03327074 -0.58272995 0.08319184 -0.39787635",
        lambda: sequel().layers[0],
    ),
    Entry(
        "sequel-end-2",
        "-8.18850925 10.13210706 -21.33532796 9.90935111",
        lambda: sequel().layers[1],
    ),
    Entry(
        "sequel-answer",
        "0.0078876",
        lambda: sequel().think(np.array([[1.0, 1.0, 0.0]])),
    ),
]

ENTRIES = [*MILO_ENTRIES, *TRASK_ENTRIES, *SEQUEL_ENTRIES]
DIFFERENT = {"trask-picture": "the picture contradicts its own weights"}


def table(entries: list[Entry]) -> str:
    """Return the entries as lines: name, published, ours, and whether they agree."""
    rows = [f"{'name':15} {'published':>17} {'ours':>17}  same"]
    for entry in entries:
        for old, new in entry.lines():
            same = "yes" if old == new else "no"
            rows.append(f"{entry.name:15} {old:>17} {new:>17}  {same}")
    return "\n".join(rows)
