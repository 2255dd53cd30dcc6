"""What a figure that moves must show: the package's numbers, for a state of it."""

import base64
import re
from functools import cache
from urllib.parse import unquote

import numpy as np
from built_site import ROOT

from tinynet import (
    Network,
    adam,
    error_weighted_derivative,
    gradient_descent,
    momentum,
    sigmoid,
    sigmoid_gradient,
    squared_error,
    starting_weights,
    think,
    train,
)
from tinynet.backpropagation import backward
from tinynet.data import MILO, XOR
from tinynet.losses import cross_entropy
from tinynet.network import forward

PAGES = {"neuron": "index", "slope": "slope", "descent": "learning", "line": "xor"}
PAGES |= {"network": "backpropagation", "boundary": "luck", "race": "optimizers"}
PAGES |= {"digit": "digits"}
START = starting_weights((3, 1))
FIVE = "00ca000000egge0000dgfa1000bgg70000047g7000004g900054cg4009gga000"
# What a state is before anybody has touched it.
STARTS = {
    "neuron": dict(zip(["w1", "w2", "w3"], START.ravel())) | {"steps": 0},
    "slope": {"z": 2, "run": 1},
    "descent": {"rate": 1, "w1": -4, "w3": 2, "steps": 0},
    "line": {"w1": 8, "w2": 8, "threshold": 12.1},
    "network": {"example": "0 1 1", "trained": 0, "stage": 4},
    "boundary": {"hidden": 2, "seed": 1, "moment": 9},
    "race": {"loss": "squared error", "rate": 1, "seed": 1, "moment": 34},
    "digit": {"ink": FIVE},
}
TWO = MILO.inputs[:, [0, 2]]  # the neuron with two weights of learning.md
CORNERS = XOR.inputs[:, :2]
IN_ORDER = [[0, 0], [0, 1], [1, 0], [1, 1]]  # as the figures name them
KINDS = {"gradient descent": gradient_descent, "momentum": momentum, "Adam": adam}
LOSSES = {"squared error": squared_error, "cross-entropy": cross_entropy}
RATES = [1, 10, 30]
MOMENTS = np.unique(np.geomspace(1, 1_000, 40).round().astype(int))
TRAINED = [0, 10, 30, 100, 200, 300, 500, 1_000, 2_000, 3_000]
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?")


def numbers(text):
    """Return the numbers in a text, as they are written, but for the sign's shape."""
    return NUMBER.findall(text.replace("−", "-"))


def written(values, digits):
    """Return values as the figures write them: no minus before a zero."""
    each = [f"{value:.{digits}f}" for value in np.ravel(values)]
    return [re.sub(r"^-(?=[0.]+$)", "", one) for one in each]


def state(name, tab):
    """Return the state of a figure, which the address of the page holds."""
    found = dict(STARTS[name])
    address = tab.evaluate("location.href")
    linked = unquote(address.partition(f"#figure-{name}=")[2])
    for key, text in [part.split(":") for part in linked.split(",") if part]:
        known = found.get(key, "")
        found[key] = text if isinstance(known, str) else float(text)
    return found


def neuron(w1, w2, w3, steps, row=""):
    weights = train(*MILO, np.array([[w1], [w2], [w3]]), int(steps))
    situations = np.vstack([MILO.inputs, [[1.0, 0.0, 0.0]]])
    return written(think(situations, weights), 8) + written(weights, 8)


def slope(z, run):
    y = sigmoid(z)
    rise = sigmoid(z + run) - y
    measured = [*written(rise, 7), f"{run:g}", *written(rise / run, 4)]
    return [*measured, "1", *written([y, 1 - y, sigmoid_gradient(y)], 4)]


def descent(rate, w1, w3, steps):
    weights = train(TWO, MILO.targets, np.array([[w1], [w3]]), int(steps), rate)
    output = think(TWO, weights)
    change = error_weighted_derivative(TWO, MILO.targets - output, output)
    loss = squared_error.value(MILO.targets, output)
    found = [f"{steps:.0f}", *written(weights, 3), *written(loss, 4)]
    return found + [*written(change, 4), f"{rate:g}", *written(rate * change, 4)]


def line(w1, w2, threshold):
    found = []
    for a, b in IN_ORDER:
        total = a * w1 + b * w2 - threshold
        found += [f"{a}", f"{b}", *written(total, 1), *written(sigmoid(total), 4)]
    return found


