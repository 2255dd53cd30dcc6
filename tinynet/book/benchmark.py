# Copied from docs/book/benchmark.md, the place to edit it (ba9687a3b40fa08e).
"""The speed of the package, side by side with the same work as plain programs.

Page: docs/book/benchmark.md. Licence: MIT-0.
"""

import multiprocessing
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tinynet import (
    Network,
    cross_entropy,
    plain,
    sigmoid_gradient,
    squared_error,
    starting_weights,
    train,
)
from tinynet.data import MILO, XOR
from tinynet.network import forward

PROCESSES = 5


class Job(NamedTuple):
    """The same work twice, and the ratio of their times that is allowed."""

    name: str
    ours: Callable
    theirs: Callable
    at_most: float
    pairs: int  # in each process


def timed(program: Callable) -> tuple[list[np.ndarray], float]:
    """Return what a program returns, and the processor time that it takes."""
    began = time.process_time()
    result = program()
    return result, time.process_time() - began


def taking_turns(
    ours: Callable, theirs: Callable, pairs: int, turn: int = 0
) -> list[tuple[float, float]]:
    """Return the times of two programs that take turns, a pair each.

    Who begins takes turns too. Raises AssertionError if they do not compute the same.
    """
    times = []
    for pair in range(turn, turn + pairs):
        order = [ours, theirs] if pair % 2 else [theirs, ours]
        done = {program: timed(program) for program in order}
        (mine, my_time), (others, their_time) = done[ours], done[theirs]
        for array, other in zip(mine, others, strict=True):
            assert np.allclose(array, other, rtol=1e-9, atol=1e-12)
        times.append((my_time, their_time))
    return times


