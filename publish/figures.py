"""The tables behind the figures that move: what follows a fixed path is worked out here."""

import base64
import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
RATES = (1, 10, 30)
SEEDS = 100
HIDDEN = range(1, 9)
CHECKPOINTS = (0, 10, 100, 1_000, 10_000)


def digit() -> str:
    """The 2,410 weights of the network of docs/digits.md that was tested in order.

    As float32 in Base64, in lines that fit a program, for a copied one holds them.
    """
    from sklearn.datasets import load_digits

    from tinynet import Network, cross_entropy, gradient_descent

    table = load_digits()
    inputs, targets = table.data / 16, np.eye(10)[table.target]
    network = Network(64, 32, 10)
    training = inputs[:-360], targets[:-360]
    network.train(*training, 5000, cross_entropy, gradient_descent(0.1), 32)
    flat = np.concatenate([part.ravel() for layer in network.layers for part in layer])
    return base64.encodebytes(flat.astype("<f4").tobytes()).decode()


def race() -> str:
    """For each race of docs/optimizers.md, of how many seeds it fails, and which below 10."""
    from tinynet import (
        adam,
        cross_entropy,
        gradient_descent,
        momentum,
        squared_error,
        starting_weights,
        think,
    )
    from tinynet.data import MILO

    losses = {"squared error": squared_error, "cross-entropy": cross_entropy}
    kinds = {"gradient descent": gradient_descent, "momentum": momentum, "Adam": adam}
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

    return as_json(
        {
            name: {
                rate: {kind: failed(loss, kinds[kind](float(rate))) for kind in kinds}
                for rate in RATES
            }
            for name, loss in losses.items()
        }
    )


def boundary() -> str:
    """For each number of hidden neurons, which of the seeds 1 to 4 have learned XOR."""
    from tinynet import Network
    from tinynet.data import XOR

    def learned(hidden, seed):
        network = Network(2, hidden, 1, seed=seed)
        network.train(XOR.inputs[:, :2], XOR.targets, 3_000)
        return ((network.think(XOR.inputs[:, :2]) > 0.5) == XOR.targets).all()

    seeds = "1234"
    return as_json({h: "".join(s for s in seeds if learned(h, int(s))) for h in HIDDEN})


def network() -> str:
    """The weights of docs/backpropagation.md's network, at the start and as it learns."""
    from tinynet import Network
    from tinynet.data import XOR

    seen = {}

    def keep(iteration, network):
        if iteration in CHECKPOINTS:
            parts = [weights.round(9).tolist() for weights, _ in network.layers]
            seen[iteration] = parts

    Network(3, 4, 1, bias=False).train(*XOR, CHECKPOINTS[-1] + 1, callback=keep)
    return as_json(seen)


def as_json(table) -> str:
    return json.dumps(table, separators=(",", ":"))


def write_figures(folder: Path) -> None:
    """Write the tables, anew only if the package or this file is another."""
    sources = [Path(__file__), *sorted((ROOT / "tinynet").glob("*.py"))]
    digest = sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    made = folder / ".made-from"
    if made.is_file() and made.read_text() == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)  # a table of another edition, too
    folder.mkdir()
    with np.errstate(over="ignore"):
        for table in race, network, boundary:
            (folder / f"{table.__name__}.json").write_text(table())
        (folder / "digit.txt").write_text(digit())
    made.write_text(digest)
