"""Rows spread over real processes: the same adjustments, and nothing is left open."""

import os
from pathlib import Path

import psutil
import pytest
import spread
from dask.distributed import Client, LocalCluster

pytestmark = pytest.mark.reads()


@pytest.fixture(scope="module")
def client():
    """A client of two workers, each a process of its own."""
    before = sockets()
    with (
        LocalCluster(**spread.LOCAL) as cluster,
        Client(cluster) as client,
    ):
        yield client
    assert sockets() == before
    assert not [child for child in psutil.Process().children() if is_worker(child)]


def sockets() -> int:
    return len(psutil.Process().net_connections())


def is_worker(process: psutil.Process) -> bool:
    return "dask" in " ".join(process.cmdline()).lower()


def test_the_workers_are_other_processes_of_this_machine_only(client):
    pids = client.run(os.getpid)
    assert len({*pids.values(), os.getpid()}) == 3
    assert all(address.startswith("tcp://127.0.0.1:") for address in pids)


def test_the_workers_have_this_package(client):
    import tinynet

    files = client.run(lambda: __import__("tinynet").__file__).values()
    assert {Path(file) for file in files} == {Path(tinynet.__file__)}


@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 1), (20, 10, 5, 2)])
@pytest.mark.parametrize("rows", [spread.CHUNKS - 1, 100])
def test_all_ways_find_the_same(client, rows, sizes):
    ways = spread.job(rows, sizes, client)  # it asserts that they do
    assert [way.__name__ for way in ways] == ["at_once", "in_turn", "spread"]