@cache
def chapter(iterations):
    """Return the layers of the network of backpropagation.md, so far trained."""
    network = Network(3, 4, 1, bias=False)
    network.train(*XOR, iterations)
    return network.layers


def network(example, trained, stage):
    layers = chapter(int(trained))
    inputs = np.array([float(digit) for digit in example.split()])
    [target] = XOR.targets[(XOR.inputs == inputs).all(axis=1)].ravel()
    _, hidden, output = activations = forward(layers, inputs)
    delta = squared_error.delta(target, output)
    back, _ = backward(layers, activations, delta)
    second, end = layers[1][0].ravel(), f"{target:.0f}"
    named = range(1, 5)
    lines = [
        [*written(inputs, 0), end],
        sum(([f"{n}", *written([s, h], 4)] for n, s, h in
             zip(named, inputs @ layers[0][0], hidden)), []),
        written([hidden @ second, *output], 4),
        [end, *written(output, 4), *written([*output, *(1 - output), *delta], 4)],
        sum(([f"{n}", *written([*delta, w, g, b], 4)] for n, w, g, b in
             zip(named, second, sigmoid_gradient(hidden), back)), []),
        sum(([f"{n}", *written([h, *delta, *(h * delta)], 4)] for n, h in
             zip(named, hidden)), []),
    ]  # fmt: skip
    return lines[int(stage)]


def boundary(hidden, seed, moment):
    network = Network(2, int(hidden), 1, seed=int(seed))
    network.train(CORNERS, XOR.targets, TRAINED[int(moment)])
    return written(network.think(np.array(IN_ORDER, dtype=float)), 4)


@cache
def errors(kind, loss, rate, seeds):
    """Return the mean error in each of a thousand iterations, for each seed."""
    optimizer, found = KINDS[kind](float(rate)), []
    weights = np.hstack([starting_weights((3, 1), seed) for seed in seeds])
    state = optimizer.start
    for _ in range(1_000):
        output = think(MILO.inputs, weights)
        found.append(np.abs(MILO.targets - output).mean(axis=0))
        delta = LOSSES[loss].delta(MILO.targets, output)
        step, state = optimizer.step(-MILO.inputs.T.dot(delta), state)
        weights = weights - step
    return np.array(found)


def race(loss, rate, seed, moment):
    at = MOMENTS[int(moment)] - 1
    each = [errors(kind, loss, rate, (int(seed),))[at].item() for kind in KINDS]
    return [f"{error:.3g}" for error in each]


@cache
def reader():
    """Return the layers of the network that reads digits: those of the table."""
    text = (ROOT / "docs/assets/made/figures/digit.txt").read_text()
    flat = np.frombuffer(base64.b64decode(text), "<f4").astype(float)
    first, b1, second, b2 = np.split(flat, [2048, 2080, 2400])
    return [(first.reshape(64, 32), b1), (second.reshape(32, 10), b2)]


def inks(ink):
    return np.array(["0123456789abcdefg".index(step) for step in ink]) / 16


def digit(ink):
    return written(forward(reader(), inks(ink))[-1], 4)


PACKAGE = {"neuron": neuron, "slope": slope, "descent": descent, "line": line}
PACKAGE |= {"network": network, "boundary": boundary, "race": race, "digit": digit}
# Where a figure shows these numbers, and what of the text is none of them.
PLACES = {"neuron": ".number, .value", "digit": ".bars .number"}
WORDS = {"boundary": r"outputs for .*:\n|\n.*hidden: after .*", "race": r"\. Fails .*"}


def shown(figure, name):
    """Return the numbers on display that the package has, too."""
    texts = figure.locator(PLACES.get(name, ".numbers")).all_inner_texts()
    return numbers(re.sub(WORDS.get(name, "$^"), "", "\n".join(texts)))


def assert_package(figure, name):
    """Fail if a figure does not show the package's numbers to the last digit."""
    now = state(name, figure.page)
    ours, theirs = PACKAGE[name](**now), shown(figure, name)
    if name == "race":  # a number may be written as 0.00001 or as 1e-5
        ours, theirs = [*map(float, ours)], [*map(float, theirs)]
    assert theirs == ours, now
