"""The tables behind the figures that move: what follows a fixed path is worked out here."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
RATES = (1, 10, 30)
SEEDS = 100
CURVES = 10
MOMENTS = np.unique(np.geomspace(1, 1_000, 40).round().astype(int))
HIDDEN = range(1, 9)
SEEN = (0, 10, 30, 100, 200, 300, 500, 1_000, 2_000, 3_000)
CHECKPOINTS = (0, 10, 100, 1_000, 10_000)


def digits() -> dict:
    """The network of docs/digits.md that was tested in order, and its training set."""
    from sklearn.datasets import load_digits

    from tinynet import Network, cross_entropy, gradient_descent

    table = load_digits()
    inputs, targets = table.data / 16, np.eye(10)[table.target]
    network = Network(64, 32, 10)
    training = inputs[:-360], targets[:-360]
    network.train(*training, 5000, cross_entropy, gradient_descent(0.1), 32)
    flat = np.concatenate([part.ravel() for layer in network.layers for part in layer])
    inks = table.data[:-360].astype(np.uint8)
    return {
        "weights": base64.b64encode(flat.astype("<f8").tobytes()).decode(),
        "pictures": base64.b64encode(inks.tobytes()).decode(),
        "digits": "".join(map(str, table.target[:-360])),
    }


def race() -> dict:
    """Mean errors of docs/optimizers.md, three optimizers from one start, and who fails."""
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
    starts = np.hstack([starting_weights((3, 1), seed) for seed in range(SEEDS)])
    errors, failed = {}, {}
    for loss in losses:
        for rate in RATES:
            for kind in gradient_descent, momentum, adam:
                optimizer, weights, seen = kind(float(rate)), starts, []
                state = optimizer.start
                for iteration in range(1_000):
                    output = think(MILO.inputs, weights)
                    if iteration + 1 in MOMENTS:
                        seen.append(np.abs(MILO.targets - output).mean(axis=0)[:CURVES])
                    delta = losses[loss].delta(MILO.targets, output)
                    step, state = optimizer.step(-MILO.inputs.T.dot(delta), state)
                    weights = weights - step
                correct = (think(MILO.inputs, weights) > 0.5) == MILO.targets
                key = f"{loss}, {rate}, {kind.__name__}"
                failed[key] = np.flatnonzero(~correct.all(axis=0)).tolist()
                errors[key] = [
                    [float(f"{e:.3g}") for e in c] for c in np.transpose(seen)
                ]
    return {"moments": MOMENTS.tolist(), "errors": errors, "failed": failed}


def network() -> dict:
    """XOR: the layers of 3-4-1 while it learns, and of 2-h-1 from several starts."""
    from tinynet import Network
    from tinynet.data import XOR

    def trained(network, inputs, digits, moments):
        seen = []

        def keep(iteration, network):
            if iteration in moments:
                outputs = network.think(inputs).ravel().round(4).tolist()
                parts = [
                    np.round(part, digits).tolist()
                    for layer in network.layers
                    for part in layer
                ]
                seen.append([*parts, outputs])

        network.train(inputs, XOR.targets, moments[-1] + 1, callback=keep)
        return seen

    starts = {
        f"{hidden}, {seed}": trained(
            Network(2, hidden, 1, seed=seed), XOR.inputs[:, :2], 2, SEEN
        )
        for hidden in HIDDEN
        for seed in range(1, 5)
    }
    chapter = trained(Network(3, 4, 1, bias=False), XOR.inputs, 17, CHECKPOINTS)
    return {
        "moments": SEEN,
        "starts": starts,
        "checkpoints": CHECKPOINTS,
        "chapter": chapter,
    }


def write_figures(folder: Path) -> None:
    """Write the tables, anew only if the package or this file is another."""
    sources = [Path(__file__), *sorted((ROOT / "tinynet").glob("*.py"))]
    digest = sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    folder.mkdir(exist_ok=True)
    made = folder / ".made-from"
    if made.is_file() and made.read_text() == digest:
        return
    with np.errstate(over="ignore"):
        for table in digits, race, network:
            text = json.dumps(table(), separators=(",", ":"))
            (folder / f"{table.__name__}.json").write_text(text)
    made.write_text(digest)
