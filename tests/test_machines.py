"""Rows spread over real processes: the same gradients, and nothing is left open."""

import os

import numpy as np
import psutil
import pytest

from tinynet import Network, cross_entropy

LOCAL = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}


def gradients(rows, network):
    return network.gradients(*rows, cross_entropy)


@pytest.fixture(scope="module")
def client():
    """A client of two workers, each a process of its own."""
    from dask.distributed import Client, LocalCluster  # slow, and only wanted here

    before = len(psutil.Process().net_connections())
    with LocalCluster(**LOCAL) as cluster, Client(cluster) as client:
        yield client
    assert len(psutil.Process().net_connections()) == before


def test_the_workers_are_other_processes_of_this_machine_only(client):
    pids = client.run(os.getpid)
    assert len({*pids.values(), os.getpid()}) == 3
    assert all(address.startswith("tcp://127.0.0.1:") for address in pids)


@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 1), (20, 10, 5, 2)])
@pytest.mark.parametrize("rows", [7, 100])
def test_the_parts_add_up_to_the_gradient_of_all_rows(client, rows, sizes):
    random = np.random.RandomState(5)
    inputs = random.normal(size=(rows, sizes[0]))
    targets = random.random_sample((rows, sizes[-1]))
    network = Network(*sizes)
    chunks = list(zip(np.array_split(inputs, 8), np.array_split(targets, 8)))
    parts = client.gather(client.map(gradients, chunks, network=network, pure=False))
    for whole, some in zip(gradients((inputs, targets), network), zip(*parts)):
        for one, pieces in zip(whole, zip(*some)):
            np.testing.assert_allclose(sum(pieces), one, rtol=1e-11, atol=1e-13)
