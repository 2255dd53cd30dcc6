"""The package's speed, side by side with the same work as plain programs: make bench

A clock alone cannot say: the same program takes longer on a busy machine. So the two
programs of a job take turns, and what counts is the median of the ratios of their
processor times, ours / theirs. Both must compute the same. Nothing here decides a test.
"""

import os
import statistics
import sys
import time
import tracemalloc

for library in ("OPENBLAS", "OMP", "MKL"):  # one thread, and set before NumPy is there
    os.environ[f"{library}_NUM_THREADS"] = "1"
os.environ.pop("OPENBLAS_CORETYPE", None)

import numpy as np
from sklearn.datasets import load_digits

from tinynet import (
    Network,
    cross_entropy,
    gradient_descent,
    sigmoid_gradient,
    squared_error,
    starting_weights,
    train,
)
from tinynet.data import MILO, TRASK, XOR
from tinynet.network import forward


def nine_lines():
    """Train the first article's neuron as its nine lines do."""
    inputs = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
    targets = np.array([[0, 1, 1, 0]]).T
    weights = starting_weights((3, 1))
    for _ in range(10_000):
        output = 1 / (1 + np.exp(-(np.dot(inputs, weights))))
        weights += np.dot(inputs.T, (targets - output) * output * (1 - output))
    return [weights]


class Plain:
    """The same as a class with a method for each formula, as the article ends."""

    def __init__(self):
        self.weights = starting_weights((3, 1))

    def squash(self, x):
        return 1 / (1 + np.exp(-x))

    def slope(self, x):
        return x * (1 - x)

    def think(self, inputs):
        return self.squash(np.dot(inputs, self.weights))

    def train(self, inputs, targets, iterations):
        for _ in range(iterations):
            output = self.think(inputs)
            error = targets - output
            self.weights += np.dot(inputs.T, error * self.slope(output))
        return [self.weights]


def plain_class():
    return Plain().train(MILO.inputs.astype(int), MILO.targets.astype(int), 10_000)


def two_steps():
    """Train the second article's neuron as its script does, one formula a line."""
    inputs, targets = TRASK.inputs.astype(int), TRASK.targets.astype(int)
    weights = starting_weights((3, 1))
    for _ in range(10_000):
        output = 1 / (1 + np.exp(-np.dot(inputs, weights)))
        error = targets - output
        delta = error * (output * (1 - output))
        weights += np.dot(inputs.T, delta)
    return [weights]


def eleven_lines():
    """Train the second article's two layers as its eleven lines do."""
    inputs, targets = XOR.inputs.astype(int), XOR.targets.astype(int)
    first, second = np.split(starting_weights(16), [12])
    first, second = first.reshape(3, 4), second.reshape(4, 1)
    for _ in range(10_000):
        hidden = 1 / (1 + np.exp(-(np.dot(inputs, first))))
        output = 1 / (1 + np.exp(-(np.dot(hidden, second))))
        delta = (targets - output) * (output * (1 - output))
        before = delta.dot(second.T) * (hidden * (1 - hidden))
        second += hidden.T.dot(delta)
        first += inputs.T.dot(before)
    return [first, second]


def neuron(data=MILO):
    return lambda: [train(*data, starting_weights((3, 1)))]


def layers():
    network = Network(3, 4, 1, bias=False)
    network.train(*XOR, iterations=10_000)
    return [weights for weights, _ in network.layers]


class Digits:
    """64-32-10 on handwritten digits, 2,000 batches of 32: ours and a plain loop."""

    def __init__(self):
        data = load_digits()
        self.inputs, self.targets = (
            data.data[:1600] / 16,
            np.eye(10)[data.target[:1600]],
        )

    def ours(self):
        network = Network(64, 32, 10)
        optimizer = gradient_descent(0.05)
        network.train(
            self.inputs, self.targets, 2_000, cross_entropy, optimizer, batch_size=32
        )
        return [array for layer in network.layers for array in layer]

    def loop(self):
        layers = Network(64, 32, 10).layers
        (first, first_bias), (second, second_bias) = layers
        random, order, start = np.random.RandomState(1), [], 0
        for _ in range(2_000):
            if start + 32 > len(order):
                order, start = random.permutation(len(self.inputs)), 0
            rows = order[start : start + 32]
            start += 32
            inputs, targets = self.inputs[rows], self.targets[rows]
            hidden = 1 / (1 + np.exp(-(inputs @ first + first_bias)))
            output = 1 / (1 + np.exp(-(hidden @ second + second_bias)))
            delta = targets - output
            before = (delta @ second.T) * (hidden * (1 - hidden))
            second = second + 0.05 * (hidden.T @ delta)
            second_bias = second_bias + 0.05 * delta.sum(axis=0)
            first = first + 0.05 * (inputs.T @ before)
            first_bias = first_bias + 0.05 * before.sum(axis=0)
        return [first, first_bias, second, second_bias]


class LargeStep:
    """One gradient of 60,000 rows, 784-128-10: ours, and its bare multiplications."""

    def __init__(self):
        random = np.random.RandomState(1)
        self.inputs = random.random_sample((60_000, 784))
        self.targets = np.eye(10)[random.randint(10, size=60_000)]
        self.network = Network(784, 128, 10)
        _, self.hidden, output = forward(self.network.layers, self.inputs)
        self.delta = -squared_error.delta(self.targets, output)
        weights = self.network.layers[1][0]
        self.before = self.delta @ weights.T * sigmoid_gradient(self.hidden)

    def ours(self):
        return [w for w, _ in self.network.gradients(self.inputs, self.targets)]

    def bare(self):
        (first, _), (second, _) = self.network.layers
        self.inputs @ first
        self.hidden @ second
        self.delta @ second.T
        return [self.inputs.T @ self.before, self.hidden.T @ self.delta]

    def memory(self) -> float:
        """Return how many MB one iteration of training asks for above its inputs."""
        tracemalloc.start()
        self.network.train(self.inputs, self.targets, iterations=1)
        return tracemalloc.get_traced_memory()[1] / 1e6


def seconds(program):
    begun = time.process_time()
    return program(), time.process_time() - begun


def ratio(ours, theirs, pairs: int) -> float:
    """Return the median of ours / theirs; the two take turns at being first."""
    ratios = []
    for pair in range(pairs):
        done = {}
        for program in [ours, theirs] if pair % 2 else [theirs, ours]:
            done[program] = seconds(program)
        (mine, my_time), (others, their_time) = done[ours], done[theirs]
        for array, other in zip(mine, others, strict=True):
            np.testing.assert_allclose(array, other, rtol=1e-8, atol=1e-10)
        ratios.append(my_time / their_time)
    return statistics.median(ratios)


def main() -> None:
    digits, step = Digits(), LargeStep()
    jobs = {
        "a neuron / the nine lines": (neuron(), nine_lines, 25),
        "a neuron / the first article's class": (neuron(), plain_class, 25),
        "a neuron / the second article's script": (neuron(TRASK), two_steps, 25),
        "two layers / the eleven lines": (layers, eleven_lines, 25),
        "digits / a plain loop": (digits.ours, digits.loop, 7),
        "a large step / its multiplications": (step.ours, step.bare, 5),
    }
    for name, job in jobs.items():
        print(f"{name:40} {ratio(*job):.2f}", flush=True)
    print(f"{'memory of a large step, MB':40} {step.memory():.0f}")


if __name__ == "__main__":
    sys.exit(main())
