# Copied from docs/book/ledger.md, the place to edit it (29fd8fb75fd765c9).
"""The ledger: each number of the articles, and how this package computes it.

Page: docs/book/ledger.md. Licence: MIT-0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from tinynet.data import MILO, TRASK, XOR, XOR7
from tinynet.learning import starting_weights, train
from tinynet.losses import squared_error
from tinynet.network import Network
from tinynet.neuron import sigmoid, think
from tinynet.slope import sigmoid_gradient


@dataclass(frozen=True)
class Entry:
    """Numbers that were published, as text, and a function that computes them anew."""

    name: str
    published: str
    compute: Callable
    digits: str = "all"  # how many hold, of each number or of all

    def lines(self) -> list[tuple[str, str, str]]:
        """Return for each number: what was published, ours, and whether they agree."""
        published = self.published.split()
        holding = self.digits.split()
        if len(holding) == 1:
            holding *= len(published)
        ours = np.ravel(self.compute())
        return [line(*one) for one in zip(published, ours, holding, strict=True)]


def line(published: str, ours: float, digits: str = "all") -> tuple[str, str, str]:
    """Return what was published, ours with as many digits, and 'yes' if they agree.

    If only some digits hold, ours has so many, and 'yes' becomes their number. Of a
    number that holds none, nothing is said.

    >>> line("0.7501", 0.75013), line("0.7501", 0.75031, "2"), line("3.5", 9.1, "0")
    (('0.7501', '0.7501', 'yes'), ('0.7501', '0.75', '2 digits'), ('3.5', '?', 'no'))
    """
    decimals, agreed = len(published.partition(".")[2]), "yes"
    if digits == "0":
        return published, "?", "no"
    if digits != "all":
        size = np.floor(np.log10(abs(float(published))))
        decimals = int(digits) - 1 - int(size)
        agreed = "1 digit" if digits == "1" else f"{digits} digits"
    old, new = (rounded(number, decimals) for number in (float(published), ours))
    return published, new, agreed if old == new else "no"


def rounded(number: float, decimals: int) -> str:
    """Return the number with so many decimals; if negative, with zeros at the end.

    >>> rounded(0.123456, 2), rounded(-0.20784350, 7), rounded(98.7, -1)
    ('0.12', '-0.2078435', '100')
    """
    return f"{round(float(number), decimals):.{max(decimals, 0)}f}"


def trained(data=MILO, iterations: int = 10_000) -> np.ndarray:
    """Return the weights of the articles' neuron after that many iterations."""
    return train(*data, starting_weights((3, 1)), iterations=iterations)


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
        lambda: sweep(4)["errors"][RATES.index(1)],
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


def table(entries: list[Entry]) -> str:
    """Return the entries as lines: name, published, ours, and whether they agree."""
    rows = [f"{'name':15} {'published':>17} {'ours':>17}  same"]
    for entry in entries:
        for old, new, same in entry.lines():
            rows.append(f"{entry.name:15} {old:>17} {new:>17}  {same}")
    return "\n".join(rows)


RATES = [0.001, 0.01, 0.1, 1, 10, 100, 1000]


@cache
def side_by_side() -> dict[str, list[np.ndarray]]:
    """Train the networks of all RATES, of 4 and then of 32 hidden neurons; see sweep."""
    sizes = np.repeat([4, 32], len(RATES))
    starts = np.cumsum(sizes) - sizes
    rates = np.repeat([*RATES, *RATES], sizes)
    layers = [Network(3, size, 1, bias=False).layers for size in sizes]
    weights = np.hstack([np.vstack([first, second.T]) for first, second in layers])
    errors, turns, before = [], 0, None
    for iteration in range(60_000):
        first, second = weights[:3], weights[3:]
        middle = sigmoid(XOR.inputs.dot(first))
        output = sigmoid(np.add.reduceat(middle * second, starts, axis=1))
        if iteration % 10_000 == 0:
            errors.append(np.abs(XOR.targets - output).mean(axis=0))
        blame = squared_error.push(XOR.targets, output).repeat(sizes, axis=1)
        blames = blame * second * sigmoid_gradient(middle)
        of_second = (middle * blame).sum(axis=0, keepdims=True)
        moves = np.concatenate([XOR.inputs.T.dot(blames), of_second])
        up = moves > 0
        turns = turns + (up != (up if before is None else before))
        before = up
        weights = weights + rates * moves

    def of_each(table):
        return [part.ravel() for part in np.split(table, starts[1:], axis=1)]

    errors = list(np.transpose(errors))
    return {"errors": errors, "weights": of_each(weights), "turns": of_each(turns)}


def sweep(hidden: int) -> dict[str, np.ndarray]:
    """Return "errors", "weights" and "turns" of the networks of 4 or 32 hidden neurons.

    Of each a row for each of the RATES: the mean error every 10,000 iterations, all
    weights after 60,000, and how often the adjustment of each changed its direction.
    """
    own = {4: slice(None, 7), 32: slice(7, None)}[hidden]
    return {kind: np.array(rows[own]) for kind, rows in side_by_side().items()}


def by_rate(published: str) -> dict[float, str]:
    """Return the numbers of a table for each of the RATES, as many for each."""
    words = published.split()
    size = len(words) // len(RATES)
    rows = [words[row * size : (row + 1) * size] for row in range(len(RATES))]
    return {rate: " ".join(row) for rate, row in zip(RATES, rows, strict=True)}


