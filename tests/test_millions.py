"""A million hidden neurons, really run: the page's own program with one number changed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tinynet.book.cache import keep, recalled
from tinynet.book.pages import read_page

ROOT = Path(__file__).parents[1]
NEEDED = 4  # gigabytes; it takes about three


def gigabytes() -> float:
    """Return how much memory this machine has; none where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError):
        return 0.0


@pytest.fixture(scope="module")
def program() -> str:
    """The program of the page with a hundred thousand hidden neurons."""
    page = read_page("docs/millions.md", ROOT)
    [text] = [block.text for block in page.blocks if "100_000, 10)" in block.text]
    assert text.count("100_000") == 1
    return text


# With less memory the system would end the program, or swap for hours.
@pytest.mark.skipif(gigabytes() < NEEDED, reason=f"needs {NEEDED} GB of memory")
def test_a_million_hidden_neurons_learn(program):
    million = program.replace("100_000", "1_000_000")
    printed = recalled(f"program {million}", ROOT)
    if printed is None:
        printed = what_prints(million)
        keep(f"program {million}", printed, ROOT, {})
    size, surprise = printed.splitlines()
    assert size == "75,000,010 weights, 600 MB"
    before, after = map(int, re.findall(r"\d+", surprise))
    assert after < before / 2


def what_prints(program: str) -> str:
    """Return what a program prints, in a process of its own; it may not warn."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout
