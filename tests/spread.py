"""When do more processes pay? Measures it: python tests/spread.py

Prints how long one adjustment of all weights takes, in milliseconds, the middle of five
turns: all rows at once; in chunks, one after the other; in chunks, on two processes.
"""

import os

if __name__ == "__main__":
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy: one process, one processor

import statistics
import time

import numpy as np
from dask.distributed import Client, LocalCluster

from tinynet import Network, cross_entropy

JOBS = [(8, (3, 4, 1)), (1_000, (784, 30, 10)), (60_000, (784, 128, 10))]
CHUNKS = 8
LOCAL = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}


def adjustments(rows, network):
    return network.adjustments(*rows, cross_entropy)


def added(parts):
    return [sum(layer) for layer in zip(*parts, strict=True)]


def job(rows: int, sizes: tuple, client: Client) -> list:
    """Return the three ways to do a job, for which all must find the same."""
    random = np.random.RandomState(1)
    inputs = random.random_sample((rows, sizes[0]))
    targets = random.random_sample((rows, sizes[-1])).round()
    network = Network(*sizes)
    parts = [np.array_split(table, CHUNKS) for table in (inputs, targets)]
    chunks = [chunk for chunk in zip(*parts, strict=True) if len(chunk[0])]
    # subtle: chunks that are equal to those of the job before would be taken for them,
    # while they are being thrown away, and the tasks would wait for them for ever.
    there = client.scatter(chunks, hash=False)

    def at_once():
        return adjustments((inputs, targets), network)

    def in_turn():
        return added(adjustments(chunk, network) for chunk in chunks)

    def spread():
        [known] = client.scatter([network], broadcast=True, hash=False)
        return added(
            client.gather(client.map(adjustments, there, network=known, pure=False))
        )

    for way in in_turn, spread:
        for one, other in zip(at_once(), way(), strict=True):
            assert np.allclose(one, other, rtol=1e-9, atol=1e-9)
    return [at_once, in_turn, spread]


def seconds(way) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


def main():
    began = time.perf_counter()
    with (
        LocalCluster(**LOCAL) as cluster,
        Client(cluster) as client,
    ):
        print(f"two processes were there after {time.perf_counter() - began:.1f} s")
        print("   rows  network       at once  in turn   spread")
        for rows, sizes in JOBS:
            ways = job(rows, sizes, client)
            turns = [[seconds(way) for way in ways] for _ in range(5)]
            taken = [
                1000 * statistics.median(turn) for turn in zip(*turns, strict=True)
            ]
            name = "-".join(map(str, sizes))
            print(f"{rows:7,}  {name:12}", *(f"{ms:8.1f}" for ms in taken))


if __name__ == "__main__":
    main()