ERRORS = {
    4: """
        0.496410031903 0.495164025493 0.493596043188
        0.491606358559 0.489100166544 0.485977857846
        0.496410031903 0.457431074442 0.359097202563
        0.239358137159 0.143070659013 0.0985964298089
        0.496410031903 0.0428880170001 0.0240989942285
        0.0181106521468 0.0149876162722 0.0130144905381
        0.496410031903 0.00858452565325 0.00578945986251
        0.00462917677677 0.00395876528027 0.00351012256786
        0.496410031903 0.00312938876301 0.00214459557985
        0.00172397549956 0.00147821451229 0.00131274062834
        0.496410031903 0.125476983855 0.125330333528
        0.125267728765 0.12523107366 0.125206352756
        0.496410031903 0.5 0.5 0.5 0.5 0.5
    """,
    32: """
        0.496439922501 0.491049468129 0.484976307027
        0.477830678793 0.46903846539 0.458029258565
        0.496439922501 0.356379061648 0.146939845465
        0.0880156127416 0.065147819275 0.0529658087026
        0.496439922501 0.0305404908386 0.0190638725334
        0.0147643907296 0.0123892429905 0.0108421669738
        0.496439922501 0.00736052234249 0.00497251705039
        0.00396863978159 0.00338641021983 0.00299625684932
        0.496439922501 0.00224922117381 0.00153852153014
        0.00123717718456 0.00106119569132 0.000942641990774
        0.496439922501 0.5 0.5 0.5 0.5 0.5
        0.496439922501 0.5 0.5 0.5 0.5 0.5
    """,
}


WEIGHTS = """
    -0.28448441 0.32471214 -1.53496167 -0.47594822
    -0.7550616 -1.04593014 -1.45446052 -0.32606771
    -0.2594825 -0.13487028 -0.29722666 0.40028038
    -0.61957526 0.76414675 -1.49797046 0.40734574
    2.39225985 2.56885428 -5.38289334 -3.29231397
    -0.35379718 -4.6509363 -5.67005693 -1.74287864
    -0.15431323 -1.17147894 1.97979367 3.44633281
    -3.70045078 4.57578637 -7.63362462 4.73787613
    3.88035459 3.6391263 -5.99509098 -3.8224267
    -1.72462557 -5.41496387 -6.30737281 -3.03987763
    0.45953952 -1.77301389 2.37235987 5.04309824
    -5.72386389 6.15041318 -9.40272079 6.61461026
    4.6013571 4.17197193 -6.30956245 -4.19745118
    -2.58413484 -5.81447929 -6.60793435 -3.68396123
    0.97538679 -2.02685775 2.52949751 5.84371739
    -6.96765763 7.14101949 -10.31917382 7.86128405
    4.52597806 5.77663165 -7.34266481 -5.29379829
    1.66715206 -7.16447274 -7.99779235 -1.81881849
    -4.27032921 -3.35838279 3.44594007 4.88852208
    -8.58485788 10.1786297 -14.87601886 7.57026121
    -17.20515374 1.89881432 -16.95533155 -8.23482697
    5.70240659 -17.23785161 -9.48052574 -7.92972576
    -4.18781704 -0.3388181 2.82024759 -8.40059859
    9.68285369 9.55731916 -16.0390702 6.27326973
    -56.06177241 -4.66409623 -5.65196179 -23.05868769
    -4.52271708 -4.78184499 -10.88770202 -15.85879101
    -89.56678495 10.81119741 37.02351518 -48.33299795
    25.16188889 -8.68235535 -116.60053379 11.41582458
"""
TURNS = """
    0 0 0 0 0 0 0 0 1 0 1 1 1 1 0 1
    1 1 0 0 2 0 0 2 4 2 1 1 2 1 0 1
    1 1 0 0 2 0 0 2 4 2 1 1 2 1 0 1
    1 1 0 0 2 0 0 2 4 2 1 1 2 1 0 1
    7 19 2 6 7 2 0 22 19 26 9 17 22 15 4 15
    8 7 3 2 13 8 2 4 16 13 12 8 13 11 12 10
    3 2 4 1 1 2 2 1 6 6 4 1 7 7 7 3
"""


HOLDING = {
    "errors-4-100": "all 8 8 8 8 8",
    "errors-32-10": "all 1 1 1 1 1",
    "weights-100": "4",
    "weights-1000": "all 2 7 all all 2 7 all all 1 7 all all 1 0 all",
}


def sweep_entries(kind: str, published: str, hidden: int = 4) -> list[Entry]:
    """Return an entry for each rate; kind names what `sweep` returns."""
    entries = []
    for row, (rate, numbers) in enumerate(by_rate(published).items()):
        sizes = f"-{hidden}" if kind == "errors" else ""
        name = f"{kind}{sizes}-{rate}"
        compute = partial(lambda row: sweep(hidden)[kind][row], row)
        entries.append(Entry(name, numbers, compute, HOLDING.get(name, "all")))
    return entries


SWEEP_ENTRIES = [
    *sweep_entries("errors", ERRORS[4]),
    *sweep_entries("errors", ERRORS[32], hidden=32),
    *sweep_entries("weights", WEIGHTS),
    *sweep_entries("turns", TURNS),
]

ENTRIES = [*MILO_ENTRIES, *TRASK_ENTRIES, *SEQUEL_ENTRIES, *SWEEP_ENTRIES]
DIFFERENT = {
    "trask-picture": "the picture contradicts its own weights",
    "weights-1000": "one weight was thrown somewhere else by the last digits",
}


def summary(entries: list[Entry]) -> str:
    """Return a line for each entry: how many numbers agree, and how far."""
    rows = [f"{'name':15} numbers  all digits  some  none"]
    for entry in entries:
        same = [same for _, _, same in entry.lines()]
        all_of_them, none = same.count("yes"), same.count("no")
        some = len(same) - all_of_them - none
        rows.append(f"{entry.name:15} {len(same):7} {all_of_them:11} {some:5} {none:5}")
    return "\n".join(rows)