def medians(times: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the median ratio of pairs of times, and the median time of each side."""
    ratios = statistics.median(mine / other for mine, other in times)
    return ratios, *map(statistics.median, zip(*times, strict=True))


def ratio(ours: Callable, theirs: Callable, pairs: int) -> tuple[float, float, float]:
    """Return the median ratio of two programs' times, and the median time of each.

    Raises AssertionError if they do not compute the same.
    """
    return medians(taking_turns(ours, theirs, pairs))


def plain_neuron() -> list[np.ndarray]:
    """Train the first article's neuron as its nine lines do; return the weights."""
    inputs = np.array([[0, 0, 1], [1, 1, 1], [1, 0, 1], [0, 1, 1]])
    targets = np.array([[0, 1, 1, 0]]).T
    weights = starting_weights((3, 1))
    for _ in range(10_000):
        output = 1 / (1 + np.exp(-(np.dot(inputs, weights))))
        weights += np.dot(inputs.T, (targets - output) * output * (1 - output))
    return [weights]


def neuron() -> list[np.ndarray]:
    """Do the same with the package."""
    return [train(*MILO, starting_weights((3, 1)))]


def plain_layers(iterations: int = 60_000) -> list[np.ndarray]:
    """Train the second article's two layers as its eleven lines do."""
    inputs = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    targets = np.array([[0, 1, 1, 0]]).T
    random = np.random.RandomState(1)
    first = 2 * random.random_sample((3, 4)) - 1
    second = 2 * random.random_sample((4, 1)) - 1
    for _ in range(iterations):
        hidden = 1 / (1 + np.exp(-(np.dot(inputs, first))))
        output = 1 / (1 + np.exp(-(np.dot(hidden, second))))
        blame = (targets - output) * (output * (1 - output))
        before = blame.dot(second.T) * (hidden * (1 - hidden))
        second += hidden.T.dot(blame)
        first += inputs.T.dot(before)
    return [first, second]


def layers(iterations: int = 60_000) -> list[np.ndarray]:
    """Do the same with the package."""
    network = Network(3, 4, 1, bias=False)
    network.train(*XOR, iterations=iterations)
    return network.layers


class Digits:
    """The job of the digits: 64-32-10, 5,000 batches of 32, in three programs."""

    def __init__(self, iterations: int = 5_000):
        from sklearn.datasets import load_digits  # slow to import, and only needed here

        data = load_digits()
        self.iterations = iterations
        self.inputs = data.data[:1600] / 16
        self.targets = np.eye(10)[data.target[:1600]]

    def network(self) -> Network:
        """Return the package's network, trained."""
        network = Network(64, 32, 10)
        network.train(
            self.inputs,
            self.targets,
            iterations=self.iterations,
            loss=cross_entropy,
            step=plain(0.05),
            batch=32,
        )
        return network

    def weights(self) -> list[np.ndarray]:
        """Return the weights of that network."""
        return self.network().layers

    def plain_weights(self) -> list[np.ndarray]:
        """Return the weights that a loop written for just this network ends with."""
        random = np.random.RandomState(1)
        first = 2 * random.random_sample((65, 32)) - 1
        second = 2 * random.random_sample((33, 10)) - 1
        first, first_bias = first[:-1].copy(), first[-1].copy()
        second, second_bias = second[:-1].copy(), second[-1].copy()
        random, order, start = np.random.RandomState(1), [], 0
        for _ in range(self.iterations):
            if start + 32 > len(order):
                order, start = random.permutation(len(self.inputs)), 0
            rows = order[start : start + 32]
            start += 32
            inputs, targets = self.inputs[rows], self.targets[rows]
            hidden = 1 / (1 + np.exp(-(inputs @ first + first_bias)))
            output = 1 / (1 + np.exp(-(hidden @ second + second_bias)))
            blame = targets - output
            before = (blame @ second.T) * (hidden * (1 - hidden))
            second += 0.05 * (hidden.T @ blame)
            second_bias += 0.05 * blame.sum(axis=0)
            first += 0.05 * (inputs.T @ before)
            first_bias += 0.05 * before.sum(axis=0)
        return [np.vstack([first, first_bias]), np.vstack([second, second_bias])]

    def answers(self) -> list[np.ndarray]:
        """Return the digits that the package's network reads."""
        return [self.network().think(self.inputs).argmax(axis=1)]

    def library_answers(self) -> list[np.ndarray]:
        """Return the digits that scikit-learn's network reads, trained alike."""
        import warnings

        from sklearn.neural_network import MLPClassifier

        library = MLPClassifier(
            (32,),
            activation="logistic",
            solver="sgd",
            alpha=0,
            batch_size=32,
            learning_rate_init=0.05 * 32,  # it divides by the rows of the batch
            momentum=0,
            max_iter=self.iterations // 50,  # rounds of 50 batches
            tol=0,
            n_iter_no_change=self.iterations,
            random_state=1,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it might go on learning
            library.fit(self.inputs, self.targets)
        return [library.predict_proba(self.inputs).argmax(axis=1)]


class Step:
    """One step of 60,000 rows, 784-128-10: in chunks, in one piece, and bare."""

    def __init__(self, rows: int = 60_000):
        random = np.random.RandomState(1)
        self.inputs = random.random_sample((rows, 784))
        self.targets = np.eye(10)[random.randint(10, size=rows)]
        self.network = Network(784, 128, 10)
        _, second = self.network.layers
        self.read, self.hidden, output = forward(self.network.layers, self.inputs)
        self.blame = squared_error.push(self.targets, output)
        before = self.blame @ second.T * sigmoid_gradient(self.hidden)
        self.before = before[:, :-1].copy()

    def in_chunks(self) -> list[np.ndarray]:
        """Return the adjustments as the package computes them."""
        return self.network.adjustments(self.inputs, self.targets)

    def in_one_piece(self) -> list[np.ndarray]:
        """Return them without chunks."""
        rows = len(self.inputs)
        return self.network.adjustments(self.inputs, self.targets, rows=rows)

    def bare(self) -> list[np.ndarray]:
        """Do the five multiplications, of tables that are there already."""
        first, second = self.network.layers
        self.read @ first
        self.hidden @ second
        self.blame @ second.T
        return [self.read.T @ self.before, self.hidden.T @ self.blame]


def memory(program: Callable) -> int:
    """Return how many bytes a program asks for at most at the same time."""
    tracemalloc.start()
    program()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def jobs(digits: Digits, step: Step) -> Iterator[Job]:
    """Yield the comparisons of times."""
    # The goal of the first is 1.00; the rest is for the noise of the machine.
    yield Job("a neuron / the nine lines", neuron, plain_neuron, 1.05, 5)
    yield Job("two layers / the eleven lines", layers, plain_layers, 1.25, 3)
    yield Job("digits / a plain loop", digits.weights, digits.plain_weights, 1.0, 2)
    yield Job("digits / scikit-learn", digits.answers, digits.library_answers, 0.4, 1)
    yield Job("a large step / BLAS alone", step.in_chunks, step.bare, 2.0, 1)
    yield Job("in chunks / in one piece", step.in_chunks, step.in_one_piece, 1.0, 1)


def measured(turn: int) -> dict[tuple[str, float], list[tuple[float, float]]]:
    """Return the times of all jobs, in this process, by name and bound."""
    return {
        (job.name, job.at_most): taking_turns(job.ours, job.theirs, job.pairs, turn)
        for job in jobs(Digits(), Step())
    }


def in_new_process(program: Callable, *given):
    """Return what a program returns in a process that has done nothing before."""
    anew = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=anew) as process:
        return process.submit(program, *given).result()


def verdict(name: str, found: float, at_most: float, more: str) -> bool:
    """Print a ratio, and whether it is good; return that."""
    good = found <= at_most
    said = "good" if good else "too much"
    print(f"bench: {name}: {found:.2f}, at most {at_most:.2f}: {said} ({more})")
    return good


def main(root: Path) -> int:
    """Measure and print; return 1 if the package needs more than it may."""
    times, good = {}, []
    for turn in range(PROCESSES):
        for job, found in in_new_process(measured, turn).items():
            times.setdefault(job, []).extend(found)
        print(f"bench: process {turn + 1} of {PROCESSES} has measured", flush=True)
    for (name, at_most), pairs in times.items():
        found, mine, others = medians(pairs)
        more = f"{1000 * mine:.0f} / {1000 * others:.0f} ms, {len(pairs)} pairs"
        good.append(verdict(name, found, at_most, more))
    step = Step()
    chunks, piece = memory(step.in_chunks), memory(step.in_one_piece)
    more = f"{chunks / 1e6:.0f} / {piece / 1e6:.0f} MB"
    good.append(verdict("memory of that", chunks / piece, 0.1, more))
    return int(not all(good))
