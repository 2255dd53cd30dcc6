"""The tables behind the figures that move: what follows a fixed path is worked out here."""

import base64
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np

from publish.files import write, write_json
from tinynet import (
    Network,
    adam,
    cross_entropy,
    gradient_descent,
    momentum,
    squared_error,
    starting_weights,
    think,
)
from tinynet.data import MILO, XOR

ROOT = Path(__file__).parents[1]
LOSSES = {"squared error": squared_error, "cross-entropy": cross_entropy}
OPTIMIZERS = {"gradient descent": gradient_descent, "momentum": momentum, "Adam": adam}
RATES = (1, 10, 30)
SEEDS = 100
HIDDEN = range(1, 9)
CHECKPOINTS = (0, 10, 100, 1_000, 10_000)


def digit() -> str:
    """The 2,410 weights of the network of docs/digits.md that was tested in order.

    As float32 in Base64, in lines that fit a program, for a copied one holds them.
    """
    from sklearn.datasets import load_digits  # importing it takes a second

    table = load_digits()
    inputs, targets = table.data / 16, np.eye(10)[table.target]
    network = Network(64, 32, 10)
    training = inputs[:-360], targets[:-360]
    network.train(*training, 5000, cross_entropy, gradient_descent(0.1), 32)
    flat = np.concatenate([part.ravel() for layer in network.layers for part in layer])
    return base64.encodebytes(flat.astype("<f4").tobytes()).decode()


def race() -> dict:
    """For each race of docs/optimizers.md, of how many seeds it fails, and which below 10."""
    starts = np.hstack([starting_weights((3, 1), seed) for seed in range(SEEDS)])

    def failed(loss, optimizer):
        weights, state = starts, optimizer.start
        for _ in range(1_000):
            delta = loss.delta(MILO.targets, think(MILO.inputs, weights))
            step, state = optimizer.step(-MILO.inputs.T.dot(delta), state)
            weights = weights - step
        correct = (think(MILO.inputs, weights) > 0.5) == MILO.targets
        seeds = np.flatnonzero(~correct.all(axis=0)).tolist()
        return len(seeds), "".join(str(seed) for seed in seeds if seed < 10)

    return {
        name: {
            rate: {
                kind: failed(loss, of(float(rate))) for kind, of in OPTIMIZERS.items()
            }
            for rate in RATES
        }
        for name, loss in LOSSES.items()
    }


def boundary() -> dict:
    """For each number of hidden neurons, which of the seeds 1 to 4 have learned XOR."""

    def learned(hidden, seed):
        network = Network(2, hidden, 1, seed=seed)
        network.train(XOR.inputs[:, :2], XOR.targets, 3_000)
        return ((network.think(XOR.inputs[:, :2]) > 0.5) == XOR.targets).all()

    return {h: "".join(s for s in "1234" if learned(h, int(s))) for h in HIDDEN}


def network() -> dict:
    """The weights of docs/backpropagation.md's network, at the start and as it learns."""
    seen = {}

    def keep(iteration, network):
        if iteration in CHECKPOINTS:
            seen[iteration] = [
                weights.round(9).tolist() for weights, _ in network.layers
            ]

    Network(3, 4, 1, bias=False).train(*XOR, CHECKPOINTS[-1] + 1, callback=keep)
    return seen


def make_figures(made: Path) -> None:
    """Write the tables into made/figures/, if the package or this file is another."""
    sources = [Path(__file__), *sorted((ROOT / "tinynet").glob("*.py"))]
    digest = sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    folder = made / "figures"
    mark = folder / ".made-from"
    if mark.is_file() and mark.read_text() == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)  # a table of another edition, too
    with np.errstate(over="ignore"):
        for table in race, network, boundary:
            write_json(folder / f"{table.__name__}.json", table())
        write(folder / "digit.txt", digit())
    write(mark, digest)
